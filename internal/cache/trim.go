package cache

import (
	"cmp"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"
)

// abandoned is how old a file is whose writer must have been killed.
const abandoned = time.Hour

// entry is a file of the cache.
type entry struct {
	path string
	size int64
	used time.Time
}

// Trim removes what was not used for longest until the rest is no larger than
// the cache may be, and what writers left that were killed. A process calls it
// once, when it has put something.
func (c *Cache) Trim() error {
	if c == nil {
		return nil
	}
	entries, total, err := c.entries()
	if err != nil {
		return err
	}
	slices.SortFunc(
		entries,
		func(a, b entry) int { return cmp.Or(a.used.Compare(b.used), strings.Compare(a.path, b.path)) },
	)
	for _, e := range entries {
		unfinished := strings.HasPrefix(filepath.Base(e.path), temporaryPrefix)
		if unfinished && time.Since(e.used) < abandoned || !unfinished && total <= c.most {
			continue
		}
		if err := os.Remove(e.path); err != nil && !os.IsNotExist(err) { // another process may be trimming
			return err
		}
		total -= e.size
	}
	return nil
}

// ours finds the files of a cache, by their paths below it.
var ours = regexp.MustCompile(`^([0-9a-f]{2})/(?:[0-9a-f]{64}|` + temporaryPrefix + `[0-9]+)$`)

// entries lists the files of the cache, and how large they are together. Whatever else is there is somebody else's.
func (c *Cache) entries() (entries []entry, total int64, err error) {
	dir, err := filepath.EvalSymlinks(c.dir)
	if os.IsNotExist(err) { // nothing was ever put
		return nil, 0, nil
	}
	if err != nil {
		return nil, 0, err
	}
	err = filepath.WalkDir(dir, func(path string, file fs.DirEntry, err error) error {
		if os.IsNotExist(err) { // removed meanwhile
			return nil
		}
		if err != nil {
			return err
		}
		name, err := filepath.Rel(dir, path)
		switch {
		case err != nil:
			return err
		case file.IsDir() && name != "." && len(name) != 2:
			return filepath.SkipDir
		case !file.Type().IsRegular() || !ours.MatchString(filepath.ToSlash(name)):
			return nil
		}
		info, err := file.Info()
		if os.IsNotExist(err) {
			return nil
		}
		if err != nil {
			return err
		}
		entries = append(entries, entry{path, info.Size(), info.ModTime()})
		total += info.Size()
		return nil
	})
	return entries, total, err
}

package cache

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// Directory is one that trees of files are taken from and written to. What is
// in it once does not change as long as it is used.
type Directory struct {
	path  string
	known map[string]node // by path
}

// NewDirectory returns the directory of that path, which exists.
func NewDirectory(path string) *Directory { return &Directory{path, map[string]node{}} }

// node is a file or a symbolic link.
type node struct {
	Path   string      `json:"path"` // below the directory, with slashes
	Mode   fs.FileMode `json:"mode,omitempty"`
	Digest string      `json:"digest,omitempty"` // of the content
	Link   string      `json:"link,omitempty"`   // where a symbolic link leads
}

// PutTree keeps files and directories of a directory under a key. Content that
// several trees have is kept once.
func (c *Cache) PutTree(key Key, from *Directory, names []string) error {
	if c == nil {
		return nil
	}
	nodes := []node{}
	for _, name := range names {
		err := filepath.WalkDir(filepath.Join(from.path, name), func(path string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() {
				return err
			}
			n, err := c.putNode(from, path, entry)
			nodes = append(nodes, n)
			return err
		})
		if err != nil {
			return err
		}
	}
	list, err := json.Marshal(nodes)
	if err != nil {
		return err
	}
	return c.Put(key, list) // last, so that what it lists is there
}

func (c *Cache) putNode(from *Directory, path string, entry fs.DirEntry) (node, error) {
	name, err := filepath.Rel(from.path, path)
	if err != nil {
		return node{}, err
	}
	name = filepath.ToSlash(name)
	if n, found := from.known[name]; found {
		return n, nil
	}
	n := node{Path: name}
	if entry.Type()&fs.ModeSymlink != 0 {
		n.Link, err = os.Readlink(path)
		return n, err
	}
	if !entry.Type().IsRegular() {
		return n, fmt.Errorf("%s is neither a file nor a directory", path)
	}
	info, err := entry.Info()
	if err != nil {
		return n, err
	}
	content, err := os.ReadFile(path)
	if err != nil {
		return n, err
	}
	sum := sha256.Sum256(content)
	n.Mode, n.Digest = info.Mode().Perm(), hex.EncodeToString(sum[:])
	if key := contentKey(n.Digest); !c.touch(key) {
		err = c.Put(key, content)
	}
	from.known[name] = n
	return n, err
}

// contentKey is where the content of files with that digest is.
func contentKey(digest string) Key { return KeyOf("file", digest) }

// GetTree writes what was put under the key into a directory, and tells whether
// all of it was found; otherwise nothing is written. What other trees had in the
// same place is there already, and stays.
func (c *Cache) GetTree(key Key, to *Directory) (found bool, err error) {
	list, found := c.Get(key)
	if !found {
		return false, nil
	}
	var nodes []node
	if err := json.Unmarshal(list, &nodes); err != nil {
		return false, fmt.Errorf("the key of a tree is that of something else: %w", err)
	}
	contents := make([][]byte, len(nodes))
	for i, n := range nodes {
		switch there, known := to.known[n.Path]; {
		case known && there != n:
			return false, fmt.Errorf("two trees have a %s, which is not the same", n.Path)
		case known:
			c.touch(contentKey(n.Digest))
		case n.Link == "":
			if contents[i], found = c.Get(contentKey(n.Digest)); !found {
				return false, nil
			}
		}
	}
	for i, n := range nodes {
		if _, known := to.known[n.Path]; known {
			continue
		}
		if err := to.write(n, contents[i]); err != nil {
			return false, err
		}
		to.known[n.Path] = n
	}
	return true, nil
}

func (d *Directory) write(n node, content []byte) error {
	name := filepath.FromSlash(n.Path)
	root, err := os.OpenRoot(d.path) // whatever an entry says, nothing is written elsewhere
	if err != nil {
		return err
	}
	defer root.Close()
	if err := root.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return err
	}
	if n.Link != "" {
		return root.Symlink(n.Link, name)
	}
	if err := root.WriteFile(name, content, n.Mode); err != nil {
		return err
	}
	return root.Chmod(name, n.Mode) // as it was, whatever the umask
}

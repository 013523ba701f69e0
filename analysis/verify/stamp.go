package verify

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"io/fs"
)

// stampOf returns a digest of the names, sizes and times of change of all files
// below a directory, but those that skip names. That is what Go and make believe,
// too: whatever writes a file, an installer or an editor, leaves another time or
// size.
func stampOf(files fs.FS, skip func(fs.DirEntry) bool) (string, error) {
	return digestOf(func(sum hash.Hash) error {
		return fs.WalkDir(files, ".", func(name string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() || skip(entry) {
				return err
			}
			info, err := entry.Info()
			if err == nil {
				fmt.Fprintf(sum, "%q %d %d\n", name, info.Size(), info.ModTime().UnixNano())
			}
			return err
		})
	})
}

// digestOf returns the digest of what is written.
func digestOf(write func(hash.Hash) error) (string, error) {
	sum := sha256.New()
	err := write(sum)
	return hex.EncodeToString(sum.Sum(nil)), err
}

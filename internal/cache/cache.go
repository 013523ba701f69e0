// Package cache keeps results on disk, by a key that is made of everything that
// decides them. It keeps no promise but one: what it returns is what was put
// there under that key. An entry that was cut short, altered or removed is not
// found, and its result is made again.
//
// Several processes may use a directory at once. An entry is written under
// another name and renamed, so that a process that is killed leaves nothing that
// counts.
package cache

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"os"
	"path/filepath"
	"time"
)

// MaxBytes is how much Default keeps.
const MaxBytes = 1 << 30

// Cache is a directory of entries. A nil Cache finds nothing and keeps nothing.
type Cache struct {
	dir  string
	most int64 // bytes that Trim leaves
}

// Open returns the cache in a directory, which is made when something is put
// there. Trim leaves at most so many bytes in it.
func Open(dir string, most int64) *Cache { return &Cache{dir, most} }

// Default returns the cache in the directory bulkhead of the one that BULKHEAD_CACHE names, else of the user's own for
// such things. It returns nil, a cache that keeps nothing, when BULKHEAD_NO_CACHE is true or there is no such
// directory.
func Default() *Cache {
	if os.Getenv("BULKHEAD_NO_CACHE") == "true" {
		return nil
	}
	dir := os.Getenv("BULKHEAD_CACHE")
	if dir == "" {
		var err error
		if dir, err = os.UserCacheDir(); err != nil {
			return nil
		}
	}
	return Open(filepath.Join(dir, "bulkhead"), MaxBytes)
}

// Key names an entry.
type Key [sha256.Size]byte

// KeyOf returns the key of what the parts decide. The first says what kind of
// result it is, and changes when its form does.
func KeyOf(kind string, parts ...string) Key {
	hash := sha256.New()
	for _, part := range append([]string{kind}, parts...) {
		hash.Write(binary.BigEndian.AppendUint64(nil, uint64(len(part)))) // so that no two lists of parts are alike
		hash.Write([]byte(part))
	}
	return Key(hash.Sum(nil))
}

// String returns the key in hexadecimal digits, such as for a part of another key.
func (k Key) String() string { return hex.EncodeToString(k[:]) }

// Get returns what was put under the key. Using an entry keeps it longer.
func (c *Cache) Get(key Key) (value []byte, found bool) {
	if c == nil {
		return nil, false
	}
	content, err := os.ReadFile(c.file(key))
	if err != nil {
		return nil, false
	}
	if len(content) < sha256.Size || !bytes.Equal(content[:sha256.Size], digest(key, content[sha256.Size:])) {
		os.Remove(c.file(key)) // another process may have put a whole one there just now: it loses an entry, no more
		return nil, false
	}
	c.touch(key)
	return content[sha256.Size:], true
}

// Put keeps a value under a key.
func (c *Cache) Put(key Key, value []byte) error {
	if c == nil {
		return nil
	}
	file := c.file(key)
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		return err
	}
	temporary, err := os.CreateTemp(filepath.Dir(file), temporaryPrefix)
	if err != nil {
		return err
	}
	defer os.Remove(temporary.Name())
	_, err = temporary.Write(digest(key, value))
	if err == nil {
		_, err = temporary.Write(value)
	}
	if closed := temporary.Close(); err == nil {
		err = closed
	}
	if err != nil {
		return err
	}
	return os.Rename(temporary.Name(), file)
}

// temporaryPrefix begins the names of files that are being written.
const temporaryPrefix = "new-"

// touch tells Trim that an entry was used, and the caller whether there is one.
func (c *Cache) touch(key Key) bool {
	return os.Chtimes(c.file(key), time.Time{}, time.Now()) == nil
}

func (c *Cache) file(key Key) string {
	name := key.String()
	return filepath.Join(c.dir, name[:2], name)
}

// digest begins an entry's file. It covers the key, so that a file under another's name does not count.
func digest(key Key, value []byte) []byte {
	hash := sha256.New()
	hash.Write(key[:])
	hash.Write(value)
	return hash.Sum(nil)
}

package cache

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var key = KeyOf("test", "a")

func open(t *testing.T) *Cache {
	t.Helper()
	return Open(filepath.Join(t.TempDir(), "made when needed"), 1000)
}

func put(t *testing.T, c *Cache, key Key, value string) {
	t.Helper()
	require.NoError(t, c.Put(key, []byte(value)))
}

func finds(c *Cache, key Key) string {
	value, found := c.Get(key)
	if !found {
		return "nothing"
	}
	return string(value)
}

func TestWhatWasPutIsFoundUnderItsKeyAlone(t *testing.T) {
	c := open(t)
	assert.Equal(t, "nothing", finds(c, key))
	put(t, c, key, "first")
	put(t, c, KeyOf("test", "empty"), "")
	assert.Equal(t, "first", finds(c, key))
	assert.Equal(t, "", finds(c, KeyOf("test", "empty")))
	assert.Equal(t, "nothing", finds(c, KeyOf("test", "b")))
	put(t, c, key, "second")
	assert.Equal(t, "second", finds(c, key))
}

func TestNoTwoListsOfPartsHaveTheSameKey(t *testing.T) {
	seen := map[Key]string{}
	for _, parts := range [][]string{{"a"}, {"a", ""}, {"a", "b"}, {"ab"}, {"", "ab"}, {"a", "b", ""}, {"a", "", "b"}} {
		k := KeyOf(parts[0], parts[1:]...)
		assert.Empty(t, seen[k], "%q", parts)
		seen[k] = fmt.Sprintf("%q", parts)
	}
}

func TestAnEntryThatWasAlteredIsNotFoundAndCanBePutAgain(t *testing.T) {
	for name, alter := range map[string]func(content []byte) []byte{
		"cut short":    func(content []byte) []byte { return content[:len(content)-1] },
		"empty":        func([]byte) []byte { return nil },
		"other bytes":  func(content []byte) []byte { content[len(content)-1]++; return content },
		"other digest": func(content []byte) []byte { content[0]++; return content },
		"longer":       func(content []byte) []byte { return append(content, 0) },
	} {
		c := open(t)
		put(t, c, key, "value")
		content, err := os.ReadFile(c.file(key))
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(c.file(key), alter(content), 0o644))
		assert.Equal(t, "nothing", finds(c, key), name)
		put(t, c, key, "value")
		assert.Equal(t, "value", finds(c, key), name)
	}
}

func TestAnotherEntrysFileDoesNotCount(t *testing.T) {
	c, other := open(t), KeyOf("test", "b")
	put(t, c, key, "value")
	put(t, c, other, "other")
	require.NoError(t, os.Rename(c.file(key), c.file(other)))
	assert.Equal(t, "nothing", finds(c, other))
}

func TestWithoutACacheNothingIsKept(t *testing.T) {
	t.Setenv("BULKHEAD_NO_CACHE", "true")
	c := Default()
	assert.Nil(t, c)
	put(t, c, key, "value")
	assert.Equal(t, "nothing", finds(c, key))
	assert.NoError(t, c.Trim())
	directory := NewDirectory(t.TempDir())
	assert.NoError(t, c.PutTree(key, directory, []string{"missing"}))
	found, err := c.GetTree(key, directory)
	assert.False(t, found)
	assert.NoError(t, err)
}

func TestTheDirectoryOfTheCacheCanBeChosen(t *testing.T) {
	chosen := t.TempDir()
	t.Setenv("BULKHEAD_NO_CACHE", "false")
	t.Setenv("BULKHEAD_CACHE", chosen)
	assert.Equal(t, Open(filepath.Join(chosen, "bulkhead"), MaxBytes), Default())
	t.Setenv("BULKHEAD_CACHE", "")
	t.Setenv("XDG_CACHE_HOME", chosen)
	t.Setenv("HOME", chosen)
	require.NotNil(t, Default())
	assert.True(t, strings.HasPrefix(Default().dir, chosen))
}

func TestTrimmingRemovesWhatWasNotUsedForLongest(t *testing.T) {
	c := open(t) // at most 1000 bytes
	var keys []Key
	for i := range 5 {
		k := KeyOf("test", fmt.Sprint(i))
		keys = append(keys, k)
		put(t, c, k, strings.Repeat("x", 268)) // and 32 bytes of digest
		old := time.Now().Add(time.Duration(i-10) * time.Minute)
		require.NoError(t, os.Chtimes(c.file(k), old, old))
	}
	finds(c, keys[0])
	require.NoError(t, c.Trim())
	for i, want := range []bool{true, false, false, true, true} {
		_, found := c.Get(keys[i])
		assert.Equal(t, want, found, "entry %d", i)
	}
}

func TestTrimmingRemovesWhatAKilledWriterLeftAndNothingThatIsBeingWritten(t *testing.T) {
	c := open(t)
	put(t, c, key, "value")
	left, writing := filepath.Join(
		filepath.Dir(c.file(key)),
		temporaryPrefix+"1",
	), filepath.Join(
		filepath.Dir(c.file(key)),
		temporaryPrefix+"2",
	)
	for _, name := range []string{left, writing} {
		require.NoError(t, os.WriteFile(name, make([]byte, 2000), 0o600))
	}
	require.NoError(t, os.Chtimes(left, time.Time{}, time.Now().Add(-2*time.Hour)))
	require.NoError(t, c.Trim())
	assert.NoFileExists(t, left)
	assert.FileExists(t, writing)
}

// tree writes files below a directory, by their paths; a value that begins with > is where a link leads.
func tree(t *testing.T, files map[string]string) *Directory {
	t.Helper()
	dir := t.TempDir()
	for name, content := range files {
		path := filepath.Join(dir, name)
		require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
		if target, link := strings.CutPrefix(content, ">"); link {
			require.NoError(t, os.Symlink(target, path))
			continue
		}
		require.NoError(t, os.WriteFile(path, []byte(content), 0o644))
	}
	return NewDirectory(dir)
}

func TestATreeComesBackAsItWas(t *testing.T) {
	c := open(t)
	from := tree(t, map[string]string{"a/one": "1", "a/b/two": "2", "a/empty": "", "a/link": ">one", "top": "3", "other": "4"})
	require.NoError(t, os.Chmod(filepath.Join(from.path, "top"), 0o755))
	require.NoError(t, c.PutTree(key, from, []string{"a", "top"}))
	to := NewDirectory(t.TempDir())
	found, err := c.GetTree(key, to)
	require.NoError(t, err)
	require.True(t, found)
	require.NoError(t, os.Remove(filepath.Join(from.path, "other")))
	output, err := exec.Command("diff", "-r", "--no-dereference", from.path, to.path).CombinedOutput()
	assert.NoError(t, err, string(output))
	info, err := os.Stat(filepath.Join(to.path, "top"))
	require.NoError(t, err)
	assert.Equal(t, fs.FileMode(0o755), info.Mode())
}

func TestATreeThatMissesAFileIsNotFoundAndNothingIsWritten(t *testing.T) {
	c := open(t)
	require.NoError(t, c.PutTree(key, tree(t, map[string]string{"one": "1", "two": "2"}), []string{"one", "two"}))
	require.NoError(t, os.Truncate(c.file(contentKey("d4735e3a265e16eee03f59718b9b5d03019c07d8b6c51f90da3a666eec13ab35")), 32)) // that of 2
	to := NewDirectory(t.TempDir())
	found, err := c.GetTree(key, to)
	require.NoError(t, err)
	assert.False(t, found)
	assert.Empty(t, to.known)
	assert.NoFileExists(t, filepath.Join(to.path, "one"))
}

func TestTreesShareFilesAndNeverDisagree(t *testing.T) {
	c := open(t)
	to := NewDirectory(t.TempDir())
	for i, content := range []string{"same", "same", "another"} {
		k := KeyOf("test", fmt.Sprint(i))
		require.NoError(t, c.PutTree(k, tree(t, map[string]string{"shared": content}), []string{"shared"}))
		found, err := c.GetTree(k, to)
		assert.Equal(t, content == "same", found)
		assert.Equal(t, content == "same", err == nil, "%v", err)
	}
}

// A process of its own: it puts entries until it is killed.
func TestMain(m *testing.M) {
	if dir := os.Getenv("BULKHEAD_TEST_PUT_FOREVER"); dir != "" {
		c := Open(dir, MaxBytes)
		for i := 0; ; i++ {
			if err := c.Put(KeyOf("test", fmt.Sprint(i%10)), value(i%10)); err != nil {
				panic(err)
			}
			if i == 100 {
				fmt.Println("under way")
			}
		}
	}
	os.Exit(m.Run())
}

func value(i int) []byte { return []byte(strings.Repeat(fmt.Sprint(i), 1<<20)) }

func TestWritersThatAreKilledLeaveNothingWrong(t *testing.T) {
	dir := t.TempDir()
	var writers sync.WaitGroup
	for range 3 {
		writers.Go(func() {
			writer := exec.Command(os.Args[0])
			writer.Env = append(os.Environ(), "BULKHEAD_TEST_PUT_FOREVER="+dir)
			stdout, err := writer.StdoutPipe()
			if assert.NoError(t, err) && assert.NoError(t, writer.Start()) {
				_, err = stdout.Read(make([]byte, 1))
				assert.NoError(t, err)
				assert.NoError(t, writer.Process.Kill())
				assert.Error(t, writer.Wait())
			}
		})
	}
	writers.Wait()
	for i := range 10 {
		if got, found := Open(dir, MaxBytes).Get(KeyOf("test", fmt.Sprint(i))); found {
			assert.True(t, string(got) == string(value(i)), "entry %d", i)
		}
		_, err := os.Stat(Open(dir, MaxBytes).file(KeyOf("test", fmt.Sprint(i))))
		assert.NoError(t, err, "entry %d is whole and stays", i)
	}
}

func TestManyPutGetAndTrimAtOnce(t *testing.T) {
	dir := t.TempDir()
	var all sync.WaitGroup
	for worker := range 4 {
		all.Go(func() {
			c := Open(dir, 3<<20)
			for i := range 40 {
				k := (i + worker) % 8
				assert.NoError(t, c.Put(KeyOf("test", fmt.Sprint(k)), value(k)))
				if got, found := c.Get(KeyOf("test", fmt.Sprint(k))); found {
					assert.True(t, string(got) == string(value(k)))
				}
				assert.NoError(t, c.Trim())
			}
		})
	}
	all.Wait()
}

func TestFilesOfOthersAreLeftAlone(t *testing.T) {
	dir := t.TempDir()
	long := time.Now().Add(-48 * time.Hour)
	var others []string
	for _, name := range []string{"thesis", "docs/new-plans", "ab/notes", "ab/new-plans"} {
		path := filepath.Join(dir, filepath.FromSlash(name))
		require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
		require.NoError(t, os.WriteFile(path, []byte("years"), 0o644))
		require.NoError(t, os.Chtimes(path, long, long))
		others = append(others, path)
	}
	link := filepath.Join(t.TempDir(), "link")
	require.NoError(t, os.Symlink(dir, link))
	c := Open(link, 1)
	put(t, c, key, "value")
	require.NoError(t, c.Trim())
	assert.Equal(t, "nothing", finds(c, key), "the entry is beyond what may be kept, behind a link too")
	for _, path := range others {
		assert.FileExists(t, path)
	}
}

func TestAnEntryWritesNothingOutsideOfTheDirectory(t *testing.T) {
	parent := t.TempDir()
	out := filepath.Join(parent, "out")
	require.NoError(t, os.Mkdir(out, 0o755))
	c := Open(t.TempDir(), MaxBytes)
	sum := sha256.Sum256([]byte("value"))
	digest := hex.EncodeToString(sum[:])
	put(t, c, contentKey(digest), "value")
	put(t, c, key, `[{"path": "../escaped", "mode": 493, "digest": "`+digest+`"}]`)
	_, err := c.GetTree(key, NewDirectory(out))
	assert.Error(t, err)
	assert.NoFileExists(t, filepath.Join(parent, "escaped"))
}

func TestFilesHaveTheirModesWhateverTheUmask(t *testing.T) {
	from, to := t.TempDir(), t.TempDir()
	path := filepath.Join(from, "bootstrap")
	require.NoError(t, os.WriteFile(path, []byte("value"), 0o644))
	require.NoError(t, os.Chmod(path, 0o755))
	c := Open(t.TempDir(), MaxBytes)
	require.NoError(t, c.PutTree(key, NewDirectory(from), []string{"bootstrap"}))
	defer syscall.Umask(syscall.Umask(0o077))
	found, err := c.GetTree(key, NewDirectory(to))
	require.NoError(t, err)
	require.True(t, found)
	info, err := os.Stat(filepath.Join(to, "bootstrap"))
	require.NoError(t, err)
	assert.Equal(t, os.FileMode(0o755), info.Mode())
}

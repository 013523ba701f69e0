package fingerprint

import (
	"net/netip"
	"os"
	"path/filepath"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

type inner struct{ hidden string }

type outer struct {
	Text    string
	Number  int
	Yes     bool
	List    []string
	Named   map[string]inner
	Pointer *inner
	Any     any
	Prefix  netip.Prefix
	Self    *outer
}

func full() outer {
	return outer{
		Text:    "a",
		Number:  1,
		Yes:     true,
		List:    []string{"a", "b"},
		Named:   map[string]inner{"a": {"1"}, "b": {"2"}, "c": {"3"}},
		Pointer: &inner{"a"},
		Any:     inner{"a"},
		Prefix:  netip.MustParsePrefix("10.0.0.0/16"),
	}
}

func TestAnyDifferenceShows(t *testing.T) {
	seen := map[string]string{Of(full()): "full"}
	for name, change := range map[string]func(o *outer){
		"text":              func(o *outer) { o.Text = "b" },
		"number":            func(o *outer) { o.Number = 2 },
		"yes":               func(o *outer) { o.Yes = false },
		"list order":        func(o *outer) { o.List = []string{"b", "a"} },
		"list joined":       func(o *outer) { o.List = []string{"a;b"} },
		"list shorter":      func(o *outer) { o.List = []string{"a"} },
		"map key":           func(o *outer) { o.Named = map[string]inner{"a": {"1"}, "b": {"2"}, "d": {"3"}} },
		"map value":         func(o *outer) { o.Named["a"] = inner{"2"} },
		"map swapped":       func(o *outer) { o.Named["a"], o.Named["b"] = o.Named["b"], o.Named["a"] },
		"pointer":           func(o *outer) { o.Pointer = nil },
		"hidden":            func(o *outer) { o.Pointer = &inner{"b"} },
		"any":               func(o *outer) { o.Any = "a" },
		"nothing":           func(o *outer) { o.Any = nil },
		"prefix length":     func(o *outer) { o.Prefix = netip.MustParsePrefix("10.0.0.0/17") },
		"prefix address":    func(o *outer) { o.Prefix = netip.MustParsePrefix("10.1.0.0/16") },
		"prefix's family":   func(o *outer) { o.Prefix = netip.MustParsePrefix("a00::/16") },
		"leads to itself":   func(o *outer) { o.Self = o },
		"leads to a copy":   func(o *outer) { copied := full(); o.Self = &copied },
		"leads far to self": func(o *outer) { o.Self = &outer{Self: o} },
	} {
		o := full()
		change(&o)
		assert.Empty(t, seen[Of(o)], name)
		seen[Of(o)] = name
	}
}

func TestEqualValuesHaveOneFingerprint(t *testing.T) {
	for range 100 { // maps have no order
		require.Equal(t, Of(full()), Of(full()))
	}
}

func TestWhatCannotBeComparedHasNoFingerprint(t *testing.T) {
	assert.Panics(t, func() { Of(struct{ F func() }{func() {}}) })
}

func TestADirectorysFingerprintIsOfNamesModesAndContents(t *testing.T) {
	files := func() fstest.MapFS {
		return fstest.MapFS{"a": {Data: []byte("1"), Mode: 0o644}, "d/b": {Data: []byte("2"), Mode: 0o644}}
	}
	of := func(f fstest.MapFS) string {
		hash, err := OfFiles(f)
		require.NoError(t, err)
		return hash
	}
	assert.Equal(t, of(files()), of(files()))
	seen := map[string]string{of(files()): "unchanged"}
	for name, change := range map[string]func(f fstest.MapFS){
		"content": func(f fstest.MapFS) { f["a"].Data = []byte("2") },
		"mode":    func(f fstest.MapFS) { f["a"].Mode = 0o755 },
		"name":    func(f fstest.MapFS) { f["c"] = f["a"]; delete(f, "a") },
		"place":   func(f fstest.MapFS) { f["d/a"] = f["a"]; delete(f, "a") },
		"missing": func(f fstest.MapFS) { delete(f, "d/b") },
	} {
		f := files()
		change(f)
		assert.Empty(t, seen[of(f)], name)
		seen[of(f)] = name
	}
}

func TestAFilesFingerprintIsOfItsContent(t *testing.T) {
	name := filepath.Join(t.TempDir(), "file")
	require.NoError(t, os.WriteFile(name, []byte("abc"), 0o644))
	hash, err := OfFile(name)
	require.NoError(t, err)
	assert.Equal(t, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", hash)
}

package test

import (
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// synth runs bulkhead synth with a cache, and returns all that it wrote.
func synth(t testing.TB, cache, dir string, options ...string) map[string]string {
	t.Helper()
	out := filepath.Join(t.TempDir(), "out")
	status, _, stderr := run(
		t,
		t.TempDir(),
		cached(t, cache),
		binary(t),
		append([]string{"synth", "--config", absolute(t, dir), "--out", out}, options...)...)
	require.Equal(t, 0, status, stderr)
	return files(t, out)
}

func cached(t testing.TB, cache string) []string {
	t.Helper()
	return []string{home(t), "HOME=" + t.TempDir(), "BULKHEAD_CACHE=" + cache}
}

// assertSame demands the same files with the same bytes.
func assertSame(t testing.TB, want, got map[string]string) {
	t.Helper()
	assert.Equal(t, slices.Sorted(maps.Keys(want)), slices.Sorted(maps.Keys(got)))
	for name := range want {
		assert.True(t, want[name] == got[name], "%s differs", name)
	}
}

// entries are the files of a cache.
func entries(t testing.TB, cache string) []string {
	t.Helper()
	var all []string
	err := filepath.WalkDir(cache, func(path string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() {
			all = append(all, path)
		}
		return err
	})
	if !os.IsNotExist(err) {
		require.NoError(t, err)
	}
	return all
}

// What stages see of the configuration is enough for them, and neither what is built beside them nor before them shows.
// Nor does where the configuration is, which is in no key of the cache.
func TestStagesBuiltApartAreTheSameBytesAsThoseOfOneApp(t *testing.T) {
	out, elsewhere := filepath.Join(t.TempDir(), "out"), t.TempDir()
	require.NoError(t, os.CopyFS(elsewhere, os.DirFS("testdata/configs/choices")))
	together := append(cached(t, t.TempDir()), "BULKHEAD_TOGETHER=true", "BULKHEAD_NAG=true", "CDK_OUTDIR="+out,
		"BULKHEAD_CONFIG="+elsewhere)
	status, _, stderr := run(t, t.TempDir(), together, binary(t), "app")
	require.Equal(t, 0, status, stderr)
	apart, err := sharedConfigs["choices"].synthesize() // more stages than one process builds
	require.NoError(t, err)
	assertSame(t, files(t, out), files(t, apart))
}

// aPipeline is a part of organization.yaml.
const aPipeline = `
pipeline:
  repository: example/platform
  connection: arn:aws:codeconnections:eu-west-1:202020202020:connection/12345678-1234-1234-1234-123456789012
`

func TestTheCacheNeverDecidesWhatIsWritten(t *testing.T) {
	dir := t.TempDir() // with a pipeline, which writes beside the templates of stages, too
	require.NoError(t, os.CopyFS(dir, os.DirFS("../examples/minimal")))
	organization, err := os.OpenFile(filepath.Join(dir, "organization.yaml"), os.O_APPEND|os.O_WRONLY, 0)
	require.NoError(t, err)
	_, err = organization.WriteString(aPipeline)
	require.NoError(t, err)
	require.NoError(t, organization.Close())
	want := synth(t, t.TempDir(), dir, "--no-cache")
	cache := t.TempDir()

	var both sync.WaitGroup // two at once, on a cache that is empty
	for range 2 {
		both.Go(func() { assertSame(t, want, synth(t, cache, dir)) })
	}
	both.Wait()
	assertSame(t, want, synth(t, cache, dir))
	kept := entries(t, cache)
	require.NotEmpty(t, kept)

	for i, name := range kept { // some that are damaged
		if i%5 == 0 {
			require.NoError(t, os.Truncate(name, 40))
		}
	}
	assertSame(t, want, synth(t, cache, dir))
}

func TestWithoutTheCacheNothingIsReadOrKept(t *testing.T) {
	cache := filepath.Join(t.TempDir(), "cache")
	synth(t, cache, "../examples/minimal", "--no-cache")
	assert.Empty(t, entries(t, cache))
}

func TestASynthesisThatIsKilledLeavesNothingWrong(t *testing.T) {
	const dir = "../examples/minimal"
	cache, out := t.TempDir(), filepath.Join(t.TempDir(), "out")
	killed := exec.Command(binary(t), "synth", "--config", absolute(t, dir), "--out", out)
	killed.Env = append([]string{"PATH=" + os.Getenv("PATH")}, cached(t, cache)...)
	require.NoError(t, killed.Start())
	ended := make(chan error, 1)
	go func() { ended <- killed.Wait() }()
	for len(entries(t, cache)) == 0 { // until it has begun to keep a stage
		select {
		case err := <-ended:
			require.Fail(t, "it ended before it kept anything", "%v", err)
		case <-time.After(time.Millisecond):
		}
	}
	require.NoError(t, killed.Process.Kill())
	require.Error(t, <-ended)
	assert.NoFileExists(t, filepath.Join(out, "manifest.json"))
	assertSame(t, synth(t, t.TempDir(), dir, "--no-cache"), synth(t, cache, dir))
}

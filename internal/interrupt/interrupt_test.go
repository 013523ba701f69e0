package interrupt

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestTheStatusIsWhatShellsExpect(t *testing.T) {
	assert.Equal(t, 130, By{syscall.SIGINT}.Status())
	assert.Equal(t, 143, By{syscall.SIGTERM}.Status())
	assert.EqualError(t, By{syscall.SIGTERM}, "interrupted by SIGTERM")
}

// TestWhatAProcessHasStartedEnds has processes that start others, and one that does not want to end.
func TestWhatAProcessHasStartedEnds(t *testing.T) {
	file := filepath.Join(t.TempDir(), "written")
	shell := exec.Command("sh", "-c", "sh -c 'sleep 60 & trap \"\" TERM; while true; do sleep 1; done' & echo ready; sleep 2; touch "+file)
	out, err := shell.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, shell.Start())
	ready := make([]byte, 6)
	_, err = out.Read(ready)
	require.NoError(t, err)
	require.Eventually(t, func() bool { return len(descendants()) >= 3 }, 10*patience, patience/100)

	before := descendants()
	end(descendants)
	_ = shell.Wait()
	for _, p := range processes() {
		assert.NotContains(t, before, p.id)
	}
	assert.NoFileExists(t, file)
}

func TestWhatIsHalfMadeGoesAndWhatIsWholeStays(t *testing.T) {
	dir := t.TempDir()
	fresh, made := filepath.Join(dir, "fresh"), filepath.Join(dir, "made")
	require.NoError(t, os.MkdirAll(filepath.Join(fresh, "below"), 0o755))
	require.NoError(t, os.Mkdir(made, 0o755))
	Half(fresh)
	Half(made)()
	Clean()
	assert.NoDirExists(t, fresh)
	assert.DirExists(t, made)
	half.Clear()
}

func TestNothingTakesItsPlaceOnceTheRunIsToEnd(t *testing.T) {
	failed := errors.New("no")
	assert.ErrorIs(t, Whole(func() error { return failed }), failed)
	happened.Store(true)
	defer happened.Store(false)
	assert.Error(t, Whole(func() error { t.Error("it did"); return nil }))
}

func TestWhoIsAskedHasNothingToEnd(t *testing.T) {
	text := make([]byte, 3)
	n, err := Answers(strings.NewReader("yes")).Read(text)
	require.NoError(t, err)
	assert.Equal(t, "yes", string(text[:n]))
	assert.Zero(t, asking.Load())
}

func TestProcessesAreReadAsTheSystemListsThem(t *testing.T) {
	assert.Equal(t, []process{{17, 1}, {18, 17}}, parse("  17     1 S+\n18 17 R\n19 17 Z\n\nx y z\n"))
	found := false
	for _, p := range processes() {
		found = found || p == process{os.Getpid(), os.Getppid()}
	}
	assert.True(t, found, "this one is among them")
}

package main

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"bulkhead/analysis/draw"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestDrawWritesAllPicturesOrNone(t *testing.T) {
	from, dir := exampleAssembly(t), filepath.Join(t.TempDir(), "pictures")
	status, stdout, stderr := command(t, "draw", from, "--out", dir, "--json")
	require.Zero(t, status, stderr)
	var said struct {
		Files []drawnFile `json:"files"`
	}
	require.NoError(t, json.Unmarshal([]byte(stdout), &said))
	assert.Contains(t, said.Files, drawnFile{filepath.Join(dir, "organization.svg"), "Accounts, regions and environments"})
	for _, f := range said.Files {
		was, err := os.ReadFile(filepath.Join("../../docs/pictures", filepath.Base(f.File)))
		require.NoError(t, err)
		is, err := os.ReadFile(f.File)
		require.NoError(t, err)
		assert.True(t, string(was) == string(is), f.File)
	}

	// Another run replaces what this one has written, and nothing else.
	for from, to := range map[string]string{"organization.svg": "gone.svg", "": "mine.svg"} {
		text := []byte("<svg/>")
		if from != "" {
			text, _ = os.ReadFile(filepath.Join(dir, from))
		}
		require.NoError(t, os.WriteFile(filepath.Join(dir, to), text, 0o644))
	}
	require.NoError(t, os.WriteFile(filepath.Join(dir, "prod.png"), nil, 0o644))
	status, _, stderr = command(t, "draw", from, "--out", dir)
	require.Zero(t, status, stderr)
	assert.FileExists(t, filepath.Join(dir, "mine.svg"))
	assert.NoFileExists(t, filepath.Join(dir, "gone.svg"))
	assert.NoFileExists(t, filepath.Join(dir, "prod.png"), "it is of an earlier picture")

	// What somebody else has written stays, and nothing is written beside it.
	other := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(other, "prod.svg"), []byte("<svg/>"), 0o644))
	status, _, stderr = command(t, "draw", from, "--out", other)
	assert.Equal(t, 1, status)
	assert.Contains(t, stderr, filepath.Join(other, "prod.svg")+
		" is there, and bulkhead draw has not written it: choose another directory with --out")
	entries, err := os.ReadDir(other)
	require.NoError(t, err)
	assert.Len(t, entries, 1)
}

func TestDrawMakesBitmapsOrSaysWhatItNeeds(t *testing.T) {
	from, dir := exampleAssembly(t), filepath.Join(t.TempDir(), "pictures")
	if _, err := exec.LookPath(converter); err == nil {
		status, stdout, stderr := command(t, "draw", from, "--out", dir, "--png")
		require.Zero(t, status, stderr)
		assert.Contains(t, stdout, filepath.Join(dir, "prod.png")+": prod: the way of a request, zones and stores\n")
		bitmap, err := os.ReadFile(filepath.Join(dir, "prod.png"))
		require.NoError(t, err)
		assert.Equal(t, "\x89PNG", string(bitmap[:4]))
		require.NoError(t, os.RemoveAll(dir))
	}
	t.Setenv("PATH", t.TempDir())
	status, _, stderr := command(t, "draw", from, "--out", dir, "--png")
	assert.Equal(t, 1, status)
	assert.Contains(t, stderr, "--png needs rsvg-convert, which is not there: install librsvg (in Debian and Ubuntu "+
		"librsvg2-bin), or leave --png out")
	assert.NoDirExists(t, dir)
}

func TestDrawWritesNothingWhereTwoPicturesHaveOneName(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "pictures")
	_, err := writePictures(t.Context(), dir, []draw.Picture{
		{File: "organization.svg", Title: "Accounts"},
		{File: "dev-reach.svg", Title: "dev: who reaches whom in the network"},
		{File: "dev-reach.svg", Title: "dev-reach: the way of a request"},
	}, false)
	assert.EqualError(t, err, `two pictures would be dev-reach.svg, "dev: who reaches whom in the network" and `+
		`"dev-reach: the way of a request": give another name to the environment, and nothing is written until then`)
	assert.NoDirExists(t, dir)
}

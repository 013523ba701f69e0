package main

import (
	"debug/buildinfo"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"bulkhead/internal/fingerprint"

	cyclonedx "github.com/CycloneDX/cyclonedx-go"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// built is a directory with an executable of ours, as functions are built.
func built(t *testing.T) (from, executable string) {
	t.Helper()
	from = t.TempDir()
	executable = filepath.Join(from, "sbom", "bootstrap")
	build := exec.Command("go", "build", "-trimpath", "-buildvcs=false", "-o", executable, ".")
	build.Env = append(os.Environ(), "GOOS=linux", "GOARCH=arm64", "CGO_ENABLED=0")
	said, err := build.CombinedOutput()
	require.NoError(t, err, string(said))
	return from, executable
}

func read(t *testing.T, path string) cyclonedx.BOM {
	t.Helper()
	file, err := os.Open(path)
	require.NoError(t, err)
	defer file.Close()
	var bom cyclonedx.BOM
	require.NoError(t, cyclonedx.NewBOMDecoder(file, cyclonedx.BOMFileFormatJSON).Decode(&bom))
	return bom
}

// TestEveryExecutableHasADocumentOfWhatItIsMadeOf: each of its modules with the hash of go.sum, the standard library by
// Go's version, its own hash, and how it was built; and twice the same.
func TestEveryExecutableHasADocumentOfWhatItIsMadeOf(t *testing.T) {
	from, executable := built(t)
	to := filepath.Join(t.TempDir(), "sbom")
	require.NoError(t, write(from, to))
	path := filepath.Join(to, "sbom.cdx.json")
	bom := read(t, path)

	info, err := buildinfo.ReadFile(executable)
	require.NoError(t, err)
	sum, err := fingerprint.OfFile(executable)
	require.NoError(t, err)
	assert.Equal(t, sum, (*bom.Metadata.Component.Hashes)[0].Value)
	properties := map[string]string{}
	for _, p := range *bom.Metadata.Component.Properties {
		properties[p.Name] = p.Value
	}
	assert.Equal(t, info.GoVersion, properties["go:version"])
	assert.Equal(t, "arm64", properties["go:build:GOARCH"])
	assert.Equal(t, "true", properties["go:build:-trimpath"])

	found := map[string]cyclonedx.Component{}
	for _, c := range *bom.Components {
		found[c.Name] = c
	}
	assert.Equal(t, "go"+found["std"].Version, info.GoVersion)
	require.NotEmpty(t, info.Deps)
	for _, module := range info.Deps {
		c := found[module.Path]
		assert.Equal(t, module.Version, c.Version, module.Path)
		assert.Equal(t, "pkg:golang/"+module.Path+"@"+module.Version, c.PackageURL)
		if assert.NotNil(t, c.Hashes, module.Path) {
			assert.Len(t, (*c.Hashes)[0].Value, 64)
		}
	}
	assert.Len(t, found, len(info.Deps)+1)

	first, err := os.ReadFile(path)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(filepath.Join(to, "gone.cdx.json"), nil, 0o644))
	require.NoError(t, write(from, to))
	again, err := os.ReadFile(path)
	require.NoError(t, err)
	assert.Equal(t, string(first), string(again))
	assert.NoFileExists(t, filepath.Join(to, "gone.cdx.json"), "its executable is there no more")
}

func TestWithoutExecutablesItSaysWhatToDo(t *testing.T) {
	assert.ErrorContains(t, write(t.TempDir(), t.TempDir()), "run make functions")
}

package test

import (
	"bytes"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// buildBinary builds the one binary where make does, beside the functions and below the node_modules that it uses, and
// to the same bytes: what is kept goes by them. Go links it only if something changed.
var buildBinary = sync.OnceValues(func() (string, error) {
	path, err := filepath.Abs("../bin/bulkhead")
	if err != nil {
		return "", err
	}
	if extensions := extensionsIn("../extensions"); len(extensions) > 0 {
		return buildProgram("without-extensions", nobodys(extensions))
	}
	functions() // beside it
	output, err := exec.Command("go", "build", "-buildvcs=false", "-o", path, "../cmd/bulkhead").CombinedOutput()
	if err != nil {
		return "", &exec.Error{Name: string(output), Err: err}
	}
	return path, nil
})

// extensionsIn are an operator's files in a directory. What they add is not in the reviewed templates, which a release
// brings: the tests are of bulkhead without them, and so are merges of releases.
func extensionsIn(dir string) []string {
	files, _ := filepath.Glob(filepath.Join(dir, "*.go")) // the pattern is right
	return slices.DeleteFunc(files, func(file string) bool { return filepath.Base(file) == "extensions.go" })
}

// nobodys is what replaces files of which there are to be none.
func nobodys(files []string) map[string]string {
	gone := map[string]string{}
	for _, file := range files {
		gone[file] = ""
	}
	return gone
}

// TestTheTemplatesOfAReleaseAreThoseOfAnOperatorWithExtensionsToo: so nothing of a release's conflicts with what
// operators add.
func TestTheTemplatesOfAReleaseAreThoseOfAnOperatorWithExtensionsToo(t *testing.T) {
	const place = "../extensions/clicks.go"
	for by, there := range map[string]bool{"../examples/extension/clicks.go": true, "": false} {
		file, err := writeOverlay(t.TempDir(), map[string]string{place: by})
		require.NoError(t, err)
		listed, err := exec.Command("go", "list", "-overlay", file, "-f", "{{.GoFiles}}", "bulkhead/extensions").
			CombinedOutput()
		require.NoError(t, err, string(listed))
		assert.Equal(t, there, strings.Contains(string(listed), "clicks.go"), string(listed))
	}

	own := t.TempDir()
	for _, name := range []string{"extensions.go", "clicks.go", "README.md"} {
		require.NoError(t, os.WriteFile(filepath.Join(own, name), nil, 0o644))
	}
	files := extensionsIn(own)
	assert.Equal(t, []string{filepath.Join(own, "clicks.go")}, files)
	file, err := writeOverlay(t.TempDir(), nobodys(files))
	require.NoError(t, err)
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	assert.JSONEq(t, `{"Replace": {"`+files[0]+`": ""}}`, string(text))
}

// binary is the built command, whose verb app is what the CDK CLI starts.
func binary(t testing.TB) string {
	t.Helper()
	path, err := buildBinary()
	require.NoError(t, err)
	return path
}

// absolute is a path that holds from any directory.
func absolute(t testing.TB, path string) string {
	t.Helper()
	path, err := filepath.Abs(path)
	require.NoError(t, err)
	return path
}

// run is the exit status and output of a command in a directory, with nothing but the given environment and our Node.
func run(
	t testing.TB,
	dir string,
	environment []string,
	name string,
	arguments ...string,
) (status int, stdout, stderr string) {
	t.Helper()
	command := exec.Command(name, arguments...)
	command.Dir = dir
	command.Env = append([]string{"PATH=" + absolute(t, "../node_modules/.bin") + ":" + os.Getenv("PATH")}, environment...)
	var out, errors bytes.Buffer
	command.Stdout, command.Stderr = &out, &errors
	if err := command.Run(); err != nil {
		require.IsType(t, &exec.ExitError{}, err, "%s: %s", name, errors.String())
	}
	return command.ProcessState.ExitCode(), out.String(), errors.String()
}

// files are the content of all files below a directory, by path.
func files(t testing.TB, dir string) map[string]string {
	t.Helper()
	all := map[string]string{}
	require.NoError(t, filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		name, err := filepath.Rel(dir, path)
		all[name] = string(content)
		return err
	}))
	return all
}

// home is where the package cache of the kernel stays, whoever runs a command.
func home(t testing.TB) string {
	t.Helper()
	cache, err := os.UserCacheDir()
	require.NoError(t, err)
	return "JSII_RUNTIME_PACKAGE_CACHE_ROOT=" + filepath.Join(cache, "aws", "jsii", "package-cache")
}

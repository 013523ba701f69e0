package test

import (
	"bytes"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

// buildBinary builds the one binary where make does, beside the functions and below the node_modules that it uses, and
// to the same bytes: what is kept goes by them. Go links it only if something changed.
var buildBinary = sync.OnceValues(func() (string, error) {
	path, err := filepath.Abs("../bin/bulkhead")
	if err != nil {
		return "", err
	}
	functions() // beside it
	output, err := exec.Command("go", "build", "-buildvcs=false", "-o", path, "../cmd/bulkhead").CombinedOutput()
	if err != nil {
		return "", &exec.Error{Name: string(output), Err: err}
	}
	return path, nil
})

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

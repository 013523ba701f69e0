package test

import (
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// packages are the directories of all packages of ours, relative to the root, which is "".
var packages = sync.OnceValues(func() ([]string, error) {
	list := exec.Command("go", "list", "-f", "{{.ImportPath}}", "./...")
	list.Dir = ".."
	output, err := list.Output()
	var dirs []string
	for name := range strings.FieldsSeq(string(output)) {
		dirs = append(dirs, strings.TrimPrefix(strings.TrimPrefix(name, "bulkhead"), "/"))
	}
	return dirs, err
})

// goFiles are the Go files of all packages of ours, as paths from here, tests too.
//
// go test repeats the answer for a package when its code, and the files that it opened, are as they were. What commands
// open that tests start, it does not see; so who calls this looks at every directory with code. It leaves out the root
// itself, which changes with whatever Git does.
func goFiles(t testing.TB) []string {
	t.Helper()
	dirs, err := packages()
	require.NoError(t, err)
	files := []string{"../app.go"}
	for _, dir := range dirs {
		if dir == "" {
			continue
		}
		entries, err := os.ReadDir(filepath.Join("..", dir))
		require.NoError(t, err)
		for _, entry := range entries {
			if strings.HasSuffix(entry.Name(), ".go") {
				files = append(files, filepath.Join("..", dir, entry.Name()))
			}
		}
	}
	tools, err := filepath.Glob("../tools/*/*_test.go") // modules of their own
	require.NoError(t, err)
	files = append(files, tools...)
	require.Greater(t, len(files), 300)
	return files
}

func TestGoAsksAgainWhenWhatCommandsReadHasChanged(t *testing.T) {
	looked := map[string]bool{}
	look := func(path string) {
		info, err := os.Stat(path)
		require.NoError(t, err)
		looked[path] = !info.IsDir()
	}
	for _, file := range goFiles(t) {
		look(file)
	}
	for _, root := range []string{"../config/example", "testdata/configs", "../examples", "../analysis", "../constructs", "../lambda"} {
		require.NoError(t, filepath.WalkDir(root, func(path string, _ fs.DirEntry, err error) error {
			look(path)
			return err
		}))
	}
	for _, file := range []string{"go.mod", "go.sum", "package-lock.json", "waivers.yaml", "cdk.json", "Makefile"} {
		look("../" + file)
	}
	// What is compiled into commands and functions, and is ours, the root's app.go among it.
	deps := exec.Command("go", "list", "-deps", "-f",
		`{{if .Module}}{{if .Module.Main}}{{$dir := .Dir}}{{range .GoFiles}}{{$dir}}/{{.}} {{end}}{{range .EmbedFiles}}{{$dir}}/{{.}} {{end}}{{end}}{{end}}`,
		"./cmd/...", "./lambda/...")
	deps.Dir = ".."
	output, err := deps.Output()
	require.NoError(t, err)
	for file := range strings.FieldsSeq(string(output)) {
		path, err := filepath.Rel(absolute(t, "."), file)
		require.NoError(t, err)
		assert.True(t, looked[path] || !strings.HasSuffix(path, ".go"), "%s decides answers, and Go does not know", path)
		look(path)
	}
}

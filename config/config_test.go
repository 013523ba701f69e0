package config

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

// example is a copy of the example directory, to be edited.
func example(t testing.TB) fstest.MapFS {
	t.Helper()
	files := exampleWithApplications(t)
	organization := files["organization.yaml"]
	organization.Data, _, _ = bytes.Cut(organization.Data, []byte("\napplications:"))
	return files
}

// exampleWithApplications is all of the example: an application names the environments that it is released in.
func exampleWithApplications(t testing.TB) fstest.MapFS {
	t.Helper()
	files := fstest.MapFS{}
	dir := os.DirFS("example")
	for _, name := range []string{"organization", "routes", "environments/dev", "environments/stage", "environments/prod"} {
		text, err := fs.ReadFile(dir, name+".yaml")
		if err != nil {
			t.Fatal(err)
		}
		files[name+".yaml"] = &fstest.MapFile{Data: text, Mode: 0o644}
	}
	files["sites/www/index.html"] = &fstest.MapFile{Data: []byte("<!doctype html>"), Mode: 0o644}
	files["sites/www/404.html"] = &fstest.MapFile{Data: []byte("<!doctype html>"), Mode: 0o644}
	return files
}

// edit replaces the first occurrence of a text in a file of the example.
func edit(t testing.TB, files fstest.MapFS, name, old, new string) {
	t.Helper()
	text := string(files[name].Data)
	if !strings.Contains(text, old) {
		t.Fatalf("%s does not contain %q", name, old)
	}
	files[name].Data = []byte(strings.Replace(text, old, new, 1))
}

// leaveOnly takes every environment out of the example but some, with their accounts.
func leaveOnly(t testing.TB, files fstest.MapFS, names ...string) {
	t.Helper()
	text := string(files["organization.yaml"].Data)
	for _, name := range []string{"dev", "stage", "prod"} {
		if !slices.Contains(names, name) {
			delete(files, "environments/"+name+".yaml")
			text = regexp.MustCompile(`(?m)^ +`+name+`: .*\n|, `+name+`\b|\b`+name+`, `).ReplaceAllString(text, "")
		}
	}
	files["organization.yaml"].Data = []byte(text)
}

// faultsOf are the faults of a directory, each without its file and position, whether or not its routes are recorded.
func faultsOf(t testing.TB, files fs.FS) []string {
	t.Helper()
	_, _, err := loadWithRecord(files, "")
	var faults Faults
	errors.As(err, &faults)
	var lines []string
	for _, f := range faults {
		lines = append(lines, strings.TrimPrefix(Fault{Path: f.Path, Problem: f.Problem, Remedy: f.Remedy}.Error(), ": "))
	}
	return lines
}

// mistake is an edit of the example and the faults that it must give, one a line, and no others.
type mistake struct {
	old, new string
	want     string
}

// findsMistakes makes each mistake in a file of its own example.
func findsMistakes(t *testing.T, file string, mistakes []mistake) {
	t.Helper()
	for _, m := range mistakes {
		t.Run(m.new, func(t *testing.T) {
			files := example(t)
			edit(t, files, file, m.old, m.new)
			if got := strings.Join(faultsOf(t, files), "\n"); got != m.want {
				t.Errorf("got\n%s\nwant\n%s", got, m.want)
			}
		})
	}
}

// findsMistakesIn makes each mistake in an environment of its own, which is the only one.
func findsMistakesIn(t *testing.T, environment string, mistakes []mistake) {
	t.Helper()
	for _, m := range mistakes {
		t.Run(m.new, func(t *testing.T) {
			files := example(t)
			leaveOnly(t, files, "dev")
			files["environments/dev.yaml"].Data = []byte(environment)
			if faults := faultsOf(t, files); len(faults) > 0 {
				t.Fatalf("the environment is refused as it is: %s", strings.Join(faults, "\n"))
			}
			edit(t, files, "environments/dev.yaml", m.old, m.new)
			if got := strings.Join(faultsOf(t, files), "\n"); got != m.want {
				t.Errorf("got\n%s\nwant\n%s", got, m.want)
			}
		})
	}
}

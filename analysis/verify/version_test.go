package verify

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// python is a Python of its own in a directory, with cfn-lint.
func python(t *testing.T) (dir, script string) {
	t.Helper()
	dir = t.TempDir()
	t.Setenv("HOME", dir) // no packages of the user's
	for _, variable := range []string{"PYTHONPATH", "PYTHONHOME", "PYTHONUSERBASE"} {
		t.Setenv(variable, "")
	}
	write(t, dir, "bin/python3.12", "an interpreter")
	write(t, dir, "bin/cfn-lint", "#!"+dir+"/bin/python3.12\nimport cfnlint\n")
	write(t, dir, "lib/python3.12/site-packages/cfnlint/__init__.py", "")
	write(t, dir, "lib/python3.12/site-packages/cfnlint/data/schema.json", "{}")
	write(t, dir, "lib/python3.12/site-packages/jsonschema-4.0.0.dist-info/METADATA", "")
	return dir, filepath.Join(dir, "bin", "cfn-lint")
}

func TestAnotherVersionOfALinterIsToldWithoutRunningIt(t *testing.T) {
	const packages = "lib/python3.12/site-packages/"
	for name, c := range map[string]struct {
		change func(t *testing.T, dir string)
		same   bool
	}{
		"nothing":            {func(*testing.T, string) {}, true},
		"compiled anew":      {func(t *testing.T, dir string) { write(t, dir, packages+"cfnlint/__pycache__/a.pyc", "x") }, true},
		"its data":           {func(t *testing.T, dir string) { write(t, dir, packages+"cfnlint/data/schema.json", `{"a": 1}`) }, false},
		"another file":       {func(t *testing.T, dir string) { write(t, dir, packages+"cfnlint/new.py", "") }, false},
		"another library":    {func(t *testing.T, dir string) { write(t, dir, packages+"regex-1.0.0.dist-info/METADATA", "") }, false},
		"another python":     {func(t *testing.T, dir string) { write(t, dir, "bin/python3.12", "another interpreter") }, false},
		"a path of packages": {func(t *testing.T, dir string) { write(t, dir, packages+"more.pth", "") }, false},
		"a library that was installed again": {func(t *testing.T, dir string) {
			library := filepath.Join(dir, filepath.FromSlash(packages+"jsonschema-4.0.0.dist-info"))
			info, err := os.Stat(library)
			require.NoError(t, err)
			later := info.ModTime().Add(1)
			require.NoError(t, os.Chtimes(library, later, later))
		}, false},
	} {
		t.Run(name, func(t *testing.T) {
			dir, script := python(t)
			before, err := pythonPackage(script, "cfnlint")
			require.NoError(t, err)
			c.change(t, dir)
			after, err := pythonPackage(script, "cfnlint")
			require.NoError(t, err)
			assert.Equal(t, c.same, before == after)
		})
	}
}

func TestAVersionInDoubtIsNotTold(t *testing.T) {
	for name, c := range map[string]struct {
		change func(t *testing.T, dir string)
		want   string
	}{
		"a wrapper":    {func(t *testing.T, dir string) { write(t, dir, "bin/cfn-lint", "#!/bin/sh\nexec elsewhere\n") }, "which Python"},
		"any python":   {func(t *testing.T, dir string) { write(t, dir, "bin/cfn-lint", "#!/usr/bin/env python3\n") }, "which Python"},
		"two packages": {func(t *testing.T, dir string) { write(t, dir, "lib/python3.13/site-packages/cfnlint/__init__.py", "") }, "2 packages"},
		"the user's own": {func(t *testing.T, dir string) {
			write(t, dir, ".local/lib/python3.12/site-packages/cfnlint/__init__.py", "")
		}, "2 packages"},
		"no package": {func(t *testing.T, dir string) {
			require.NoError(t, os.RemoveAll(filepath.Join(dir, "lib")))
		}, "0 packages"},
		"another path": {func(t *testing.T, _ string) { t.Setenv("PYTHONPATH", "/elsewhere") }, "PYTHONPATH is set"},
	} {
		t.Run(name, func(t *testing.T) {
			dir, script := python(t)
			c.change(t, dir)
			_, err := pythonPackage(script, "cfnlint")
			assert.ErrorContains(t, err, c.want)
		})
	}
}

func TestAVersionManagerIsAskedWhatItStarts(t *testing.T) {
	dir, script := python(t)
	want, err := pythonPackage(script, "cfnlint")
	require.NoError(t, err)
	write(t, dir, "libexec/pyenv", "#!/bin/sh\n[ \"$*\" = 'which cfn-lint' ] && echo "+script+"\n")
	write(t, dir, "shims/cfn-lint", "#!/usr/bin/env bash\nexec \""+dir+"/libexec/pyenv\" exec \"$program\" \"$@\"\n")
	got, err := pythonPackage(filepath.Join(dir, "shims", "cfn-lint"), "cfnlint")
	require.NoError(t, err)
	assert.Equal(t, want, got)

	write(t, dir, "node-24", "a program")
	write(t, dir, "shims/node", "#!/bin/sh\necho "+dir+"/node-24\n")
	want, err = nodeVersion(filepath.Join(dir, "node-24"))
	require.NoError(t, err)
	got, err = nodeVersion(filepath.Join(dir, "shims", "node"))
	require.NoError(t, err)
	assert.Equal(t, want, got)
	write(t, dir, "node-24", "another program")
	got, err = nodeVersion(filepath.Join(dir, "shims", "node"))
	require.NoError(t, err)
	assert.NotEqual(t, want, got)
	write(t, dir, "shims/node", "#!/bin/sh\necho hello\n")
	_, err = nodeVersion(filepath.Join(dir, "shims", "node"))
	assert.Error(t, err)
}

func TestScriptsThatPipWritesNameTheirPython(t *testing.T) {
	for head, want := range map[string]string{
		"#!/venv/bin/python\nimport re":                               "/venv/bin/python",
		"#!/venv/bin/python3.12\n":                                    "/venv/bin/python3.12",
		"#!/bin/sh\n'''exec' \"/a long/bin/python3\" \"$0\" \"$@\"\n": "/a long/bin/python3",
		"#!/bin/sh\n'''exec' /venv/bin/python3 \"$0\" \"$@\"\n":       "/venv/bin/python3",
		"#!/usr/bin/env python3\n":                                    "",
		"#!/bin/bash\nexec /venv/bin/python3 -m cfnlint\n":            "",
		"\x7fELF": "",
	} {
		got := interpreter.FindSubmatch([]byte(head))
		if want == "" {
			assert.Nil(t, got, head)
		} else if assert.NotNil(t, got, head) {
			assert.Equal(t, want, strings.TrimSpace(string(got[1])), head)
		}
	}
}

// Package node finds the Node.js that runs CDK and the verifiers, and the npm packages that are installed for it.
package node

import (
	"cmp"
	"os"
	"path/filepath"
	"strings"
)

// Binary returns the Node.js to start: what JSII_NODE names, as jsii has it; else the one that npm installs with the
// project's packages; else the node in the PATH.
func Binary() string {
	return choose(os.Getenv("JSII_NODE"), starts())
}

func choose(named string, starts []string) string {
	return cmp.Or(named, find(starts, ".bin/node"), "node")
}

// Package returns the directory of an installed npm package, or "" when it is not installed.
func Package(name string) string {
	if manifest := find(starts(), name+"/package.json"); manifest != "" {
		return filepath.Dir(manifest)
	}
	return ""
}

// starts returns where to look for node_modules, there and in every directory above: where the executable is, whose
// packages fit it. The working directory may be somebody else's, and so would be what runs from there; tests, whose
// executable is anywhere, trust theirs.
func starts() []string {
	executable, err := os.Executable()
	if err != nil {
		return nil
	}
	dirs := []string{filepath.Dir(executable)}
	// Package testing would tell, but is initialized after CDK; see internal/kernel/environment.
	if strings.HasSuffix(executable, ".test") {
		if dir, err := os.Getwd(); err == nil {
			dirs = append(dirs, dir)
		}
	}
	return dirs
}

// find returns the first file of that name in a node_modules of the given directories or one above, or "".
func find(starts []string, name string) string {
	for _, dir := range starts {
		for parent := filepath.Dir(dir); ; dir, parent = parent, filepath.Dir(parent) {
			file := filepath.Join(dir, "node_modules", filepath.FromSlash(name))
			if _, err := os.Stat(file); err == nil {
				return file
			}
			if parent == dir {
				break
			}
		}
	}
	return ""
}

package verify

import (
	"fmt"
	"os"
	"path/filepath"
)

// npmPackage finds an installed npm package: in the node_modules of the working
// directory or one above it, else of the executable's directory or one above it.
func npmPackage(name string) (string, error) {
	var starts []string
	if dir, err := os.Getwd(); err == nil {
		starts = append(starts, dir)
	}
	if executable, err := os.Executable(); err == nil {
		starts = append(starts, filepath.Dir(executable))
	}
	for _, dir := range starts {
		for {
			candidate := filepath.Join(dir, "node_modules", filepath.FromSlash(name))
			if _, err := os.Stat(filepath.Join(candidate, "package.json")); err == nil {
				return candidate, nil
			}
			parent := filepath.Dir(dir)
			if parent == dir {
				break
			}
			dir = parent
		}
	}
	return "", fmt.Errorf("the npm package %s is not installed; run make node_modules in the bulkhead directory", name)
}

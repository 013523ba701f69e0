// Package standin writes small files in the place of the executables that Lambda runs. A synthesis hashes and copies
// all of them, 48 MB, for every app. Tests make hundreds of apps, and look at no executable.
package standin

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
)

// Functions writes into dir a file for each function whose source is below root, the module's directory.
func Functions(root, dir string) error {
	sources, err := filepath.Glob(filepath.Join(root, "lambda", "*", "main.go"))
	if err != nil {
		return err
	}
	if len(sources) == 0 {
		return fmt.Errorf("there are no functions below %s", root)
	}
	code, err := filepath.Glob(filepath.Join(root, "functions", "*", "main.go"))
	if err != nil {
		return err
	}
	for _, source := range append(sources, code...) {
		name := filepath.Base(filepath.Dir(source))
		if slices.Contains(code, source) {
			name = filepath.Join("code", name)
		}
		if err := os.MkdirAll(filepath.Join(dir, name), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(dir, name, "bootstrap"), []byte(name), 0o755); err != nil {
			return err
		}
	}
	return nil
}

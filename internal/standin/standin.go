// Package standin writes small files in the place of the executables that Lambda runs. A synthesis hashes and copies
// all of them, 48 MB, for every app. Tests make hundreds of apps, and look at no executable.
package standin

import (
	"fmt"
	"os"
	"path/filepath"
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
	for _, source := range sources {
		name := filepath.Base(filepath.Dir(source))
		if err := os.MkdirAll(filepath.Join(dir, name), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(dir, name, "bootstrap"), []byte(name), 0o755); err != nil {
			return err
		}
	}
	return nil
}

package test

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

// writeOverlay writes what go's -overlay reads into a directory: files that are others', by path, or nobody's ("").
func writeOverlay(dir string, replaced map[string]string) (string, error) {
	absolute := map[string]string{}
	for file, by := range replaced {
		path, err := filepath.Abs(file)
		if err != nil {
			return "", err
		}
		if by != "" {
			if by, err = filepath.Abs(by); err != nil {
				return "", err
			}
		}
		absolute[path] = by
	}
	text, err := json.Marshal(map[string]any{"Replace": absolute})
	if err != nil {
		return "", err
	}
	file := filepath.Join(dir, "overlay.json")
	return file, os.WriteFile(file, text, 0o644)
}

// buildProgram builds the one binary of other files than are there, with the functions beside it, in a directory of
// the scratch.
func buildProgram(name string, replaced map[string]string) (string, error) {
	dir := filepath.Join(scratch, name)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return "", err
	}
	file, err := writeOverlay(dir, replaced)
	if err != nil {
		return "", err
	}
	built, err := filepath.Abs(functions())
	if err != nil {
		return "", err
	}
	if err := os.Symlink(built, filepath.Join(dir, "functions")); err != nil {
		return "", err
	}
	path := filepath.Join(dir, "bulkhead")
	output, err := exec.Command("go", "build", "-buildvcs=false", "-overlay", file, "-o", path, "../cmd/bulkhead").
		CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("%w: %s", err, output)
	}
	return path, nil
}

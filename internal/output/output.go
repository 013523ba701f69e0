// Package output writes a directory as a whole, or leaves it as it was.
package output

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"bulkhead/internal/interrupt"
)

// Replace calls write with a fresh directory beside outdir, and moves what write put there into outdir when it
// succeeds. Otherwise, and where the run is interrupted, outdir stays as it was.
// It refuses an outdir that holds something else than a cloud assembly.
func Replace(outdir string, write func(dir string) error) error {
	outdir, err := filepath.Abs(outdir)
	if err != nil {
		return err
	}
	old, err := oldAssembly(outdir)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(outdir), 0o755); err != nil {
		return fmt.Errorf("cannot make the output directory's parent: %w", err)
	}
	// Beside outdir, so that moving is renaming.
	fresh, err := os.MkdirTemp(filepath.Dir(outdir), "."+filepath.Base(outdir)+"-")
	if err != nil {
		return fmt.Errorf("cannot write beside the output directory: %w", err)
	}
	defer interrupt.Half(fresh)()
	defer os.RemoveAll(fresh)
	if err := write(fresh); err != nil {
		return err
	}
	return interrupt.Whole(func() error { return move(fresh, outdir, old) })
}

// move puts what is in fresh in the place of what is in outdir by these names.
func move(fresh, outdir string, old []string) error {
	if err := os.MkdirAll(outdir, 0o755); err != nil {
		return fmt.Errorf("cannot make the output directory: %w", err)
	}
	for _, name := range old {
		if err := os.RemoveAll(filepath.Join(outdir, name)); err != nil {
			return fmt.Errorf("cannot clear the output directory: %w", err)
		}
	}
	entries, err := os.ReadDir(fresh)
	if err != nil {
		return err
	}
	for _, entry := range entries {
		if err := os.Rename(filepath.Join(fresh, entry.Name()), filepath.Join(outdir, entry.Name())); err != nil {
			return fmt.Errorf("cannot move the templates into place: %w", err)
		}
	}
	return nil
}

// oldAssembly lists what is in outdir, but for the CDK CLI's locks.
func oldAssembly(outdir string) ([]string, error) {
	entries, err := os.ReadDir(outdir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("cannot read the output directory: %w", err)
	}
	var names []string
	for _, entry := range entries {
		if !strings.HasSuffix(entry.Name(), ".lock") {
			names = append(names, entry.Name())
		}
	}
	if len(names) > 0 && !slices.Contains(names, "manifest.json") {
		return nil, fmt.Errorf("%s is not empty and holds no cloud assembly; choose another output directory", outdir)
	}
	return names, nil
}

package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// replace has write fill a fresh directory, and puts its content in the place of
// outdir's when write succeeds. Otherwise outdir stays as it was.
func replace(outdir string, write func(dir string) error) error {
	outdir, err := filepath.Abs(outdir)
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
	defer os.RemoveAll(fresh)
	if err := write(fresh); err != nil {
		return err
	}
	if err := clear(outdir); err != nil {
		return err
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

// clear empties an earlier cloud assembly, but for the CDK CLI's locks, and
// refuses a directory that holds something else.
func clear(outdir string) error {
	entries, err := os.ReadDir(outdir)
	if os.IsNotExist(err) {
		return os.Mkdir(outdir, 0o755)
	}
	if err != nil {
		return fmt.Errorf("cannot read the output directory: %w", err)
	}
	if _, err := os.Stat(filepath.Join(outdir, "manifest.json")); err != nil && !onlyLocks(entries) {
		return fmt.Errorf("%s is not empty and holds no cloud assembly; choose another output directory", outdir)
	}
	for _, entry := range entries {
		if isLock(entry) {
			continue
		}
		if err := os.RemoveAll(filepath.Join(outdir, entry.Name())); err != nil {
			return fmt.Errorf("cannot clear the output directory: %w", err)
		}
	}
	return nil
}

func onlyLocks(entries []os.DirEntry) bool {
	for _, entry := range entries {
		if !isLock(entry) {
			return false
		}
	}
	return true
}

func isLock(entry os.DirEntry) bool { return strings.HasSuffix(entry.Name(), ".lock") }

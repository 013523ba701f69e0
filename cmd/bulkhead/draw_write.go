package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"bulkhead/analysis/draw"
	"bulkhead/internal/interrupt"
)

// converter makes bitmaps of pictures.
const converter = "rsvg-convert"

// demandConverter fails where bitmaps are wanted and nothing makes them.
func demandConverter(wanted bool) error {
	if _, err := exec.LookPath(converter); wanted && err != nil {
		return fmt.Errorf("--png needs %s, which is not there: install librsvg (in Debian and Ubuntu librsvg2-bin), or leave --png out", converter)
	}
	return nil
}

// bitmap is the name of the bitmap of a picture.
func bitmap(svg string) string { return strings.TrimSuffix(svg, ".svg") + ".png" }

// drawn tells whether a file is a picture of ours.
func drawn(file string) (bool, error) {
	text, err := os.ReadFile(file)
	return bytes.Contains(text, []byte(draw.Mark)), err
}

// distinct fails where two pictures would be one file, such as that of an environment dev-reach, and who reaches whom
// in dev.
func distinct(pictures []draw.Picture) error {
	titles := map[string]string{}
	for _, p := range pictures {
		if other, is := titles[p.File]; is {
			return fmt.Errorf("two pictures would be %s, %q and %q: give another name to the environment, and nothing is written "+
				"until then", p.File, other, p.Title)
		}
		titles[p.File] = p.Title
	}
	return nil
}

// writePictures writes all pictures into a directory, or none: beside it first. Those of an earlier run go.
func writePictures(ctx context.Context, dir string, pictures []draw.Picture, png bool) ([]drawnFile, error) {
	if err := distinct(pictures); err != nil {
		return nil, err
	}
	old, err := earlier(dir, pictures)
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, err
	}
	fresh, err := os.MkdirTemp(dir, ".draw-")
	if err != nil {
		return nil, err
	}
	defer interrupt.Half(fresh)()
	defer os.RemoveAll(fresh)
	var files []drawnFile
	for _, p := range pictures {
		svg := filepath.Join(fresh, p.File)
		if err := os.WriteFile(svg, p.SVG, 0o644); err != nil {
			return nil, err
		}
		files = append(files, drawnFile{filepath.Join(dir, p.File), p.Title})
		if !png {
			continue
		}
		if output, err := exec.CommandContext(ctx, converter, "--zoom", "2", "--output", bitmap(svg), svg).CombinedOutput(); err != nil {
			return nil, fmt.Errorf("%s cannot convert %s: %w: %s", converter, p.File, err, bytes.TrimSpace(output))
		}
		files = append(files, drawnFile{bitmap(filepath.Join(dir, p.File)), p.Title})
	}
	return files, interrupt.Whole(func() error {
		for _, file := range old {
			if err := os.Remove(file); err != nil && !errors.Is(err, fs.ErrNotExist) {
				return err
			}
		}
		for _, f := range files {
			if err := os.Rename(filepath.Join(fresh, filepath.Base(f.File)), f.File); err != nil {
				return err
			}
		}
		return nil
	})
}

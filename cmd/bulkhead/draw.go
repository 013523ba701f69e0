package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"

	"bulkhead/analysis/draw"
	"bulkhead/internal/cli"

	"github.com/spf13/cobra"
)

const drawHelp = `Draw draws the architecture that the templates describe, with AWS's icons:

  organization.svg       accounts, their environments, and what connects them
  delivery.svg           pipelines, where there are any
  ENVIRONMENT.svg        the way of a request, tiers and zones of the network, and
                         which service uses which store
  ENVIRONMENT-reach.svg  who reaches whom in the network, on which ports
  ENVIRONMENT-recovery.svg
                         an environment beside its standby, and how data gets there

DIR is a cloud assembly (bulkhead synth) or a configuration directory. The same
templates give the same pictures. What is written replaces what an earlier run has
written, and nothing else in the directory. With --png each is written as a bitmap as
well, by rsvg-convert.

Exit status:
  0  the pictures are written
  1  the templates cannot be read, or the directory not be written
  2  the command line is wrong`

// newDraw is `bulkhead draw`.
func newDraw() *cobra.Command {
	var asJSON, noCache, png bool
	var out string
	command := &cobra.Command{
		Use:   "draw [DIR]",
		Short: "Draw the architecture of an assembly (default cdk.out)",
		Long:  drawHelp,
		Args:  cobra.MaximumNArgs(1),
		RunE: func(command *cobra.Command, args []string) error {
			dir := defaultOut
			if len(args) > 0 {
				dir = args[0]
			}
			if err := demandConverter(png); err != nil {
				return err
			}
			a, _, err := readAssembly(command, dir, noCache)
			if err != nil {
				return err
			}
			pictures, err := draw.All(a)
			if err != nil {
				return err
			}
			files, err := writePictures(command.Context(), out, pictures, png)
			if err != nil {
				return err
			}
			if asJSON {
				return cli.PrintJSON(command.OutOrStdout(), &struct {
					Files []drawnFile `json:"files"`
				}{files})
			}
			return printPictures(command.OutOrStdout(), files)
		},
	}
	flags := command.Flags()
	flags.StringVar(&out, "out", "pictures", "directory to write")
	flags.BoolVar(&png, "png", false, "write each as PNG as well; needs rsvg-convert")
	flags.BoolVar(&asJSON, "json", false, "print the files with their titles as JSON, and nothing else")
	flags.BoolVar(&noCache, "no-cache", false, "build every stage of a configuration, even if nothing changed")
	return command
}

// drawnFile is a file that is written.
type drawnFile struct {
	File  string `json:"file"`
	Title string `json:"title"`
}

func printPictures(out io.Writer, files []drawnFile) error {
	for _, f := range files {
		if _, err := fmt.Fprintf(out, "%s: %s\n", f.File, f.Title); err != nil {
			return err
		}
	}
	return nil
}

// earlier are the files in a directory that an earlier run has written. It fails where a picture would be written over
// a file of somebody else.
func earlier(dir string, pictures []draw.Picture) ([]string, error) {
	svgs, err := filepath.Glob(filepath.Join(dir, "*.svg"))
	if err != nil {
		return nil, err
	}
	var files []string
	ours := map[string]bool{}
	for _, svg := range svgs {
		is, err := drawn(svg)
		if err != nil {
			return nil, err
		}
		if is {
			ours[svg] = true
			files = append(files, svg, bitmap(svg))
		}
	}
	for _, p := range pictures {
		svg := filepath.Join(dir, p.File)
		for _, file := range []string{svg, bitmap(svg)} {
			if _, err := os.Lstat(file); err == nil && !ours[svg] {
				return nil, fmt.Errorf("%s is there, and bulkhead draw has not written it: choose another directory with --out", file)
			}
		}
	}
	return files, nil
}

package main

import (
	"errors"
	"fmt"
	"os"

	"bulkhead/analysis/manifest"
	"bulkhead/internal/cli"

	"github.com/goccy/go-yaml"
	"github.com/spf13/cobra"
)

const manifestsHelp = `Manifests writes the Kubernetes objects that stacks bring to clusters as files that
Kustomize reads: a directory for each stack, with a file for each object and a
kustomization.yaml. They are what the stacks apply, for a cluster that is not
reached by them, for Argo CD and Flux, or to be looked at.

DIR is a cloud assembly (bulkhead synth) or a configuration directory. Objects
hold values that only AWS knows, such as the ARN of a target group: deploy the
stacks, and say them in a file.

  bulkhead manifests DIR --needs >values.yaml     which values there are
  bulkhead manifests DIR --values values.yaml     what they are

Nothing is written while a value is missing, and what is written replaces what an
earlier run has written.

Exit status:
  0  the files are written, or there is nothing to write
  1  values are missing, or the templates cannot be read
  2  the command line is wrong`

// newManifests is `bulkhead manifests`.
func newManifests() *cobra.Command {
	var asJSON, noCache, needs bool
	var out, from string
	command := &cobra.Command{
		Use:   "manifests [DIR]",
		Short: "Write the Kubernetes objects of an assembly as files (default cdk.out)",
		Long:  manifestsHelp,
		Args:  cobra.MaximumNArgs(1),
		RunE: func(command *cobra.Command, args []string) error {
			dir := defaultOut
			if len(args) > 0 {
				dir = args[0]
			}
			values, err := readValues(from)
			if err != nil {
				return err
			}
			stacks, err := findManifests(command, dir, noCache, values)
			switch {
			case err != nil:
				return err
			case needs && asJSON:
				return cli.PrintJSON(command.OutOrStdout(), &struct {
					Needs []manifest.Need `json:"needs"`
				}{allNeeds(stacks)})
			case needs:
				return printNeeds(command.OutOrStdout(), allNeeds(stacks), values)
			}
			if err := demandValues(command.ErrOrStderr(), stacks, values, dir); err != nil {
				return err
			}
			written, err := writeManifests(out, stacks)
			if err != nil {
				return err
			}
			if asJSON {
				return cli.PrintJSON(command.OutOrStdout(), &struct {
					Directories []writtenManifests `json:"directories"`
				}{written})
			}
			return printManifests(command.OutOrStdout(), out, written)
		},
	}
	command.Flags().StringVar(&out, "out", "manifests", "directory to write")
	command.Flags().StringVar(&from, "values", "", "file that says what only AWS knows")
	command.Flags().
		BoolVar(&needs, "needs", false, "list the values that have to be said, as such a file, and write nothing")
	command.Flags().BoolVar(&asJSON, "json", false, "print what is written, or the values, as JSON, and nothing else")
	command.Flags().
		BoolVar(&noCache, "no-cache", false, "build every stage of a configuration, even if nothing changed")
	return command
}

// readValues reads a file of values by name.
func readValues(file string) (map[string]string, error) {
	if file == "" {
		return nil, nil
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	values := map[string]string{}
	if err := yaml.Unmarshal(text, &values); err != nil {
		return nil, fmt.Errorf("%s: %s", file, yaml.FormatError(err, false, false))
	}
	return values, nil
}

// findManifests finds the objects in a cloud assembly, or in that of the configuration in dir.
func findManifests(
	command *cobra.Command, dir string, noCache bool, values map[string]string,
) ([]manifest.Stack, error) {
	a, _, err := readAssembly(command, dir, noCache)
	if err != nil {
		return nil, err
	}
	return manifest.Find(a, values)
}

// errValues is the error of values that nobody has said.
var errValues = errors.New("values are missing, and nothing is written")

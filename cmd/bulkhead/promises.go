package main

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"bulkhead/analysis/promise"
	"bulkhead/analysis/reach"
	"bulkhead/internal/cli"
	"bulkhead/internal/document"

	"github.com/spf13/cobra"
)

const promisesHelp = `Promises proves what an organization promises about itself: sentences in
promises.yaml of its configuration, each of which is shown to hold in the templates.

  prod/web, prod/worker reach prod/orders on 5432
  internet reaches prod/web on 443 and nothing else of prod
  dev reaches nothing of prod

The sentences are complete: whoever reaches somebody without a sentence that says
so is told. A configuration without the file promises nothing.

DIR is a cloud assembly (bulkhead synth) or a configuration directory.

Exit status:
  0  every sentence holds, and nothing is open that none promises
  1  a sentence does not hold, one is missing, or the templates cannot be read
  2  the command line is wrong`

// newPromises is `bulkhead promises`.
func newPromises() *cobra.Command {
	var configured string
	var asJSON bool
	command := &cobra.Command{
		Use:   "promises [DIR]",
		Short: "Prove the sentences in promises.yaml (default of cdk.out)",
		Long:  promisesHelp,
		Args:  cobra.MaximumNArgs(1),
		RunE: func(command *cobra.Command, args []string) error {
			dir := defaultOut
			if len(args) > 0 {
				dir = args[0]
				if _, err := os.Stat(filepath.Join(dir, "organization.yaml")); err == nil {
					configured = cmp.Or(configured, dir)
				}
			}
			file := filepath.Join(cmp.Or(configured, defaultConfig()), promise.File)
			count, err := keep(command, dir, file)
			if err != nil {
				return err
			}
			if asJSON {
				return cli.PrintJSON(command.OutOrStdout(), &struct {
					Promises int `json:"promises"` // all of which hold
				}{count})
			}
			if count == 0 {
				fmt.Fprintf(command.OutOrStdout(), "there is no %s: nothing is promised\n", file)
				return nil
			}
			fmt.Fprintf(command.OutOrStdout(), "%d promises hold, and nothing is open that none of them has\n", count)
			return nil
		},
	}
	command.Flags().StringVar(&configured, "config", "", "configuration directory that has promises.yaml (default DIR, or config/example)")
	command.Flags().BoolVar(&asJSON, "json", false, "print the result as JSON")
	return command
}

// keep proves the sentences of a file, and returns how many there are.
func keep(command *cobra.Command, dir, file string) (int, error) {
	if info, err := os.Stat(filepath.Dir(file)); err != nil || !info.IsDir() {
		return 0, fmt.Errorf("%s is not a directory; name that of the configuration with --config", filepath.Dir(file))
	}
	if _, err := os.Stat(file); errors.Is(err, os.ErrNotExist) {
		return 0, nil
	}
	promises, err := promise.Read(file)
	if err != nil {
		return 0, err
	}
	var faults document.Faults
	var sentences []string
	var of []promise.Promise
	for _, p := range promises.List {
		if !reach.Speaks(p.Text) {
			faults = append(faults, p.Fault("says nothing that can be proved", "say who reaches whom; bulkhead help promises has examples"))
			continue
		}
		sentences, of = append(sentences, p.Text), append(of, p)
	}
	graph, err := networks(command, dir)
	if err != nil {
		return 0, err
	}
	if len(sentences) > 0 { // whoever says nothing of networks promises nothing of them
		for _, broken := range graph.Check(sentences) {
			if broken.Index < 0 {
				faults = append(faults, promises.Fault(broken.Problem, broken.Remedy))
			} else {
				faults = append(faults, of[broken.Index].Fault(broken.Problem, broken.Remedy))
			}
		}
	}
	if len(faults) > 0 {
		return 0, faults
	}
	return len(sentences), nil
}

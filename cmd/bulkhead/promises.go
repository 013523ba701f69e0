package main

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"bulkhead/analysis/access"
	"bulkhead/analysis/promise"
	"bulkhead/analysis/reach"
	"bulkhead/analysis/reach/network"
	"bulkhead/assembly"
	"bulkhead/config"
	"bulkhead/internal/cli"
	"bulkhead/internal/document"

	"github.com/spf13/cobra"
)

const promisesHelp = `Promises proves what an organization promises about itself: sentences in
promises.yaml of its configuration, each of which is shown to hold in the templates.

Of networks, as bulkhead reach judges them:

  prod/web, prod/worker reach prod/orders on 5432
  internet reaches prod/web on 443 and nothing else of prod
  dev reaches nothing of prod

If there is one such sentence, they have to be complete: whoever reaches somebody
without a sentence that says so is told.

Of who reads, writes, deletes or administers what through AWS's API, as bulkhead
access judges it:

  nobody but prod/web reads prod/payment-key
  only admin@prod, push@pipeline administer prod/account
  developer@prod reads prod/logs only

A name may have a * for any text. Who administers the account of something is not
asked about it: say who that is in a sentence about the account.

A configuration without the file promises nothing.

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
			configured = cmp.Or(configured, defaultConfig())
			count, err := keep(command, dir, configured)
			if err != nil {
				return err
			}
			if asJSON {
				return cli.PrintJSON(command.OutOrStdout(), &struct {
					Promises int `json:"promises"` // all of which hold
				}{count})
			}
			if count == 0 {
				fmt.Fprintf(command.OutOrStdout(), "there is no %s: nothing is promised\n", filepath.Join(configured, promise.File))
				return nil
			}
			fmt.Fprintf(command.OutOrStdout(), "%d promises hold\n", count)
			return nil
		},
	}
	command.Flags().StringVar(&configured, "config", "", "configuration directory that has promises.yaml (default DIR, or config/example)")
	command.Flags().BoolVar(&asJSON, "json", false, "print the result as JSON")
	return command
}

// keep proves the sentences of a configuration directory, and returns how many there are.
func keep(command *cobra.Command, dir, configured string) (int, error) {
	if info, err := os.Stat(configured); err != nil || !info.IsDir() {
		return 0, fmt.Errorf("%s is not a directory; name that of the configuration with --config", configured)
	}
	promises, err := promise.Read(configured)
	if err != nil || len(promises.List) == 0 {
		return 0, err
	}
	a, index, err := readAssembly(command, dir, false)
	if err != nil {
		return 0, err
	}
	faults, err := proveNetworks(a, promises)
	if err != nil {
		return 0, err
	}
	more, err := proveAccess(a, index, promises)
	if err != nil {
		return 0, err
	}
	if faults = append(faults, more...); len(faults) > 0 {
		return 0, faults.Sorted()
	}
	return len(promises.List), nil
}

// proveNetworks proves who reaches whom. Whoever says nothing of networks promises nothing of them.
func proveNetworks(a *assembly.Assembly, promises promise.Promises) (document.Faults, error) {
	of := promises.Of(true)
	if len(of) == 0 {
		return nil, nil
	}
	n, err := network.Read(a)
	if err != nil {
		return nil, err
	}
	var sentences []string
	for _, s := range of {
		sentences = append(sentences, s.Text)
	}
	var faults document.Faults
	for _, broken := range reach.New(n).Check(sentences) {
		if broken.Index < 0 {
			faults = append(faults, promises.Fault(broken.Problem, broken.Remedy))
		} else {
			faults = append(faults, of[broken.Index].Fault(broken.Problem, broken.Remedy))
		}
	}
	return faults, nil
}

// proveAccess proves who can do what.
func proveAccess(a *assembly.Assembly, index config.Index, promises promise.Promises) (document.Faults, error) {
	of := promises.Of(false)
	if len(of) == 0 {
		return nil, nil
	}
	g, err := access.New(a, index.Trusted)
	if err != nil {
		return nil, err
	}
	broken, err := g.Prove(of)
	var faults document.Faults
	if errors.As(err, &faults) {
		return faults, nil
	}
	if err != nil {
		return nil, err
	}
	for _, b := range broken {
		for _, against := range b.Against {
			faults = append(faults, b.Promise.Fault(fmt.Sprintf("%s %s %s", against.Who, against.Verb, against.Target),
				fmt.Sprintf("bulkhead access %s %s tells how; mend that, or the sentence", against.Who, against.Target)))
		}
		for _, m := range b.Missing {
			faults = append(faults, b.Promise.Fault(m.Who+" cannot: "+m.Target,
				"bulkhead access "+m.Who+" tells what it can do; mend that, or the sentence"))
		}
	}
	return faults, nil
}

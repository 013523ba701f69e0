package main

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"bulkhead/analysis/access"
	"bulkhead/analysis/promise"
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

What is in a network that no template has cannot be promised, and who reaches what
is behind somebody's Ingress controller, or pods on the same node, is not known: all
of these are listed.

A name in a sentence about access may have a * for any text. Who administers the
account of something is not asked about it: say who that is in a sentence about the
account.

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
				if info, err := os.Stat(dir); err != nil || !info.IsDir() {
					return fmt.Errorf("%s is no directory; name a cloud assembly, or a configuration directory", dir)
				}
				if _, err := os.Stat(filepath.Join(dir, "organization.yaml")); err == nil {
					configured = cmp.Or(configured, dir)
				}
			}
			if configured == "" {
				configured = defaultConfig()
				if err := demandSameOrganization(dir, configured); err != nil {
					return err
				}
			}
			result, err := keep(command, dir, configured)
			if err != nil {
				return err
			}
			out := command.OutOrStdout()
			if asJSON {
				return cli.PrintJSON(out, &result)
			}
			if result.Promises == 0 {
				fmt.Fprintf(out, "there is no %s: nothing is promised\n", filepath.Join(configured, promise.File))
				return nil
			}
			fmt.Fprintf(out, "%d promises hold\n", result.Promises)
			printUnknown(out, result.Unknown, result.Unjudged)
			return nil
		},
	}
	command.Flags().StringVar(&configured, "config", "", "configuration directory that has promises.yaml (default DIR, or config/example)")
	command.Flags().BoolVar(&asJSON, "json", false, "print the result as JSON")
	return command
}

// demandSameOrganization fails where a cloud assembly says that it was made of another organization than a
// configuration that nobody has named.
func demandSameOrganization(dir, configured string) error {
	name := func(lines []config.Line) string {
		for _, line := range lines {
			if line.File == "organization.yaml" && line.Path == "name" {
				return line.Value
			}
		}
		return ""
	}
	index, err := config.ReadIndex(dir)
	if err != nil {
		return err
	}
	lines, err := config.Lines(configured)
	made, here := name(index.Values), name(lines)
	if made != "" && (err != nil || made != here) {
		return fmt.Errorf("%s is of the organization %s, whose configuration %s is not; name that with --config",
			dir, made, configured)
	}
	return nil
}

// kept is the result: all promises hold. Where some are about networks, it has of whom nobody knows who reaches them.
type kept struct {
	Promises int      `json:"promises"`
	Unknown  []string `json:"unknown"`  // who may be reached by others, too
	Unjudged []string `json:"unjudged"` // in networks that no template has
}

// keep proves the sentences of a configuration directory.
func keep(command *cobra.Command, dir, configured string) (result kept, _ error) {
	if info, err := os.Stat(configured); err != nil || !info.IsDir() {
		return result, fmt.Errorf("%s is not a directory; name that of the configuration with --config", configured)
	}
	promises, err := promise.Read(configured)
	if err != nil || len(promises.List) == 0 {
		return result, err
	}
	a, index, err := readAssembly(command, dir, false)
	if err != nil {
		return result, err
	}
	result.Promises = len(promises.List)
	faults, err := proveNetworks(a, index, promises, &result)
	if err != nil {
		return result, err
	}
	more, err := proveAccess(a, index, promises)
	if err != nil {
		return result, err
	}
	if faults = append(faults, more...); len(faults) > 0 {
		return result, faults.Sorted()
	}
	return result, nil
}

// proveNetworks proves who reaches whom. Whoever says nothing of networks promises nothing of them.
func proveNetworks(
	a *assembly.Assembly, index config.Index, promises promise.Promises, result *kept,
) (document.Faults, error) {
	of := promises.Of(true)
	if len(of) == 0 {
		return nil, nil
	}
	graph, err := graphOf(a, index)
	if err != nil {
		return nil, err
	}
	var sentences []string
	for _, s := range of {
		sentences = append(sentences, s.Text)
	}
	result.Unknown, result.Unjudged = graph.Unseen(), graph.Unjudged()
	var faults document.Faults
	for _, broken := range graph.Check(sentences) {
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

package main

import (
	"fmt"
	"slices"
	"strings"

	"bulkhead/analysis/evidence"
	"bulkhead/assembly"
	"bulkhead/internal/cli"

	"github.com/spf13/cobra"
)

const evidenceHelp = `Evidence answers each control of CIS AWS Foundations 3.0 and 5.0, of AWS Foundational
Security Best Practices and of the AWS Security Reference Architecture from
synthesized templates, as a page in Markdown: for an auditor, and for whoever
decides what is left to do.

  satisfied       resources keep it, and the page names them
  waived          some do not, and a waiver says why (tool: evidence)
  by a person     templates cannot decide it: what to do or to look at
  not satisfied   no template makes what it asks for, and the page says why
  not applicable  no template has what it is about
  failing         some resources do not keep it, and nobody has said why
  unjudged        there are resources that no check knows

DIR is a cloud assembly (bulkhead synth) or a directory of CloudFormation templates.
Waivers are read from the waivers.yaml beside DIR, if there is one, or from --waivers.

Exit status:
  0  nothing is failing or unjudged
  1  something is, or the templates or waivers cannot be read
  2  the command line is wrong`

// newEvidence is `bulkhead evidence`.
func newEvidence() *cobra.Command {
	var asJSON bool
	var waivers string
	var standards []string
	var asked []evidence.Standard
	command := &cobra.Command{
		Use:   "evidence [DIR]",
		Short: "Answer the controls of standards from templates (default cdk.out)",
		Long:  evidenceHelp,
		Args: func(command *cobra.Command, args []string) error {
			var err error
			if asked, err = standardsNamed(standards); err != nil {
				return err
			}
			return cobra.MaximumNArgs(1)(command, args)
		},
		RunE: func(command *cobra.Command, args []string) error {
			dir := defaultOut
			if len(args) > 0 {
				dir = args[0]
			}
			a, err := assembly.Load(dir)
			if err != nil {
				return err
			}
			accepted, err := readWaivers(waivers, dir)
			if err != nil {
				return err
			}
			if accepted == nil {
				fmt.Fprintf(command.ErrOrStderr(), "no waivers.yaml beside %s: nothing is waived\n", dir)
			}
			if err := accepted.CheckControls(evidence.Checks()); err != nil {
				return err
			}
			report, err := evidence.Judge(a, accepted, asked)
			if err != nil {
				return err
			}
			if asJSON {
				err = cli.PrintJSON(command.OutOrStdout(), report)
			} else {
				_, err = fmt.Fprint(command.OutOrStdout(), report.Markdown())
			}
			if err == nil && !report.Clean {
				err = cli.ErrReported
			}
			return err
		},
	}
	flags := command.Flags()
	flags.BoolVar(&asJSON, "json", false, "print every control with all its resources as JSON, and nothing else")
	flags.StringVar(&waivers, "waivers", "", "file of waivers (default: the waivers.yaml beside DIR)")
	flags.StringSliceVar(&standards, "standard", nil, "only these: "+strings.Join(standardKeys(), ", ")+" (default all)")
	return command
}

func standardKeys() []string {
	var keys []string
	for _, s := range evidence.Standards {
		keys = append(keys, s.Key)
	}
	return keys
}

// standardsNamed returns the standards with these keys, or all.
func standardsNamed(keys []string) ([]evidence.Standard, error) {
	if len(keys) == 0 {
		return evidence.Standards, nil
	}
	for _, key := range keys {
		if !slices.Contains(standardKeys(), key) {
			return nil, fmt.Errorf("--standard: %q is not known; choose of %s", key, strings.Join(standardKeys(), ", "))
		}
	}
	return slices.DeleteFunc(slices.Clone(evidence.Standards), func(s evidence.Standard) bool {
		return !slices.Contains(keys, s.Key)
	}), nil
}

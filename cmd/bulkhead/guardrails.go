package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"text/tabwriter"

	"bulkhead/config"
	"bulkhead/internal/cli"
	"bulkhead/internal/guardrail"
	"bulkhead/internal/interrupt"

	"github.com/spf13/cobra"
)

const guardrailsHelp = `Guardrails lists the policies of AWS Organizations that management in
organization.yaml keeps accounts to. The stack management/guardrails deploys the
same ones: this is for a management account that is administered elsewhere, and
for reading them.

  bulkhead guardrails                  lists them, with their sizes
  bulkhead guardrails --out DIR        writes each as a file of JSON
  bulkhead guardrails --commands       prints, as a program of the shell, what
                                       has to be switched on in the management
                                       account first; it may be run again

Files are written without white space, which AWS counts.

Exit status:
  0  the policies are listed or written
  1  the configuration is wrong, or has no management account
  2  the command line is wrong`

var errNoManagement = errors.New("organization.yaml has no management section: say there which account it is, and what accounts are kept to")

// newGuardrails is `bulkhead guardrails`.
func newGuardrails() *cobra.Command {
	var asJSON, commands bool
	var dirOfConfig, out string
	command := &cobra.Command{
		Use:   "guardrails",
		Short: "List or write the policies that accounts are kept to",
		Long:  guardrailsHelp,
		Args:  cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			c, err := config.Load(dirOfConfig)
			if err != nil {
				return err
			}
			if c.Organization.Management == nil {
				return fmt.Errorf("%s: %w", dirOfConfig, errNoManagement)
			}
			book := guardrail.Of(c)
			switch {
			case asJSON:
				return cli.PrintJSON(command.OutOrStdout(), &struct {
					Policies []guardrail.Policy  `json:"policies"`
					Accounts []string            `json:"accounts"`
					Commands []guardrail.Command `json:"commands"`
				}{book.Policies(), book.Targets(), book.Commands()})
			case commands:
				_, err := io.WriteString(command.OutOrStdout(), guardrail.Script(book.Commands()))
				return err
			case out != "":
				return writeGuardrails(command.OutOrStdout(), out, book.Policies())
			}
			return printGuardrails(command.OutOrStdout(), book)
		},
	}
	command.Flags().StringVar(&dirOfConfig, "config", defaultConfig(), "configuration directory")
	command.Flags().StringVar(&out, "out", "", "directory to write the policies to")
	command.Flags().BoolVar(&commands, "commands", false, "print what has to be switched on in the management account")
	command.Flags().BoolVar(&asJSON, "json", false, "print all of it as JSON, and nothing else")
	command.MarkFlagsMutuallyExclusive("out", "commands", "json")
	return command
}

// printGuardrails lists policies and the accounts that they are on.
func printGuardrails(out io.Writer, book guardrail.Book) error {
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "POLICY\tTYPE\tCHARACTERS\tAT MOST\tWHAT")
	for _, p := range book.Policies() {
		fmt.Fprintf(table, "%s\t%s\t%d\t%d\t%s\n", p.Name, p.Type, len(p.Text()), p.Most(), p.Description)
	}
	if err := table.Flush(); err != nil {
		return err
	}
	fmt.Fprintln(out, "\non")
	for _, account := range book.Targets() {
		fmt.Fprintln(out, " ", account)
	}
	return nil
}

// writeGuardrails writes a file for each policy, all of them or none.
func writeGuardrails(out io.Writer, dir string, policies []guardrail.Policy) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	fresh, err := os.MkdirTemp(dir, ".guardrails-")
	if err != nil {
		return err
	}
	defer interrupt.Half(fresh)()
	defer os.RemoveAll(fresh)
	for _, p := range policies {
		if err := os.WriteFile(filepath.Join(fresh, p.Name+".json"), []byte(p.Text()), 0o644); err != nil {
			return err
		}
	}
	return interrupt.Whole(func() error {
		for _, p := range policies {
			path := filepath.Join(dir, p.Name+".json")
			if err := os.Rename(filepath.Join(fresh, p.Name+".json"), path); err != nil {
				return err
			}
			fmt.Fprintf(out, "%s: %s, %d of %d characters\n", path, p.Type, len(p.Text()), p.Most())
		}
		return nil
	})
}

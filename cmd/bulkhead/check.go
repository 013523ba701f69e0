package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"

	"bulkhead/config"
	"bulkhead/internal/cli"
	"bulkhead/stacks"

	"github.com/spf13/cobra"
)

const checkHelp = `Check reads a configuration directory and reports everything that is wrong in any
of its files, each with its file, line, key and remedy. It starts neither CDK nor
Node.js, and writes nothing: it is for editors, hooks before a commit, and the
first step of a pipeline.

Exit status:
  0  the configuration is right: bulkhead synth takes it
  1  it has faults
  2  the command line is wrong`

// newCheck is `bulkhead check`.
func newCheck() *cobra.Command {
	var dir string
	var asJSON bool
	command := &cobra.Command{
		Use:   "check",
		Short: "Report what is wrong in a configuration, without synthesis",
		Long:  checkHelp,
		Args:  cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			c, err := load(dir)
			if err == nil {
				err = delivers(c)
			}
			if err != nil {
				return err
			}
			result := checkedOf(c)
			if asJSON {
				return cli.PrintJSON(command.OutOrStdout(), &result)
			}
			return result.print(command.OutOrStdout())
		},
	}
	command.Flags().StringVar(&dir, "config", defaultConfig(), "configuration directory")
	command.Flags().BoolVar(&asJSON, "json", false, "print the result, or the faults, as JSON, and nothing else")
	return command
}

// load reads a configuration with all checks that need no template.
func load(dir string) (*config.Config, error) {
	c, err := config.Load(dir)
	if err != nil {
		return nil, err
	}
	if err := stacks.CheckPatches(c); err != nil {
		return nil, err
	}
	functions, err := functions()
	if err != nil {
		return c, nil // whoever builds says so
	}
	return c, stacks.CheckCode(c, functions)
}

// delivers fails where the pipeline would deploy another directory of the repository than this one: it takes what
// pipeline.directory names. Outside of a repository of Git nobody knows which that is.
func delivers(c *config.Config) error {
	p := c.Organization.Pipeline
	if p == nil {
		return nil
	}
	here, err := filepath.Abs(c.Dir)
	if err != nil {
		return err
	}
	for root := filepath.Dir(here); root != filepath.Dir(root); root = filepath.Dir(root) {
		if _, err := os.Stat(filepath.Join(root, ".git")); err != nil {
			continue
		}
		is, err := filepath.Rel(root, here)
		if err != nil || p.Directory == filepath.ToSlash(is) {
			return err
		}
		return config.Faults{c.Fault("", "pipeline.directory",
			fmt.Sprintf("the pipeline would deploy %s, and this is %s", p.Directory, is), "write directory: "+is)}
	}
	return nil
}

// checked is what a configuration that is right is of.
type checked struct {
	Config       string               `json:"config"`
	Environments []checkedEnvironment `json:"environments"` // in deployment order
}

// checkedEnvironment is one environment of it.
type checkedEnvironment struct {
	Name     string `json:"name"`
	Account  string `json:"account"`
	Region   string `json:"region"`
	Recovery string `json:"recovery,omitempty"` // region of the standby
}

func checkedOf(c *config.Config) checked {
	result := checked{Config: c.Dir}
	for _, e := range c.Environments {
		line := checkedEnvironment{Name: e.Name, Account: string(e.AccountID), Region: string(e.Region)}
		if e.Recovery != nil {
			line.Recovery = string(e.Recovery.Region)
		}
		result.Environments = append(result.Environments, line)
	}
	return result
}

func (c checked) print(w io.Writer) error {
	for _, e := range c.Environments {
		where := e.Region
		if e.Recovery != "" {
			where += " and " + e.Recovery
		}
		if _, err := fmt.Fprintf(w, "%s  account %s, %s\n", e.Name, e.Account, where); err != nil {
			return err
		}
	}
	_, err := fmt.Fprintf(w, "%s is right\n", c.Config)
	return err
}

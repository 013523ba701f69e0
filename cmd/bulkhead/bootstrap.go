package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"bulkhead/config"
	"bulkhead/internal/address"
	"bulkhead/internal/cli"
	"bulkhead/internal/node"
	"bulkhead/operate/bootstrap"

	"github.com/aws/aws-sdk-go-v2/service/cloudformation"
	"github.com/spf13/cobra"
)

const bootstrapHelp = `Bootstrap prepares accounts for deployments, in every region that the
configuration's stacks are in, as cdk bootstrap does, and has each of CDK's roles
let in those alone who need it: the account's own administrators and, where the
pipeline deploys, the pipeline's roles. It writes a template for each account
into --out, and prints whom it lets in and the commands that deploy it.

With --run, it runs those commands for the account that the credentials are of.
Nothing changes where nothing has to. A region that was prepared without bulkhead
before trusts whole accounts, and CDK leaves it so, unless it is told --force.

Do it again when the pipeline is to deploy to another account, when the identity
or the AWS organization changes, and when CDK does.

Exit status:
  0  printed; with --run, the account is prepared
  1  something is wrong, or a region was prepared otherwise and --force is missing
  2  the command line is wrong`

// newBootstrap is `bulkhead bootstrap`.
func newBootstrap() *cobra.Command {
	var b bootstrapping
	command := &cobra.Command{
		Use:         "bootstrap [ACCOUNT…]",
		Short:       "Prepare accounts for deployments, with roles that let in only who deploys (default all)",
		Annotations: resumes,
		Long:        bootstrapHelp,
		Args: func(*cobra.Command, []string) error {
			if (b.force || b.profile != "") && !b.apply {
				return errors.New("--force and --profile are for --run: without it nothing is done")
			}
			return nil
		},
		RunE: func(command *cobra.Command, args []string) error { return b.run(command, args) },
	}
	flags := command.Flags()
	flags.StringVar(&b.config, "config", defaultConfig(), "configuration directory")
	flags.StringVar(&b.out, "out", "cdk.bootstrap", "directory of the templates")
	flags.BoolVar(&b.apply, "run", false, "prepare the account that the credentials are of")
	flags.BoolVar(&b.force, "force", false, "replace what was prepared otherwise before")
	flags.StringVar(&b.profile, "profile", "", "AWS profile, of --run (default: as the AWS CLI)")
	flags.BoolVar(&b.json, "json", false, "print the result as JSON")
	return command
}

// bootstrapping is one run of the command.
type bootstrapping struct {
	config, out, profile string
	apply, force, json   bool
}

// bootstrapped is its result.
type bootstrapped struct {
	Accounts []bootstrappedAccount `json:"accounts"`
}

// bootstrappedAccount is an account with how it is prepared.
type bootstrappedAccount struct {
	bootstrap.Account
	Template string   `json:"template"` // the file
	Commands []string `json:"commands"`
	Done     bool     `json:"done"` // it was run
}

func (b *bootstrapping) run(command *cobra.Command, names []string) error {
	c, err := config.Load(b.config)
	if err != nil {
		return err
	}
	accounts, err := b.accounts(command.Context(), address.Of(c), names)
	if err != nil {
		return err
	}
	result, err := b.write(accounts)
	if err != nil {
		return err
	}
	out := command.OutOrStdout()
	if !b.json {
		printBootstrap(out, result.Accounts)
	}
	if b.apply {
		if err := b.prepare(command, &result.Accounts[0]); err != nil {
			return err
		}
	}
	if b.json {
		return cli.PrintJSON(out, &result)
	}
	return nil
}

// accounts are those to prepare: of these names, or all. What is run is one, whose credentials these are.
func (b *bootstrapping) accounts(ctx context.Context, book address.Book, names []string) ([]bootstrap.Account, error) {
	all := bootstrap.Accounts(book)
	for _, name := range names {
		_, known := book.Organization.Accounts[name]
		there := slices.ContainsFunc(all, func(a bootstrap.Account) bool { return a.Name == name })
		if !known && !there {
			return nil, noSuch("account", name, accountNames(book.Config))
		}
	}
	if len(names) > 0 {
		all = slices.DeleteFunc(all, func(a bootstrap.Account) bool { return !slices.Contains(names, a.Name) })
	}
	if !b.apply {
		return all, nil
	}
	session, err := enter(ctx, b.profile, string(book.Organization.Regions.Primary))
	if err != nil {
		return nil, err
	}
	caller, err := accountOf(ctx, session)
	if err != nil {
		return nil, err
	}
	all = slices.DeleteFunc(all, func(a bootstrap.Account) bool { return a.ID != caller })
	if len(all) == 0 {
		return nil, fmt.Errorf("the credentials are of account %s, which is none of those to prepare", caller)
	}
	return all, nil
}

// write writes the templates.
func (b *bootstrapping) write(accounts []bootstrap.Account) (bootstrapped, error) {
	result := bootstrapped{}
	cdk := filepath.Join(node.Package("aws-cdk"), "lib", "api", "bootstrap", "bootstrap-template.yaml")
	text, err := os.ReadFile(cdk)
	if err != nil {
		return result, fmt.Errorf("CDK's bootstrap template is missing: run npm ci: %w", err)
	}
	if err := os.MkdirAll(b.out, 0o755); err != nil {
		return result, err
	}
	for _, a := range accounts {
		template, err := bootstrap.Template(text, a)
		if err != nil {
			return result, err
		}
		file := filepath.Join(b.out, a.Name+".json")
		if err := os.WriteFile(file, append(template, '\n'), 0o644); err != nil {
			return result, err
		}
		one := bootstrappedAccount{Account: a, Template: file}
		for _, region := range a.Regions {
			one.Commands = append(one.Commands, "npx cdk "+strings.Join(a.Command(region, file), " "))
		}
		result.Accounts = append(result.Accounts, one)
	}
	return result, nil
}

// prepare prepares an account.
func (b *bootstrapping) prepare(command *cobra.Command, a *bootstrappedAccount) error {
	file, err := filepath.Abs(a.Template)
	if err != nil {
		return err
	}
	ctx := command.Context()
	run := bootstrap.Run{
		Node:    node.Binary(),
		CDK:     filepath.Join(node.Package("aws-cdk"), "bin", "cdk"),
		Dir:     filepath.Dir(file), // where no cdk.json is
		Profile: b.profile,
		Force:   b.force,
		Output:  command.ErrOrStderr(),
		Open: func(region string) (cloudformation.DescribeStacksAPIClient, error) {
			session, err := enter(ctx, b.profile, region)
			return cloudformation.NewFromConfig(session), err
		},
	}
	if err := run.Do(ctx, a.Account, file); err != nil {
		return err
	}
	a.Done = true
	return nil
}

// given says what CDK's roles give to whom they let in.
var given = []struct{ role, gives string }{
	{bootstrap.Deploy, "changes every stack, as an administrator"},
	{bootstrap.Publish, "writes the code that functions run"},
	{bootstrap.Lookup, "reads templates, and what becomes of stacks"},
}

func printBootstrap(out io.Writer, accounts []bootstrappedAccount) {
	for _, a := range accounts {
		fmt.Fprintf(out, "%s (%s)\n", a.Name, a.ID)
		for _, g := range given {
			fmt.Fprintf(out, "  %s %s; it lets in\n", g.role, g.gives)
			for _, pattern := range a.Trusted[g.role] {
				fmt.Fprintf(out, "    %s\n", pattern)
			}
		}
		for _, line := range a.Commands {
			fmt.Fprintf(out, "  %s\n", line)
		}
	}
}

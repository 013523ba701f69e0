package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"time"

	"bulkhead"
	"bulkhead/assembly"
	"bulkhead/config"
	"bulkhead/internal/address"
	"bulkhead/internal/cache"
	"bulkhead/internal/cli"
	"bulkhead/internal/facts"
	"bulkhead/internal/synthesis"
	"bulkhead/internal/waiting"
	"bulkhead/operate/prune"

	"github.com/spf13/cobra"
)

const pruneHelp = `Prune looks into every account of the configuration, in every region, for stacks
that bulkhead made and the configuration does not name any more, and for stacks
whose first deployment failed. It lists them in the order in which they can be
deleted, with what would be kept and lost, and with what AWS would refuse, and
deletes those of a stage when its name is typed. Termination protection is taken
away from a stack just before it is deleted, and from no other.

The templates are synthesized from the configuration, or those of --assembly.

The credentials are those that the AWS CLI would use. The account that they are
of is entered with them; every other one, as the CDK CLI does, through the role
for deployments that bootstrap has made in its first region, or with --list, the
role for look-ups, which can only read. bulkhead bootstrap has these roles let
nobody of another account in but the pipeline: name the account of the
credentials with --account, and run it once for each.

It can be interrupted: AWS goes on with the stack that it is deleting, and the
next run waits for it and goes on.

Exit status:
  0  listed, or everything that was confirmed is deleted
  1  something is wrong, or a stack that was confirmed is still there
  2  the command line is wrong`

// newPrune is `bulkhead prune`.
func newPrune() *cobra.Command {
	var p pruning
	command := &cobra.Command{
		Use:         "prune",
		Short:       "List and delete the stacks that the configuration no longer names",
		Annotations: resumes,
		Long:        pruneHelp,
		Args: func(command *cobra.Command, args []string) error {
			if p.list && p.yes {
				return errors.New("--list deletes nothing, and --yes everything: choose one")
			}
			if p.json && !p.list && !p.yes {
				return errors.New("--json asks nothing: add --list or --yes")
			}
			return cobra.NoArgs(command, args)
		},
		RunE: func(command *cobra.Command, _ []string) error { return p.run(command) },
	}
	flags := command.Flags()
	flags.StringVar(&p.config, "config", defaultConfig(), "configuration directory")
	flags.StringVar(&p.assembly, "assembly", "", "cloud assembly of the configuration (default: synthesized)")
	flags.StringVar(&p.profile, "profile", "", "AWS profile (default: as the AWS CLI)")
	flags.StringArrayVar(&p.accounts, "account", nil, "look into this account only, by its name; may be repeated")
	flags.StringArrayVar(&p.except, "except", nil, "do not look into this account, by its name; may be repeated")
	flags.StringArrayVar(&p.stages, "stage", nil, "all stacks of this stage, though the configuration names them; may be repeated")
	flags.BoolVar(&p.list, "list", false, "list, and delete nothing")
	flags.BoolVar(&p.yes, "yes", false, "delete all that can be deleted, without asking")
	flags.BoolVar(&p.json, "json", false, "print the result as JSON; bulkhead plan --kept reads what is kept from it")
	return command
}

// pruning is one run of the command.
type pruning struct {
	config, assembly, profile string
	accounts, except, stages  []string
	list, yes, json           bool

	clouds prune.Clouds  // of tests
	every  time.Duration // of tests
}

// pruned is its result.
type pruned struct {
	*prune.Listing
	*prune.Outcome
}

func (p *pruning) run(command *cobra.Command) error {
	ctx := command.Context()
	c, err := config.Load(p.config)
	if err != nil {
		return err
	}
	search, err := p.search(command, c)
	if err != nil {
		return err
	}
	if p.clouds == nil {
		if err := p.open(ctx, c); err != nil {
			return err
		}
	}
	looking := waiting.Start(command.ErrOrStderr(), true, func() string {
		return fmt.Sprintf("looking     into %d accounts, %d regions each", len(search.Accounts), len(search.Regions))
	})
	listing, err := prune.Find(ctx, p.clouds, search)
	looking.End()
	if err != nil {
		return err
	}
	result := pruned{Listing: listing, Outcome: &prune.Outcome{}}
	out := command.OutOrStdout()
	if !p.json {
		printListing(out, listing)
	}
	if !p.list {
		chosen := listing.Stacks
		if !p.yes {
			if chosen, err = confirm(command.InOrStdin(), out, listing.Stacks); err != nil {
				return err
			}
		}
		*result.Outcome = prune.Deletion{Every: p.every, Tell: tellPruning(command.ErrOrStderr())}.Delete(ctx, chosen)
	}
	if p.json {
		if err := cli.PrintJSON(out, &result); err != nil {
			return err
		}
	}
	if len(result.Failed) > 0 {
		return cli.ErrReported
	}
	return nil
}

// open enters AWS.
func (p *pruning) open(ctx context.Context, c *config.Config) error {
	session, err := enter(ctx, p.profile, string(c.Organization.Regions.Primary))
	if err != nil {
		return err
	}
	if _, err := credentialsOf(ctx, session); err != nil {
		return err
	}
	account, err := accountOf(ctx, session)
	if err != nil {
		return err
	}
	p.every = 10 * time.Second
	p.clouds = prune.Roles(session, account, p.list)
	return nil
}

// search is where to look, and what stays.
func (p *pruning) search(command *cobra.Command, c *config.Config) (prune.Search, error) {
	if err := demandAccounts(c, slices.Concat(p.accounts, p.except)); err != nil { // before synthesis
		return prune.Search{}, err
	}
	a, err := templatesOf(command, p.config, p.assembly)
	if err != nil {
		return prune.Search{}, err
	}
	s := prune.Search{
		Organization: c.Organization.Name,
		Regions:      facts.Regions(),
		Known:        map[prune.Key]bool{},
		Needed:       map[string]bool{},
		Stages:       p.stages,
		Roles:        map[string]bool{},
	}
	for _, stack := range a.Stacks {
		s.Known[prune.Key{Name: stack.Name, Account: stack.Account, Region: stack.Region}] = true
		s.Needed[stack.Region] = true
	}
	for _, role := range a.OfType("AWS::IAM::Role") {
		if name, literal := role.Get("RoleName").(string); literal {
			s.Roles[address.RoleARN(config.AccountID(role.Stack.Account), name)] = true
		}
	}
	s.Accounts = p.within(c, slices.Sorted(maps.Keys(s.Needed)))
	return s, nil
}

// within are the accounts to look into. What environments share is deleted after them.
func (p *pruning) within(c *config.Config, regions []string) []prune.Account {
	homes := map[string]string{}
	for _, e := range c.Environments {
		homes[e.Account] = string(e.Region)
	}
	ranks := map[string]int{config.SharedServices: 1, config.Security: 2, config.LogArchive: 3}
	var all []prune.Account
	for _, name := range slices.Sorted(maps.Keys(c.Organization.Accounts)) {
		if (len(p.accounts) == 0 || slices.Contains(p.accounts, name)) && !slices.Contains(p.except, name) {
			home := cmp.Or(homes[name], string(c.Organization.Regions.Primary))
			all = append(all, prune.Account{
				Name:  name,
				ID:    string(c.Organization.Accounts[name]),
				Homes: append([]string{home}, regions...),
				Rank:  ranks[name],
			})
		}
	}
	return all
}

// templatesOf are those of a configuration: of an assembly of it, or synthesized.
func templatesOf(command *cobra.Command, dirOfConfig, dirOfAssembly string) (*assembly.Assembly, error) {
	if dirOfAssembly != "" {
		return assembly.Load(dirOfAssembly)
	}
	functions, err := functions()
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "bulkhead-"+command.Name()+"-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	out := filepath.Join(dir, defaultOut)
	stderr := command.ErrOrStderr()
	options := synthesis.Options{Functions: functions, Cache: cache.Default(), Stderr: stderr, Logs: true}
	if err := bulkhead.Synthesize(dirOfConfig, out, options); err != nil {
		return nil, err
	}
	return assembly.Load(out)
}

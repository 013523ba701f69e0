package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"time"

	"bulkhead/config"
	"bulkhead/internal/cli"
	"bulkhead/internal/client"
	"bulkhead/operate/upgrade"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/spf13/cobra"
)

const upgradeHelp = `Upgrade takes a store to another version, step by step. Each step says whose it is:
the command's, a deployment's, or a person's. Where one is not the command's, it says
what to do and ends; run the same command again afterwards. Each step reads what there
is first, so the command can be ended anywhere: it goes on.

A minor version: replicas get it first, one after the other; then it is written into
the configuration and deployed.

A major version: the database is prepared by upgradeTo and a deployment, copied, the
copy is tried, and both change places (a blue/green deployment of RDS). --test COMMAND
tries the copy: it runs in a shell, with BULKHEAD_HOST, BULKHEAD_PORT and
BULKHEAD_VERSION; without it, a person does, and says so with --tested. Then the
version is written into the configuration and deployed. --finish says that the
database of before is not needed any more. No database that clients have written to is
ever deleted. Until the switch, --abandon takes everything back.

A cache: a snapshot is taken, which is the way back; then the version is written into the
configuration and deployed, and each node is looked at.

A search domain: AWS looks into it, whether it can be upgraded; the domain that follows in
the recovery region is deployed before the one that it follows; both are looked at.

A stream: each partition has its replicas before, and after the version was written into
the configuration and deployed.

--dry-run reads every state, and changes nothing.

The credentials are those that the AWS CLI would use, in the environment's account.

Exit status:
  0  the store has the version, and nothing is left to do; or, with --dry-run,
     nothing stands in the way
  1  a step failed, or is somebody else's; run it again when that is done
  2  the command line is wrong
  3  it was not confirmed: nothing was changed`

// newUpgrade is `bulkhead upgrade`.
func newUpgrade() *cobra.Command {
	var u upgrading
	command := &cobra.Command{
		Use:         "upgrade ENVIRONMENT/STORE --to VERSION",
		Short:       "Take a database, a cache, a search domain or a stream to another version",
		Annotations: resumes,
		Long:        upgradeHelp,
		Args: func(command *cobra.Command, args []string) error {
			if u.to == "" {
				return errors.New("--to is missing: the version")
			}
			if u.json && !u.dryRun {
				return errors.New("--json is for --dry-run")
			}
			if u.abandon && (u.finish || u.test != "" || u.tested != "") {
				return errors.New("--abandon takes back what the others do: choose one")
			}
			if u.test != "" && u.tested != "" {
				return errors.New("--test or --tested: choose one")
			}
			return cobra.ExactArgs(1)(command, args)
		},
		RunE: func(command *cobra.Command, args []string) error { return u.run(command, args[0]) },
	}
	flags := command.Flags()
	flags.StringVar(&u.config, "config", defaultConfig(), "configuration directory")
	flags.StringVar(&u.profile, "profile", "", "AWS profile (default: as the AWS CLI)")
	flags.StringVar(&u.to, "to", "", "version, as the configuration names it")
	flags.StringVar(&u.test, "test", "", "command that tries the copy before it becomes the database")
	flags.StringVar(&u.tested, "tested", "", "the blue/green deployment whose copy somebody has tried")
	flags.BoolVar(&u.finish, "finish", false, "the database of before is not needed any more")
	flags.BoolVar(&u.abandon, "abandon", false, "take everything back, until the switch")
	flags.BoolVar(&u.dryRun, "dry-run", false, "print each step and how far it is, and change nothing")
	flags.BoolVar(&u.json, "json", false, "print the result of --dry-run as JSON")
	flags.BoolVar(&u.yes, "yes", false, "do not ask")
	return command
}

// upgrading is one run of the command.
type upgrading struct {
	config, profile, to, test, tested  string
	finish, abandon, dryRun, json, yes bool

	cloud *upgrade.Cloud // of tests
}

func (u *upgrading) run(command *cobra.Command, what string) error {
	c, err := config.Load(u.config)
	if err != nil {
		return err
	}
	there, err := describeInPlace(c, what, u.to)
	if err != nil {
		return err
	}
	if there != nil {
		return u.runInPlace(command, what, there)
	}
	one, err := describeUpgrade(c, what, u.to)
	if err != nil {
		return err
	}
	one.Test, one.Tested, one.Finish = u.test, u.tested, u.finish
	if err := one.Check(); err != nil {
		return err
	}
	if err := u.open(command, one.Region, one.Account, one.Identifier); err != nil {
		return err
	}
	if one.Major, err = upgrade.Decide(command.Context(), one, *u.cloud); err != nil {
		return err
	}
	steps := upgrade.Steps(one, *u.cloud)
	if u.abandon {
		steps = upgrade.Abandon(one, *u.cloud)
	}
	return u.do(command, shownUpgrade{Store: what, Kind: kindDatabase, To: u.to, Major: one.Major}, steps)
}

// do shows the steps, or does them once that is confirmed.
func (u *upgrading) do(command *cobra.Command, what shownUpgrade, steps []upgrade.Step) error {
	ctx, out := command.Context(), command.OutOrStdout()
	if u.dryRun {
		return u.show(ctx, out, what, steps)
	}
	printUpgrade(out, steps)
	if !u.yes {
		if err := confirmUpgrade(command.InOrStdin(), out, what.Store); err != nil {
			return err
		}
	}
	runner := upgrade.NewRunner(steps, *u.cloud)
	runner.Tell = func(e upgrade.Event) { tellUpgrade(out, e) }
	if err := runner.Run(ctx); err != nil {
		printUpgradeStopped(out, err)
		return cli.ErrReported
	}
	fmt.Fprintln(out, "\nnothing is left to do")
	return nil
}

// confirmUpgrade asks for the store.
func confirmUpgrade(in io.Reader, out io.Writer, what string) error {
	fmt.Fprintf(out, "\nType %s to do the steps of the command:\n> ", what)
	return confirmed(in, out, what)
}

// open enters AWS, in the region and account of the store of that name.
func (u *upgrading) open(command *cobra.Command, region, account, name string) error {
	if u.cloud != nil {
		return nil
	}
	ctx := command.Context()
	session, err := enterAccount(ctx, u.profile, region, account, name)
	if err != nil {
		return err
	}
	out := command.OutOrStdout()
	u.cloud = &upgrade.Cloud{
		Now:    time.Now,
		Config: func(region string) aws.Config { return client.In(session, region) },
		Run: func(ctx context.Context, test string, variables []string) error {
			return runTest(ctx, out, test, variables)
		},
	}
	return nil
}

// runTest runs what tries the copy.
func runTest(ctx context.Context, out io.Writer, test string, variables []string) error {
	command := exec.CommandContext(ctx, "sh", "-c", test)
	command.Env = append(os.Environ(), variables...)
	command.Stdout, command.Stderr = out, out
	return command.Run()
}

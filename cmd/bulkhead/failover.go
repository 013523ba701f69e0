package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"bulkhead/config"
	"bulkhead/internal/cli"
	"bulkhead/operate/failover"
	"bulkhead/stacks"

	"github.com/spf13/cobra"
)

const failoverHelp = `Failover moves an environment to its other region, step by step: it stops the side
that is left, waits until everything is copied, promotes the stores of the other side,
starts its services, and leads clients there. Each step reads what there is first, so
the command can be ended anywhere and run again: it goes on. A lock in the state
tables of both regions keeps two runs apart.

--planned loses nothing, and needs both regions. --disaster does with the region that
is left silent, and loses what was not copied in time: it asks for the names of the
stores that this is about, and --yes does not answer that. When the region is back,
run the same command again: it does what was left.

--dry-run reads every state, and changes nothing.

The credentials are those that the AWS CLI would use, in the environment's account.
What happens is written to the --log, too, one JSON object a line.

When it has ended, it says which lines of the configuration have to be changed.

Exit status:
  0  the environment is where it was to be moved; or, with --dry-run, can be moved
  1  a step failed, and the rest was not done; run it again when that is mended
  2  the command line is wrong
  3  it was not confirmed: nothing was changed`

// newFailover is `bulkhead failover`.
func newFailover() *cobra.Command {
	var m moving
	command := m.command()
	command.Use, command.Short, command.Long = "failover --to STAGE", "Move an environment to its other region", failoverHelp
	flags := command.Flags()
	flags.StringVar(&m.to, "to", "", "stage to move to, such as prod-dr")
	flags.BoolVar(&m.planned, "planned", false, "both regions answer, and nothing is lost")
	flags.BoolVar(&m.disaster, "disaster", false, "the region that is left does not answer, and data is lost")
	return command
}

// newFailback is `bulkhead failback`.
func newFailback() *cobra.Command {
	m := moving{planned: true}
	command := m.command()
	command.Use, command.Short = "failback --to STAGE", "Move an environment back to the region that it was made in"
	command.Long = `Failback is bulkhead failover --planned to the primary side of an environment. Replicas
of databases on RDS that were promoted are made anew before: by a deployment with the
generation that bulkhead failover has said.

Exit status:
  0  the environment is where it was made; or, with --dry-run, can be moved there
  1  a step failed, and the rest was not done; run it again when that is mended
  2  the command line is wrong
  3  it was not confirmed: nothing was changed`
	command.Flags().StringVar(&m.to, "to", "", "stage to move to, such as prod")
	m.back = true
	return command
}

// moving is one run of the command.
type moving struct {
	config, profile, to, log             string
	planned, disaster, dryRun, json, yes bool
	back                                 bool

	cloud *failover.Cloud // of tests
}

func (m *moving) command() *cobra.Command {
	command := &cobra.Command{
		Annotations: resumes,
		Args: func(command *cobra.Command, args []string) error {
			if m.to == "" {
				return errors.New("--to is missing: the stage to move to")
			}
			if m.planned == m.disaster {
				return errors.New("--planned or --disaster: choose one")
			}
			if m.yes && m.disaster {
				return errors.New("--yes does not say what may be lost: leave it out, and type it")
			}
			if m.json && !m.dryRun {
				return errors.New("--json is for --dry-run; a run writes JSON to its --log")
			}
			return cobra.NoArgs(command, args)
		},
		RunE: func(command *cobra.Command, _ []string) error { return m.run(command) },
	}
	flags := command.Flags()
	flags.StringVar(&m.config, "config", defaultConfig(), "configuration directory")
	flags.StringVar(&m.profile, "profile", "", "AWS profile (default: as the AWS CLI)")
	flags.StringVar(&m.log, "log", "", "file to add what happens to (default: failover-STAGE.log)")
	flags.BoolVar(&m.dryRun, "dry-run", false, "print each step and how far it is, and change nothing")
	flags.BoolVar(&m.json, "json", false, "print the result of --dry-run as JSON")
	flags.BoolVar(&m.yes, "yes", false, "do not ask")
	return command
}

func (m *moving) run(command *cobra.Command) error {
	ctx, out := command.Context(), command.OutOrStdout()
	c, err := config.Load(m.config)
	if err != nil {
		return err
	}
	primary, to, err := stacks.WithRecovery(c, m.to)
	if err != nil {
		return err
	}
	if m.back && to != failover.Primary {
		return fmt.Errorf("%s is the standby: bulkhead failover moves there", m.to)
	}
	move := failover.Move{Environment: stacks.DescribeRecovery(c, primary), To: to, Mode: failover.Planned}
	if m.disaster {
		move.Mode = failover.Disaster
	}
	if err := move.Check(); err != nil {
		return err
	}
	if m.cloud == nil {
		if err := m.open(command, move); err != nil {
			return err
		}
	}
	if m.dryRun {
		return m.show(ctx, out, move)
	}
	printSteps(out, failover.Steps(move, *m.cloud))
	if !m.yes {
		if err := confirmMove(command.InOrStdin(), out, move, m.to); err != nil {
			return err
		}
	}
	name := m.log
	if name == "" {
		name = "failover-" + m.to + ".log"
	}
	log, err := os.OpenFile(name, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer log.Close()
	return m.move(command, move, log)
}

// owner tells who holds the lock.
func owner() string {
	host, _ := os.Hostname()
	return fmt.Sprintf(
		"%s@%s, process %d, %s",
		os.Getenv("USER"),
		host,
		os.Getpid(),
		time.Now().UTC().Format(time.RFC3339),
	)
}

func (m *moving) move(command *cobra.Command, move failover.Move, log io.Writer) error {
	ctx, out := command.Context(), command.OutOrStdout()
	runner := failover.New(move, *m.cloud, owner())
	left := map[string]string{}
	runner.Tell = func(e failover.Event) {
		tellMove(out, log, e)
		delete(left, e.Step)
		if e.Status == failover.Later {
			left[e.Step] = e.Detail
		}
	}
	if err := runner.Run(ctx); err != nil {
		printStopped(out, err)
		return cli.ErrReported
	}
	record, err := failover.Current(ctx, move, *m.cloud)
	if err != nil {
		return err
	}
	printMoved(out, move, record, left)
	return nil
}

// open enters AWS, in the region that is moved to: the other one may not be there.
func (m *moving) open(command *cobra.Command, move failover.Move) error {
	at := move.Environment.Side(move.To).Region
	session, err := enterAccount(command.Context(), m.profile, at, move.Environment.Account, m.to)
	if err != nil {
		return err
	}
	m.cloud = new(failover.Reach(session))
	return nil
}

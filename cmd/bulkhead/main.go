// Command bulkhead is what an operator runs: it writes the templates of an organization and has them checked. It is
// the CDK app as well, so that both are always of the same build.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"

	"github.com/spf13/cobra"

	"bulkhead/internal/kernel"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	status := execute(ctx, newRoot())
	kernel.Close()
	os.Exit(status)
}

// newRoot is the table of contents of the program; each command is a file.
func newRoot() *cobra.Command {
	root := &cobra.Command{
		Use:           "bulkhead",
		Short:         "Build and check the CloudFormation of an AWS organization",
		SilenceUsage:  true,
		SilenceErrors: true,
	}
	root.AddCommand(
		newApp(),
		newSynth(),
		newVerify(),
		newQuotas(),
		newVPN(),
	)
	return root
}

// The exit statuses of every command.
const (
	exitClean = 0
	exitMend  = 1 // something is wrong that the user must mend
	exitUsage = 2 // the command line is wrong
)

// errReported fails a command that has already said what is wrong.
var errReported = errors.New("reported")

// execute runs the command line and returns the exit status.
func execute(ctx context.Context, root *cobra.Command) int {
	started := false // before a command starts, only its command line can be at fault
	root.PersistentPreRun = func(*cobra.Command, []string) { started = true }
	command, err := root.ExecuteContextC(ctx)
	switch {
	case err == nil:
		return exitClean
	case !started:
		fmt.Fprintf(root.ErrOrStderr(), "error: %s; see %s --help\n", err, command.CommandPath())
		return exitUsage
	case !errors.Is(err, errReported):
		fmt.Fprintln(root.ErrOrStderr(), "error:", err)
	}
	return exitMend
}

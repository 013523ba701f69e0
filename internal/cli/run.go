package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"bulkhead/internal/document"
	"bulkhead/internal/interrupt"

	"github.com/spf13/cobra"
)

// Program is a command line that runs once.
type Program struct {
	root    *cobra.Command
	stdout  *told
	stderr  io.Writer
	command *cobra.Command // that runs; before it does, the root
	started bool           // before a command starts, only its command line can be at fault
}

// New returns a program of these commands.
func New(root *cobra.Command) *Program {
	p := &Program{root: root, stdout: &told{Writer: root.OutOrStdout()}, stderr: root.ErrOrStderr(), command: root}
	root.SetOut(p.stdout)
	root.SetErr(p.stderr) // that of now: an interruption silences os.Stderr
	root.PersistentPreRunE = func(command *cobra.Command, _ []string) error {
		p.command = command
		for _, wrong := range []error{named(command), command.ValidateRequiredFlags(), command.ValidateFlagGroups()} {
			if wrong != nil {
				return wrong
			}
		}
		p.started = true
		return nil
	}
	return p
}

// Execute runs the command line and returns the exit status. It prints an error in one line, unless it is reported:
// with --json, as JSON.
func (p *Program) Execute(ctx context.Context) int {
	command, err := p.root.ExecuteContextC(ctx)
	if err == nil {
		return ExitOK
	}
	if by, interrupted := interrupt.Cause(); interrupted {
		p.Leave(by)
		return by.Status()
	}
	switch {
	case !p.started:
		p.command = command
		p.tell(fmt.Sprintf("%s; see %s --help", err, command.CommandPath()), nil)
		return ExitUsage
	case errors.Is(err, ErrRefused):
		return ExitRefused
	case errors.Is(err, ErrNo):
		return ExitNo
	case !errors.Is(err, ErrReported):
		var faults document.Faults
		errors.As(err, &faults)
		p.tell(err.Error(), faults)
	}
	return ExitFault
}

// Execute runs a command line of these commands.
func Execute(ctx context.Context, root *cobra.Command) int { return New(root).Execute(ctx) }

// Interrupted is the annotation of a command that says what its interruption leaves.
const Interrupted = "interrupted"

// Leave says that the run is interrupted, and what becomes of what it did.
func (p *Program) Leave(by interrupt.By) {
	if p.command.Hidden {
		return // who has started it says so
	}
	what := cmp.Or(p.command.Annotations[Interrupted], "what was half made is removed")
	p.tell(by.Error()+": "+what, nil)
}

// tell prints an error: with --json as an object on standard output, unless the result is there already.
func (p *Program) tell(text string, faults document.Faults) {
	if p.wantsJSON() && !p.stdout.any {
		_ = PrintJSON(p.stdout, &struct { // nobody is left to be told
			Error  string          `json:"error"`
			Faults document.Faults `json:"faults"`
		}{text, faults})
		return
	}
	fmt.Fprintln(p.stderr, "error:", text)
}

// wantsJSON tells whether the result is to be JSON. A command line that could not be read is looked through.
func (p *Program) wantsJSON() bool {
	flag := p.command.Flags().Lookup("json")
	return flag != nil && (flag.Value.String() == "true" || !p.started && slices.Contains(os.Args[1:], "--json"))
}

// named demands names of directories and files that are there when they are given: --out "$OUT" without OUT.
func named(command *cobra.Command) error {
	for _, name := range []string{"config", "out", "waivers", "values", "assembly"} {
		flag := command.Flags().Lookup(name)
		if flag != nil && flag.Changed && strings.TrimSpace(flag.Value.String()) == "" {
			return fmt.Errorf("--%s is empty: name one, or leave it out", name)
		}
	}
	return nil
}

// told is where something is written, and whether it was.
type told struct {
	io.Writer
	any bool
}

func (t *told) Write(text []byte) (int, error) {
	t.any = t.any || len(text) > 0
	return t.Writer.Write(text)
}

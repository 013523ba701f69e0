package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"

	"bulkhead/internal/document"
	"bulkhead/internal/interrupt"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
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
	onceEach(root)
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
	if lost := p.stdout.lost; lost != nil && !interrupt.Happened() {
		fmt.Fprintln(p.stderr, "error: standard output takes nothing more:", lost)
		return ExitFault
	}
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
		text, see := inOneLine(err, command), "; see"
		if strings.HasSuffix(text, "?") {
			see = " See"
		}
		p.tell(fmt.Sprintf("%s%s %s --help", text, see, command.CommandPath()), nil)
		return ExitUsage
	case errors.Is(err, ErrNo):
		return ExitNo
	case errors.Is(err, ErrRefused):
		return ExitRefused
	case !errors.Is(err, ErrReported):
		var faults document.Faults
		errors.As(err, &faults)
		p.tell(err.Error()+p.elsewhere(err), faults)
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
	fmt.Fprintf(p.stderr, "%s", shown([]byte("error: "+text+"\n")))
}

// wantsJSON tells whether the result is to be JSON. A command line that could not be read is looked through.
func (p *Program) wantsJSON() bool {
	flag := p.command.Flags().Lookup("json")
	return flag != nil && (flag.Value.String() == "true" || !p.started && slices.Contains(os.Args[1:], "--json"))
}

// elsewhere is what to do where a place cannot be written to, and the command lets somebody choose another one. What
// cannot be read stays what it is.
func (p *Program) elsewhere(err error) string {
	flag := p.command.Flags().Lookup("out")
	unwritable := []error{fs.ErrPermission, fs.ErrExist, syscall.ENOTDIR, syscall.EISDIR, syscall.EROFS, syscall.ENOSPC}
	if flag == nil || !slices.ContainsFunc(unwritable, func(because error) bool { return errors.Is(err, because) }) {
		return ""
	}
	opened, is := errors.AsType[*fs.PathError](err)
	if is && opened.Op == "open" && !errors.Is(err, fs.ErrExist) && !within(opened.Path, flag.Value.String()) {
		return ""
	}
	return "; name another place with --out"
}

// within tells whether a path is a place or below it, however both are written.
func within(path, place string) bool {
	path, err := filepath.Abs(path)
	if err != nil {
		return false
	}
	place, err = filepath.Abs(place)
	return err == nil && (path == place || strings.HasPrefix(path, place+string(filepath.Separator)))
}

// counted is how Cobra says that there are too many words, or too few.
var counted = regexp.MustCompile(`^(?:accepts|requires) .*arg\(s\).* received (\d+)$|^(?:requires) .*arg\(s\).* (\d+)$`)

// inOneLine is an error about a command line: with how the command is used where it is about the number of words, and
// without the list that Cobra makes of what may have been meant.
func inOneLine(err error, command *cobra.Command) string {
	text, meant, suggests := strings.Cut(strings.TrimSpace(err.Error()), "\n\nDid you mean this?\n")
	if suggests {
		return text + "; did you mean " + strings.Join(strings.Fields(meant), " or ") + "?"
	}
	if surplus, is := strings.CutPrefix(text, "unknown command "); is && !command.HasSubCommands() {
		word, _, _ := strings.Cut(surplus, " for ")
		return word + " is one word too many: write " + used(command)
	}
	if counted.MatchString(text) {
		return "too many words, or too few: write " + used(command)
	}
	if together := excluding.FindStringSubmatch(text); together != nil {
		return "--" + strings.Join(strings.Fields(together[1]), " and --") + " are not given together: choose one"
	}
	for _, w := range wrongValues {
		text = w.said.ReplaceAllLiteralString(text, w.means)
	}
	return text
}

// excluding is how Cobra says that flags exclude each other, with those that were given.
var excluding = regexp.MustCompile(`^if any flags in the group \[.*\] are set none of the others can be; \[(.*)\] were all set$`)

// wrongValues are how Go says that a flag's value is of no use, and what that means.
var wrongValues = []struct {
	said  *regexp.Regexp
	means string
}{
	{regexp.MustCompile(`strconv\.(?:ParseInt|ParseUint|Atoi): parsing ".*": invalid syntax$`), "it is no whole number"},
	{regexp.MustCompile(`strconv\.ParseFloat: parsing ".*": invalid syntax$`), "it is no number"},
	{regexp.MustCompile(`strconv\.ParseBool: parsing ".*": invalid syntax$`), "it is neither true nor false"},
	{regexp.MustCompile(`strconv\.\w+: parsing ".*": value out of range$`), "it is too far from 0"},
	{regexp.MustCompile(`time: .* duration ".*"$`), "it is no length of time; write it such as 90s or 5m"},
}

// used is how a command is written, without its flags.
func used(command *cobra.Command) string { return strings.TrimSuffix(command.UseLine(), " [flags]") }

// onceEach has flags of a command, and of those below it, refuse to be given twice: the first would count for nothing.
// Lists may be.
func onceEach(command *cobra.Command) {
	for _, flags := range []*pflag.FlagSet{command.Flags(), command.PersistentFlags()} {
		flags.VisitAll(func(f *pflag.Flag) {
			if _, list := f.Value.(pflag.SliceValue); !list {
				f.Value = &once{Value: f.Value}
			}
		})
	}
	for _, below := range command.Commands() {
		onceEach(below)
	}
}

// once is a value that is set once.
type once struct {
	pflag.Value
	set bool
}

// Set implements [pflag.Value].
func (o *once) Set(text string) error {
	if o.set {
		return errors.New("it is given twice")
	}
	o.set = true
	return o.Value.Set(text)
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

// told is where something is written for people, whether it was, and why it was not.
type told struct {
	io.Writer
	any  bool
	lost error
}

func (t *told) Write(text []byte) (int, error) {
	t.any = t.any || len(text) > 0
	_, err := t.Writer.Write(shown(text))
	if t.lost == nil {
		t.lost = err
	}
	if err != nil {
		return 0, err // how much of what is shown is how much of the text, nobody asks
	}
	return len(text), nil
}

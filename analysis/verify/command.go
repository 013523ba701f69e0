package verify

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os/exec"
	"runtime"
	"strings"
)

// processes has a place for each process that may run at a time, one a processor:
// more only get into each other's way, and take memory.
var processes = make(chan struct{}, runtime.NumCPU())

// run executes a tool and returns what it wrote and its exit status. A tool that
// cannot be started, or was killed, is an error; judging the exit status is the
// caller's business, because these tools use it to say that they found something.
func run(ctx context.Context, stdin []byte, name string, args ...string) (stdout, stderr []byte, status int, err error) {
	processes <- struct{}{}
	defer func() { <-processes }()
	var out, errs bytes.Buffer
	command := exec.CommandContext(ctx, name, args...)
	command.Stdin, command.Stdout, command.Stderr = bytes.NewReader(stdin), &out, &errs
	err = command.Run()
	var exit *exec.ExitError
	if errors.As(err, &exit) && exit.Exited() {
		err = nil
	}
	if errors.Is(err, exec.ErrNotFound) {
		return nil, nil, 0, fmt.Errorf("%s is not in the PATH; install it", name)
	}
	if err != nil {
		return nil, nil, 0, fmt.Errorf("cannot run %s: %w%s", name, err, said(errs.Bytes()))
	}
	return out.Bytes(), errs.Bytes(), command.ProcessState.ExitCode(), nil
}

// said quotes the last lines of what a tool wrote, for the end of an error.
func said(output []byte) string {
	lines := strings.Split(strings.TrimSpace(string(output)), "\n")
	const enough = 5
	if len(lines) > enough {
		lines = lines[len(lines)-enough:]
	}
	text := strings.Join(lines, "\n  ")
	if text == "" {
		return ""
	}
	return "; it said:\n  " + text
}

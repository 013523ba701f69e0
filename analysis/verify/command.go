package verify

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"strings"
	"time"
)

// find returns where in the PATH a program is.
func find(name string) (string, error) {
	path, err := exec.LookPath(name)
	if err != nil {
		return "", fmt.Errorf("%s is not in the PATH; install it", name)
	}
	return path, nil
}

// run executes a tool and returns what it wrote, also before it failed, and its exit status; line is
// given each line of it, from both streams, as soon as it is there. A tool that
// cannot be started, or was killed, is an error; judging the exit status is the
// caller's business, because these tools use it to say that they found something.
func run(
	ctx context.Context, stdin []byte, line func([]byte), name string, args ...string,
) (stdout, stderr []byte, status int, err error) {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	var out, errs bytes.Buffer
	command := exec.CommandContext(ctx, name, args...)
	command.Stdin = bytes.NewReader(stdin)
	command.Stdout, command.Stderr = io.MultiWriter(&out, &lines{each: line}), io.MultiWriter(&errs, &lines{each: line})
	command.WaitDelay = time.Second // whatever the tool started may hold on to its output
	if err = command.Start(); err == nil {
		done := make(chan struct{})
		go watchMemory(ctx, command, done, stop)
		err = command.Wait()
		close(done)
	}
	var exit *exec.ExitError
	if errors.As(err, &exit) && exit.Exited() {
		err = nil
	}
	if errors.Is(err, exec.ErrNotFound) {
		return nil, nil, 0, fmt.Errorf("%s is not in the PATH; install it", name)
	}
	if err != nil {
		var stopped exceeded
		if errors.As(context.Cause(ctx), &stopped) {
			return out.Bytes(), errs.Bytes(), 0, stopped
		}
		return out.Bytes(), errs.Bytes(), 0, fmt.Errorf("cannot run %s: %w%s", name, err, said(errs.Bytes()))
	}
	return out.Bytes(), errs.Bytes(), command.ProcessState.ExitCode(), nil
}

// lines hands on what is written to it line by line.
type lines struct {
	each    func([]byte)
	started []byte // a line whose end is yet to come
}

func (l *lines) Write(text []byte) (int, error) {
	for part := range bytes.Lines(text) {
		l.started = append(l.started, part...)
		if bytes.HasSuffix(part, []byte("\n")) {
			l.each(l.started)
			l.started = l.started[:0]
		}
	}
	return len(text), nil
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

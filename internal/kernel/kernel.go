// Package kernel runs code that makes constructs. CDK is JavaScript; what Go
// calls is a Node process, the jsii kernel, that this package keeps quiet and
// whose exceptions it turns into errors.
package kernel

import (
	"context"
	"fmt"
	"io"
	"os"
	"runtime"
	"strings"

	"bulkhead/internal/document"
	"bulkhead/internal/interrupt"
	_ "bulkhead/internal/kernel/environment" // before the kernel starts

	"github.com/aws/jsii-runtime-go"
)

// Run calls build, which makes constructs, and returns what a construct threw as
// an error that names the line of ours that made it. Only one goroutine of a
// process may use constructs at a time.
func Run(build func()) (err error) {
	defer func() {
		thrown := recover()
		if thrown != nil && interrupt.Happened() { // its process is gone
			err = context.Canceled
			return
		}
		if bug, ok := thrown.(runtime.Error); ok {
			panic(bug) // a fault of ours keeps its stack trace
		}
		if faults, ok := thrown.(document.Faults); ok {
			err = faults // of the configuration
			return
		}
		if thrown != nil {
			err = fmt.Errorf("%s%s", strings.TrimSpace(fmt.Sprint(thrown)), culprit())
		}
	}()
	build()
	return nil
}

// culprit is the innermost line of ours, below this package, on the panicking stack.
func culprit() string {
	counters := make([]uintptr, 128)
	frames := runtime.CallersFrames(counters[:runtime.Callers(1, counters)])
	for {
		frame, more := frames.Next()
		if strings.HasPrefix(frame.Function, "bulkhead/") && !strings.HasPrefix(frame.Function, "bulkhead/internal/kernel.") {
			return fmt.Sprintf("\n  at %s:%d (%s)", frame.File, frame.Line, frame.Function)
		}
		if !more {
			return ""
		}
	}
}

// Close stops the kernel, as the last thing a program does: it silences
// os.Stderr. The runtime waits for Node twice, and whichever wait is second
// may print, at any time from now on, that there is no such process any more.
func Close() {
	const harmless = "Runtime process exited abnormally: waitid: no child processes"
	stderr := os.Stderr
	reader, writer, err := os.Pipe()
	if err != nil {
		jsii.Close()
		return
	}
	os.Stderr = writer
	done := make(chan struct{})
	go func() {
		defer close(done)
		text, _ := io.ReadAll(reader)
		fmt.Fprint(stderr, strings.TrimLeft(strings.ReplaceAll(string(text), harmless, ""), "\n"))
	}()
	jsii.Close()
	os.Stderr = nil // writing to it fails, and nobody looks
	writer.Close()
	<-done
}

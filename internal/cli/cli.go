// Package cli is what all commands share: exit statuses, how an error is told, the version, and JSON.
package cli

import (
	"errors"
	"runtime/debug"
)

// The exit statuses of every command.
const (
	ExitOK    = 0
	ExitFault = 1 // something is wrong that the user has to mend
	ExitUsage = 2 // the command line is wrong
	ExitNo    = 3 // the answer to a question is no, or nobody knows it

	ExitRefused = 2 // a plan shows what has to be looked at first: nothing is to go on, as after a wrong command line

	// After SIGINT it is 130, after SIGTERM 143.
)

// ErrNo ends a command that has answered a question with no, or has asked one to which somebody has not said yes: the
// exit status is ExitNo.
var ErrNo = errors.New("no")

// ErrRefused ends a plan that shows what nobody should do without looking: the exit status is ExitRefused.
var ErrRefused = errors.New("refused")

// ErrReported fails a command that has already said what is wrong.
var ErrReported = errors.New("reported")

// Release is bulkhead's own version: the newest heading of CHANGELOG.md.
const Release = "0.1.0-dev"

// Version tells which bulkhead, CDK and Go a binary is of.
func Version() string {
	build, known := debug.ReadBuildInfo()
	if !known {
		return Release
	}
	text := Release
	for _, module := range build.Deps {
		if module.Path == "github.com/aws/aws-cdk-go/awscdk/v2" {
			text += " (CDK " + module.Version[1:] + ", " + build.GoVersion + ")"
		}
	}
	return text
}

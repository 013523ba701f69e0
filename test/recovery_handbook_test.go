package test

import (
	"slices"
	"strings"

	"bulkhead/operate/failover"
)

// handbook is how each step is done by hand, in each direction and mode. The way back is from the environment as it is
// when it has been moved, and deployed since.
func handbook(e, moved failover.Environment, line func(string, ...any)) {
	line("\n## By hand\n")
	line("Where neither the command nor the state machine works. Each step is looked at before the next one; bash, curl,")
	line("GNU date and the AWS CLI are all that is needed. A step that is tried may fail: the side that is left may be gone.")
	planned := map[failover.SideName][]failover.Step{}
	for _, move := range []failover.Move{
		{Environment: e, To: failover.Standby, Mode: failover.Planned},
		{Environment: e, To: failover.Standby, Mode: failover.Disaster},
		{Environment: moved, To: failover.Primary, Mode: failover.Planned},
	} {
		steps := failover.Steps(move, failover.Cloud{Config: inRegion})
		line("\n### To the %s, %s\n", move.To, when[move.Mode])
		line("| wave | step | changes | takes |\n|---|---|---|---|")
		for _, s := range steps {
			tried := ""
			if s.Try {
				tried = ", tried"
			}
			line("| %s%s | `%s` | %s | %s |", s.Wave, tried, s.Name, s.Changes, s.Takes)
		}
		if move.Mode == failover.Planned {
			planned[move.To] = steps
		} else {
			line("\nThe commands are those of the move that is planned, but for these:")
		}
		line("\n```sh")
		for _, s := range steps {
			if move.Mode == failover.Disaster && slices.ContainsFunc(planned[move.To], func(other failover.Step) bool {
				return slices.Equal(other.Hand, s.Hand)
			}) {
				continue
			}
			line("# %s", s.Name)
			for _, command := range s.Hand {
				line("%s", folded(command))
			}
		}
		line("```")
	}
}

var when = map[failover.Mode]string{failover.Planned: "planned", failover.Disaster: "in a disaster"}

// columns is how long a line of a command may be.
const columns = 115

// folded breaks a command before options, outside of quotes.
func folded(command string) string {
	var lines []string
	for len(command) > columns {
		at, quote := -1, byte(0)
		for i := range len(command) {
			switch c := command[i]; {
			case quote != 0:
				if c == quote {
					quote = 0
				}
			case c == '\'' || c == '"':
				quote = c
			case strings.HasPrefix(command[i:], " --") && i > 2 && (at < 0 || i <= columns):
				at = i
			}
		}
		if at < 0 {
			break
		}
		lines = append(lines, command[:at])
		command = "  " + command[at+1:]
	}
	return strings.Join(append(lines, command), " \\\n")
}

package parity

import (
	"fmt"
	"strings"
)

// Line tells of a difference in one line: of which side, where, both values, why, and the key of the configuration.
func (e Environment) Line(d Difference) string {
	what := d.Stack
	for _, part := range []string{d.Resource, inBrackets(d.Type), d.Path} {
		if part = strings.TrimSpace(part); part != "" {
			what += " " + part
		}
	}
	other := e.Primary.Name
	if d.Side == other {
		other = e.Standby.Name
	}
	line := fmt.Sprintf("%s  %s: ", d.Kind, what)
	switch {
	case d.Primary != "" && d.Standby != "":
		primary, standby := excerpts(d.Primary, d.Standby)
		line += fmt.Sprintf("%q, where %s has %q", standby, other, primary)
	case d.Path == "":
		line += "missing, where " + other + " has it"
	default:
		there, _ := excerpts(d.Primary+d.Standby, "")
		line += fmt.Sprintf("missing, where %s has %q", other, there)
	}
	if d.Reason != "" {
		line += ": " + d.Reason
	}
	return line + inBrackets(d.Key)
}

func inBrackets(text string) string {
	if text == "" {
		return ""
	}
	return " (" + text + ")"
}

// excerpts are the parts of two values in which they begin to differ, short enough for a line.
func excerpts(a, b string) (string, string) {
	x, y := []rune(a), []rune(b)
	from := 0
	for from < min(len(x), len(y)) && x[from] == y[from] {
		from++
	}
	from = max(0, from-excerptBefore)
	if max(len(x), len(y)) <= excerptMost {
		from = 0
	}
	return excerpt(x, from), excerpt(y, from)
}

const (
	excerptMost   = 100 // characters of a value in a line
	excerptBefore = 30  // of them before the first that differs
)

func excerpt(text []rune, from int) string {
	before, after := "", ""
	if from > 0 {
		before = "…"
	}
	to := min(len(text), from+excerptMost)
	if to < len(text) {
		after = "…"
	}
	return before + string(text[min(from, to):to]) + after
}

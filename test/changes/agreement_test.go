package changes

import (
	"fmt"
	"strings"
	"testing"

	"bulkhead/analysis/plan"
)

// planned is what the plan says of a change: refused, at risk or fine, with the findings that say so.
func planned(p *plan.Plan) (plan.Severity, []string) {
	worst, why := plan.Note, []string(nil)
	for _, f := range p.Findings {
		if f.Severity == plan.Note {
			continue
		}
		why = append(why, fmt.Sprintf("%s %s %s %s (%s): %s", f.Severity, f.Kind, f.Stack, f.Resource, f.Type, f.Reason))
		if f.Severity == plan.Refused || worst == plan.Note {
			worst = f.Severity
		}
	}
	return worst, why
}

// disagreement is how the plan contradicts what happened; empty when it does not. What it calls fine is done, what it
// refuses is not, and it tells of everything that is lost.
func disagreement(c change) string {
	if c.plan == nil {
		return ""
	}
	verdict, why := planned(c.plan)
	switch {
	case c.done() == (verdict == plan.Refused):
	case c.outcome == risk && verdict == plan.Note:
	default:
		return ""
	}
	return fmt.Sprintf("the plan says %s, and what happens is: %s\n  plan:  %s\n  model: %s", verdict, c.outcome,
		strings.Join(why, "\n         "), strings.Join(c.why, "\n         "))
}

// agree holds the plan against what happened.
func (l line) agree(t *testing.T, says string, c change) {
	t.Helper()
	found := disagreement(c)
	_, waits := contradicted[says]
	switch {
	case waits && found == "":
		t.Errorf("PLAN %s: says what happens by now: take it from the contradictions", says)
	case found != "" && l.differs == "" && !waits:
		t.Errorf("PLAN %s: %s", says, found)
	}
}

package evidence

import (
	"maps"
	"regexp"
	"slices"
	"strings"
)

var idOfVPC = regexp.MustCompile(`^vpc-([0-9a-f]{8}|[0-9a-f]{17})$`)

// named are the VPCs that templates name by their ids: they make none of them, and nothing tells what those are like.
func (v *view) named() []string {
	found := map[string]bool{}
	var walk func(value any)
	walk = func(value any) {
		switch value := value.(type) {
		case string:
			if idOfVPC.MatchString(value) {
				found[value] = true
			}
		case []any:
			for _, part := range value {
				walk(part)
			}
		case map[string]any:
			for _, part := range value {
				walk(part)
			}
		}
	}
	for _, stack := range v.Stacks {
		for _, r := range stack.Resources {
			walk(r.Properties)
		}
	}
	return slices.Sorted(maps.Keys(found))
}

// leaves adds to the answer of a check of VPCs which of them a person has to look at: a control that would otherwise be
// about nothing is a person's.
func (a *Answer) leaves(c *check, existing []string) {
	if len(existing) == 0 || !slices.Contains(c.types, "AWS::EC2::VPC") {
		return
	}
	a.Because = "look at " + strings.Join(existing, ", ") + ", which templates do not make"
	if a.Status == Inapplicable {
		a.Status = Person
	}
}

package plan

import (
	"regexp"
	"slices"
	"strings"
)

// report is what an update changes, and whether that is anything.
func report(s step, u *update, changed []Cause) (Stack, bool) {
	stack := Stack{ID: s.ID, Account: s.Account, Region: s.Region, Wave: s.wave, New: u.before == nil}
	seen := visible(s.Stage, changed)
	for _, id := range u.ids() {
		f := u.fates[id]
		if f.action == "" {
			continue
		}
		r := Resource{ID: id, Action: f.action, Causes: causes(s.ID, s.Stage, f, seen)}
		r.Unsure = len(r.Causes) == 0 && len(seen) > 0
		if f.new != nil {
			r.Type = f.new.Type
		} else {
			r.Type = f.old.Type
		}
		for _, d := range f.differences {
			d.Before, d.After = pretty(d.Before), pretty(d.After)
			r.Differences = append(r.Differences, d)
		}
		stack.Resources = append(stack.Resources, r)
	}
	return stack, stack.New || len(stack.Resources) > 0 || u.publishesAnew()
}

// publishesAnew tells whether the outputs differ: CloudFormation carries an update out for them alone.
func (u *update) publishesAnew() bool {
	return u.before != nil && len(differences("", u.before.outputs, u.after.outputs)) > 0
}

var tokens = regexp.MustCompile(opening + `\S+/(\S+) (\S+?)#(\d+)( [^` + closing + `]*)?` + closing)

// pretty writes the tokens of a value for people: ‹333333333333/eu-west-1/dev-network Vpc#0 CidrBlock› is
// Vpc.CidrBlock. A copy that a change makes is a new one.
func pretty(value string) string {
	value = tokens.ReplaceAllStringFunc(value, func(found string) string {
		match := tokens.FindStringSubmatch(found)
		text := match[2]
		if attribute := strings.TrimSpace(match[4]); attribute != "" {
			text += "." + strings.Fields(attribute)[0]
		}
		text = strings.TrimSuffix(text, uncertain)
		if match[3] != "0" {
			text += " (new)"
		}
		return text
	})
	value = strings.NewReplacer(opening, "", closing, "", "\n", " ").Replace(value)
	return value
}

// Accounts returns the accounts that the plan concerns, sorted.
func (p *Plan) Accounts() []string {
	var all []string
	for _, s := range slices.Concat(p.Stacks, p.Gone) {
		all = append(all, s.Account)
	}
	for _, f := range p.Findings {
		all = append(all, f.Account)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

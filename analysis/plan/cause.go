package plan

import (
	"cmp"
	"regexp"
	"slices"
	"strings"

	"bulkhead/config"
)

// Cause is a line of the configuration that changed.
type Cause struct {
	File   string `json:"file"`
	Line   int    `json:"line"` // in the head; where it is gone, in the base
	Path   string `json:"path"`
	Before string `json:"before"`
	After  string `json:"after"`

	environment string // whose it is; empty for the organization's
}

// changedLeaves are the values that differ between two configurations. A list is compared by its elements, since one
// more at its beginning changes no other.
func changedLeaves(before, after config.Index) []Cause {
	was, is := byPath(before.Values), byPath(after.Values)
	var all []Cause
	for key, line := range is {
		old, known := was[key]
		if !known || old.Value != line.Value {
			all = append(all, Cause{line.File, line.Line, line.Path, old.Value, line.Value, line.Environment()})
		}
	}
	for key, line := range was {
		if _, known := is[key]; !known {
			all = append(all, Cause{line.File, line.Line, line.Path, line.Value, "", line.Environment()})
		}
	}
	slices.SortFunc(all, func(a, b Cause) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Path, b.Path))
	})
	return all
}

var element = regexp.MustCompile(`\[\d+\]$`)

// byPath are lines by file and path; an element of a list of plain values by its value instead of its number.
func byPath(lines []config.Line) map[string]config.Line {
	all := map[string]config.Line{}
	for _, line := range lines {
		key := line.File + "\n" + line.Path
		if at := element.FindStringIndex(line.Path); at != nil {
			key = line.File + "\n" + line.Path[:at[0]] + "[" + line.Value + "]"
		}
		all[key] = line
	}
	return all
}

// causes are the lines that may have changed a resource, the likeliest first: of those that its stage can see, a line
// whose value is in what changed; one of the item that the stack is about; then the environment's and the
// organization's.
func causes(stack, stage string, r *fate, changed []Cause) []Cause {
	type ranked struct {
		Cause
		rank int
	}
	var seen []ranked
	for _, c := range changed {
		rank := 0
		if about := item(c.Path); about != "" && (about == itemOf(stack) || about == everyRegions(itemOf(stack))) {
			rank += ofItem
		}
		if r.holds(c.After) || r.holds(c.Before) {
			rank += 4
		}
		if c.environment != "" && isOf(stage, c) {
			rank++
		}
		seen = append(seen, ranked{c, rank})
	}
	slices.SortStableFunc(seen, func(a, b ranked) int { return cmp.Compare(b.rank, a.rank) })
	likeliest := slices.IndexFunc(seen, func(s ranked) bool { return s.rank < seen[0].rank })
	if likeliest < 0 {
		likeliest = len(seen)
	}
	if likeliest > mostCauses && seen[0].rank < ofItem && slices.ContainsFunc(seen[:likeliest], func(s ranked) bool {
		return firstSteps.FindString(s.Path) != firstSteps.FindString(seen[0].Path)
	}) {
		return nil // any of many, of several things, which says nothing
	}
	var all []Cause
	for _, s := range seen[:min(likeliest, mostCauses)] { // what is less likely than the likeliest says nothing
		all = append(all, s.Cause)
	}
	return all
}

// ofItem is how much likelier a line is that is about what the stack is about.
const ofItem = 2

// visible are the lines that a stage can see.
func visible(stage string, changed []Cause) []Cause {
	return slices.DeleteFunc(slices.Clone(changed), func(c Cause) bool {
		return c.environment != "" && !isOf(stage, c) && !outline.MatchString(c.Path) &&
			!(stage == "" && ofPipelines.MatchString(c.Path))
	})
}

// isOf tells whether a line is of the environment that a stage is of.
func isOf(stage string, c Cause) bool {
	return c.environment == stage || c.environment == environmentOf(stage)
}

// environmentOf is the environment that a stage is of.
func environmentOf(stage string) string {
	return strings.TrimSuffix(strings.TrimSuffix(stage, "-foundation"), "-dr")
}

// accountsOf are the numbers of a configuration's accounts, by name.
func accountsOf(index config.Index) map[string]string {
	all := map[string]string{}
	for _, line := range index.Values {
		if name, is := strings.CutPrefix(line.Path, "accounts."); is {
			all[name] = line.Value
		}
	}
	return all
}

// outline is what other stages see of an environment: see Config.View.
var outline = regexp.MustCompile(`^(tier|account|domain|network\.cidr|recovery|sites)\b`)

// ofPipelines are what the stacks of no stage, pipelines, see as well.
var ofPipelines = regexp.MustCompile(`^(approval|wave)\b`)

// mostCauses are told of a resource.
const mostCauses = 3

// holds tells whether a value is in what changed of a resource: in all of it, where it comes or goes.
func (f *fate) holds(value string) bool {
	if value == "" || slices.Contains(common, value) {
		return false
	}
	if (f.old == nil) != (f.new == nil) {
		if f.all == "" {
			f.all = strings.ToLower(text(cmp.Or(f.new, f.old).properties))
		}
		return len(value) > 1 && hasWord(f.all, value)
	}
	return slices.ContainsFunc(f.differences, func(d Difference) bool {
		if len(value) < 2 {
			return d.Before == value || d.After == value
		}
		return hasWord(d.After, value) || hasWord(d.Before, value)
	})
}

// common are values that say nothing of what they are of.
var common = []string{"enabled", "disabled", "true", "false", "none", "all"}

// hasWord tells whether a word, in whatever case, is in a text and not a part of another: AWS writes COMPLIANCE.
func hasWord(text, word string) bool {
	text, word = strings.ToLower(text), strings.ToLower(word)
	inWord := func(c byte) bool { return c >= 'a' && c <= 'z' || c >= '0' && c <= '9' }
	for from := 0; ; {
		i := strings.Index(text[from:], word)
		if i < 0 {
			return false
		}
		begin, end := from+i, from+i+len(word)
		if (begin == 0 || !inWord(text[begin-1]) || !inWord(word[0])) &&
			(end == len(text) || !inWord(text[end]) || !inWord(word[len(word)-1])) {
			return true
		}
		from = begin + 1
	}
}

// sections are what a configuration has at its top, with what the name of its stack is, or begins with; empty for what
// has none, or several.
var sections = map[string]string{
	"account": "", "alerts": "", "applications": "application", "approval": "", "archive": "archive",
	"awsOrganization": "", "backups": "backups", "bastion": "bastion", "buckets": "data", "budgets": "account",
	"caches": "data", "canaries": "canaries", "databases": "data", "defaults": "", "detection": "account",
	"domain": "", "domains": "domain", "existing": "", "existingRepositories": "", "existingRoles": "",
	"firewall": "edge", "front": "edge", "functions": "function", "identity": "identity", "instances": "agents",
	"kubernetes": "kubernetes", "logRetentionDays": "", "mail": "mail", "management": "", "name": "",
	"network": "network", "observability": "observability", "oidcProviderExists": "", "openToVPN": "vpn",
	"permissionsBoundary": "", "pipeline": "pipeline", "queues": "data", "recovery": "", "region": "",
	"regions": "", "repositories": "registry", "search": "data", "secrets": "data", "services": "service",
	"settings": "account", "sites": "sites", "streams": "data", "tables": "data", "tags": "", "tier": "",
	"topics": "data", "tracing": "", "upstreams": "registry", "accounts": "", "volumes": "data", "vpn": "vpn", "wave": "",
}

// oneEach are sections with a stack for each of what is in them.
var oneEach = []string{"service", "function", "data", "domain", "application"}

var firstSteps = regexp.MustCompile(`^([A-Za-z]+)(?:\.([A-Za-z0-9-]+))?`)

// item is what a path of the configuration is about, as the name of its stack has it: service-web for
// services.web.uses.
func item(path string) string {
	match := firstSteps.FindStringSubmatch(path)
	if match == nil {
		return ""
	}
	section := sections[match[1]]
	if slices.Contains(oneEach, section) {
		return section + "-" + match[2]
	}
	return section
}

// everyRegions is what a stack is about that ends with the region it is in: sites for sites-us-east-1.
func everyRegions(item string) string { return regionEnding.ReplaceAllString(item, "") }

var regionEnding = regexp.MustCompile(`-[a-z]{2}(-[a-z]+)+-\d$`)

// itemOf is what a stack is about: service-web for dev/service-web.
func itemOf(stack string) string {
	_, name, _ := strings.Cut(stack, "/")
	if name == "" {
		return stack
	}
	return name
}

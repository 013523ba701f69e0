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

// causes are the lines that may have changed a resource, the likeliest first: of those that its stack can see, a line
// whose value is in what changed; one of the item that the stack is about; then the environment's and the
// organization's.
func causes(stack, stage string, r *fate, changed []Cause) []Cause {
	type ranked struct {
		Cause
		rank int
	}
	var seen []ranked
	for _, c := range changed {
		own := c.environment == stage || c.environment == strings.TrimSuffix(strings.TrimSuffix(stage, "-foundation"), "-dr")
		if c.environment != "" && !own && !outline.MatchString(c.Path) {
			continue
		}
		rank := 0
		if about := item(c.Path); about != "" && (about == itemOf(stack) || about == everyRegions(itemOf(stack))) {
			rank += 2
		}
		if r.holds(c.After) || r.holds(c.Before) {
			rank += 4
		}
		if c.environment != "" && own {
			rank++
		}
		seen = append(seen, ranked{c, rank})
	}
	slices.SortStableFunc(seen, func(a, b ranked) int { return cmp.Compare(b.rank, a.rank) })
	var all []Cause
	for _, s := range seen {
		if len(all) == mostCauses || len(all) > 0 && s.rank < seen[0].rank {
			break // what is less likely than the likeliest says nothing
		}
		all = append(all, s.Cause)
	}
	return all
}

// outline is what other stages see of an environment: see Config.View.
var outline = regexp.MustCompile(`^(tier|account|domain|network\.cidr|recovery|sites)\b`)

// mostCauses are told of a resource.
const mostCauses = 3

// holds tells whether a value is in what changed of a resource.
func (f *fate) holds(value string) bool {
	if len(value) < 2 {
		return value != "" && slices.ContainsFunc(f.differences, func(d Difference) bool {
			return d.Before == value || d.After == value
		})
	}
	return slices.ContainsFunc(f.differences, func(d Difference) bool {
		return strings.Contains(d.After, value) || strings.Contains(d.Before, value)
	})
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

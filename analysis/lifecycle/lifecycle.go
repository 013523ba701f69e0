// Package lifecycle tells what the resources of templates run on, and when AWS stops looking after it.
package lifecycle

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"bulkhead/assembly"
	"bulkhead/config"
	"bulkhead/internal/facts"
)

// State is how a version stands on a day.
type State string

// The states, worst first.
const (
	Refused   State = "refused"   // AWS refuses changes of what runs on it
	Ended     State = "ended"     // nobody mends it, or AWS charges for it, or has upgraded it
	Weak      State = "weak"      // admits TLS below 1.2
	Unknown   State = "unknown"   // the table has no row for it
	Ending    State = "ending"    // within the time that was asked for
	Supported State = "supported" // for longer than that, or no end is announced
)

var order = []State{Refused, Ended, Weak, Unknown, Ending, Supported}

// Bad tells whether something has to be done now.
func (s State) Bad() bool { return slices.Index(order, s) < slices.Index(order, Ending) }

// A Version of a product, and who runs on it.
type Version struct {
	Product string `json:"product"`
	Version string `json:"version"`
	State   State  `json:"state"`
	Ends    string `json:"ends,omitempty"`    // support, such as 2030-02-28
	Paid    string `json:"paid,omitempty"`    // the day on which support that AWS charges for ends
	Refused string `json:"refused,omitempty"` // the day from which AWS refuses changes
	Days    int    `json:"days,omitempty"`    // until it ends; negative since then
	Uses    []Use  `json:"uses"`
}

// A Use is a resource that runs on a version.
type Use struct {
	Stack    string `json:"stack"`
	Resource string `json:"resource"`
	Type     string `json:"type"`
	Source   string `json:"source,omitempty"` // the line of the configuration, where it says the version
}

// Report is everything that ends, worst first.
type Report struct {
	AsOf     string    `json:"asOf"`
	Within   int       `json:"within"` // days
	Seen     string    `json:"seen"`   // the day on which the table was compared with AWS's calendars
	Versions []Version `json:"versions"`
	Clean    bool      `json:"clean"` // nothing has to be done now
}

// Count returns how many versions are in a state.
func (r Report) Count(state State) int {
	count := 0
	for _, v := range r.Versions {
		if v.State == state {
			count++
		}
	}
	return count
}

// Old tells whether the table was last compared with AWS's calendars more than three months before the day: dates may
// have been announced since then.
func (r Report) Old() bool {
	seen, _ := time.Parse(time.DateOnly, r.Seen)
	day, _ := time.Parse(time.DateOnly, r.AsOf)
	return day.After(seen.AddDate(0, 3, 0))
}

// Look reads what the stacks of an assembly run on, and says how it stands on a day, and what ends within some days.
// The index says which lines of the configuration name versions.
func Look(a *assembly.Assembly, index config.Index, day time.Time, within int) Report {
	report := Report{AsOf: day.Format(time.DateOnly), Within: within, Seen: facts.VersionsSeen, Clean: true}
	found := map[[2]string]*Version{}
	add := func(r *assembly.Resource, product, version string, state func(*Version)) {
		key := [2]string{product, version}
		if found[key] == nil {
			found[key] = &Version{Product: product, Version: version}
			state(found[key])
		}
		found[key].Uses = append(found[key].Uses, Use{r.Stack.ID, r.LogicalID, r.Type, source(index, r, version)})
	}
	for _, stack := range a.Stacks {
		for _, r := range stack.Resources {
			for _, reader := range readers[r.Type] {
				product, version := reader.at(r)
				if product != "" && version != "" {
					add(r, product, version, func(v *Version) { v.judge(day, within) })
				}
			}
			for _, policy := range policies(r.Properties) {
				add(r, "TLS policy", policy[1], func(v *Version) { v.State = strength(policy[0], policy[1]) })
			}
		}
	}
	for _, v := range found {
		report.Versions = append(report.Versions, *v)
		report.Clean = report.Clean && !v.State.Bad()
	}
	slices.SortFunc(report.Versions, func(a, b Version) int {
		return cmp.Or(
			cmp.Compare(slices.Index(order, a.State), slices.Index(order, b.State)),
			cmp.Compare(cmp.Or(a.Ends, "9"), cmp.Or(b.Ends, "9")),
			cmp.Compare(a.Product, b.Product), cmp.Compare(a.Version, b.Version),
		)
	})
	return report
}

// at returns the product and the version of a resource, or nothing.
func (r reader) at(resource *assembly.Resource) (product, version string) {
	value, _ := resource.Get(strings.Split(r.property, ".")...).(string)
	if value == "" {
		// A template of others may take it from a parameter.
		ref, _ := resource.Get(append(strings.Split(r.property, "."), "Ref")...).(string)
		value, _ = resource.Stack.Parameters[ref].Default.(string)
	}
	if value == "" {
		return "", ""
	}
	return r.read(resource, value)
}

// judge says how the version stands on a day.
func (v *Version) judge(day time.Time, within int) {
	life, known := facts.LivesOf[v.Product].Of(v.Version)
	if !known {
		v.State = Unknown
		return
	}
	v.Ends, v.Paid, v.Refused, v.State = life.Ends, life.Paid, life.Fatal, Supported
	today := day.Format(time.DateOnly)
	if life.Fatal != "" && life.Fatal <= today {
		v.State = Refused
	}
	if life.Ends == "" {
		return
	}
	ends, err := time.Parse(time.DateOnly, life.Ends)
	if err != nil {
		panic(fmt.Sprintf("%s %s: %v", v.Product, v.Version, err)) // a test parses every day
	}
	v.Days = int(ends.Sub(day.Truncate(24*time.Hour)).Hours() / 24)
	switch {
	case v.State == Refused:
	case life.Ends <= today:
		v.State = Ended
	case v.Days <= within:
		v.State = Ending
	}
}

// policies are the names of TLS policies anywhere in the properties of a resource, by the property that has them.
func policies(value any) [][2]string {
	var all [][2]string
	switch value := value.(type) {
	case map[string]any:
		for _, key := range slices.Sorted(maps.Keys(value)) {
			if name, is := value[key].(string); is && facts.OldTLS[key] != nil {
				all = append(all, [2]string{key, name})
				continue
			}
			all = append(all, policies(value[key])...)
		}
	case []any:
		for _, v := range value {
			all = append(all, policies(v)...)
		}
	}
	return all
}

// strength tells whether a TLS policy admits TLS below 1.2.
func strength(property, policy string) State {
	if facts.OldTLS[property].MatchString(policy) {
		return Weak
	}
	return Supported
}

// environment is whose stage it is: a standby has its primary's file, and so has what it stands on.
func environment(stage string) string {
	return strings.TrimSuffix(strings.TrimSuffix(stage, "-foundation"), "-dr")
}

// source is the line of the configuration that names the version of what a resource is for: one whose value it is,
// whose key says so, and whose component's name is in that of the stack.
func source(index config.Index, r *assembly.Resource, version string) string {
	for _, line := range index.Values {
		steps := strings.Split(line.Path, ".")
		key := strings.ToLower(steps[len(steps)-1])
		if line.Value != version || !strings.Contains(key, "version") && key != "runtime" && key != "upgradeto" {
			continue
		}
		if e := line.Environment(); e != "" && e != environment(r.Stack.Stage) {
			continue
		}
		if len(steps) > 2 && !strings.Contains(strings.ToLower(r.Stack.ID+r.LogicalID), strings.ToLower(steps[1])) {
			continue
		}
		return fmt.Sprintf("%s:%d %s", line.File, line.Line, line.Path)
	}
	return ""
}

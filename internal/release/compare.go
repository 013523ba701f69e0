package main

import (
	"fmt"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"
)

// Change is what a stack's template has become since a release.
type Change struct {
	Stack   string   // without its configuration
	Removed []string // resources that are gone, or of another type
}

// Changes are the stacks that deploy something else than a release did, in the order of their names, and what a release
// must never do: take away what extensions build on.
func Changes(released, now *Record) (changes []Change, broken []string) {
	stacks := map[string]*Change{}
	for _, part := range slices.Sorted(maps.Keys(union(released.Parts, now.Parts))) {
		was, had := released.Parts[part]
		is, has := now.Parts[part]
		if had && has && was == is {
			continue
		}
		fields := strings.Fields(part)
		switch fields[0] {
		case "api":
			if had {
				broken = append(broken, fmt.Sprintf("stacks.%s was %q, and is %q", fields[1], was, is))
			}
		case "file":
			if had { // the others are the operator's
				broken = append(broken, fields[1]+" has changed, and operators have files beside it")
			}
		default:
			_, stack, _ := strings.Cut(fields[1], "/")
			if stacks[stack] == nil {
				stacks[stack] = &Change{Stack: stack}
			}
			if had && !has && fields[0] == "resource" {
				stacks[stack].Removed = append(stacks[stack].Removed, strings.Join(fields[2:], " "))
			}
		}
	}
	for _, stack := range slices.Sorted(maps.Keys(stacks)) {
		changes = append(changes, *stacks[stack])
	}
	return changes, broken
}

// union has the keys of both.
func union(a, b map[string]string) map[string]string {
	all := maps.Clone(a)
	maps.Copy(all, b)
	return all
}

// Entry is a line of the changelog about what is deployed: of the stacks that its patterns name.
type Entry struct {
	Patterns []string
	Removes  bool // it says that resources go
	Text     string
}

// deployedHeading begins the entries of the changelog that say what a release changes in what is deployed.
const deployedHeading = "### Changes what is deployed"

var (
	item    = regexp.MustCompile(`(?m)^- `)
	pattern = regexp.MustCompile("^(?:`([^`]+)`(?:, | and )?)+: ")
	named   = regexp.MustCompile("`([^`]+)`")
)

// Entries are those of the changelog since the last release.
func Entries(changelog string) ([]Entry, error) {
	_, text, there := strings.Cut(section(changelog, "[Unreleased]"), deployedHeading+"\n")
	if !there {
		return nil, nil
	}
	text, _, _ = strings.Cut(text, "\n### ")
	var entries []Entry
	for _, one := range item.Split(text, -1)[1:] {
		one = strings.Join(strings.Fields(one), " ")
		patterns := pattern.FindString(one)
		if patterns == "" {
			return nil, fmt.Errorf("the changelog does not say of which stacks: %s", one)
		}
		e := Entry{Text: one, Removes: strings.Contains(one, "removes")}
		for _, name := range named.FindAllStringSubmatch(patterns, -1) {
			e.Patterns = append(e.Patterns, name[1])
		}
		entries = append(entries, e)
	}
	return entries, nil
}

// section is what is below a heading of the changelog, up to the next release.
func section(changelog, heading string) string {
	_, text, _ := strings.Cut(changelog, "\n## "+heading)
	text, _, _ = strings.Cut(text, "\n## ")
	return text
}

// Unsaid is what the entries do not say of the changes, and what they say that is not so.
func Unsaid(changes []Change, entries []Entry) []string {
	var unsaid []string
	matched := map[string]bool{}
	for _, c := range changes {
		said, removes := false, false
		for _, e := range entries {
			for _, p := range e.Patterns {
				if fits, err := path.Match(p, c.Stack); err == nil && fits {
					matched[e.Text+p], said = true, true
					removes = removes || e.Removes
				}
			}
		}
		switch {
		case !said:
			unsaid = append(
				unsaid,
				"the changelog does not say that "+c.Stack+" changes: add a line to "+deployedHeading,
			)
		case len(c.Removed) > 0 && !removes:
			unsaid = append(unsaid, fmt.Sprintf("the changelog does not say that %s removes %s", c.Stack,
				strings.Join(c.Removed, ", ")))
		}
	}
	for _, e := range entries {
		for _, p := range e.Patterns {
			if !matched[e.Text+p] {
				unsaid = append(unsaid, "no stack that changes is "+p+": "+e.Text)
			}
		}
	}
	return unsaid
}

package cloudformation

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Document is what the model assumes of AWS, as a page.
func Document() string {
	var page strings.Builder
	fmt.Fprint(&page, `# What the model of CloudFormation assumes

Tests deploy every edit of a table, and random ones, in a model of CloudFormation, and hold the plan against what
happens there. This page is what the model takes for true of AWS, and from where. The model writes it:
`+"`go test ./test/changes/cloudformation -update`"+`. What only an account can tell, a script
[tries in one](sandbox/README.md).

In the column of sources, "schema" is the resource schema of the CloudFormation registry, "provider of" a service the
source of its resource provider, `+"`name#1`"+` an issue of that project on GitHub, and "believed" what nobody has read or
run.

## Stacks

| assumption | source |
|---|---|
`)
	for _, a := range assumptions {
		row(&page, a.Says, a.Source)
	}
	list(&page, "Kinder than AWS", kinder)
	list(&page, "Stricter than AWS", stricter)
	documentKinds(&page)
	documentHandlers(&page)
	return page.String()
}

func row(page *strings.Builder, cells ...string) {
	for i, cell := range cells {
		cells[i] = strings.ReplaceAll(strings.ReplaceAll(cell, "|", "\\|"), "_", "\\_")
	}
	fmt.Fprintf(page, "| %s |\n", strings.Join(cells, " | "))
}

func list(page *strings.Builder, title string, items []string) {
	fmt.Fprintf(page, "\n## %s\n\n", title)
	for _, item := range items {
		fmt.Fprintf(page, "- %s\n", item)
	}
}

func documentKinds(page *strings.Builder) {
	fmt.Fprint(page, `
## Types

Which properties replace a resource is in the specification; this is what the model knows beyond it. A type without an
entry is an error.

| type | assumptions | source |
|---|---|---|
`)
	for _, name := range slices.Sorted(maps.Keys(kinds)) {
		if strings.HasPrefix(name, "Custom::") {
			continue
		}
		kind := kinds[name]
		says := kind.sentences()
		if len(says) == 0 {
			says = []string{"Nothing of it is unique."}
		}
		row(page, name, strings.Join(says, " "), strings.Join(kind.sources(), "; "))
	}
}

// sentences are what is assumed of a type.
func (k Kind) sentences() []string {
	var all []string
	add := func(format string, args ...any) { all = append(all, fmt.Sprintf(format, args...)) }
	if k.Name != nil {
		within := string(k.Name.Scope)
		if k.Name.Within != "" {
			within = k.Name.Within
		}
		add("%s is unique in its %s.", k.Name.Property, within)
	}
	for _, slot := range k.Slots {
		add("One: %s.", slot.What)
	}
	switch k.Made {
	case Overwrites:
		add("Creating a second one overwrites the first, and deleting either undoes both.")
	case Takes:
		add("Creating a second one takes the place of the first.")
	}
	if k.DeleteFirst {
		add("A replacement deletes before it creates.")
	}
	for _, some := range []struct {
		does       string
		properties []string
	}{
		{"replaced by", k.CreateOnly}, {"updated in place by", k.InPlace}, {"refused:", k.Never},
	} {
		if len(some.properties) > 0 {
			add("%s %s.", strings.ToUpper(some.does[:1])+some.does[1:], strings.Join(some.properties, ", "))
		}
	}
	for _, rule := range k.Rules {
		add("%s.", strings.ToUpper(rule.Says[:1])+rule.Says[1:])
	}
	for _, block := range k.Barred {
		add("Neither made nor changed where %s.", block.Says)
	}
	for _, block := range k.Blocked {
		add("Not deleted while %s.", block.Says)
	}
	if k.InUse {
		add("Not deleted while anything uses it.")
	}
	if k.Keeps != "" {
		add("With it goes %s.", k.Keeps)
	}
	return all
}

// sources are where the assumptions on a type are from, each once.
func (k Kind) sources() []string {
	all := []string{k.Source}
	add := func(source string) {
		if !slices.Contains(all, source) {
			all = append(all, source)
		}
	}
	for _, slot := range k.Slots {
		add(slot.Source)
	}
	for _, rule := range k.Rules {
		add(rule.Source)
	}
	for _, block := range slices.Concat(k.Barred, k.Blocked) {
		add(block.Source)
	}
	return all
}

func documentHandlers(page *strings.Builder) {
	fmt.Fprint(page, `
## Custom resources

An update that changes a property in the second column gives the resource another id: the old one gets a Delete
afterwards. The function behind a resource cannot be another one.

| type | its id is made of | why |
|---|---|---|
`)
	for _, name := range slices.Sorted(maps.Keys(handlers)) {
		row(page, name, strings.Join(handlers[name].ID, ", "), handlers[name].Why)
	}
}

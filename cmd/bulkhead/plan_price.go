package main

import (
	"fmt"
	"slices"
	"strings"

	"bulkhead/analysis/plan"
	"bulkhead/analysis/price"
)

// mostComponents are told of the price of an environment.
const mostComponents = 4

// priceEntries say what an environment costs after a change, and what makes the difference.
func priceEntries(p *plan.Plan) []entry {
	if p.Price.Unknown != "" {
		return []entry{{text: "what it costs is not known: " + p.Price.Unknown}}
	}
	var all []entry
	for _, d := range p.Price.Environments {
		var parts []string
		for i, k := range d.Components {
			if i == mostComponents {
				parts = append(parts, fmt.Sprintf("and %d more", len(d.Components)-i))
				break
			}
			parts = append(parts, k.Name+" "+moreOrLess(k))
		}
		text := fmt.Sprintf("`%s` costs %s US dollars a month at least, %s: %s", d.Environment, d.After.Least,
			moreOrLess(price.Range{Least: d.After.Least - d.Before.Least, Most: d.After.Most - d.Before.Most}),
			strings.Join(parts, ", "))
		if goneFrom(p, d.Environment) {
			text += "; once the stacks that are gone are pruned"
		}
		all = append(all, entry{text: text})
	}
	return all
}

// goneFrom tells whether stacks of an environment are gone from the app. They cost what they did until somebody prunes
// them.
func goneFrom(p *plan.Plan, environment string) bool {
	return slices.ContainsFunc(p.Gone, func(s plan.Stack) bool {
		stage, _, _ := strings.Cut(s.ID, "/")
		return strings.TrimSuffix(stage, "-foundation") == environment
	})
}

// moreOrLess is how far a price moves: +12.00, and where it differs, at most.
func moreOrLess(by price.Range) string {
	if by.Least == by.Most {
		return signed(by.Least)
	}
	return fmt.Sprintf("%s (at most %s)", signed(by.Least), signed(by.Most))
}

// signed is an amount with its sign.
func signed(a price.USD) string {
	if a > 0 {
		return "+" + a.String()
	}
	return a.String()
}

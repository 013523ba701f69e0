package main

import (
	"fmt"
	"strings"

	"bulkhead/analysis/plan"
	"bulkhead/analysis/price"
)

// mostComponents are told of the price of an environment.
const mostComponents = 4

// priceEntries say what an environment costs after a change, and what makes the difference.
func priceEntries(p plan.Price) []entry {
	if p.Unknown != "" {
		return []entry{{text: "what it costs is not known: " + p.Unknown}}
	}
	var all []entry
	for _, d := range p.Environments {
		var parts []string
		for i, k := range d.Components {
			if i == mostComponents {
				parts = append(parts, fmt.Sprintf("and %d more", len(d.Components)-i))
				break
			}
			parts = append(parts, k.Name+" "+moreOrLess(k))
		}
		all = append(all, entry{text: fmt.Sprintf("`%s` costs %s US dollars a month at least, %s: %s",
			d.Environment, d.After.Least, moreOrLess(price.Range{
				Least: d.After.Least - d.Before.Least, Most: d.After.Most - d.Before.Most,
			}), strings.Join(parts, ", "))})
	}
	return all
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

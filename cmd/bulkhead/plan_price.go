package main

import (
	"fmt"
	"slices"
	"strings"

	"bulkhead/analysis/plan"
	"bulkhead/analysis/price"
	"bulkhead/assembly"
	"bulkhead/config"
)

// pricedPlan is a plan, and what the change does to what is billed for being there.
type pricedPlan struct {
	*plan.Plan
	Price planPrice `json:"price"`
}

// planPrice is the environments whose price differs, or why that is not known: a plan is one without it, too.
type planPrice struct {
	Environments []price.Difference `json:"environments"`
	Unknown      string             `json:"unknown"`
}

// priceChange compares the prices of two cloud assemblies.
func priceChange(base, head string) planPrice {
	var reports []*price.Report
	for _, dir := range []string{base, head} {
		a, err := assembly.Load(dir)
		var index config.Index
		if err == nil {
			index, err = config.ReadIndex(dir)
		}
		var r *price.Report
		if err == nil {
			r, err = price.Of(a, index, price.Bundled(), nil)
		}
		if err != nil {
			return planPrice{Unknown: strings.ReplaceAll(err.Error(), "\n", "; ")}
		}
		reports = append(reports, r)
	}
	return planPrice{Environments: price.Between(reports[0], reports[1])}
}

// mostComponents are told of the price of an environment.
const mostComponents = 4

// priceEntries say what an environment costs after a change, and what makes the difference.
func priceEntries(p *pricedPlan) []entry {
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
		if goneFrom(p.Plan, d.Environment) {
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

package price

import (
	"cmp"
	"slices"
)

// Difference is what a change does to the price of an environment.
type Difference struct {
	Environment string  `json:"environment"`
	Before      Range   `json:"before"`
	After       Range   `json:"after"`
	Components  []Range `json:"components"` // that differ: by how much, the greatest first
}

// Range is an amount of a month, at least and at most.
type Range struct {
	Name  string `json:"name,omitempty"` // of a component
	Least USD    `json:"least"`
	Most  USD    `json:"most"`
}

// Between returns the environments whose price differs, the greatest difference first.
func Between(before, after *Report) []Difference {
	all := map[string]*Difference{}
	parts := map[string]map[string]Range{}
	add := func(r *Report, sign USD, sum func(*Difference) *Range) {
		for _, e := range r.Environments {
			if all[e.Name] == nil {
				all[e.Name], parts[e.Name] = &Difference{Environment: e.Name}, map[string]Range{}
			}
			*sum(all[e.Name]) = Range{Least: e.Least, Most: e.Most}
			for _, k := range e.Components {
				was := parts[e.Name][k.Name]
				parts[e.Name][k.Name] = Range{k.Name, was.Least + sign*k.Least, was.Most + sign*k.Most}
			}
		}
	}
	add(before, -1, func(d *Difference) *Range { return &d.Before })
	add(after, 1, func(d *Difference) *Range { return &d.After })
	differences := []Difference{}
	for name, d := range all {
		for _, part := range parts[name] {
			if part.Least != 0 || part.Most != 0 {
				d.Components = append(d.Components, part)
			}
		}
		slices.SortFunc(d.Components, func(a, b Range) int {
			return cmp.Or(cmp.Compare(abs(b.Least), abs(a.Least)), cmp.Compare(abs(b.Most), abs(a.Most)),
				cmp.Compare(a.Name, b.Name))
		})
		if len(d.Components) > 0 {
			differences = append(differences, *d)
		}
	}
	slices.SortFunc(differences, func(a, b Difference) int {
		return cmp.Or(cmp.Compare(abs(b.After.Least-b.Before.Least), abs(a.After.Least-a.Before.Least)),
			cmp.Compare(a.Environment, b.Environment))
	})
	return differences
}

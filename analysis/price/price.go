package price

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"bulkhead/assembly"
	"bulkhead/config"
)

// Report is what an organization costs in a month.
type Report struct {
	Least        USD           `json:"least"` // with everything at its smallest
	Most         USD           `json:"most"`  // scaled out
	Environments []Environment `json:"environments"`
	Choices      []Choice      `json:"choices"`
	Budgets      []Budget      `json:"budgets"`
	Estimates    []string      `json:"estimates"` // items whose price is one, with the region
	Seen         Days          `json:"seen"`      // of the other prices that count
	Usage        []string      `json:"usage"`     // what is billed by its use, and was not counted
	Uncounted    []Uncounted   `json:"uncounted"` // what is billed for being there, and was not counted
	Besides      []Besides     `json:"besides"`   // what an organization pays once, in no sum

	// of each environment
	used    map[string][]string
	there   map[string]map[string]int
	besides map[string][]Besides
}

// Days are the first and the last day of some.
type Days struct {
	First string `json:"first"`
	Last  string `json:"last"`
}

// Environment is what one costs. What belongs to an account as a whole is in the stage that sets it up.
type Environment struct {
	Name       string      `json:"name"`
	Account    string      `json:"account"`
	Least      USD         `json:"least"`
	Most       USD         `json:"most"`
	Components []Component `json:"components"` // the dearest first
}

// Component is what the charges of a kind come to.
type Component struct {
	Name    string   `json:"name"`
	Least   USD      `json:"least"`
	Most    USD      `json:"most"`
	Causes  []Cause  `json:"causes"` // the lines of the configuration that make it, the dearest first
	Charges []Charge `json:"charges"`
}

// Charge is a line of a bill.
type Charge struct {
	Stack    string  `json:"stack"`
	Resource string  `json:"resource"` // its logical id; empty for an assumption about usage
	Region   string  `json:"region"`
	Item     string  `json:"item"`
	Least    Portion `json:"least"`
	Most     Portion `json:"most"`
	Cause    Cause   `json:"cause"`

	environment, account, component string
	price                           Price
}

// Portion is how much of an item is billed in a month, in its unit, and what it comes to.
type Portion struct {
	Quantity float64 `json:"quantity"`
	USD      USD     `json:"usd"`
}

// Missing says which prices there are not.
type Missing struct {
	Rows  []string // items that the table lacks, with the region
	Items []string // what bulkhead knows no item for, with a resource
}

// Error names them, and how to have them.
func (m Missing) Error() string {
	var all []string
	if len(m.Rows) > 0 {
		all = append(all, "the table has no price for "+strings.Join(m.Rows, ", ")+"; bulkhead price update reads it, "+
			"with --region for a region that the table does not have")
	}
	if len(m.Items) > 0 {
		all = append(all, "nobody has said how to price "+strings.Join(m.Items, ", ")+"; add it to analysis/price/items.go, "+
			"and its price to the table")
	}
	return strings.Join(all, "\n")
}

// Of returns what the templates of an assembly cost. It fails with Missing where the table lacks a price, and for types
// that nobody has classified: an answer without them would be too small.
func Of(a *assembly.Assembly, index config.Index, t *Table, u Usage) (*Report, error) {
	m := &model{Assembly: a, table: t, lines: linesOf(index), tiers: map[tier]float64{}}
	if err := m.count(); err != nil {
		return nil, err
	}
	if err := m.assume(u); err != nil {
		return nil, err
	}
	if len(m.missing.Rows)+len(m.missing.Items) > 0 {
		return nil, Missing{once(m.missing.Rows), once(m.missing.Items)}
	}
	r := &Report{used: m.unseen(u), there: m.there, besides: m.besides}
	for _, c := range m.charges {
		r.add(c)
	}
	r.sort()
	r.Choices = m.choices()
	r.Budgets = m.budgets(r)
	r.note()
	return r, nil
}

// once are texts, sorted, each once.
func once(all []string) []string {
	slices.Sort(all)
	return slices.Compact(all)
}

// add counts a charge.
func (r *Report) add(c Charge) {
	e := slot(&r.Environments, func(e Environment) bool { return e.Name == c.environment })
	e.Name, e.Account = c.environment, c.account
	k := slot(&e.Components, func(k Component) bool { return k.Name == c.component })
	k.Name = c.component
	k.Charges = append(k.Charges, c)
	line := slot(&k.Causes, func(l Cause) bool { return l.at(c.Cause) })
	*line = Cause{c.Cause.File, c.Cause.Line, c.Cause.Path, c.Cause.Value, c.Cause.Default, line.Least, line.Most}
	for _, sum := range []struct{ least, most *USD }{
		{&r.Least, &r.Most}, {&e.Least, &e.Most}, {&k.Least, &k.Most}, {&line.Least, &line.Most},
	} {
		*sum.least += c.Least.USD
		*sum.most += c.Most.USD
	}
}

// note says of which prices the sums are, and what they are without.
func (r *Report) note() {
	estimates, days, used := map[string]bool{}, map[string]bool{}, map[string]bool{}
	r.Uncounted, r.Besides = []Uncounted{}, []Besides{}
	for _, e := range r.Environments {
		for _, what := range r.used[e.Name] {
			used[what] = true
		}
		r.addUncounted(r.there[e.Name])
		r.addBesides(r.besides[e.Name])
		for _, k := range e.Components {
			for _, c := range k.Charges {
				if c.price.Source == Estimate {
					estimates[c.Item+" in "+c.Region] = true
				} else {
					days[c.price.Seen] = true
				}
			}
		}
	}
	for _, b := range r.Besides {
		if b.estimate {
			estimates["the subscription of "+b.What] = true
		}
	}
	r.Estimates, r.Usage, r.Seen = sorted(estimates), sorted(used), Days{}
	if all := sorted(days); len(all) > 0 {
		r.Seen = Days{all[0], all[len(all)-1]}
	}
}

// sorted are the members of a set.
func sorted(set map[string]bool) []string {
	return slices.Sorted(maps.Keys(set))
}

// slot returns the element that is meant, a new one where there is none.
func slot[E any](all *[]E, is func(E) bool) *E {
	i := slices.IndexFunc(*all, is)
	if i < 0 {
		var none E
		*all = append(*all, none)
		i = len(*all) - 1
	}
	return &(*all)[i]
}

// sort puts what costs most first.
func (r *Report) sort() {
	slices.SortStableFunc(r.Environments, func(a, b Environment) int { return cmp.Compare(b.Least, a.Least) })
	for _, e := range r.Environments {
		slices.SortStableFunc(e.Components, func(a, b Component) int { return cmp.Compare(b.Least, a.Least) })
		for _, k := range e.Components {
			slices.SortStableFunc(k.Causes, func(a, b Cause) int { return cmp.Compare(b.Least, a.Least) })
			slices.SortStableFunc(k.Charges, func(a, b Charge) int { return cmp.Compare(b.Least.USD, a.Least.USD) })
		}
	}
}

// Only keeps one environment, with its sums, choices and account's budget.
func (r *Report) Only(name string) error {
	i := slices.IndexFunc(r.Environments, func(e Environment) bool { return e.Name == name })
	if i < 0 {
		var names []string
		for _, e := range r.Environments {
			names = append(names, e.Name)
		}
		slices.Sort(names)
		return fmt.Errorf("there is no environment %s that costs anything; choose %s", name, strings.Join(names, ", "))
	}
	only := r.Environments[i]
	r.Environments, r.Least, r.Most = []Environment{only}, only.Least, only.Most
	r.Choices = slices.DeleteFunc(r.Choices, func(c Choice) bool { return c.Environment != name })
	r.Budgets = slices.DeleteFunc(r.Budgets, func(b Budget) bool { return b.Account != only.Account })
	r.note()
	return nil
}

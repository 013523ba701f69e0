package price

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"bulkhead/assembly"
)

// model counts what is billed.
type model struct {
	*assembly.Assembly
	table   *Table
	lines   lines
	charges []Charge
	tiers   map[tier]float64 // how much of an item an account has
	missing Missing
	used    map[string]map[string]bool // what is billed by its use and is there, by environment
	there   map[string]map[string]int  // what is billed for being there and has no price here, by environment
	besides map[string][]Besides       // what is paid once for all accounts, by environment
}

// tier is an item that is cheaper, or free, from a number on, over an account.
type tier struct{ account, item string }

// count looks at every resource. Types that nobody has classified are an error.
func (m *model) count() error {
	m.used, m.there, m.besides = map[string]map[string]bool{}, map[string]map[string]int{}, map[string][]Besides{}
	unknown := map[string]bool{}
	for _, stack := range m.Stacks {
		used := m.used[m.environment(stack)]
		if used == nil {
			used = map[string]bool{}
			m.used[m.environment(stack)], m.there[m.environment(stack)] = used, map[string]int{}
		}
		for _, r := range stack.Resources {
			kind, known := kinds[r.Type]
			switch {
			case !known:
				unknown[r.Type] = true
			case kind.priced != nil:
				kind.priced(m.counter(r, kind))
			}
			if kind.usage != "" {
				used[kind.usage] = true
			}
			if kind.there != "" && (kind.is == nil || kind.is(r)) {
				m.there[m.environment(stack)][kind.there]++
			}
		}
	}
	var faults []error
	for _, name := range slices.Sorted(maps.Keys(unknown)) {
		faults = append(faults, fmt.Errorf("nobody has said what %s costs: add it to analysis/price/types*.go, "+
			"as free, usage or priced", name))
	}
	return errors.Join(faults...)
}

// counter counts what one resource is billed for.
type counter struct {
	*model
	*assembly.Resource
	component string
	keys      []string
	region    string
}

func (m *model) counter(r *assembly.Resource, k kind) counter {
	return counter{m, r, k.component, k.keys, r.Stack.Region}
}

// because names the keys of the configuration that decide the next charges.
func (c counter) because(keys ...string) counter { c.keys = keys; return c }

// in is a counter for what is billed in another region.
func (c counter) in(region string) counter { c.region = region; return c }

// as is a counter for what belongs to another component.
func (c counter) as(component string) counter { c.component = component; return c }

// charge counts as many of an item, in its unit, or where it is billed by the hour, as many as are there all month.
func (c counter) charge(item string, least, most float64) {
	if hourly(item) {
		least, most = least*HoursPerMonth, most*HoursPerMonth
	}
	c.bill(item, least, most)
}

// bill counts a quantity of a month.
func (m counter) bill(item string, least, most float64) {
	if most == 0 && least == 0 {
		return
	}
	p, found := m.table.Of(item, m.region)
	if _, known := itemOf(item); !known {
		m.missing.Items = append(m.missing.Items, fmt.Sprintf("%s of %s", item, m.Resource))
		return
	} else if !found {
		m.missing.Rows = append(m.missing.Rows, item+" in "+m.region)
		return
	}
	m.charges = append(m.charges, Charge{
		Stack: m.Stack.ID, Resource: m.LogicalID, Region: m.region, Item: item,
		Least: Portion{least, of(p.USD, least)}, Most: Portion{most, of(p.USD, most)},
		Cause: m.lines.cause(m.Stack, m.keys), environment: m.environment(m.Stack), account: m.Stack.Account,
		component: m.component, price: p,
	})
}

// beyond counts one more of what an account has the first so many of for nothing, or for more. It tells whether there
// are that many already.
func (m *model) beyond(account, item string, many float64) bool {
	m.tiers[tier{account, item}]++
	return m.tiers[tier{account, item}] > many
}

// environment is that of a stack: what comes before a standby is its, and what is in no stage belongs to the stage
// that sets up the account.
func (m *model) environment(stack *assembly.Stack) string {
	name := stack.Stage
	if name == "" {
		for _, other := range m.Stacks {
			if other.Account == stack.Account && other.Stage != "" {
				name = other.Stage
				break
			}
		}
	}
	return cmp.Or(strings.TrimSuffix(name, "-foundation"), "other")
}

// disk counts storage of a kind of volume: gp3, unless the properties say another.
func (c counter) disk(of string, kind any, least, most float64) {
	name, _ := kind.(string)
	c.charge(of+"/"+cmp.Or(name, "gp3")+"-GB-month", least, most)
}

// number is that at a path of the properties.
func (c counter) number(path ...string) float64 { return assembly.Number(c.Get(path...)) }

// text is that at a path of the properties; empty for what is none.
func (c counter) text(path ...string) string {
	text, _ := c.Get(path...).(string)
	return text
}

// is tells whether a property is on, as CloudFormation takes it.
func (c counter) is(path ...string) bool {
	value := c.Get(path...)
	return value == true || value == "true"
}

// the resource behind a reference; the one without properties where there is none.
func (c counter) the(value any) counter {
	if r, found := c.Resolve(c.Stack, value); found {
		c.Resource = r
		return c
	}
	c.Resource = &assembly.Resource{Stack: c.Stack}
	return c
}

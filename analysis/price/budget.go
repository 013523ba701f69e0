package price

import (
	"slices"
	"strings"

	"bulkhead/assembly"
)

// Budget is what an account may cost, and what it costs at least.
type Budget struct {
	Account string `json:"account"`
	Limit   USD    `json:"limit"`
	Least   USD    `json:"least"` // of all that is in the account
	Enough  bool   `json:"enough"`
	Cause   Cause  `json:"cause"`
}

// budgets compares each monthly budget with what its account costs at least: a smaller one only tells people every
// month what they decided.
func (m *model) budgets(r *Report) []Budget {
	all := []Budget{}
	for _, of := range m.OfType("AWS::Budgets::Budget") {
		if of.Get("Budget", "TimeUnit") != "MONTHLY" {
			continue
		}
		b := Budget{Account: of.Stack.Account, Limit: USD(assembly.Number(of.Get("Budget", "BudgetLimit", "Amount")) * micro)}
		for _, e := range r.Environments {
			if e.Account == b.Account {
				b.Least += e.Least
			}
		}
		b.Enough = b.Limit >= b.Least
		b.Cause = m.lines.cause(of.Stack, []string{"budgets.monthly." + m.accountName(of.Stack)})
		all = append(all, b)
	}
	return all
}

// accountName is what the configuration calls the account of a stack.
func (m *model) accountName(stack *assembly.Stack) string {
	if name, is := strings.CutPrefix(m.lines.account(stack.Account), "accounts."); is {
		return name
	}
	return m.lines.file(stack.Stage)
}

// Clean tells whether every budget is enough.
func (r *Report) Clean() bool {
	return !slices.ContainsFunc(r.Budgets, func(b Budget) bool { return !b.Enough })
}

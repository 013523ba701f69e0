package test

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestSomebodyHearsBeforeAnAccountCostsMoreThanItShould(t *testing.T) {
	limits := map[string]any{}
	for _, budget := range example(t).OfType("AWS::Budgets::Budget") {
		assert.NotContains(t, limits, budget.Stack.Account, "once per account")
		limits[budget.Stack.Account] = budget.Get("Budget", "BudgetLimit", "Amount")
		assert.Equal(t, "MONTHLY", budget.Get("Budget", "TimeUnit"))
		assert.Equal(t, map[string]any{"IncludeCredit": false, "IncludeRefund": false}, budget.Get("Budget", "CostTypes"), "a credit hides what things cost")
		var heard []string
		for _, n := range list(budget.Get("NotificationsWithSubscribers")) {
			n := n.(map[string]any)
			heard = append(heard, text(n["Notification"].(map[string]any)["NotificationType"])+text(n["Notification"].(map[string]any)["Threshold"]))
			assert.Equal(t, `[{"Address":"platform@example.com","SubscriptionType":"EMAIL"}]`, text(n["Subscribers"]))
		}
		assert.Equal(t, []string{`"ACTUAL"80`, `"ACTUAL"100`, `"FORECASTED"100`}, heard)
	}
	assert.Equal(t, map[string]any{
		"111111111111": 500.0, "222222222222": 300.0, "333333333333": 800.0, "444444444444": 3000.0, "555555555555": 8000.0,
	}, limits)
	assert.Len(t, choices(t).OfType("AWS::Budgets::Budget"), 1, "of the one account that has a budget")
}

package slo

import (
	"testing"

	"bulkhead/config"

	"github.com/stretchr/testify/assert"
)

func TestABudgetCanGoTooFastWhateverTheObjective(t *testing.T) {
	for _, goal := range []float64{95, 99.99} {
		for _, days := range []int{7, 30} {
			o := Availability("acme-prod", "web", config.SLO{Availability: goal, Days: days})
			for _, b := range []Burn{Fast, Slow} {
				assert.Less(t, b.Rate(o), o.Most(), "%v %d: the alarm would never fire", goal, days)
				assert.Greater(t, b.Rate(o), 1.0, "%v %d: the budget would last", goal, days)
			}
		}
	}
	o := Latency("acme-prod", "web", config.SLO{Latency: 99, Days: 30})
	assert.Equal(t, []any{"acme-prod-web-latency", 14.4, 6.0}, []any{o.Name, Fast.Rate(o), Slow.Rate(o)}, "as in the workbook")
}

package alarm

import (
	"reflect"
	"testing"

	"bulkhead/constructs/alarm/runbook"

	"github.com/stretchr/testify/assert"
)

func TestAnAlarmLeavesNothingOpen(t *testing.T) {
	whole := Props{
		ID: "Errors", Description: "It fails.", Metric: Metric{}, When: Above(0), Periods: 1,
		Missing: MissingIsFine, Runbook: "service-errors", Tell: Topics{Page: "page", Ticket: "ticket"},
	}
	assert.Empty(t, whole.leftOut())
	for i := range reflect.TypeFor[Props]().NumField() {
		field := reflect.TypeFor[Props]().Field(i).Name
		partly := whole
		reflect.ValueOf(&partly).Elem().Field(i).SetZero()
		if field == "Name" || field == "Datapoints" || field == "WarmUp" {
			assert.Empty(t, partly.leftOut(), "%s has a default", field)
			continue
		}
		assert.Equal(t, field, partly.leftOut())
		assert.PanicsWithValue(t, "alarm "+partly.ID+": "+field+" is left out", func() { New(nil, partly) })
	}
}

func TestAnAlarmHasASectionInTheRunbook(t *testing.T) {
	lost := Props{
		ID: "Errors", Description: "It fails.", Metric: Metric{}, When: Above(0), Periods: 1,
		Missing: MissingIsFine, Runbook: "nowhere", Tell: Topics{Page: "page", Ticket: "ticket"},
	}
	assert.PanicsWithValue(t, "alarm Errors: the runbook has no section nowhere", func() { New(nil, lost) })
}

func TestTheUrgencyDecidesWhichTopicIsTold(t *testing.T) {
	topics := Topics{Page: "page", Ticket: "ticket"}
	assert.Equal(t, "page", topics.of(runbook.Now))
	assert.Equal(t, "ticket", topics.of(runbook.Soon))
	assert.Panics(t, func() { topics.of("") })
}

func TestAConditionComparesAsItSays(t *testing.T) {
	assert.Equal(t, Condition{"GreaterThanThreshold", 5}, Above(5))
	assert.Equal(t, Condition{"GreaterThanOrEqualToThreshold", 5}, AtLeast(5))
	assert.Equal(t, Condition{"LessThanThreshold", 5}, Below(5))
	assert.Equal(t, Condition{"LessThanOrEqualToThreshold", 5}, AtMost(5))
}

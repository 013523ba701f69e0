package alarm

import (
	"reflect"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestAnAlarmLeavesNothingOpen(t *testing.T) {
	whole := Props{
		ID: "Errors", Description: "It fails.", Metric: Metric{}, When: Above(0), Periods: 1,
		Missing: MissingIsFine, Tell: "arn",
	}
	assert.Empty(t, whole.leftOut())
	for i := range reflect.TypeFor[Props]().NumField() {
		field := reflect.TypeFor[Props]().Field(i).Name
		partly := whole
		reflect.ValueOf(&partly).Elem().Field(i).SetZero()
		if field == "Name" || field == "Datapoints" {
			assert.Empty(t, partly.leftOut(), "%s has a default", field)
			continue
		}
		assert.Equal(t, field, partly.leftOut())
		assert.PanicsWithValue(t, "alarm "+partly.ID+": "+field+" is left out", func() { New(nil, partly) })
	}
}

func TestAConditionComparesAsItSays(t *testing.T) {
	assert.Equal(t, Condition{"GreaterThanThreshold", 5}, Above(5))
	assert.Equal(t, Condition{"GreaterThanOrEqualToThreshold", 5}, AtLeast(5))
	assert.Equal(t, Condition{"LessThanThreshold", 5}, Below(5))
	assert.Equal(t, Condition{"LessThanOrEqualToThreshold", 5}, AtMost(5))
}

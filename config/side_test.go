package config

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// sidesOf are the two sides of an environment of the example.
func sidesOf(t testing.TB, name string) (primary, standby Environment) {
	t.Helper()
	c, err := load(example(t), "example")
	require.NoError(t, err)
	for _, e := range c.Environments {
		if e.Name == name {
			require.NotNil(t, e.Other)
			return e, *e.Other
		}
	}
	require.Fail(t, "no such environment", name)
	return
}

func TestBothSidesOfAnEnvironmentComeFromTheSameFileAndKnowEachOther(t *testing.T) {
	primary, standby := sidesOf(t, "prod")
	assert.Equal(t, Primary, primary.Side)
	assert.Equal(t, Standby, standby.Side)
	assert.Equal(t, "prod", standby.Other.Name)
	assert.Same(t, primary.Other, standby.Other.Other)
	assert.Equal(t, "prod-dr", standby.Name)
	assert.Equal(t, primary.AccountID, standby.AccountID)
	assert.Equal(t, primary.Recovery.Region, standby.Region)
	assert.Equal(t, primary.Databases, standby.Databases)
	assert.Equal(t, primary.Recovery.MinTasks, standby.Services["web"].Scaling.Min)
	assert.Greater(t, primary.Services["web"].Scaling.Min, standby.Services["web"].Scaling.Min)
}

func TestChangingOneSideLeavesTheOtherAlone(t *testing.T) {
	primary, standby := sidesOf(t, "prod")
	for name := range primary.Databases {
		delete(standby.Databases, name)
	}
	standby.Services["web"].Environment["SIDE"] = "standby"
	assert.NotEmpty(t, primary.Databases)
	assert.NotContains(t, primary.Services["web"].Environment, "SIDE")
}

func TestSidesFollowEachOther(t *testing.T) {
	c, err := load(example(t), "example")
	require.NoError(t, err)
	var names []string
	for _, e := range c.Sides() {
		names = append(names, e.Name)
	}
	assert.Equal(t, []string{"dev", "stage", "prod", "prod-dr"}, names)
}

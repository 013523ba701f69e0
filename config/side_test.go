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
	assert.Equal(t, primary.Services, standby.Services)
	assert.True(t, primary.Active)
	assert.False(t, standby.Active)
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

func TestTheSideThatIsNotActiveWorksOnNothing(t *testing.T) {
	for _, active := range []ActiveSide{ActivePrimary, ActiveRecovery} {
		files := example(t)
		edit(t, files, "environments/prod.yaml", "  minTasks: 1", "  minTasks: 1\n  active: "+string(active))
		edit(t, files, "environments/prod.yaml", "      requests: 1000 # per task and minute\n",
			"      schedules: {night: {cron: \"0 20 * * ? *\", min: 1}}\n"+
				"    tasks: {migrate: {run: before-start, command: [migrate]}, tidy: {run: scheduled, cron: \"0 3 * * ? *\", command: [tidy]}}\n")
		c, err := load(files, "example")
		require.NoError(t, err)
		sides := c.Sides()
		works, rests := sides[len(sides)-2], sides[len(sides)-1]
		if active == ActiveRecovery {
			works, rests = rests, works
		}
		assert.True(t, works.Active)
		assert.Equal(t, works.Services["web"], works.InRole("web"))
		assert.Equal(t, 2, *works.InRole("worker").Scaling.Min)

		assert.False(t, rests.Active)
		web := rests.InRole("web")
		assert.Equal(t, 1, *web.Scaling.Min)
		assert.Equal(t, 10, web.Scaling.Max, "it can take over before anybody has come")
		assert.Empty(t, web.Scaling.Schedules)
		assert.NotContains(t, web.Tasks, "migrate", "nothing can be written")
		assert.Contains(t, web.Tasks, "tidy")
		assert.Zero(t, *rests.InRole("worker").Scaling.Min)
		assert.Zero(t, rests.InRole("worker").Scaling.Max, "ECS would start one")
		assert.Equal(t, 8, rests.Services["worker"].Scaling.Max, "networks have room for all")
	}
}

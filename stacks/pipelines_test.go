package stacks

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
)

// waveOf is a wave of so many stages.
func waveOf(n int) Wave {
	w := Wave{Name: "wave-1"}
	for i := range n {
		w.Stages = append(w.Stages, Stage{Name: fmt.Sprintf("team-%d", i)})
	}
	return w
}

// placed are the groups of stages, by name.
func placed(groups []group) map[string]string {
	of := map[string]string{}
	for _, g := range groups {
		for _, s := range g.Stages {
			of[s.Name] = g.Name
		}
	}
	return of
}

func TestEveryGroupFitsAPipeline(t *testing.T) {
	for _, actions := range []int{2, 24, 60} {
		groups := splitWave(waveOf(400), func(Stage) int { return actions })
		for _, g := range groups {
			assert.LessOrEqual(t, len(g.Stages), mostStages)
			assert.LessOrEqual(t, len(g.Stages)*actions, mostActions)
			assert.Equal(t, "wave-1", g.Wave.Name)
		}
		assert.Len(t, placed(groups), 400, "each stage is in one")
	}
}

func TestAWaveThatFitsIsOneGroup(t *testing.T) {
	groups := splitWave(waveOf(20), func(Stage) int { return mostActions / 20 })
	assert.Len(t, groups, 1)
	assert.Equal(t, "wave-1-0", groups[0].Name)
}

func TestAStageThatIsTooLargeIsAGroupOfItsOwn(t *testing.T) {
	groups := splitWave(waveOf(3), func(Stage) int { return mostActions + 1 })
	assert.Len(t, groups, 3)
}

func TestANewEnvironmentMovesNoOtherToAnotherPipeline(t *testing.T) {
	actions := func(Stage) int { return 24 }
	before, after := placed(splitWave(waveOf(45), actions)), placed(splitWave(waveOf(46), actions))
	for stage, group := range before {
		assert.Equal(t, group, after[stage], stage)
	}
}

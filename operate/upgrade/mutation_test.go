package upgrade

import (
	"context"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
)

// wrong tells whether upgrades with changed steps do harm, or do not end as they should.
func wrong(change func([]Step) []Step) bool {
	for _, s := range scenarios {
		right, w := s.world(), s.world()
		if s.life(right, 0, nil) != nil || len(right.faults) > 0 {
			return true
		}
		if s.life(w, 0, change) != nil || len(w.faults) > 0 || w.where() != right.where() {
			return true
		}
	}
	return false
}

// only changes the step of that name.
func only(name string, change func(*Step)) func([]Step) []Step {
	return func(steps []Step) []Step {
		for i := range steps {
			if steps[i].Name == name {
				change(&steps[i])
			}
		}
		return steps
	}
}

func TestTheStepsAsTheyAreDoNoHarm(t *testing.T) {
	assert.False(t, wrong(func(steps []Step) []Step { return steps }))
}

func TestAForgottenStepIsCaught(t *testing.T) {
	for _, name := range []string{
		"followers", "deploy", "prepare", "restart", "keep-password", "copy", "test", "switch", "commit", "rotate-password",
		"forget", "unprotect-copy", "drop-copy", "unprepare",
	} {
		assert.True(t, wrong(func(steps []Step) []Step {
			return slices.DeleteFunc(steps, func(s Step) bool { return s.Name == name })
		}), "without %s", name)
	}
}

func TestStepsInAnotherOrderAreCaught(t *testing.T) {
	for _, pair := range [][2]string{
		{"keep-password", "copy"},
		{"test", "switch"},
		{"followers", "deploy"},
		{"copy", "switch"},
		{"switch", "commit"},
		{"switch", "rotate-password"},
		{"unprotect-copy", "drop-copy"},
		{"drop-copy", "rotate-password"},
	} {
		assert.True(t, wrong(func(steps []Step) []Step {
			index := func(name string) int {
				return slices.IndexFunc(steps, func(s Step) bool { return s.Name == name })
			}
			if i, j := index(pair[0]), index(pair[1]); i >= 0 && j >= 0 {
				steps[i], steps[j] = steps[j], steps[i]
			}
			return steps
		}), "%s and %s swapped", pair[0], pair[1])
	}
}

// Of the others, the steps that follow wait as well.
func TestAForgottenPollIsCaught(t *testing.T) {
	for _, name := range []string{"followers", "keep-password", "copy"} {
		assert.True(t, wrong(only(name, func(step *Step) {
			state := step.State
			step.State = func(ctx context.Context) (State, error) {
				s, err := state(ctx)
				if s.Status == InProgress {
					s.Status = Done
				}
				return s, err
			}
		})), "%s does not wait", name)
	}
}

func TestADueThatIsTakenForDoneIsCaught(t *testing.T) {
	for _, name := range []string{
		"followers", "keep-password", "copy", "switch", "rotate-password", "forget", "unprotect-copy", "drop-copy",
	} {
		assert.True(t, wrong(only(name, func(step *Step) {
			state := step.State
			step.State = func(ctx context.Context) (State, error) {
				s, err := state(ctx)
				if s.Status == Due {
					s.Status = Done
				}
				return s, err
			}
		})), "%s does nothing", name)
	}
}

package price

import (
	"testing"

	"bulkhead/config"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestADifferenceIsWhatWasAddedAndWhatWentInEachEnvironment(t *testing.T) {
	report := func(resources string) *Report {
		r, err := Of(templates(t, resources), config.Index{}, Bundled(), nil)
		require.NoError(t, err)
		return r
	}
	one, two := one("A", "EC2::NatGateway", ``), one("B", "KMS::Key", `"EnableKeyRotation": true`)
	before, after := report(one), report(one+","+two)
	assert.Equal(t, []Difference{{
		Environment: "prod",
		Before:      Range{Least: before.Least, Most: before.Most}, After: Range{Least: after.Least, Most: after.Most},
		Components: []Range{{"keys", micro, 3 * micro}},
	}}, Between(before, after))
	assert.Equal(t, []Range{{"keys", -micro, -3 * micro}}, Between(after, before)[0].Components)
	assert.Empty(t, Between(after, after), "what costs the same is not told of")
	assert.Len(t, Between(&Report{}, after)[0].Components, 2, "a new environment is all of a difference")
	assert.Equal(t, Range{}, Between(after, &Report{})[0].After, "one that goes, too")
}

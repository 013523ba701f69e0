package price

import (
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"bulkhead/config"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// usageOf reads a file of assumptions.
func usageOf(t *testing.T, text string) (Usage, error) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "usage.yaml")
	require.NoError(t, os.WriteFile(file, []byte(text), 0o644))
	return ReadUsage(file)
}

func TestAssumedUsageIsAddedAtLeastAndAtMost(t *testing.T) {
	u, err := usageOf(t, "prod:\n  natGB: 1000\n  betweenZonesGB: 100\n")
	require.NoError(t, err)
	r, err := Of(templates(t, one("N", "EC2::NatGateway", ``)), config.Index{}, Bundled(), u)
	require.NoError(t, err)
	usage := r.Environments[0].component("usage")
	assert.Equal(t, USD((1000*0.048+2*100*0.01)*micro), usage.Least, "both sides pay for what crosses zones")
	assert.Equal(t, usage.Least, usage.Most)
	assert.Empty(t, r.Usage, "who says what is used says all of it")
}

func TestWhatIsBilledByItsUseIsNamedWhereNobodyAssumesAnything(t *testing.T) {
	assert.Contains(t, example(t).Usage, "NAT gateways: data")
	assert.Contains(t, example(t).Usage, "AWS Config: items and evaluations")
}

func TestAFaultInAnAssumptionNamesItsLine(t *testing.T) {
	for text, want := range map[string]string{
		"prod:\n  natGb: 1\n":          "usage.yaml:2:3: prod.natGb: is not a known key; did you mean natGB?",
		"prod:\n  natGB: -1\n":         "usage.yaml:2:10: prod.natGB: is less than nothing; write what a month uses",
		"prod:\n  natGB: much\n":       "usage.yaml:2:10: prod.natGB:",
		"":                             "usage.yaml",
		"prod: {natGB: 1}\nprod: {}\n": "usage.yaml:2",
	} {
		_, err := usageOf(t, text)
		require.ErrorContains(t, err, want, text)
	}
	u, err := usageOf(t, "prodd: {natGB: 1}")
	require.NoError(t, err)
	_, err = Of(templates(t, one("N", "EC2::NatGateway", ``)), config.Index{}, Bundled(), u)
	assert.EqualError(t, err, "usage: there is no environment prodd; the templates have prod")
}

func TestEveryAssumptionHasAnItemWithAPrice(t *testing.T) {
	for field := range reflect.TypeFor[Assumptions]().Fields() {
		_, known := items[field.Tag.Get("item")]
		assert.True(t, known, field.Name)
	}
}

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
}

func TestAssumptionsTakeOffOnlyWhatTheyCount(t *testing.T) {
	there := one("N", "EC2::NatGateway", ``) + "," + one("B", "S3::Bucket", ``) + "," + one("Q", "SQS::Queue", ``)
	for text, want := range map[string][]string{
		"prod: {}":                  {"NAT gateways: data", "S3: storage and requests", "SQS: requests"},
		"prod: {logGB: 1}":          {"NAT gateways: data", "S3: storage and requests", "SQS: requests"},
		"prod: {natGB: 0, s3GB: 1}": {"S3: storage and requests", "SQS: requests"},
		"prod: {s3GB: 1, s3ThousandWrites: 0, s3ThousandReads: 1}": {"NAT gateways: data", "SQS: requests"},
	} {
		u, err := usageOf(t, text)
		require.NoError(t, err, text)
		r, err := Of(templates(t, there), config.Index{}, Bundled(), u)
		require.NoError(t, err, text)
		assert.Equal(t, want, r.Usage, text)
	}
}

func TestEveryAssumptionCountsAKindOfUseThatIsNamedWithoutIt(t *testing.T) {
	named := map[string]bool{}
	for _, k := range kinds {
		named[k.usage] = true
	}
	keys := map[string]bool{}
	for kind, of := range counted {
		assert.True(t, named[kind], kind)
		for _, key := range of {
			keys[key] = true
		}
	}
	for field := range reflect.TypeFor[Assumptions]().Fields() {
		assert.True(t, keys[field.Tag.Get("yaml")], field.Name)
		delete(keys, field.Tag.Get("yaml"))
	}
	assert.Empty(t, keys)
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

package bootstrap

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestABucketKeepsItsKeyWhenAnotherBootstrapIsReplaced(t *testing.T) {
	for key, want := range map[string][]string{
		"":                {"--bootstrap-customer-key"},
		"AWS_MANAGED_KEY": {"--no-bootstrap-customer-key"},
		"1234-abcd":       {"--bootstrap-kms-key-id", "1234-abcd"},
	} {
		there := toolkit{variantKey: "AWS CDK: Default Resources", bucketKey: key}
		assert.Equal(t, append([]string{"--force", "--no-previous-parameters"}, want...), there.replaced(), key)
		there[variantKey] = Variant
		assert.Empty(t, there.replaced(), "it is ours: nothing is forced")
	}
	assert.Empty(t, toolkit(nil).replaced(), "nothing is there")
}

func TestAnAccountIsToldToTrustNoOtherAsAWholeAndTheOneWithThePipelineNotToDistrustItself(t *testing.T) {
	a := dev()
	assert.Contains(t, a.Command("eu-west-1", "t.json"), "--untrust")
	a.ID = a.Pipeline
	assert.NotContains(t, a.Command("eu-west-1", "t.json"), "--untrust")
	a.Pipeline = ""
	assert.NotContains(t, a.Command("eu-west-1", "t.json"), "--untrust")
}

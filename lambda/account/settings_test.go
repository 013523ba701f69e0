package main

import (
	"testing"

	"bulkhead/internal/fake"
	"bulkhead/lambda/internal/ec2"
	"bulkhead/lambda/internal/s3control"

	"github.com/aws/aws-lambda-go/cfn"
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestWhatIsAbsentOrFalseStaysAsItIs(t *testing.T) {
	nothing := aws.Config{Region: region} // any call would fail
	_, err := request(nothing, cfn.RequestCreate, map[string]any{"Account": account, "Volumes": "false", "ServiceToken": "arn"})
	assert.NoError(t, err)
}

func TestTheIDIsTheAccountAndTheRegion(t *testing.T) {
	id, err := request(aws.Config{Region: region}, cfn.RequestUpdate, map[string]any{"Account": account})
	require.NoError(t, err)
	assert.Equal(t, "123456789012/eu-west-1", id)
}

func TestAMisspeltSettingIsRefusedBeforeAnythingIsDone(t *testing.T) {
	c := start(t, nil)
	_, err := request(c, cfn.RequestCreate, map[string]any{"Account": account, "Volumes": "encrypt", "Images": "blocked"})
	assert.EqualError(t, err, `Images cannot be "blocked": write "block", or leave it out`)
	assert.False(t, encryptsVolumes(t, c))
	assert.ErrorContains(t, create(c, "Colour", "blue"), `unknown field "Colour"`)
	_, err = request(c, cfn.RequestCreate, map[string]any{"Volumes": "encrypt"})
	assert.ErrorContains(t, err, "property Account is missing")
}

func TestAFaultHidesNoOtherAndStopsNoOther(t *testing.T) {
	refuse := func(fake.Call) (any, error) { return nil, fake.Refusal("UnauthorizedOperation") }
	c := start(t, fake.Answers{"UpdateAccountPasswordPolicy": refuse, "EnableImageBlockPublicAccess": refuse})
	_, err := request(c, cfn.RequestCreate, map[string]any{
		"Account": account, "Passwords": "strict", "Volumes": "encrypt", "Images": "block",
	})
	assert.ErrorContains(t, err, "Passwords: operation error IAM")
	assert.ErrorContains(t, err, "Images: operation error EC2")
	assert.True(t, encryptsVolumes(t, c))
}

func TestDeletionLeavesTheProtections(t *testing.T) {
	c := start(t, nil)
	all := map[string]any{"Account": account, "Volumes": "encrypt", "PublicAccess": "block"}
	_, err := request(c, cfn.RequestCreate, all)
	require.NoError(t, err)
	id, err := request(c, cfn.RequestDelete, all)
	require.NoError(t, err)
	assert.Equal(t, "123456789012/eu-west-1", id)
	assert.True(t, encryptsVolumes(t, c))
	_, err = s3control.NewFromConfig(
		c,
	).GetPublicAccessBlock(
		t.Context(),
		&s3control.GetPublicAccessBlockInput{AccountId: new(account)},
	)
	assert.NoError(t, err)
}

// encryptsVolumes tells whether new volumes are encrypted.
func encryptsVolumes(t *testing.T, c aws.Config) bool {
	t.Helper()
	out, err := ec2.NewFromConfig(c).GetEbsEncryptionByDefault(t.Context(), &ec2.GetEbsEncryptionByDefaultInput{})
	require.NoError(t, err)
	return *out.EbsEncryptionByDefault
}

package main

import (
	"testing"

	"bulkhead/internal/fake"
	"bulkhead/lambda/internal/ec2"
	"bulkhead/lambda/internal/iam"
	"bulkhead/lambda/internal/s3control"
	"bulkhead/lambda/internal/ssm"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestNoBucketIsPublic(t *testing.T) {
	c := start(t, nil)
	for range 2 { // the second finds it so
		require.NoError(t, create(c, "PublicAccess", "block"))
	}
	out, err := s3control.NewFromConfig(
		c,
	).GetPublicAccessBlock(
		t.Context(),
		&s3control.GetPublicAccessBlockInput{AccountId: new(account)},
	)
	require.NoError(t, err)
	block := out.PublicAccessBlockConfiguration
	for _, on := range []*bool{
		block.BlockPublicAcls, block.BlockPublicPolicy, block.IgnorePublicAcls, block.RestrictPublicBuckets,
	} {
		assert.True(t, *on)
	}
}

func TestPasswordsAreLongAndNewAndDoNotExpire(t *testing.T) {
	c := start(t, nil)
	for range 2 {
		require.NoError(t, create(c, "Passwords", "strict"))
	}
	out, err := iam.NewFromConfig(c).GetAccountPasswordPolicy(t.Context(), nil)
	require.NoError(t, err)
	policy := out.PasswordPolicy
	assert.EqualValues(t, 14, *policy.MinimumPasswordLength)
	assert.EqualValues(t, 24, *policy.PasswordReusePrevention)
	assert.True(
		t,
		policy.RequireLowercaseCharacters && policy.RequireUppercaseCharacters && policy.RequireNumbers &&
			policy.RequireSymbols,
	)
	assert.True(t, policy.AllowUsersToChangePassword)
	assert.False(t, policy.ExpirePasswords)
}

func TestNewVolumesAreEncrypted(t *testing.T) {
	c := start(t, nil)
	for range 2 {
		require.NoError(t, create(c, "Volumes", "encrypt"))
	}
	assert.True(t, encryptsVolumes(t, c))
}

func TestNewInstancesDemandASessionForTheirMetadata(t *testing.T) {
	var asked *ec2.ModifyInstanceMetadataDefaultsInput
	c := fake.Answers{"ModifyInstanceMetadataDefaults": func(call fake.Call) (any, error) {
		asked = call.Input.(*ec2.ModifyInstanceMetadataDefaultsInput)
		return &ec2.ModifyInstanceMetadataDefaultsOutput{Return: new(true)}, nil
	}}.Alone(region)
	require.NoError(t, create(c, "InstanceMetadata", "v2"))
	assert.EqualValues(t, "required", asked.HttpTokens)
}

func TestNoFurtherImageIsShared(t *testing.T) {
	var asked *ec2.EnableImageBlockPublicAccessInput
	c := fake.Answers{"EnableImageBlockPublicAccess": func(call fake.Call) (any, error) {
		asked = call.Input.(*ec2.EnableImageBlockPublicAccessInput)
		return &ec2.EnableImageBlockPublicAccessOutput{}, nil
	}}.Alone(region)
	require.NoError(t, create(c, "Images", "block"))
	assert.EqualValues(t, "block-new-sharing", asked.ImageBlockPublicAccessState)
}

func TestNoFurtherDocumentIsShared(t *testing.T) {
	var asked *ssm.UpdateServiceSettingInput
	c := fake.Answers{"UpdateServiceSetting": func(call fake.Call) (any, error) {
		asked = call.Input.(*ssm.UpdateServiceSettingInput)
		return &ssm.UpdateServiceSettingOutput{}, nil
	}}.Alone(region)
	require.NoError(t, create(c, "Documents", "block"))
	assert.Equal(t, "/ssm/documents/console/public-sharing-permission", *asked.SettingId)
	assert.Equal(t, "Disable", *asked.SettingValue)
}

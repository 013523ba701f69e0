package custom

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestAFunctionIsWhatLambdaSaysInItsEnvironment(t *testing.T) {
	for name, value := range map[string]string{
		"AWS_REGION": "eu-west-1", "AWS_ACCESS_KEY_ID": "id", "AWS_SECRET_ACCESS_KEY": "secret", "AWS_SESSION_TOKEN": "token",
		"AWS_ENDPOINT_URL": "",
	} {
		t.Setenv(name, value)
	}
	c := Environment()
	got, err := c.Credentials.Retrieve(t.Context())
	require.NoError(t, err)
	assert.Equal(
		t,
		[]string{"eu-west-1", "id", "secret", "token"},
		[]string{c.Region, got.AccessKeyID, got.SecretAccessKey, got.SessionToken},
	)
	assert.Nil(t, c.BaseEndpoint)
	t.Setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1")
	assert.Equal(t, "http://127.0.0.1:1", *Environment().BaseEndpoint)
}

func TestAFunctionWithoutCredentialsFails(t *testing.T) {
	t.Setenv("AWS_ACCESS_KEY_ID", "")
	_, err := Environment().Credentials.Retrieve(t.Context())
	assert.ErrorContains(t, err, "static credentials are empty")
}

package iam

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestARoleIsHadForATokenOfItsProviderWhoseClaimsItsTrustNames(t *testing.T) {
	const (
		provider = "arn:aws:iam::111111111111:oidc-provider/tokens.example.com/org/1"
		role     = "arn:aws:iam::111111111111:role/ci"
	)
	m, err := modelOf(
		t,
		`"Ci": {"Type": "AWS::IAM::Role", "Properties": {"RoleName": "ci", "AssumeRolePolicyDocument": {"Statement": [{
		"Effect": "Allow", "Action": "sts:AssumeRoleWithWebIdentity", "Principal": {"Federated": "`+provider+`"},
		"Condition": {"StringEquals": {"tokens.example.com/org/1:aud": "a"}, "StringLike": {"tokens.example.com/org/1:sub": "user/??/main"}}}]}}}`,
		"",
	)
	require.NoError(t, err)
	for name, c := range map[string]struct {
		provider string
		claims   map[string]string
		want     bool
	}{
		"as the trust says":         {provider, map[string]string{"aud": "a", "sub": "user/42/main"}, true},
		"another audience":          {provider, map[string]string{"aud": "b", "sub": "user/42/main"}, false},
		"a longer subject":          {provider, map[string]string{"aud": "a", "sub": "user/42/x/main"}, false},
		"a claim that is not there": {provider, map[string]string{"sub": "user/42/main"}, false},
		"another provider":          {provider + "1", map[string]string{"aud": "a", "sub": "user/42/main"}, false},
	} {
		got, err := m.Admits(role, Token{c.provider, c.claims})
		require.NoError(t, err, name)
		assert.Equal(t, c.want, got, name)
	}
	_, err = m.Admits(role, Token{"arn:aws:iam::111111111111:role/ci", nil})
	assert.Error(t, err)
	_, err = m.Admits("arn:aws:iam::111111111111:role/other", Token{provider, nil})
	assert.Error(t, err)
}

package iam

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestConditionsHoldAsInIAM(t *testing.T) {
	context := map[string][]string{
		"aws:multifactorauthpresent": {"true"}, "aws:multifactorauthage": {"120"}, "aws:requestedregion": {"eu-west-1"},
		"aws:principalarn": {"arn:aws:iam::111111111111:user/people/ana"}, "route53:types": {"NS", "A"}, "iam:tags": {"image", "lookup"},
	}
	for _, c := range []struct {
		operator, key string
		values        []string
		want          bool
	}{
		{"StringEquals", "aws:requestedregion", []string{"us-east-1", "eu-west-1"}, true},
		{"StringEquals", "aws:requestedregion", []string{"eu-west-*"}, false},
		{"StringEquals", "aws:nothing", []string{"eu-west-1"}, false},
		{"StringEqualsIfExists", "aws:nothing", []string{"eu-west-1"}, true},
		{"StringEqualsIfExists", "aws:requestedregion", []string{"us-east-1"}, false},
		{"StringNotEquals", "aws:requestedregion", []string{"us-east-1"}, true},
		{"StringNotEquals", "aws:requestedregion", []string{"us-east-1", "eu-west-1"}, false},
		{"StringNotEquals", "aws:nothing", []string{"eu-west-1"}, true},
		{"StringLike", "aws:requestedregion", []string{"eu-?est-*"}, true},
		{"StringLike", "aws:requestedregion", []string{"eu-west-?1"}, false},
		{"ArnLike", "aws:principalarn", []string{"arn:aws:iam::111111111111:user/people/*"}, true},
		{"ArnLike", "aws:principalarn", []string{"arn:aws:iam::111111111111:user/break-glass/*"}, false},
		{"ArnLike", "aws:principalarn", []string{"arn:aws:*:user/people/ana"}, false},
		{"ArnEquals", "aws:principalarn", []string{"arn:aws:iam::111111111111:user/people/ana"}, true},
		{"ArnEquals", "aws:principalarn", []string{"ana"}, false},
		{"ArnNotEquals", "aws:principalarn", []string{"arn:aws:iam::111111111111:user/people/*"}, false},
		{"ArnNotEquals", "aws:principalarn", []string{"arn:aws:iam::111111111111:user/others/*"}, true},
		{"StringNotLike", "aws:requestedregion", []string{"eu-*"}, false},
		{"StringNotLike", "aws:requestedregion", []string{"us-*"}, true},
		{"StringNotLike", "aws:nothing", []string{"us-*"}, true},
		{"Bool", "aws:multifactorauthpresent", []string{"true"}, true},
		{"Bool", "aws:multifactorauthpresent", []string{"false"}, false},
		{"Bool", "aws:nothing", []string{"true"}, false},
		{"BoolIfExists", "aws:nothing", []string{"false"}, true},
		{"NumericLessThan", "aws:multifactorauthage", []string{"3600"}, true},
		{"NumericLessThan", "aws:multifactorauthage", []string{"120"}, false},
		{"NumericLessThan", "aws:nothing", []string{"3600"}, false},
		{"Null", "aws:nothing", []string{"true"}, true},
		{"Null", "aws:nothing", []string{"false"}, false},
		{"Null", "aws:requestedregion", []string{"false"}, true},
		{"ForAllValues:StringEquals", "route53:types", []string{"NS", "A", "AAAA"}, true},
		{"ForAllValues:StringEquals", "route53:types", []string{"NS"}, false},
		{"ForAllValues:StringEquals", "aws:nothing", []string{"NS"}, true},
		{"ForAnyValue:StringEquals", "iam:tags", []string{"image"}, true},
		{"ForAnyValue:StringEquals", "iam:tags", []string{"deploy"}, false},
		{"ForAnyValue:StringEquals", "aws:nothing", []string{"deploy"}, false},
		{"ForAnyValue:StringNotEquals", "aws:nothing", []string{"deploy"}, false},
	} {
		got, err := condition{c.operator, c.key, c.values}.holds(context, false, true)
		require.NoError(t, err)
		assert.Equal(t, c.want, got, "%s %s %v", c.operator, c.key, c.values)
	}
	for _, operator := range []string{"IpAddress", "Date", "ForSomeValues:StringEquals"} {
		_, err := condition{operator, "aws:nothing", []string{"x"}}.holds(context, false, true)
		assert.Error(t, err, operator)
	}
	_, err := condition{"NumericLessThan", "aws:requestedregion", []string{"1"}}.holds(context, false, true)
	assert.Error(t, err, "what is no number")
}

func TestAnOpenRequestTakesWhatSuitsItFromKeysThatAreNotKnown(t *testing.T) {
	const allow = `{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::data/${aws:PrincipalTag/team}/*", "Condition": {"StringEquals": {"aws:SourceVpc": "vpc-1"}}}`
	const deny = `{"Effect": "Deny", "Action": "s3:GetObject", "Resource": "*", "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "false"}}}`
	m, err := modelOf(t, roleThat("reader", allow+","+deny)+","+bucketThat(admit("222222222222")), "")
	require.NoError(t, err)
	const noMFA, tag, vpc = "aws:MultiFactorAuthPresent", "aws:PrincipalTag/team", "aws:SourceVpc"
	for name, c := range map[string]struct {
		open    bool
		context map[string][]string
		allowed bool
	}{
		"nothing is known":               {false, nil, false},
		"nothing is known, open":         {true, nil, true},
		"all is known":                   {false, map[string][]string{tag: {"blue"}, vpc: {"vpc-1"}}, true},
		"another team, open":             {true, map[string][]string{tag: {"red"}}, false},
		"another network, open":          {true, map[string][]string{vpc: {"vpc-2"}}, false},
		"known to have no factor, open":  {true, map[string][]string{noMFA: {"false"}}, false},
		"known to have a factor, closed": {false, map[string][]string{tag: {"blue"}, vpc: {"vpc-1"}, noMFA: {"true"}}, true},
	} {
		got, err := m.Decide(Request{Principal: reader, Action: "s3:GetObject", Resource: "arn:aws:s3:::data/blue/report", Open: c.open, Context: c.context})
		require.NoError(t, err)
		assert.Equal(t, c.allowed, got.Allowed, "%s: %s", name, got.Because)
	}
}

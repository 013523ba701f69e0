package iam

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const (
	writer  = "arn:aws:iam::111111111111:role/writer"
	foreign = "arn:aws:iam::999999999999:role/anybody"
	manager = "arn:aws:iam::333333333333:role/manager"
	linked  = "arn:aws:iam::111111111111:role/aws-service-role/example.amazonaws.com/AWSServiceRoleForExample"
)

// limited is a model of a role that may do everything in 111111111111, a bucket of 222222222222 that admits everybody,
// and policies of a management account, 333333333333, on both and on itself.
func limited(t *testing.T, policies map[string]string) *Model {
	t.Helper()
	m, err := modelOf(t, roleThat("writer", `{"Effect": "Allow", "Action": "*", "Resource": "*"}`),
		bucketThat(`{"Effect": "Allow", "Action": "s3:*", "Resource": "*", "Principal": "*"}`))
	require.NoError(t, err)
	for kind, statement := range policies {
		require.NoError(t, m.Limit("333333333333", kind, content(t, statement), "111111111111", "222222222222", "333333333333"))
	}
	return m
}

func content(t *testing.T, statement string) any {
	t.Helper()
	var parsed any
	require.NoError(t, json.Unmarshal([]byte(`{"Statement": [`+statement+`]}`), &parsed))
	return parsed
}

func TestAServiceControlPolicyBindsWhoeverCallsFromItsAccountsAndNobodyElse(t *testing.T) {
	m := limited(t, map[string]string{"SERVICE_CONTROL_POLICY": `{"Sid": "No", "Effect": "Deny", "Action": "s3:Put*", "Resource": "*",
		"Condition": {"ArnNotLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/deploy-*"}}}`})
	for name, c := range map[string]struct {
		principal, action string
		want              bool
	}{
		"a role of an account":        {writer, "s3:PutObject", false},
		"another action":              {writer, "s3:GetObject", true},
		"the root user of an account": {"arn:aws:iam::111111111111:root", "s3:PutObject", false},
		"a role that is spared":       {"arn:aws:iam::111111111111:role/deploy-all", "s3:PutObject", true},
		"the management account":      {manager, "s3:PutObject", true},
		"an account outside":          {foreign, "s3:PutObject", true},
		"a service-linked role":       {linked, "s3:PutObject", true},
		"a service":                   {"cloudtrail.amazonaws.com", "s3:PutObject", true},
		"nobody whom AWS knows":       {"", "s3:PutObject", true},
	} {
		got, err := m.Limited(Request{Principal: c.principal, Action: c.action, Resource: "arn:aws:s3:::data/x"})
		require.NoError(t, err, name)
		assert.Equal(t, c.want, got.Allowed, "%s: %s", name, got.Because)
	}
	got, err := m.Decide(Request{Principal: writer, Action: "s3:PutObject", Resource: "arn:aws:s3:::data/x"})
	require.NoError(t, err)
	assert.Equal(t, Decision{Allowed: false, Because: "denied by management SERVICE_CONTROL_POLICY (AWS::Organizations::Policy) No"}, got, "whatever the role may do")
}

func TestAResourceControlPolicyBindsWhoeverUsesWhatItsAccountsOwn(t *testing.T) {
	m := limited(t, map[string]string{"RESOURCE_CONTROL_POLICY": `
		{"Sid": "Ours", "Effect": "Deny", "Action": ["s3:*", "kms:*"], "Resource": "*", "Principal": "*", "Condition": {
			"StringNotEqualsIfExists": {"aws:PrincipalOrgID": "o-ours"}, "BoolIfExists": {"aws:PrincipalIsAWSService": "false"}}},
		{"Sid": "ForUs", "Effect": "Deny", "Action": "s3:*", "Resource": "*", "Principal": "*", "Condition": {
			"StringNotEqualsIfExists": {"aws:SourceOrgID": "o-ours"}, "Null": {"aws:SourceAccount": "false"}, "Bool": {"aws:PrincipalIsAWSService": "true"}}}`})
	const object, key = "arn:aws:s3:::data/x", "arn:aws:kms:eu-west-1:222222222222:key/1"
	for name, c := range map[string]struct {
		Request
		want bool
	}{
		"a member":                      {Request{Principal: writer, Action: "s3:GetObject", Resource: object}, true},
		"the management account":        {Request{Principal: manager, Action: "s3:GetObject", Resource: object}, true},
		"an account outside":            {Request{Principal: foreign, Action: "s3:GetObject", Resource: object}, false},
		"nobody whom AWS knows":         {Request{Action: "s3:GetObject", Resource: object}, false},
		"a service-linked role":         {Request{Principal: linked, Action: "s3:GetObject", Resource: object}, true},
		"a service that says nothing":   {Request{Principal: "logs.amazonaws.com", Action: "s3:PutObject", Resource: object}, true},
		"a service for a member":        {Request{Principal: "logs.amazonaws.com", Action: "s3:PutObject", Resource: object, Context: map[string][]string{"aws:SourceAccount": {"111111111111"}}}, true},
		"a service for somebody else":   {Request{Principal: "logs.amazonaws.com", Action: "s3:PutObject", Resource: object, Context: map[string][]string{"aws:SourceAccount": {"999999999999"}}}, false},
		"a key":                         {Request{Principal: foreign, Action: "kms:Decrypt", Resource: key}, false},
		"what no policy can deny":       {Request{Principal: foreign, Action: "kms:RetireGrant", Resource: key}, true},
		"a key of the management":       {Request{Principal: foreign, Action: "kms:Decrypt", Resource: "arn:aws:kms:eu-west-1:333333333333:key/1"}, true},
		"an account without the policy": {Request{Principal: foreign, Action: "kms:Decrypt", Resource: "arn:aws:kms:eu-west-1:444444444444:key/1"}, true},
	} {
		got, err := m.Limited(c.Request)
		require.NoError(t, err, name)
		assert.Equal(t, c.want, got.Allowed, "%s: %s", name, got.Because)
	}
}

func TestAKeyThatIsNotThereDiffersFromOneThatIsNotKnown(t *testing.T) {
	m := limited(t, map[string]string{"SERVICE_CONTROL_POLICY": `{"Effect": "Deny", "Action": "*", "Resource": "*",
		"Condition": {"Null": {"aws:AssumedRoot": "true"}, "ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:root"}}}`})
	request := Request{Principal: "arn:aws:iam::111111111111:root", Action: "s3:GetObject", Resource: "arn:aws:s3:::data/x"}
	for name, c := range map[string]struct {
		open    bool
		context map[string][]string
		want    bool
	}{
		"closed, and nobody has said":  {false, nil, false},
		"open, and nobody has said":    {true, nil, true},
		"open, and known not to be so": {true, map[string][]string{"aws:AssumedRoot": nil}, false},
		"closed, and it is there":      {false, map[string][]string{"aws:AssumedRoot": {"true"}}, true},
	} {
		request.Open, request.Context = c.open, c.context
		got, err := m.Limited(request)
		require.NoError(t, err, name)
		assert.Equal(t, c.want, got.Allowed, "%s: %s", name, got.Because)
	}
}

func TestWhatAnAllowListOfAWSOrganizationsAddsIsNothing(t *testing.T) {
	m := limited(t, map[string]string{"SERVICE_CONTROL_POLICY": `{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}`})
	got, err := m.Decide(Request{Principal: writer, Action: "sqs:SendMessage", Resource: "arn:aws:sqs:eu-west-1:111111111111:q"})
	require.NoError(t, err)
	assert.True(t, got.Allowed, "the policy that AWS attaches allows everything")
}

func TestPoliciesThatAWSWouldRefuseOrThatNobodyCanJudgeAreErrors(t *testing.T) {
	m := limited(t, nil)
	for name, c := range map[string]struct{ kind, statement, target string }{
		"principal":  {"RESOURCE_CONTROL_POLICY", `{"Effect": "Deny", "Action": "s3:*", "Resource": "*", "Principal": {"AWS": "111111111111"}}`, "111111111111"},
		"permission": {"RESOURCE_CONTROL_POLICY", `{"Effect": "Allow", "Action": "s3:*", "Resource": "*", "Principal": "*"}`, "111111111111"},
		"service":    {"RESOURCE_CONTROL_POLICY", `{"Effect": "Deny", "Action": "sns:*", "Resource": "*", "Principal": "*"}`, "111111111111"},
		"NotAction":  {"RESOURCE_CONTROL_POLICY", `{"Effect": "Deny", "NotAction": "s3:*", "Resource": "*", "Principal": "*"}`, "111111111111"},
		"unit":       {"SERVICE_CONTROL_POLICY", `{"Effect": "Deny", "Action": "s3:*", "Resource": "*"}`, "ou-ab12-cd34ef56"},
		"kind":       {"TAG_POLICY", `{"Effect": "Deny", "Action": "s3:*", "Resource": "*"}`, "111111111111"},
	} {
		assert.Error(t, m.Limit("333333333333", c.kind, content(t, c.statement), c.target), name)
	}
	require.NoError(t, m.Limit("333333333333", "DECLARATIVE_POLICY_EC2", nil, "111111111111"), "it is no policy of principals")
}

func TestPermissionsAreWhatPoliciesOfAPrincipalAllow(t *testing.T) {
	m, err := modelOf(t, roleThat("reader", `{"Sid": "A", "Effect": "Allow", "Action": ["s3:Get*", "s3:List*"], "Resource": "arn:aws:s3:::data/*"},
		{"Effect": "Deny", "Action": "s3:*", "Resource": "*"}`), "")
	require.NoError(t, err)
	where := "home reader (AWS::IAM::Role) A"
	assert.Equal(t, []Permission{{"s3:get*", "arn:aws:s3:::data/*", where}, {"s3:list*", "arn:aws:s3:::data/*", where}}, m.Permissions(reader))
	assert.Empty(t, m.Permissions(writer))
}

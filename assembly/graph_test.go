package assembly

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestReferencesAreFoundInEveryIntrinsic(t *testing.T) {
	for name, c := range map[string]struct {
		value any
		want  []string
	}{
		"Ref":                  {map[string]any{"Ref": "A"}, []string{"A"}},
		"pseudo parameter":     {map[string]any{"Ref": "AWS::Region"}, nil},
		"GetAtt as a list":     {map[string]any{"Fn::GetAtt": []any{"A", "Arn"}}, []string{"A"}},
		"GetAtt as text":       {map[string]any{"Fn::GetAtt": "A.Arn"}, []string{"A"}},
		"Sub":                  {map[string]any{"Fn::Sub": "${A}-${B.Arn}-${AWS::Region}-${!C}"}, []string{"A", "B"}},
		"Sub with own names":   {map[string]any{"Fn::Sub": []any{"${x}-${A}", map[string]any{"x": map[string]any{"Ref": "B"}}}}, []string{"A", "B"}},
		"deep, twice, sorted":  {[]any{map[string]any{"k": []any{map[string]any{"Ref": "B"}}}, map[string]any{"Ref": "A"}, map[string]any{"Ref": "B"}}, []string{"A", "B"}},
		"a value without any":  {"${A}", nil},
		"an empty Sub is fine": {map[string]any{"Fn::Sub": []any{}}, nil},
	} {
		t.Run(name, func(t *testing.T) { assert.Equal(t, c.want, References(c.value)) })
	}
}

func TestAValueIsFollowedToTheResourceItDenotes(t *testing.T) {
	a := cloud(t)
	for name, c := range map[string]struct {
		stack string
		value any
		want  string
	}{
		"Ref":                     {"dev/network", map[string]any{"Ref": "Vpc"}, "dev/network Vpc (AWS::EC2::VPC)"},
		"GetAtt":                  {"dev/network", map[string]any{"Fn::GetAtt": "Database.GroupId"}, "dev/network Database (AWS::EC2::SecurityGroup)"},
		"import":                  {"dev/data", a.Stack("dev/data").Resource("Orders").Get("VPCSecurityGroups", "0"), "dev/network Database (AWS::EC2::SecurityGroup)"},
		"output of a region":      {"dev/replica", a.Stack("dev/replica").Resource("Copy").Get("BucketName"), "dev/network Vpc (AWS::EC2::VPC)"},
		"output by role":          {"pipeline", map[string]any{"Fn::GetStackOutput": map[string]any{"StackName": "dev-network", "OutputName": "Vpc", "RoleArn": "arn:aws:iam::333333333333:role/r"}}, "dev/network Vpc (AWS::EC2::VPC)"},
		"import, other account":   {"pipeline", map[string]any{"Fn::ImportValue": "dev-network:DatabaseGroup"}, ""},
		"import, other region":    {"dev/replica", map[string]any{"Fn::ImportValue": "dev-network:DatabaseGroup"}, ""},
		"output of no such stack": {"dev/data", map[string]any{"Fn::GetStackOutput": map[string]any{"StackName": "x", "OutputName": "Vpc"}}, ""},
		"parameter":               {"dev/network", map[string]any{"Ref": "Version"}, ""},
		"literal":                 {"dev/network", "Vpc", ""},
	} {
		t.Run(name, func(t *testing.T) {
			resource, found := a.Resolve(a.Stack(c.stack), c.value)
			require.Equal(t, c.want != "", found)
			if found {
				assert.Equal(t, c.want, resource.String())
			}
		})
	}
}

func TestARingOfExportsEnds(t *testing.T) {
	ring := &Stack{ID: "ring", Outputs: map[string]Output{
		"A": {Value: map[string]any{"Fn::ImportValue": "a"}, Export: "a"},
	}}
	_, found := (&Assembly{Stacks: []*Stack{ring}}).Resolve(ring, map[string]any{"Fn::ImportValue": "a"})
	assert.False(t, found)
}

func TestStatementsOfAnyPolicyReadAlike(t *testing.T) {
	data := cloud(t).Stack("dev/data")

	key := Statements(data.Resource("Key"))
	require.Len(t, key, 2)
	assert.Equal(t, []string{"kms:*"}, key[0].Actions)
	assert.Equal(t, []any{"*"}, key[0].Resources)
	assert.Equal(t, "AWS", key[0].Principals[0].Kind)
	assert.Equal(t, "Deny", key[1].Effect)
	assert.Equal(t, []string{"kms:Decrypt"}, key[1].NotActions)
	assert.Equal(t, []Principal{{Kind: "AWS", ID: "*"}}, key[1].Principals)
	assert.Contains(t, key[1].Condition, "Bool")

	role := Statements(data.Resource("Role"))
	require.Len(t, role, 2)
	assert.Equal(t, "AssumeRolePolicyDocument.Statement", role[0].Path)
	assert.Equal(t, []Principal{{"Service", "ecs.amazonaws.com"}, {"Service", "ec2.amazonaws.com"}}, role[0].Principals)
	assert.Equal(t, []string{"kms:Sign", "kms:Verify"}, role[1].Actions, "a statement under a condition is one, too")
	assert.Equal(t, []any{map[string]any{"Fn::GetAtt": []any{"Key", "Arn"}}}, role[1].Resources)
}

func TestAPolicyWrittenAsTextIsReadToo(t *testing.T) {
	statements := Statements(cloud(t).Stack("dev/data").Resource("LogPolicy"))
	require.Len(t, statements, 1)
	assert.Equal(t, []string{"logs:PutLogEvents"}, statements[0].Actions)
	assert.Equal(t, []any{"${Key}"}, statements[0].Resources)
}

func TestAResourceWithoutPolicyHasNoStatements(t *testing.T) {
	assert.Empty(t, Statements(cloud(t).Stack("dev/network").Resource("Database")))
}

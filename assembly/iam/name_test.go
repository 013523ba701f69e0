package iam

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestNamesAreTheSameWhereverTheyAreReferredTo(t *testing.T) {
	m, err := modelOf(t, `"Plain": {"Type": "AWS::S3::Bucket"}, "Key": {"Type": "AWS::KMS::Key"}, "Secret": {"Type": "AWS::SecretsManager::Secret", "Properties": {"Name": "RA/key"}},
		"Topic": {"Type": "AWS::SNS::Topic"}, "Role": {"Type": "AWS::IAM::Role", "Properties": {"RoleName": {"Fn::Join": ["-", ["x", {"Ref": "AWS::Region"}]]}}},
		"Rule": {"Type": "AWS::Events::Rule", "Properties": {"Name": "acme-root"}}, "Database": {"Type": "AWS::RDS::DBInstance"}`, "")
	require.NoError(t, err)
	for value, want := range map[string]string{
		`{"Ref": "Plain"}`:                                                          "home-Plain",
		`{"Fn::GetAtt": ["Plain", "Arn"]}`:                                          "arn:aws:s3:::home-Plain",
		`{"Fn::GetAtt": ["Key", "Arn"]}`:                                            "arn:aws:kms:eu-west-1:111111111111:key/home-Key",
		`{"Ref": "Secret"}`:                                                         "arn:aws:secretsmanager:eu-west-1:111111111111:secret:RA/key-random",
		`{"Ref": "AWS::StackId"}`:                                                   "arn:aws:cloudformation:eu-west-1:111111111111:stack/home/id",
		`{"Ref": "Topic"}`:                                                          "arn:aws:sns:eu-west-1:111111111111:home-Topic",
		`{"Fn::GetAtt": ["Role", "Arn"]}`:                                           "arn:aws:iam::111111111111:role/x-eu-west-1",
		`{"Fn::GetAtt": ["Rule", "Arn"]}`:                                           "arn:aws:events:eu-west-1:111111111111:rule/acme-root",
		`{"Fn::GetAtt": ["Database", "MasterUserSecret.SecretArn"]}`:                "arn:aws:secretsmanager:eu-west-1:111111111111:secret:rds!home-Database",
		`{"Fn::GetAtt": ["Database", "Endpoint.Address"]}`:                          "home-Database.Endpoint.Address",
		`{"Fn::Sub": "${Plain.Arn}/${!aws:username}/${AWS::AccountId}"}`:            "arn:aws:s3:::home-Plain/${aws:username}/111111111111",
		`{"Fn::Join": ["/", ["a", {"Ref": "AWS::StackName"}, true, 3]]}`:            "a/home/true/3",
		`{"Fn::Select": [5, {"Fn::Split": [":", {"Fn::GetAtt": ["Key", "Arn"]}]}]}`: "key/home-Key",
	} {
		var parsed any
		require.NoError(t, json.Unmarshal([]byte(value), &parsed))
		got, err := m.Text(m.names.Stack("home"), parsed)
		require.NoError(t, err)
		assert.Equal(t, want, got, value)
	}
}

func TestATypeThatNobodyClassifiedHasNoName(t *testing.T) {
	m, err := modelOf(t, `"New": {"Type": "AWS::New::Thing"}`, "")
	require.NoError(t, err)
	for _, reference := range []string{"Ref", "Arn"} {
		_, err = m.names.reference(m.names.Stack("home"), "New", strings.TrimPrefix(reference, "Ref"))
		assert.ErrorContains(t, err, `"AWS::New::Thing": {`)
	}
}

package iam

import (
	_ "embed"
	"encoding/json"
	"path"
	"strings"

	"bulkhead/assembly"
)

// awsPolicies are the statements of AWS's own policies that templates of ours name, and those of the CDK's bootstrap,
// by name, as AWS's managed policy reference has them in November 2026 or, where a later one only adds to it, in
// February 2025.
//
//go:embed aws.json
var awsPolicies []byte

// awsPolicy returns the statements of one of AWS's own policies, by its ARN, and whether they are known.
func (n names) awsPolicy(arn string) ([]statement, bool, error) {
	if n.aws == nil {
		return nil, false, nil
	}
	written, known := n.aws[path.Base(arn)]
	if !known || !strings.HasPrefix(arn, awsPolicyPrefix) {
		return nil, false, nil
	}
	owner := &assembly.Resource{
		LogicalID:  path.Base(arn),
		Type:       "AWS::IAM::ManagedPolicy",
		Properties: map[string]any{"PolicyDocument": map[string]any{"Statement": written}},
		Stack:      &assembly.Stack{ID: "aws"},
	}
	var all []statement
	for _, written := range assembly.Statements(owner) {
		s, err := n.statement(written)
		if err != nil {
			return nil, false, err
		}
		all = append(all, s)
	}
	return all, true, nil
}

const awsPolicyPrefix = "arn:aws:iam::aws:policy/"

// readAWSPolicies reads the policies of AWS's that are known.
func readAWSPolicies() (map[string]any, error) {
	var all map[string]any
	return all, json.Unmarshal(awsPolicies, &all)
}

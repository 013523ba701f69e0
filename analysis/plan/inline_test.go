package plan

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// permits is a policy with so many characters, about, on a role.
func permits(id string, length int) map[string]string {
	return things(id, "AWS::IAM::Policy", fmt.Sprintf(
		`'PolicyName': '%s', 'Roles': [{'Ref': 'Role'}], 'PolicyDocument': {'Statement': [{'Effect': 'Allow', 'Action': 's3:GetObject', 'Resource': 'arn:aws:s3:::%s'}]}`,
		id,
		strings.Repeat("x", length),
	))
}

func TestTheOwnPoliciesOfARoleFitTogetherAlsoWhileOldOnesAreStillThere(t *testing.T) {
	role := things("Role", "AWS::IAM::Role", `'AssumeRolePolicyDocument': {}`)
	half, third := mostInline/2, mostInline/3
	for _, edit := range []struct {
		says       string
		base, head map[string]string
		want       []string
	}{
		{"they fit", role, both(role, both(permits("A", third), permits("B", third))), nil},
		{
			"they do not", role,
			both(role, both(permits("A", half), permits("B", half))),
			[]string{"dev/main/Role: limit"},
		},
		{
			"they do, and not with the one that goes", both(role, both(permits("A", third), permits("B", third))),
			both(role, both(permits("A", third), permits("C", third))),
			[]string{"dev/main/Role: limit"},
		},
		{
			"one that changes in place counts once", both(role, both(permits("A", third), permits("B", third))),
			both(role, both(permits("A", third), permits("B", third+9))), nil,
		},
		{
			"one in the role counts as well",
			role,
			both(
				things("Role", "AWS::IAM::Role",
					`'AssumeRolePolicyDocument': {}, 'Policies': [{'PolicyName': 'p', 'PolicyDocument': {'Statement': '`+strings.Repeat("y", half)+`'}}]`),
				permits("A", half),
			),
			[]string{"dev/main/Role: limit"},
		},
	} {
		p := compare(t, one(t, edit.base), one(t, edit.head), Options{})
		assert.Equal(t, edit.want, said(p, Refused), edit.says)
	}
}

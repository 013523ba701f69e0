package application

import (
	"strings"

	"bulkhead/config"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/constructs-go/constructs/v10"
)

// executionsOf are the ARNs of the executions of a state machine.
func executionsOf(machine string) string {
	return strings.Replace(machine, ":stateMachine:", ":execution:", 1) + ":*"
}

// ReleaseRoleProps is who releases an application in an environment, and what that is.
type ReleaseRoleProps struct {
	Name     string
	Account  config.AccountID // of the pipeline that releases
	Pipeline string           // the ARN of its role
	Machines []string         // ARNs
}

// NewReleaseRole adds the role of an environment's account that a pipeline elsewhere has while it releases. Its
// account is named as principal, and its role by a condition, so that one can be made before the other.
func NewReleaseRole(scope constructs.Construct, id string, props ReleaseRoleProps) {
	role := awsiam.NewRole(scope, &id, &awsiam.RoleProps{
		RoleName:    &props.Name,
		Description: new("releases an application, for the pipeline that deploys it"),
		AssumedBy: awsiam.NewAccountPrincipal(string(props.Account)).WithConditions(&map[string]any{
			"ArnEquals": map[string]string{"aws:PrincipalArn": props.Pipeline},
		}),
	})
	for _, statement := range MayRelease(props.Machines...) {
		role.AddToPolicy(statement)
	}
	// CodePipeline asks which kind of state machine it is. Source: aws-cdk pull request 8931.
	role.AddToPolicy(allow("Ask", props.Machines, "states:DescribeStateMachine"))
}

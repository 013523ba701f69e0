package application

import (
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/jsii-runtime-go"
)

// allow returns a statement that allows actions on resources.
func allow(sid string, resources []string, actions ...string) awsiam.PolicyStatement {
	return awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
		Sid:       &sid,
		Actions:   jsii.Strings(actions...),
		Resources: jsii.Strings(resources...),
	})
}

// MayPush returns what lets somebody push images to one repository, given by ARN, and tell whether one is there. A
// token for the registry is of no repository.
func MayPush(repository string) []awsiam.PolicyStatement {
	return []awsiam.PolicyStatement{
		allow("Login", []string{"*"}, "ecr:GetAuthorizationToken"),
		allow("Push", []string{repository},
			"ecr:BatchCheckLayerAvailability",
			"ecr:BatchGetImage",
			"ecr:CompleteLayerUpload",
			"ecr:GetDownloadUrlForLayer",
			"ecr:InitiateLayerUpload",
			"ecr:PutImage",
			"ecr:UploadLayerPart",
		),
	}
}

// MayRelease returns what lets somebody start releasers, given by ARN, and see how their executions end.
func MayRelease(machines ...string) []awsiam.PolicyStatement {
	var executions []string
	for _, machine := range machines {
		executions = append(executions, executionsOf(machine))
	}
	return []awsiam.PolicyStatement{
		allow("Start", machines, "states:StartExecution"),
		allow("See", executions, "states:DescribeExecution"),
	}
}

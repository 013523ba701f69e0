package ecs

import (
	"github.com/aws/aws-cdk-go/awscdk/v2/awsecs"
	"github.com/aws/jsii-runtime-go"
)

// openFiles is how many files a container may hold open, connections included: the same on instances, where Docker
// would start with 1,024, as on Fargate, which has it by itself. Source: the Amazon ECS developer guide, "Amazon ECS
// task definition parameters for Fargate", resource limits.
func openFiles() *[]*awsecs.Ulimit {
	const most = 65535
	return &[]*awsecs.Ulimit{{
		Name: awsecs.UlimitName_NOFILE, SoftLimit: jsii.Number(most), HardLimit: jsii.Number(most),
	}}
}

package store

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/constructs-go/constructs/v10"
)

// TakeOver has a stack import a resource that exists under the name that it has in the template. The mark tells the
// plan and the preflight. The policy Retain, without an exception for the deployment that makes it, has no rollback
// delete what was there before.
func TakeOver(made constructs.IConstruct) {
	resource := made.Node().DefaultChild().(awscdk.CfnResource)
	resource.AddMetadata(new("TakesOver"), true) // assembly.Resource.TakesOver reads it
	resource.ApplyRemovalPolicy(awscdk.RemovalPolicy_RETAIN, nil)
}

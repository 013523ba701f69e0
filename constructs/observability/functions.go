package observability

import (
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslogs"
)

// LogFunctions makes the functions behind the stack's custom resources, which
// CDK adds by itself, log to group; else Lambda makes groups for them that have
// no key and never expire.
func LogFunctions(stack awscdk.Stack, group awslogs.LogGroup) {
	for _, child := range *stack.Node().Children() {
		if !strings.HasPrefix(*child.Node().Id(), "Custom::") {
			continue
		}
		handler := child.Node().FindChild(new("Handler")).(awscdk.CfnResource)
		handler.AddPropertyOverride(new("LoggingConfig"), map[string]any{"LogGroup": group.LogGroupName()})
	}
}

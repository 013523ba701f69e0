// Protection gives the stacks of an account and region that hold state termination protection, and takes it from those
// whose first deployment failed, so that it can be tried again. CloudFormation itself cannot: CDK Pipelines sets no
// protection, and the CDK CLI sets it before it knows whether the stack can be made.
//
// EventBridge starts it when the status of a stack changes, and every hour, in case that an event was lost. Which
// stacks hold state, their templates say: their Metadata has TerminationProtection: on.
//
// What the function's role must be allowed:
//
//	action                                       resource
//	cloudformation:DescribeStacks                *
//	cloudformation:GetTemplateSummary            the stacks whose names begin with a stage of STAGES
//	cloudformation:UpdateTerminationProtection   the same
package main

package stacks

import (
	"maps"
	"slices"

	"bulkhead/constructs/store"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/jsii-runtime-go"
)

// offered describes the exports that offer makes. Those that CDK makes for whoever uses a value have no description: a
// test refuses them.
const offered = "Offered to other stacks, whether or not one uses it"

// offer exports values of a stack for as long as the stack has them, under the names that references from other stacks
// resolve to. So what a stack exports never depends on who uses it, and who stops using a value changes alone.
func offer(stack awscdk.Stack, values ...*string) {
	for _, value := range values {
		stack.ExportValue(value, &awscdk.ExportValueOptions{Description: new(offered)})
	}
}

// offerAs exports a value under a name of ours, by which another stage imports it.
func offerAs(stack awscdk.Stack, name string, value *string) {
	stack.ExportValue(value, &awscdk.ExportValueOptions{Name: &name, Description: new(offered)})
}

// offerStore exports all that follows for a service from naming a store in uses, from the stacks that it is in.
func offerStore(s store.Store) {
	for _, port := range s.Ports {
		offerReferences(*port.SecurityGroup.SecurityGroupId())
	}
	for _, suffix := range slices.Sorted(maps.Keys(s.Variables)) {
		offerReferences(s.Variables[suffix])
	}
	for _, suffix := range slices.Sorted(maps.Keys(s.Secrets)) {
		offerReferences(s.Secrets[suffix].ARN)
	}
	if s.Mount != nil {
		offerReferences(s.Mount.FileSystem, s.Mount.ID, s.Mount.ARN)
	}
	for _, permission := range s.Permissions {
		offerReferences(permission.Resources...)
	}
}

// offerReferences exports the attributes of resources that are in the texts.
func offerReferences(texts ...string) {
	for _, text := range texts {
		for _, token := range *awscdk.Tokenization_ReverseString(&text).Tokens() {
			if !*awscdk.Reference_IsReference(token) {
				continue // another stage offers it
			}
			var reference awscdk.Reference
			jsii.UnsafeCast(token, &reference)
			offer(awscdk.Stack_Of(reference.Target()), awscdk.Token_AsString(reference, nil))
		}
	}
}

// offerNetwork exports a network and all its subnets, with their route tables.
func offerNetwork(vpc awsec2.Vpc) {
	stack := awscdk.Stack_Of(vpc)
	offer(stack, vpc.VpcId())
	for _, tier := range []*[]awsec2.ISubnet{vpc.PublicSubnets(), vpc.PrivateSubnets(), vpc.IsolatedSubnets()} {
		for _, subnet := range *tier {
			offer(stack, subnet.SubnetId(), subnet.RouteTable().RouteTableId())
		}
	}
}

package main

import (
	"bulkhead/lambda/internal/custom"
	"bulkhead/lambda/internal/ec2"

	"github.com/aws/aws-sdk-go-v2/aws"
)

func main() {
	custom.Serve(func(c aws.Config) custom.Types {
		return function{aws: c, poll: custom.Patient}.types()
	})
}

// function connects the networks of the account and the region that it runs in to others.
type function struct {
	aws  aws.Config
	poll custom.Poll
}

// types are the resource types that f serves.
func (f function) types() custom.Types {
	return custom.Types{
		"Custom::TransitGatewayDefaults":    custom.Resource[defaults]{Apply: f.setDefaults, Remove: f.unsetDefaults}.Handle,
		"Custom::SharedTransitGateway":      custom.Resource[shared]{Apply: f.awaitShared}.Handle,
		"Custom::TransitGateway":            custom.Resource[named]{Apply: f.findNamed}.Handle,
		"Custom::TransitGatewayPeering":     custom.Resource[peering]{Apply: f.accept}.Handle,
		"Custom::TransitGatewayPeered":      custom.Resource[peered]{Apply: f.findPeered}.Handle,
		"Custom::TransitGatewayRoutes":      custom.Resource[routes]{Apply: f.lead, Remove: f.unlead}.Handle,
		"Custom::TransitGatewayAssociation": custom.Resource[association]{Apply: f.associate, Remove: f.disassociate}.Handle,
		"Custom::PrivateZone":               custom.Resource[privateZone]{Apply: f.openZone, Remove: f.closeZone}.Handle,
	}
}

// ec2 is EC2 in a region.
func (f function) ec2(region string) *ec2.Client {
	return ec2.NewFromConfig(f.aws, func(o *ec2.Options) { o.Region = region })
}

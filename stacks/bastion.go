package stacks

import (
	"bulkhead/config"
	"bulkhead/constructs/bastion"
	"bulkhead/constructs/network"
	"bulkhead/constructs/store"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
)

// newBastion is the stack of an environment's bastion.
func newBastion(stage awscdk.Stage, c *config.Config, e config.Environment, base baseline, vpc awsec2.IVpc, stores map[string]store.Store) {
	props := bastion.Props{
		Bastion:  *e.Bastion,
		Vpc:      vpc,
		Subnets:  network.Subnets(network.Private),
		Key:      base.data,
		Sessions: sessions(c, e.Account, e.Name),
		Alerts:   base.alerts,
	}
	for _, name := range e.Bastion.Uses {
		props.Stores = append(props.Stores, stores[name])
	}
	bastion.New(newStack(stage, "bastion", stateless, "An instance that people forward ports through"), "Bastion", props)
}

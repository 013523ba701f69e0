package main

import (
	"bulkhead/internal/aws/globalaccelerator"
	"bulkhead/internal/client"
	"bulkhead/lambda/internal/custom"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/route53"
)

func main() {
	custom.Serve(func(c aws.Config) custom.Types { return newFunction(c).types() })
}

// home is where Global Accelerator's API is, for all regions.
const home = "us-west-2"

// function looks for what the account has that it runs in.
type function struct {
	accelerators *globalaccelerator.Client
	zones        *route53.Client
}

func newFunction(c aws.Config) function {
	return function{globalaccelerator.NewFromConfig(client.In(c, home)), route53.NewFromConfig(c)}
}

// types are the resource types that f serves.
func (f function) types() custom.Types {
	return custom.Types{
		"Custom::AcceleratorListener": custom.Resource[listener]{Apply: f.findListener}.Handle,
		"Custom::PublicZone":          custom.Resource[zone]{Apply: f.findZone}.Handle,
	}
}

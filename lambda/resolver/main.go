package main

import (
	"bulkhead/lambda/internal/custom"
	"bulkhead/lambda/internal/route53resolver"

	"github.com/aws/aws-sdk-go-v2/aws"
)

func main() {
	custom.Serve(func(c aws.Config) custom.Types { return newFunction(c).types() })
}

// function asks for the firewalls of the account and region that it runs in.
type function struct {
	region   string
	resolver *route53resolver.Client
}

func newFunction(c aws.Config) function {
	return function{c.Region, route53resolver.NewFromConfig(c)}
}

// types are the resource types that f serves.
func (f function) types() custom.Types {
	return custom.Types{
		"Custom::DNSFirewall": custom.Resource[firewall]{Apply: f.prepare, Remove: f.reset}.Handle,
	}
}

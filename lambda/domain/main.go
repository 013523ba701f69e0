package main

import (
	"context"
	"net"
	"time"

	"bulkhead/lambda/internal/custom"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/route53"
)

func main() {
	custom.Serve(func(c aws.Config) custom.Types { return newFunction(c).types() })
}

// function looks at zones of the account that it runs in, and asks public DNS.
type function struct {
	zones *route53.Client
	names func(ctx context.Context, domain string) ([]*net.NS, error) // of a domain's name servers
	wait  custom.Poll
}

// newFunction asks for two minutes: who has just delegated a domain need not count seconds.
func newFunction(c aws.Config) function {
	return function{
		zones: route53.NewFromConfig(c),
		names: net.DefaultResolver.LookupNS,
		wait:  custom.Poll{Every: 15 * time.Second, For: 2 * time.Minute},
	}
}

// types are the resource types that f serves.
func (f function) types() custom.Types {
	return custom.Types{
		"Custom::DelegatedDomain": custom.Resource[delegated]{Apply: f.look, Again: f.again}.Handle,
	}
}

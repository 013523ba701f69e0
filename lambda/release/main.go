package main

import (
	"bulkhead/internal/aws/ssm"
	"bulkhead/lambda/internal/custom"

	"github.com/aws/aws-sdk-go-v2/aws"
)

func main() {
	custom.Serve(func(c aws.Config) custom.Types { return newFunction(c).types() })
}

// function makes parameters in the account and the region that it runs in.
type function struct{ parameters *ssm.Client }

func newFunction(c aws.Config) function { return function{ssm.NewFromConfig(c)} }

// types are the resource types that f serves.
func (f function) types() custom.Types {
	return custom.Types{"Custom::Release": custom.Resource[release]{Apply: f.make}.Handle}
}

package main

import (
	"bulkhead/lambda/internal/custom"

	"github.com/aws/aws-sdk-go-v2/aws"
)

func main() {
	custom.Serve(func(c aws.Config) custom.Types {
		return function{aws: c, poll: custom.Patient}.types()
	})
}

// function changes the account and the region that it runs in.
type function struct {
	aws  aws.Config
	poll custom.Poll
}

// types are the resource types that f serves.
func (f function) types() custom.Types {
	return custom.Types{
		"Custom::AccountSettings": custom.Resource[settings]{Apply: f.apply}.Handle,
	}
}

package main

import (
	"context"

	"bulkhead/lambda/internal/custom"

	"github.com/aws/aws-lambda-go/cfn"
	"github.com/aws/aws-sdk-go-v2/aws"
)

func main() {
	custom.Serve(func(c aws.Config) custom.Types { return function{aws: c, poll: custom.Patient}.types() })
}

// function is in one of the regions, and asks in both.
type function struct {
	aws  aws.Config
	poll custom.Poll
}

// types are the resource types that f serves.
func (f function) types() custom.Types {
	pairs := custom.Resource[pair]{Apply: f.begin, Remove: f.end}
	return custom.Types{
		"Custom::DomainReplication": func(ctx context.Context, event cfn.Event) (string, map[string]any, error) {
			p, err := custom.Decode[pair](event.ResourceProperties)
			if event.RequestType == cfn.RequestUpdate && err == nil && p.id() == event.PhysicalResourceID {
				// Once they are a pair, it is failovers that change them. One of the regions may be gone by now.
				return event.PhysicalResourceID, nil, nil
			}
			return pairs.Handle(ctx, event)
		},
	}
}

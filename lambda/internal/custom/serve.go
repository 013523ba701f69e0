// Package custom is what our CloudFormation custom resources share: a type is found by its name, its properties are
// read strictly, and waiting ends in time for an answer.
package custom

import (
	"context"
	"fmt"
	"log"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-lambda-go/cfn"
	"github.com/aws/aws-lambda-go/lambda"
	"github.com/aws/aws-sdk-go-v2/aws"
)

// answering is kept of Lambda's time to tell CloudFormation, which waits for an hour for a function that was cut off.
const answering = 20 * time.Second

// Types are the resource types that a function serves.
type Types map[string]cfn.CustomResourceFunction

// Repair is the type of a request that a schedule makes: to make a resource again as it should be.
const Repair cfn.RequestType = "Repair"

// Serve answers CloudFormation, and schedules, until Lambda ends the process.
func Serve(types func(aws.Config) Types) {
	lambda.Start(types(Environment()).Answer())
}

// Answer returns what answers CloudFormation, and schedules.
func (t Types) Answer() cfn.CustomResourceLambdaFunction { return t.answer(cfn.LambdaWrap(t.Handle)) }

// answer has toCloudFormation answer what it asks. Nobody waits for an answer to a repair: its fault fails the
// function.
func (t Types) answer(toCloudFormation cfn.CustomResourceLambdaFunction) cfn.CustomResourceLambdaFunction {
	return func(ctx context.Context, event cfn.Event) (reason string, err error) {
		if event.RequestType != Repair {
			return toCloudFormation(ctx, event)
		}
		_, _, err = t.Handle(ctx, event)
		return "", err
	}
}

// Handle does what event asks of its type.
func (t Types) Handle(ctx context.Context, event cfn.Event) (string, map[string]any, error) {
	handle, known := t[event.ResourceType]
	if !known && event.RequestType == cfn.RequestDelete && NeverMade(event) {
		return event.PhysicalResourceID, nil, nil // a rollback: its creation failed here
	}
	if !known {
		served := strings.Join(slices.Sorted(maps.Keys(t)), ", ")
		return event.PhysicalResourceID, nil, fmt.Errorf("%s is not served by this function: use one of %s", event.ResourceType, served)
	}
	if deadline, limited := ctx.Deadline(); limited {
		var cancel context.CancelFunc
		ctx, cancel = context.WithDeadline(ctx, deadline.Add(-answering))
		defer cancel()
	}
	id, attributes, err := handle(ctx, event)
	if err != nil {
		log.Printf("%s %s: %s", event.RequestType, event.ResourceType, err)
		err = reason(err)
	}
	return id, attributes, err
}

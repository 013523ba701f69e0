package main

import (
	"context"
	"encoding/json"
	"os"
	"time"

	"bulkhead/internal/aws/secretsmanager"
	"bulkhead/lambda/internal/custom"

	"github.com/aws/aws-lambda-go/cfn"
	"github.com/aws/aws-lambda-go/lambda"
	"github.com/aws/aws-sdk-go-v2/aws"
)

func main() {
	f := newFunction(custom.Environment(), database{
		engine: os.Getenv("ENGINE"), host: os.Getenv("HOST"), port: os.Getenv("PORT"), name: os.Getenv("DATABASE"),
		roots: trusted(),
	}, os.Getenv("MASTER"))
	lambda.Start(f.handle)
}

// function makes the users of one database.
type function struct {
	secrets  *secretsmanager.Client
	database database
	region   string
	master   string      // ARN of the secret of the master user
	poll     custom.Poll // how long it waits for a database that does not answer
	left     error       // what the call now has left behind, of which people are to hear
	resource cfn.CustomResourceLambdaFunction
}

func newFunction(c aws.Config, of database, master string) *function {
	f := &function{
		secrets:  secretsmanager.NewFromConfig(c),
		database: of,
		region:   c.Region,
		master:   master,
		poll:     custom.Poll{Every: 5 * time.Second, For: 3 * time.Minute},
	}
	f.resource = f.types().Answer()
	return f
}

// types are the resource types that f serves.
func (f *function) types() custom.Types {
	return custom.Types{"Custom::DatabaseUser": custom.Resource[user]{Apply: f.apply, Remove: f.remove}.Handle}
}

// handle answers CloudFormation, and does a step of a rotation for Secrets Manager.
func (f *function) handle(ctx context.Context, event json.RawMessage) (any, error) {
	var step rotation
	if err := json.Unmarshal(event, &step); err != nil {
		return nil, err
	}
	if step.Step != "" {
		return nil, f.rotate(ctx, step)
	}
	var request cfn.Event
	if err := json.Unmarshal(event, &request); err != nil {
		return nil, err
	}
	f.left = nil
	answer, err := f.resource(ctx, request)
	if err == nil {
		err = f.left // CloudFormation has its answer, and the function's alarm rings
	}
	return answer, err
}

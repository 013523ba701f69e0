package main

import (
	"context"
	"fmt"
	"os"
	"strings"
	"time"

	"bulkhead/internal/aws/eks"
	"bulkhead/lambda/internal/custom"

	"github.com/aws/aws-lambda-go/cfn"
	"github.com/aws/aws-lambda-go/lambda"
	"github.com/aws/aws-sdk-go-v2/aws"
)

func main() {
	if cluster := os.Getenv("CLUSTER"); cluster != "" { // that services are scaled in; nothing else is done there
		lambda.Start(newScaler(newFunction(custom.Environment()), cluster, os.Getenv("NAMESPACE")).handle)
		return
	}
	custom.Serve(func(c aws.Config) custom.Types { return newFunction(c).types() })
}

// function brings objects to clusters of the account and the region that it runs in.
type function struct {
	aws aws.Config
	eks *eks.Client
	patience
}

// patience is how long what is wrong at first may be so.
type patience struct {
	every   time.Duration // between two looks
	admit   time.Duration // until the cluster lets in whom EKS has just given access
	trouble time.Duration // until the API answers, knows a kind that is being added, or takes an object
	rollout time.Duration // until what was applied runs
	token   time.Duration // until a token is made anew; EKS takes one for 15 minutes
}

func newFunction(c aws.Config) function {
	return function{aws: c, eks: eks.NewFromConfig(c), patience: patience{
		every:   2 * time.Second,
		admit:   2 * time.Minute,
		trouble: 2 * time.Minute,
		rollout: 13 * time.Minute,
		token:   10 * time.Minute,
	}}
}

// types are the resource types that f serves.
func (f function) types() custom.Types {
	return custom.Types{"Custom::KubernetesObjects": f.handle}
}

// manifest are the properties of Custom::KubernetesObjects: that a cluster has these objects. Each is a text of JSON,
// since CloudFormation makes strings of the numbers and the booleans in a property.
//
// Needs are what the cluster has to have before any of them is applied, as texts of JSON, too.
type manifest struct {
	Cluster string
	Objects []string
	Needs   []string `json:",omitempty"`
}

// handle answers CloudFormation. The resource's id, which is also written on the objects, stays the same: with another
// one, CloudFormation would have those of the old one deleted. Nothing moves to another cluster, since the function is
// no longer let into the one that it would have to delete from.
func (f function) handle(ctx context.Context, event cfn.Event) (string, map[string]any, error) {
	if event.RequestType == cfn.RequestDelete {
		return event.PhysicalResourceID, nil, f.delete(ctx, event)
	}
	wanted, err := custom.Decode[manifest](event.ResourceProperties)
	if err != nil {
		return event.PhysicalResourceID, nil, err
	}
	objects, err := read(wanted.Objects)
	if err != nil {
		return event.PhysicalResourceID, nil, err
	}
	needs, err := readNeeds(wanted.Needs)
	if err != nil {
		return event.PhysicalResourceID, nil, err
	}
	id := wanted.Cluster + "/" + event.RequestID
	var before []object
	if event.RequestType == cfn.RequestUpdate {
		old, err := custom.Old[manifest](event.OldResourceProperties)
		if err != nil {
			return event.PhysicalResourceID, nil, err
		}
		id = event.PhysicalResourceID
		if in, _, _ := strings.Cut(id, "/"); in != wanted.Cluster {
			return id, nil, fmt.Errorf("what runs in cluster %s does not move to %s: take it out of there, deploy, and bring it again",
				in, wanted.Cluster)
		}
		if before, err = read(old.Objects); err != nil {
			return id, nil, err
		}
	}
	c, err := f.connect(ctx, wanted.Cluster)
	if err != nil {
		return event.PhysicalResourceID, nil, err
	}
	if event.RequestType == cfn.RequestUpdate {
		if err := c.keepsPools(ctx, before, objects); err != nil {
			return id, nil, err
		}
	}
	if err := c.check(ctx, needs); err != nil {
		return event.PhysicalResourceID, nil, err
	}
	err = c.bring(ctx, id, objects, before)
	if err != nil && !c.changed { // nothing is to be taken back
		id = event.PhysicalResourceID
	}
	return id, nil, err
}

// delete deletes what a resource brought. A cluster that is gone has nothing of it.
func (f function) delete(ctx context.Context, event cfn.Event) error {
	if custom.NeverMade(event) {
		return nil
	}
	gone, err := custom.Old[manifest](event.ResourceProperties)
	if err != nil {
		return err
	}
	objects, err := read(gone.Objects)
	if err != nil {
		return err
	}
	c, err := f.connect(ctx, gone.Cluster)
	if err != nil {
		if isGone(err) {
			return nil
		}
		return err
	}
	return c.remove(ctx, event.PhysicalResourceID, objects)
}

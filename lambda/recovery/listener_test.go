package main

import (
	"context"
	"fmt"
	"testing"

	"bulkhead/internal/aws/globalaccelerator"
	"bulkhead/internal/fake"

	"github.com/aws/aws-lambda-go/cfn"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// accelerator is one that the account has.
type accelerator struct {
	name, organization, environment string
	listeners                       int
}

// ask asks an account with these accelerators, which it tells one a page, for the listener of acme's prod.
func ask(t *testing.T, kind cfn.RequestType, all ...accelerator) (string, map[string]any, error) {
	t.Helper()
	// page is the index that a token stands for, and the token of the next.
	page := func(token *string, length int) (int, *string) {
		var n int
		if token != nil {
			_, err := fmt.Sscan(*token, &n)
			require.NoError(t, err)
		}
		if n+1 < length {
			return n, new(fmt.Sprint(n + 1))
		}
		return n, nil
	}
	index := func(arn *string) (n int) {
		_, err := fmt.Sscanf(*arn, "arn:%d", &n)
		require.NoError(t, err)
		return n
	}
	answers := fake.Answers{
		"ListAccelerators": func(c fake.Call) (any, error) {
			out := &globalaccelerator.ListAcceleratorsOutput{}
			n, next := page(c.Input.(*globalaccelerator.ListAcceleratorsInput).NextToken, len(all))
			if out.NextToken = next; n < len(all) {
				out.Accelerators = []globalaccelerator.Accelerator{
					{AcceleratorArn: new(fmt.Sprintf("arn:%d", n)), Name: &all[n].name},
				}
			}
			return out, nil
		},
		"ListTagsForResource": func(c fake.Call) (any, error) {
			a := all[index(c.Input.(*globalaccelerator.ListTagsForResourceInput).ResourceArn)]
			return &globalaccelerator.ListTagsForResourceOutput{Tags: []globalaccelerator.Tag{
				{Key: new("owner"), Value: new("platform")},
				{Key: new("organization"), Value: &a.organization},
				{Key: new("environment"), Value: &a.environment},
			}}, nil
		},
		"ListListeners": func(c fake.Call) (any, error) {
			in := c.Input.(*globalaccelerator.ListListenersInput)
			out := &globalaccelerator.ListListenersOutput{}
			of := index(in.AcceleratorArn)
			n, next := page(in.NextToken, all[of].listeners)
			if out.NextToken = next; n < all[of].listeners {
				out.Listeners = []globalaccelerator.Listener{
					{ListenerArn: new(fmt.Sprintf("arn:%d/listener/%d", of, n))},
				}
			}
			return out, nil
		},
	}
	return newFunction(answers.Alone("eu-central-1")).types().Handle(context.Background(), cfn.Event{
		RequestType: kind, ResourceType: "Custom::AcceleratorListener", PhysicalResourceID: "arn:7/listener/7",
		ResourceProperties: map[string]any{"Name": "acme-prod", "Organization": "acme", "Environment": "prod"},
	})
}

func TestTheListenerIsFoundByNameAndTagsOfItsAccelerator(t *testing.T) {
	ours := accelerator{"acme-prod", "acme", "prod", 1}
	others := []accelerator{
		{"acme-stage", "acme", "stage", 1}, {"acme-prod", "other", "prod", 1}, {"acme-prod", "acme", "prod-dr", 1},
	}
	id, attributes, err := ask(t, cfn.RequestCreate, append(others, ours)...)
	require.NoError(t, err)
	assert.Equal(t, "arn:3/listener/0", id)
	assert.Equal(t, map[string]any{"Arn": "arn:3/listener/0"}, attributes)
	again, _, err := ask(t, cfn.RequestUpdate, append(others, ours)...)
	require.NoError(t, err)
	assert.Equal(t, id, again, "a second time changes nothing")
}

func TestNoneAndSeveralAreRefusedWithWhatToDo(t *testing.T) {
	ours := accelerator{"acme-prod", "acme", "prod", 1}
	for want, all := range map[string][]accelerator{
		"there is no accelerator acme-prod of prod: deploy the primary first":                              nil,
		"there is more than one accelerator acme-prod of prod, delete all but one: arn:0, arn:1":           {ours, ours},
		"there is no listener of arn:0: deploy the primary again":                                          {{"acme-prod", "acme", "prod", 0}},
		"there is more than one listener of arn:0, delete all but one: arn:0/listener/0, arn:0/listener/1": {{"acme-prod", "acme", "prod", 2}},
	} {
		_, _, err := ask(t, cfn.RequestCreate, all...)
		assert.EqualError(t, err, want)
	}
}

func TestADeletionAsksNothingAndLeavesEverything(t *testing.T) {
	for kind, properties := range map[string]map[string]any{
		"Custom::AcceleratorListener": {"Name": "acme-prod", "Organization": "acme", "Environment": "prod"},
		"Custom::PublicZone":          {"Domain": "app.example.com"},
	} {
		_, _, err := newFunction(fake.Answers{}.Alone("eu-central-1")).types().Handle(context.Background(), cfn.Event{
			RequestType:        cfn.RequestDelete,
			ResourceType:       kind,
			PhysicalResourceID: "Z1",
			ResourceProperties: properties,
		})
		assert.NoError(t, err)
	}
}

func TestAcceleratorsAreAskedForWhereTheirAPIIs(t *testing.T) {
	assert.Equal(t, "us-west-2", home, "the AWS General Reference, Global Accelerator endpoints")
	var authorization string
	answers := fake.Answers{"ListAccelerators": func(c fake.Call) (any, error) {
		authorization = c.Authorization
		return nil, fake.Refusal("AccessDeniedException")
	}}
	_, _, err := newFunction(answers.Alone("eu-central-1")).findListener(t.Context(), listener{"a", "b", "c"})
	require.ErrorContains(t, err, "AccessDenied")
	assert.Contains(t, authorization, "/us-west-2/globalaccelerator/")
}

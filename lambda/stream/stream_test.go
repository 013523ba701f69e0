package main

import (
	"context"
	"testing"
	"time"

	"bulkhead/internal/aws/kafka"
	"bulkhead/internal/fake"
	"bulkhead/lambda/internal/custom"

	"github.com/aws/aws-lambda-go/cfn"
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// cluster is acme-prod-events: in a state for as long as it is looked at that many times, and then active.
type cluster struct {
	state   string
	looks   int
	reached bool
	name    string // else acme-prod-events
	arn     string // else that of the resource
	changed []kafka.UpdateConnectivityInput
	refuses string // a code of AWS's for the change
	regions []string
}

// ask has the function make a resource of a type, in an account with this cluster and one whose name begins alike.
func (c *cluster) ask(t *testing.T, kind cfn.RequestType, resourceType string) (string, map[string]any, error) {
	t.Helper()
	name := c.name
	if name == "" {
		name = "acme-prod-events"
	}
	arn := c.arn
	if arn == "" {
		arn = "arn:events/uuid"
	}
	answers := fake.Answers{
		"ListClustersV2": func(call fake.Call) (any, error) {
			in := call.Input.(*kafka.ListClustersV2Input)
			assert.Equal(t, "acme-prod-events", *in.ClusterNameFilter)
			if in.NextToken == nil { // one a page
				return &kafka.ListClustersV2Output{
					ClusterInfoList: []kafka.Cluster{
						{ClusterName: new("acme-prod-events-2"), ClusterArn: new("arn:other")},
					},
					NextToken: new("more"),
				}, nil
			}
			if c.looks--; c.looks <= 0 && c.state == "UPDATING" {
				c.state = active
			}
			info := &kafka.BrokerNodeGroupInfo{ClientSubnets: []string{"subnet-a", "subnet-b"}}
			if c.reached || len(c.changed) > 0 {
				info.ConnectivityInfo = on()
			}
			return &kafka.ListClustersV2Output{ClusterInfoList: []kafka.Cluster{{
				ClusterName: &name, ClusterArn: &arn, State: &c.state, CurrentVersion: new("K1"),
				Provisioned: &kafka.Provisioned{BrokerNodeGroupInfo: info},
			}}}, nil
		},
		"UpdateConnectivity": func(call fake.Call) (any, error) {
			if c.refuses != "" {
				return nil, fake.Refusal(c.refuses)
			}
			require.Equal(t, active, c.state, "MSK refuses it before")
			require.False(t, c.reached, "MSK refuses what is so already")
			c.changed = append(c.changed, *call.Input.(*kafka.UpdateConnectivityInput))
			return &kafka.UpdateConnectivityOutput{}, nil
		},
	}
	f := newFunction(answers.Alone("eu-central-1"))
	f.poll = custom.Poll{Every: time.Microsecond, For: 100 * time.Millisecond}
	of := f.kafka
	f.kafka = func(region string) *kafka.Client { c.regions = append(c.regions, region); return of(region) }
	return f.types().Handle(context.Background(), cfn.Event{
		RequestType: kind, ResourceType: resourceType, PhysicalResourceID: "arn:events/uuid",
		ResourceProperties: map[string]any{"Name": "acme-prod-events", "Region": "eu-west-1"},
	})
}

func on() *kafka.ConnectivityInfo {
	return &kafka.ConnectivityInfo{VpcConnectivity: &kafka.VpcConnectivity{
		ClientAuthentication: &kafka.VpcConnectivityClientAuthentication{
			Sasl: &kafka.VpcConnectivitySasl{Iam: &kafka.VpcConnectivityIam{Enabled: new(true)}},
		},
	}}
}

func TestAClusterIsConnectedOnceAndOnlyWhenItIsActive(t *testing.T) {
	c := &cluster{state: "UPDATING", looks: 3}
	id, _, err := c.ask(t, cfn.RequestCreate, "Custom::StreamConnectivity")
	require.NoError(t, err)
	assert.Equal(t, "arn:events/uuid", id)
	require.Len(t, c.changed, 1)
	assert.Equal(t, kafka.UpdateConnectivityInput{
		ClusterArn: new("arn:events/uuid"), CurrentVersion: new("K1"), ConnectivityInfo: on(),
	}, c.changed[0], "nothing else of it is told")
	again, _, err := c.ask(t, cfn.RequestUpdate, "Custom::StreamConnectivity")
	require.NoError(t, err)
	assert.Equal(t, id, again)
	assert.Len(t, c.changed, 1, "a second time changes nothing")
	assert.Equal(t, "eu-west-1", c.regions[0])
}

func TestAConnectedClusterIsLeftAloneInWhateverStateItIs(t *testing.T) {
	c := &cluster{state: "UPDATING", looks: 1 << 30, reached: true}
	_, _, err := c.ask(t, cfn.RequestUpdate, "Custom::StreamConnectivity")
	require.NoError(t, err)
	assert.Empty(t, c.changed)
}

func TestARefusedOrLateConnectionIsTold(t *testing.T) {
	c := &cluster{state: "HEALING"}
	_, _, err := c.ask(t, cfn.RequestCreate, "Custom::StreamConnectivity")
	assert.ErrorContains(
		t,
		err,
		"acme-prod-events is HEALING, and MSK changes it once it is ACTIVE: deploy again then",
	)
	c = &cluster{state: active, refuses: "ForbiddenException"}
	_, _, err = c.ask(t, cfn.RequestCreate, "Custom::StreamConnectivity")
	assert.ErrorContains(t, err, "ForbiddenException")
}

func TestTheSourceIsFoundByItsNameOnceItCanBeRead(t *testing.T) {
	c := &cluster{state: "UPDATING", looks: 3, reached: true}
	id, attributes, err := c.ask(t, cfn.RequestCreate, "Custom::StreamSource")
	require.NoError(t, err)
	assert.Equal(t, "arn:events/uuid", id)
	assert.Equal(t, map[string]any{"Arn": "arn:events/uuid", "Subnets": "subnet-a,subnet-b"}, attributes)
	assert.Equal(t, "eu-west-1", c.regions[0])
}

func TestASourceThatIsReadAlreadyMayBeInAnyState(t *testing.T) {
	c := &cluster{state: "REBOOTING_BROKER", reached: true}
	id, attributes, err := c.ask(t, cfn.RequestUpdate, "Custom::StreamSource")
	require.NoError(t, err)
	assert.Equal(t, "arn:events/uuid", id)
	assert.Equal(t, map[string]any{"Arn": "arn:events/uuid", "Subnets": "subnet-a,subnet-b"}, attributes)

	c = &cluster{state: "REBOOTING_BROKER"}
	_, _, err = c.ask(t, cfn.RequestUpdate, "Custom::StreamSource")
	require.ErrorContains(t, err, "has no private connectivity")
	c = &cluster{state: "REBOOTING_BROKER", reached: true, arn: "arn:events/new"}
	_, _, err = c.ask(t, cfn.RequestUpdate, "Custom::StreamSource")
	require.ErrorContains(t, err, "can be read once it is ACTIVE", "a Replicator is made of another cluster")
}

func TestASourceThatCannotBeReadIsRefusedWithWhatToDo(t *testing.T) {
	for want, c := range map[string]*cluster{
		"there is no cluster acme-prod-events in eu-west-1: deploy that side first":                                            {state: active, name: "another"},
		"acme-prod-events in eu-west-1 is UPDATING, and can be read once it is ACTIVE: deploy again then (waited for 0s)":      {state: "UPDATING", looks: 1 << 30, reached: true},
		"acme-prod-events in eu-west-1 has no private connectivity: deploy that side, and then this one again (waited for 0s)": {state: active},
	} {
		_, _, err := c.ask(t, cfn.RequestCreate, "Custom::StreamSource")
		assert.EqualError(t, err, want)
	}
}

func TestADeletionAsksNothingAndLeavesEverything(t *testing.T) {
	for _, kind := range []string{"Custom::StreamConnectivity", "Custom::StreamSource"} {
		c := &cluster{state: active}
		_, _, err := c.ask(t, cfn.RequestDelete, kind)
		assert.NoError(t, err)
		assert.Empty(t, c.regions)
	}
}

func TestAServerlessClusterIsNotReached(t *testing.T) {
	assert.False(t, reached(&kafka.Cluster{State: aws.String(active)}))
}

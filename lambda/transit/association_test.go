package main

import (
	"testing"

	"bulkhead/internal/fake"
	"bulkhead/lambda/internal/ec2"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestAnAttachmentIsMovedToItsTable(t *testing.T) {
	for _, from := range []string{"", "tgw-rtb-default", "tgw-rtb-wanted"} {
		a := &attachment{state: "available", table: from}
		id, _, err := a.resource().create()
		require.NoError(t, err)
		assert.Equal(t, "tgw-attach-1", id)
		assert.Equal(t, "tgw-rtb-wanted", a.table)
		assert.False(t, a.changing)
	}
}

func TestAnAttachmentThatChangesIsWaitedFor(t *testing.T) {
	a := &attachment{state: "pending"} // and is associated by default as soon as it is available
	_, _, err := a.resource().create()
	require.NoError(t, err)
	assert.Equal(t, "tgw-rtb-wanted", a.table)
	assert.Equal(t, []string{"-tgw-rtb-default", "+tgw-rtb-wanted"}, a.done)
}

func TestTheDefaultMayComeFirst(t *testing.T) {
	for _, code := range []string{"Resource.AlreadyAssociated", "IncorrectState"} {
		a := &attachment{state: "available"}
		r := a.resource()
		r.c = once("AssociateTransitGatewayRouteTable", a.answers(), func() error {
			a.table = "tgw-rtb-default" // not seen by the look before
			return fake.Refusal(code)
		}).Alone(region)
		_, _, err := r.create()
		require.NoError(t, err)
		assert.Equal(t, "tgw-rtb-wanted", a.table)
	}
}

func TestSomebodyElseMayComeFirst(t *testing.T) {
	a := &attachment{state: "available", table: "tgw-rtb-default"}
	r := a.resource()
	r.c = once("DisassociateTransitGatewayRouteTable", a.answers(), func() error {
		a.table = ""
		return fake.Refusal("InvalidAssociation.NotFound")
	}).Alone(region)
	_, _, err := r.create()
	require.NoError(t, err)
	assert.Equal(t, "tgw-rtb-wanted", a.table)
}

// once refuses the first call of that name.
func once(name string, answers fake.Answers, refuse func() error) fake.Answers {
	answer := answers[name]
	answers[name] = func(fake.Call) (any, error) {
		answers[name] = answer
		return nil, refuse()
	}
	return answers
}

func TestARefusalIsNotWaitedOut(t *testing.T) {
	a := &attachment{state: "available"}
	r := a.resource()
	r.c = fake.Answers{"AssociateTransitGatewayRouteTable": func(fake.Call) (any, error) {
		return nil, fake.Refusal("UnauthorizedOperation")
	}}.Over(r.c)
	_, _, err := r.create()
	assert.ErrorContains(t, err, "UnauthorizedOperation")
}

func TestAnAttachmentThatDoesNotExistIsAFault(t *testing.T) {
	a := &attachment{}
	_, _, err := a.resource().create()
	assert.EqualError(t, err, "there is no attachment tgw-attach-1 in eu-west-1: deploy the stack that makes it")
	a.state = "deleted"
	_, _, err = a.resource().create()
	assert.ErrorContains(t, err, "there is no attachment tgw-attach-1 in eu-west-1")
}

func TestDeletionTakesTheAttachmentOutOfItsTableOnly(t *testing.T) {
	for from, left := range map[string]string{"tgw-rtb-wanted": "", "tgw-rtb-another": "tgw-rtb-another", "": ""} {
		a := &attachment{state: "available", table: from}
		require.NoError(t, a.resource().remove("tgw-attach-1"))
		assert.Equal(t, left, a.table)
		assert.False(t, a.changing)
	}
	for _, gone := range []ec2.TransitGatewayAttachmentState{"", "deleting", "deleted"} {
		a := &attachment{state: gone, table: "tgw-rtb-wanted"}
		require.NoError(t, a.resource().remove("tgw-attach-1"))
		assert.Empty(t, a.done)
	}
}

// attachment changes as AWS's do: slowly, and refusing a change while another is under way. moto's do neither.
type attachment struct {
	state    ec2.TransitGatewayAttachmentState // none: it does not exist
	table    string
	changing bool
	done     []string
}

// resource associates a with its table.
func (a *attachment) resource() resource {
	return resource{a.answers().Alone(region), "Custom::TransitGatewayAssociation", map[string]any{
		"Attachment": "tgw-attach-1", "RouteTable": "tgw-rtb-wanted",
	}}
}

func (a *attachment) answers() fake.Answers {
	return fake.Answers{
		"DescribeTransitGatewayAttachments": func(fake.Call) (any, error) {
			if a.state == "" {
				return &ec2.DescribeTransitGatewayAttachmentsOutput{}, nil
			}
			one := ec2.TransitGatewayAttachment{State: a.state}
			if a.table != "" {
				table := a.table
				one.Association = &ec2.TransitGatewayAttachmentAssociation{
					TransitGatewayRouteTableId: &table,
					State:                      "associated",
				}
			}
			if a.changing {
				one.Association.State = "associating"
				if len(a.done) > 0 && a.done[len(a.done)-1][0] == '-' {
					one.Association.State, a.table = "disassociating", ""
				}
			}
			a.changing = false
			if a.state == "pending" {
				a.state, a.table, a.changing = "available", "tgw-rtb-default", true
			}
			return &ec2.DescribeTransitGatewayAttachmentsOutput{
				TransitGatewayAttachments: []ec2.TransitGatewayAttachment{one},
			}, nil
		},
		"AssociateTransitGatewayRouteTable": func(call fake.Call) (any, error) {
			if a.changing || a.table != "" {
				return nil, fake.Refusal("Fault.OfTheFunction")
			}
			a.table = *call.Input.(*ec2.AssociateTransitGatewayRouteTableInput).TransitGatewayRouteTableId
			a.changing = true
			a.done = append(a.done, "+"+a.table)
			return &ec2.AssociateTransitGatewayRouteTableOutput{}, nil
		},
		"DisassociateTransitGatewayRouteTable": func(call fake.Call) (any, error) {
			table := *call.Input.(*ec2.DisassociateTransitGatewayRouteTableInput).TransitGatewayRouteTableId
			if a.changing || a.table != table {
				return nil, fake.Refusal("Fault.OfTheFunction")
			}
			a.changing = true
			a.done = append(a.done, "-"+table)
			return &ec2.DisassociateTransitGatewayRouteTableOutput{}, nil
		},
	}
}

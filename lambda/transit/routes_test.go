package main

import (
	"testing"

	"bulkhead/internal/fake"
	"bulkhead/lambda/internal/ec2"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// hub is a route table of a gateway that VPCs of other accounts are attached to.
type hub struct {
	owners map[string]string // of available attachments
	routes map[string]string // attachments by network; "" of one that is gone, and peerings are called so
	calls  []string
}

func (h *hub) answers() fake.Answers {
	write := func(verb string, cidr, attachment *string) {
		h.calls = append(h.calls, verb+*cidr)
		h.routes[*cidr] = *attachment
	}
	return fake.Answers{
		"DescribeTransitGatewayAttachments": func(c fake.Call) (any, error) {
			var out ec2.DescribeTransitGatewayAttachmentsOutput
			for id, owner := range h.owners {
				out.TransitGatewayAttachments = append(out.TransitGatewayAttachments, ec2.TransitGatewayAttachment{
					TransitGatewayAttachmentId: new(id), ResourceOwnerId: new(owner),
				})
			}
			return &out, nil
		},
		"SearchTransitGatewayRoutes": func(fake.Call) (any, error) {
			var out ec2.SearchTransitGatewayRoutesOutput
			for cidr, to := range h.routes {
				route := ec2.TransitGatewayRoute{DestinationCidrBlock: new(cidr)}
				if to != "" {
					kind := ec2.TransitGatewayAttachmentResourceType("vpc")
					if to == "peering" {
						kind = "peering"
					}
					route.TransitGatewayAttachments = []ec2.TransitGatewayRouteAttachment{
						{ResourceType: kind, TransitGatewayAttachmentId: new(to)},
					}
				}
				out.Routes = append(out.Routes, route)
			}
			return &out, nil
		},
		"CreateTransitGatewayRoute": func(c fake.Call) (any, error) {
			in := c.Input.(*ec2.CreateTransitGatewayRouteInput)
			write("+", in.DestinationCidrBlock, in.TransitGatewayAttachmentId)
			return &ec2.CreateTransitGatewayRouteOutput{}, nil
		},
		"ReplaceTransitGatewayRoute": func(c fake.Call) (any, error) {
			in := c.Input.(*ec2.ReplaceTransitGatewayRouteInput)
			write("~", in.DestinationCidrBlock, in.TransitGatewayAttachmentId)
			return &ec2.ReplaceTransitGatewayRouteOutput{}, nil
		},
		"DeleteTransitGatewayRoute": func(c fake.Call) (any, error) {
			cidr := *c.Input.(*ec2.DeleteTransitGatewayRouteInput).DestinationCidrBlock
			h.calls = append(h.calls, "-"+cidr)
			delete(h.routes, cidr)
			return &ec2.DeleteTransitGatewayRouteOutput{}, nil
		},
	}
}

// resource leads to dev and prod.
func (h *hub) resource() resource {
	return resource{h.answers().Alone(region), "Custom::TransitGatewayRoutes", map[string]any{
		"TransitGateway": "tgw-1", "RouteTable": "tgw-rtb-hub",
		"Networks": []any{"111111111111 10.10.0.0/16", "222222222222 10.20.0.0/16"},
	}}
}

func TestAnAccountIsLedItsOwnNetworkOnceItIsAttached(t *testing.T) {
	h := &hub{owners: map[string]string{"tgw-attach-stranger": "999999999999"}, routes: map[string]string{"10.40.0.0/16": "peering"}}
	id, _, err := h.resource().create()
	require.NoError(t, err)
	assert.Equal(t, "tgw-rtb-hub", id)
	assert.Empty(t, h.calls, "nobody is there, and a stranger gets nothing")

	h.owners["tgw-attach-dev"] = "111111111111"
	h.owners["tgw-attach-prod"] = "222222222222"
	for range 2 { // the second time nothing is left to do
		_, _, err = h.resource().create()
		require.NoError(t, err)
		assert.ElementsMatch(t, []string{"+10.10.0.0/16", "+10.20.0.0/16"}, h.calls)
	}
	assert.Equal(t, map[string]string{
		"10.10.0.0/16": "tgw-attach-dev", "10.20.0.0/16": "tgw-attach-prod", "10.40.0.0/16": "peering",
	}, h.routes)
}

func TestARouteStaysWhereItLeadsWhileThatIsThere(t *testing.T) {
	h := &hub{
		owners: map[string]string{"tgw-attach-a": "111111111111", "tgw-attach-b": "111111111111"},
		routes: map[string]string{"10.10.0.0/16": "tgw-attach-b"},
	}
	_, _, err := h.resource().create()
	require.NoError(t, err)
	assert.Empty(t, h.calls, "one more attachment of the account takes nothing over")
	delete(h.owners, "tgw-attach-b")
	_, _, err = h.resource().create()
	require.NoError(t, err)
	assert.Equal(t, []string{"~10.10.0.0/16"}, h.calls)
	assert.Equal(t, "tgw-attach-a", h.routes["10.10.0.0/16"])
}

func TestRoutesToWhatIsGoneAreDeleted(t *testing.T) {
	h := &hub{
		owners: map[string]string{"tgw-attach-dev": "111111111111"},
		routes: map[string]string{
			"10.10.0.0/16": "tgw-attach-dev", "10.20.0.0/16": "", "10.30.0.0/16": "tgw-attach-old", "10.40.0.0/16": "peering",
		},
	}
	_, _, err := h.resource().create()
	require.NoError(t, err)
	assert.ElementsMatch(t, []string{"-10.20.0.0/16", "-10.30.0.0/16"}, h.calls)
	h.calls = nil
	require.NoError(t, h.resource().remove("tgw-rtb-hub"))
	assert.Equal(t, []string{"-10.10.0.0/16"}, h.calls)
	assert.Equal(t, map[string]string{"10.40.0.0/16": "peering"}, h.routes, "CloudFormation makes and deletes that one")
}

func TestEveryFaultOfARouteIsTold(t *testing.T) {
	h := &hub{
		owners: map[string]string{"tgw-attach-dev": "111111111111", "tgw-attach-prod": "222222222222"},
		routes: map[string]string{},
	}
	r := h.resource()
	r.c = fake.Answers{"CreateTransitGatewayRoute": func(fake.Call) (any, error) {
		return nil, fake.Refusal("UnauthorizedOperation")
	}}.Over(r.c)
	_, _, err := r.create()
	assert.ErrorContains(t, err, "the route to 10.10.0.0/16: ")
	assert.ErrorContains(t, err, "the route to 10.20.0.0/16: ")
}

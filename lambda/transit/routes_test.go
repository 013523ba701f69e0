package main

import (
	"cmp"
	"slices"
	"testing"

	"bulkhead/internal/fake"
	"bulkhead/lambda/internal/ec2"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// hub is a route table of a gateway that VPCs of other accounts are attached to.
type hub struct {
	owners map[string]string // of attachments to tgw-1
	routes map[string]string // attachments by network; "" of one that is gone, and peerings are called so
	calls  []string

	states map[string]ec2.TransitGatewayAttachmentState // unless available
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
				state := cmp.Or(h.states[id], "available")
				fields := map[string]string{
					"transit-gateway-id": "tgw-1", "resource-type": "vpc", "state": string(state),
				}
				if id == "tgw-attach-elsewhere" {
					fields["transit-gateway-id"] = "tgw-2"
				}
				asked := c.Input.(*ec2.DescribeTransitGatewayAttachmentsInput).Filters
				if slices.ContainsFunc(asked, func(f ec2.Filter) bool {
					return !slices.Contains(f.Values, fields[*f.Name])
				}) {
					continue
				}
				out.TransitGatewayAttachments = append(out.TransitGatewayAttachments, ec2.TransitGatewayAttachment{
					TransitGatewayAttachmentId: new(id), ResourceOwnerId: new(owner), State: state,
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
	h := &hub{owners: map[string]string{
		"tgw-attach-stranger": "999999999999", "tgw-attach-elsewhere": "111111111111",
	}, routes: map[string]string{"10.40.0.0/16": "peering"}}
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
			"10.10.0.0/16": "tgw-attach-dev", "10.20.0.0/16": "", "10.30.0.0/16": "tgw-attach-old",
			"10.40.0.0/16": "peering", "10.10.3.4/32": "",
		},
	}
	_, _, err := h.resource().create()
	require.NoError(t, err)
	assert.ElementsMatch(t, []string{"-10.20.0.0/16", "-10.30.0.0/16"}, h.calls)
	h.calls = nil
	require.NoError(t, h.resource().remove("tgw-rtb-hub"))
	assert.Equal(t, []string{"-10.10.0.0/16"}, h.calls)
	assert.Equal(t, map[string]string{"10.40.0.0/16": "peering", "10.10.3.4/32": ""}, h.routes,
		"CloudFormation makes and deletes the one, and an operator closed the other")
}

func TestARouteStaysWhileItsAttachmentChangesOrIsNotTold(t *testing.T) {
	for _, state := range []ec2.TransitGatewayAttachmentState{
		"modifying", "rollingBack", "pending", "pendingAcceptance", "deleting",
	} {
		h := &hub{
			owners: map[string]string{"tgw-attach-dev": "111111111111"},
			states: map[string]ec2.TransitGatewayAttachmentState{"tgw-attach-dev": state},
			routes: map[string]string{"10.10.0.0/16": "tgw-attach-dev"},
		}
		_, _, err := h.resource().create()
		require.NoError(t, err)
		assert.Empty(t, h.calls, state)
		h.owners["tgw-attach-a"] = "111111111111"
		_, _, err = h.resource().create()
		require.NoError(t, err)
		if state == "deleting" {
			assert.Equal(t, []string{"~10.10.0.0/16"}, h.calls, "the other one is there to stay")
		} else {
			assert.Empty(t, h.calls, "one that changes still takes traffic: %s", state)
		}
	}
	h := &hub{routes: map[string]string{"10.10.0.0/16": "tgw-attach-dev", "10.20.0.0/16": "tgw-attach-prod"}}
	_, _, err := h.resource().create()
	require.NoError(t, err)
	assert.Empty(t, h.calls, "EC2 tells of no attachment")
}

func TestNothingIsRoutedToAnAttachmentThatTakesNoTraffic(t *testing.T) {
	h := &hub{
		owners: map[string]string{"tgw-attach-dev": "111111111111"},
		states: map[string]ec2.TransitGatewayAttachmentState{"tgw-attach-dev": "pending"},
		routes: map[string]string{},
	}
	_, _, err := h.resource().create()
	require.NoError(t, err)
	assert.Empty(t, h.calls)
}

func TestARouteToAnotherAccountIsDeleted(t *testing.T) {
	h := &hub{
		owners: map[string]string{"tgw-attach-prod": "222222222222"},
		routes: map[string]string{"10.10.0.0/16": "tgw-attach-prod", "10.20.0.0/16": "tgw-attach-prod"},
	}
	_, _, err := h.resource().create()
	require.NoError(t, err)
	assert.Equal(t, []string{"-10.10.0.0/16"}, h.calls, "prod is not given what is dev's")
}

func TestADeploymentAndTheScheduleMayWriteAtOnce(t *testing.T) {
	h := &hub{
		owners: map[string]string{"tgw-attach-dev": "111111111111", "tgw-attach-prod": "222222222222"},
		routes: map[string]string{"10.20.0.0/16": "", "10.30.0.0/16": "tgw-attach-old"},
	}
	r := h.resource()
	refuse := func(code string) func(fake.Call) (any, error) {
		return func(fake.Call) (any, error) { return nil, fake.Refusal(code) }
	}
	r.c = fake.Answers{
		"CreateTransitGatewayRoute":  refuse("RouteAlreadyExists"),
		"ReplaceTransitGatewayRoute": refuse("InvalidRoute.NotFound"),
		"DeleteTransitGatewayRoute":  refuse("InvalidRoute.NotFound"),
	}.Over(r.c)
	_, _, err := r.create()
	assert.NoError(t, err)
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

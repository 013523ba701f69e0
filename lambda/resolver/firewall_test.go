package main

import (
	"testing"

	"bulkhead/internal/fake"
	"bulkhead/lambda/internal/custom"
	"bulkhead/lambda/internal/route53resolver"

	"github.com/aws/aws-lambda-go/cfn"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// resolver is a region with these lists, each on a page of its own.
type resolver struct {
	lists   []route53resolver.FirewallDomainListMetadata
	refuses string   // a code of AWS's for the change
	said    []string // what the VPC's firewall was told to do when it fails, in order
}

func list(id, name, owner string) route53resolver.FirewallDomainListMetadata {
	l := route53resolver.FirewallDomainListMetadata{Id: &id, Name: &name}
	if owner != "" {
		l.ManagedOwnerName = &owner
	}
	return l
}

const threats, owner = "AWSManagedDomainsAggregateThreatList", "Route 53 Resolver DNS Firewall"

// ask has the function make or remove the resource of vpc-1.
func (r *resolver) ask(t *testing.T, kind cfn.RequestType) (string, map[string]any, error) {
	t.Helper()
	answers := fake.Answers{
		"ListFirewallDomainLists": func(call fake.Call) (any, error) {
			page := 0
			for token := call.Input.(*route53resolver.ListFirewallDomainListsInput).NextToken; token != nil &&
				page < len(*token); {
				page++ // a token is as long as the number of its page
			}
			out := &route53resolver.ListFirewallDomainListsOutput{}
			if page < len(r.lists) {
				out.FirewallDomainLists = r.lists[page : page+1]
			}
			if page+1 < len(r.lists) {
				out.NextToken = new("++++++"[:page+1])
			}
			return out, nil
		},
		"UpdateFirewallConfig": func(call fake.Call) (any, error) {
			if r.refuses != "" {
				return nil, fake.Refusal(r.refuses)
			}
			in := call.Input.(*route53resolver.UpdateFirewallConfigInput)
			r.said = append(r.said, *in.ResourceId+" "+string(in.FirewallFailOpen))
			return &route53resolver.UpdateFirewallConfigOutput{}, nil
		},
	}
	return newFunction(answers.Alone("eu-west-1")).types().Handle(t.Context(), cfn.Event{
		RequestType: kind, ResourceType: "Custom::DNSFirewall", PhysicalResourceID: "vpc-1",
		ResourceProperties: map[string]any{"VPC": "vpc-1", "List": threats},
	})
}

func TestAWSsListIsFoundAndNamesAreLetThroughWhenTheFirewallFails(t *testing.T) {
	r := &resolver{lists: []route53resolver.FirewallDomainListMetadata{
		list("rslvr-fdl-1", threats, ""), // the account's own
		list("rslvr-fdl-2", "AWSManagedDomainsMalwareDomainList", owner),
		list("rslvr-fdl-3", threats, owner),
	}}
	for _, kind := range []cfn.RequestType{cfn.RequestCreate, cfn.RequestUpdate, custom.Repair} { // a second time, too
		id, attributes, err := r.ask(t, kind)
		require.NoError(t, err)
		assert.Equal(t, "vpc-1", id)
		assert.Equal(t, map[string]any{"List": "rslvr-fdl-3"}, attributes)
		assert.Equal(t, []string{"vpc-1 ENABLED"}, r.said)
		r.said = nil
	}
}

func TestARegionWithoutTheListIsAFaultAndNothingIsChanged(t *testing.T) {
	r := &resolver{lists: []route53resolver.FirewallDomainListMetadata{list("rslvr-fdl-1", threats, "")}}
	_, _, err := r.ask(t, cfn.RequestCreate)
	assert.EqualError(t, err, "there is no list AWSManagedDomainsAggregateThreatList of AWS's in eu-west-1: "+
		"set network.dnsFirewall.mode to off")
	assert.Empty(t, r.said)
}

func TestWhatIsRefusedFails(t *testing.T) {
	r := &resolver{
		lists:   []route53resolver.FirewallDomainListMetadata{list("rslvr-fdl-1", threats, owner)},
		refuses: "AccessDeniedException",
	}
	_, _, err := r.ask(t, cfn.RequestCreate)
	assert.ErrorContains(t, err, "AccessDeniedException")
	_, _, err = r.ask(t, cfn.RequestDelete)
	assert.ErrorContains(t, err, "AccessDeniedException")
}

func TestWithoutTheFirewallTheVPCIsAsAWSMakesIt(t *testing.T) {
	r := &resolver{}
	_, _, err := r.ask(t, cfn.RequestDelete)
	require.NoError(t, err)
	assert.Equal(t, []string{"vpc-1 DISABLED"}, r.said)
	r.refuses = "ResourceNotFoundException" // somebody has deleted the VPC
	_, _, err = r.ask(t, cfn.RequestDelete)
	assert.NoError(t, err)
}

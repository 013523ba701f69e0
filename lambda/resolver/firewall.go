package main

import (
	"context"
	"log"

	"bulkhead/lambda/internal/custom"
	"bulkhead/lambda/internal/route53resolver"

	"github.com/aws/aws-sdk-go-v2/aws"
)

// firewall are the properties of Custom::DNSFirewall: the VPC, and the name of the list of AWS's whose id is the
// attribute List.
type firewall struct{ VPC, List string }

// prepare finds the list, and then lets names through that the firewall cannot judge, before there is a rule: without
// that, no name of the VPC is answered while the firewall fails.
func (f function) prepare(ctx context.Context, w firewall) (string, map[string]any, error) {
	list, err := f.list(ctx, w.List)
	if err != nil {
		return "", nil, err
	}
	if err := f.whenItFails(ctx, w.VPC, route53resolver.FirewallFailOpenStatusEnabled); err != nil {
		return "", nil, err
	}
	return w.VPC, map[string]any{"List": list}, nil
}

// reset has the firewall do what AWS's does by default, unless the VPC is gone.
func (f function) reset(ctx context.Context, id string, _ firewall) error {
	err := f.whenItFails(ctx, id, route53resolver.FirewallFailOpenStatusDisabled)
	if custom.Refused(err, "ResourceNotFoundException") {
		return nil
	}
	return err
}

func (f function) whenItFails(ctx context.Context, vpc string, open route53resolver.FirewallFailOpenStatus) error {
	_, err := f.resolver.UpdateFirewallConfig(ctx, &route53resolver.UpdateFirewallConfigInput{
		ResourceId: &vpc, FirewallFailOpen: open,
	})
	if err == nil {
		log.Printf("%s: fail open is %s", vpc, open)
	}
	return err
}

// list returns the id of AWS's list of that name, which differs by region. The account's own may be called the same.
func (f function) list(ctx context.Context, name string) (string, error) {
	var ids []string
	in := &route53resolver.ListFirewallDomainListsInput{}
	for {
		page, err := f.resolver.ListFirewallDomainLists(ctx, in)
		if err != nil {
			return "", err
		}
		for _, list := range page.FirewallDomainLists {
			if aws.ToString(list.Name) == name && aws.ToString(list.ManagedOwnerName) != "" {
				ids = append(ids, aws.ToString(list.Id))
			}
		}
		if in.NextToken = page.NextToken; aws.ToString(in.NextToken) == "" {
			return custom.One(ids, "list "+name+" of AWS's in "+f.region, "set network.dnsFirewall.mode to off")
		}
	}
}

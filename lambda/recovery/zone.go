package main

import (
	"context"
	"strings"

	"bulkhead/lambda/internal/custom"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/route53"
)

// zone are the properties of Custom::PublicZone: the account's only public zone of that domain. The resource's id is
// its id, and so is its attribute Id.
type zone struct{ Domain string }

func (f function) findZone(ctx context.Context, z zone) (string, map[string]any, error) {
	var ids []string
	in := &route53.ListHostedZonesByNameInput{DNSName: new(z.Domain + ".")}
	for {
		page, err := f.zones.ListHostedZonesByName(ctx, in)
		if err != nil {
			return "", nil, err
		}
		for _, found := range page.HostedZones {
			if aws.ToString(found.Name) != z.Domain+"." { // zones are in the order of their names
				page.IsTruncated = false
				break
			}
			if found.Config == nil || !found.Config.PrivateZone {
				ids = append(ids, strings.TrimPrefix(aws.ToString(found.Id), "/hostedzone/"))
			}
		}
		if !page.IsTruncated {
			break
		}
		in.DNSName, in.HostedZoneId = page.NextDNSName, page.NextHostedZoneId
	}
	id, err := custom.One(ids, "public zone of "+z.Domain, "deploy the primary first")
	return id, map[string]any{"Id": id}, err
}

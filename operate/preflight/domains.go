package preflight

import (
	"context"
	"errors"
	"maps"
	"net"
	"slices"
	"strings"

	"bulkhead/internal/aws/look"

	"github.com/aws/aws-sdk-go-v2/aws"
)

// delegated looks whether the internet is led to the zones that certificates are validated in: the organization's, and
// those of further domains.
func delegated(n Needs) (all []item) {
	domain := n.Organization.Domain
	_, ours := n.Organization.Accounts[domain.Account]
	if ours {
		all = append(all, item{domain.Account, "", domain.Name, func(ctx context.Context, v *visit) (answer, error) {
			id := domain.Zone
			if id == "" {
				out, err := ask(ctx, v, look.ListZones, look.ListZonesInput{DNSName: &domain.Name})
				if err != nil {
					return answer{}, err
				}
				for _, z := range out.HostedZones {
					if aws.ToString(z.Name) == domain.Name+"." && (z.Config == nil || !z.Config.PrivateZone) {
						id = strings.TrimPrefix(aws.ToString(z.ID), "/hostedzone/")
					}
				}
			}
			if id == "" {
				return unknown("the deployment of " + domain.Account + " makes the zone: look again after it"), nil
			}
			return leads(ctx, v, domain.Name, id)
		}})
	}
	for _, e := range n.Environments {
		for _, name := range e.FurtherDomains() {
			d := e.Domains[name]
			if d.Zone != "" {
				all = append(all, item{e.Account, "", d.Name, func(ctx context.Context, v *visit) (answer, error) {
					return leads(ctx, v, d.Name, d.Zone)
				}})
			}
			for _, region := range slices.Sorted(maps.Keys(d.Certificates)) {
				all = append(all, certificate(n, e.Account, string(region), d.Certificates[region]))
			}
		}
	}
	return all
}

// leads tells whether the internet is led to the name servers of a zone, which may be of a domain
// above the one that is asked for.
func leads(ctx context.Context, v *visit, domain, id string) (answer, error) {
	out, err := ask(ctx, v, look.GetZone, look.GetZoneInput{Id: &id})
	if absent(err, "NoSuchHostedZone") {
		return missing("there is no zone "+id, v.with("aws route53 create-hosted-zone --caller-reference "+domain+" --name "+domain, v.account),
			"and write its id into the configuration"), nil
	}
	if err != nil {
		return answer{}, err
	}
	of := strings.TrimSuffix(aws.ToString(out.HostedZone.Name), ".")
	want := out.DelegationSet.NameServers
	mend := "have the registrar of " + of + ", or who has the zone above it, name " + strings.Join(want, ", ")
	within, cancel := context.WithTimeout(ctx, v.Limit)
	defer cancel()
	servers, err := v.Servers(within, of)
	if unknown, is := errors.AsType[*net.DNSError](err); is && unknown.IsNotFound {
		return missing("the internet knows no name servers of "+of, mend), nil
	}
	if err != nil {
		return unanswered("the name servers of " + of + " were not heard of: " + innermost(err).Error()), nil
	}
	for _, s := range servers {
		if !slices.Contains(want, strings.TrimSuffix(strings.ToLower(s), ".")) {
			return missing("the internet is led to "+s, mend), nil
		}
	}
	return demand(len(servers) > 0, "the internet knows no name servers of "+of, mend), nil
}

// certificate looks whether a certificate was issued.
func certificate(n Needs, account, region, arn string) item {
	return item{account, region, arn, func(ctx context.Context, v *visit) (answer, error) {
		out, err := ask(ctx, v, look.DescribeCertificate, look.DescribeCertificateInput{CertificateArn: &arn})
		if absent(err, "ResourceNotFoundException") {
			return missing("there is no such certificate", "request or import one, and write its ARN into the configuration"), nil
		}
		if err != nil {
			return answer{}, err
		}
		status := aws.ToString(out.Certificate.Status)
		return demand(status == "ISSUED", "it is "+status, "make the record that validates it: "+
			n.in("aws acm describe-certificate --certificate-arn "+arn, account, region)), nil
	}}
}

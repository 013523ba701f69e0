package main

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"bulkhead/internal/aws/opensearch"
	"bulkhead/internal/client"
	"bulkhead/lambda/internal/custom"

	"github.com/aws/aws-sdk-go-v2/aws"
)

// part is a part of the ARN of a domain: arn:aws:es:REGION:ACCOUNT:domain/NAME.
func part(arn string, i int) string {
	parts := append(strings.SplitN(arn, ":", 6), make([]string, 6)...)
	return parts[i]
}

func regionOf(arn string) string  { return part(arn, 3) }
func accountOf(arn string) string { return part(arn, 4) }
func nameOf(arn string) string    { return strings.TrimPrefix(part(arn, 5), "domain/") }

// at is OpenSearch Service in the region of a domain.
func (f function) at(arn string) *opensearch.Client {
	return opensearch.NewFromConfig(client.In(f.aws, regionOf(arn)))
}

// Codes of AWS's refusals.
const (
	notFound = "ResourceNotFoundException" // there is no such domain, or no such peer
	conflict = "ConflictException"         // it does something else now
)

// view is what a domain says of its replication.
type view struct {
	arn, role    string
	status, says string // with the other domain of the pair
	another      string // that it replicates with
	lacks        bool   // there is no such domain
}

// views are those of both domains, first of the one that replicates to the other.
type views []view

// look asks both domains.
func (f function) look(ctx context.Context, p pair) (all views, err error) {
	for arn, peer := range map[string]string{p.Primary: p.Standby, p.Standby: p.Primary} {
		out, err := f.at(arn).DescribeDomainReplication(ctx,
			&opensearch.DescribeDomainReplicationInput{DomainName: new(nameOf(arn))})
		if err != nil && !custom.Refused(err, notFound) {
			return nil, err
		}
		v := view{arn: arn, lacks: err != nil}
		if err == nil {
			v.role = aws.ToString(out.Role)
			for _, one := range out.Peers {
				if aws.ToString(one.PeerDomainArn) == peer {
					v.status, v.says = aws.ToString(one.Status), aws.ToString(one.StatusMessage)
				} else if aws.ToString(one.Status) != opensearch.StatusDetached {
					v.another = aws.ToString(one.PeerDomainArn)
				}
			}
		}
		all = append(all, v)
	}
	slices.SortFunc(all, func(a, b view) int {
		if a.role != b.role && (a.role == opensearch.RolePrimary || b.role == opensearch.RolePrimary) {
			return strings.Compare(a.role+"~", b.role+"~") // the primary, and then a secondary or none
		}
		return strings.Compare(a.arn, b.arn)
	})
	return all, nil
}

// usable returns why the domains cannot be made a pair.
func (all views) usable() error {
	for _, v := range all {
		if v.lacks {
			return fmt.Errorf("there is no domain %s: deploy the side that it is of", v.arn)
		}
		if v.another != "" {
			return fmt.Errorf("%s replicates with %s, and can have one peer: remove it", v.arn, v.another)
		}
	}
	return nil
}

// tied are those of domains that have something with the other one.
func (all views) tied() views {
	return slices.DeleteFunc(slices.Clone(all), func(v view) bool {
		return v.status == "" || v.status == opensearch.StatusDetached
	})
}

// worst is how far a pair is: as far as the domain that is less far. What AWS has thought of since is the least.
func (all views) worst() (status, says string) {
	order := []string{
		opensearch.StatusEjected, opensearch.StatusFailed, opensearch.StatusPendingRemoval,
		opensearch.StatusPendingSetup, opensearch.StatusSwitchingOver, opensearch.StatusFailingOver,
		opensearch.StatusActive, opensearch.StatusDetached, "",
	}
	least := slices.MinFunc(all, func(a, b view) int {
		return slices.Index(order, a.status) - slices.Index(order, b.status)
	})
	return least.status, least.says
}

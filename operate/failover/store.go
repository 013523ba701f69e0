package failover

import (
	"context"

	"bulkhead/internal/aws/elasticache"
	"bulkhead/internal/aws/opensearch"

	"github.com/aws/aws-sdk-go-v2/aws"
)

// promotions make the steps that promote a store, by its kind. Kinds without one are written to at both sides: objects
// are copied in both directions, and the values of secrets change by hand only.
var promotions = map[Kind]func(*failover, Store) Step{
	Aurora:     (*failover).promoteAurora,
	RDS:        (*failover).promoteRDS,
	RDSBackups: (*failover).restoreRDS,
	Cache:      (*failover).promoteCache,
	Search:     (*failover).promoteSearch,
	Stream:     nil,
	Bucket:     nil,
	Secret:     nil,
}

// promote are the steps that promote what is promoted.
func (f *failover) promote() (steps []Step) {
	for _, s := range f.Environment.Stores {
		if promotion := promotions[s.Kind]; promotion != nil {
			step := promotion(f, s)
			step.Name = "promote-" + s.Name
			steps = append(steps, step)
		}
	}
	return steps
}

// promoteCache makes the other side's replication group the primary of the global datastore.
func (f *failover) promoteCache(s Store) Step {
	region := f.to().Region
	names := "--global-replication-group-id " + s.Global
	return Step{
		Changes: "the primary of the global datastore " + s.Global + " becomes the cache in " + region +
			"; what was written in the last second may be lost",
		Takes: "about a minute (AWS's workshop on disaster recovery); measured in rehearsals",
		Hand: append(
			hand(region, "elasticache describe-global-replication-groups --show-member-info "+names),
			hand(region, "elasticache failover-global-replication-group "+names+
				" --primary-region "+region+" --primary-replication-group-id MEMBER")...,
		),
		State: func(ctx context.Context) (State, error) {
			group, member, err := f.globalDatastore(ctx, s)
			switch {
			case codeOf(err) == "GlobalReplicationGroupNotFoundFault":
				return failed("there is no global datastore " + s.Global)
			case err != nil:
				return State{}, err
			case member == nil:
				return failed(s.Global + " has no member in " + region)
			case aws.ToString(group.Status) != "available":
				return waiting(s.Global + " is " + aws.ToString(group.Status))
			case aws.ToString(member.Role) == "PRIMARY":
				return done(aws.ToString(member.ReplicationGroupId) + " is the primary")
			}
			return due(aws.ToString(member.ReplicationGroupId) + " is a secondary")
		},
		Do: func(ctx context.Context) error {
			_, member, err := f.globalDatastore(ctx, s)
			if err != nil || member == nil {
				return err
			}
			_, err = f.there().elasticache.FailoverGlobalReplicationGroup(
				ctx,
				&elasticache.FailoverGlobalReplicationGroupInput{
					GlobalReplicationGroupId: &s.Global, PrimaryRegion: &region,
					PrimaryReplicationGroupId: member.ReplicationGroupId,
				},
			)
			return err
		},
	}
}

// globalDatastore returns the global datastore of a cache, and its member in the region that is moved to, which has an
// id of CloudFormation's.
func (f *failover) globalDatastore(ctx context.Context, s Store) (
	group elasticache.GlobalReplicationGroup, member *elasticache.GlobalReplicationGroupMember, err error,
) {
	out, err := f.there().elasticache.DescribeGlobalReplicationGroups(
		ctx,
		&elasticache.DescribeGlobalReplicationGroupsInput{
			GlobalReplicationGroupId: &s.Global, ShowMemberInfo: new(true),
		},
	)
	if err != nil {
		return group, nil, err
	}
	for _, group = range out.GlobalReplicationGroups {
		for _, member := range group.Members {
			if aws.ToString(member.ReplicationGroupRegion) == f.to().Region {
				return group, &member, nil
			}
		}
	}
	return group, nil, nil
}

// promoteSearch makes the other side's domain the primary.
func (f *failover) promoteSearch(s Store) Step {
	e, domain := f.Environment, s.At[f.To]
	peer := "arn:aws:es:" + f.from().Region + ":" + e.Account + ":domain/" + s.At[f.To.Other()]
	names := " --domain-name " + domain + " --peer-domain-arn " + peer
	step := Step{
		Changes: "the domain " + domain + " becomes the primary",
		Takes:   "measured in rehearsals: AWS publishes nothing",
		Hand:    hand(f.to().Region, "opensearch switchover-replication"+names),
		State:   func(ctx context.Context) (State, error) { return f.searchState(ctx, domain) },
		Do: func(ctx context.Context) error {
			_, err := f.there().opensearch.SwitchoverReplication(ctx,
				&opensearch.SwitchoverReplicationInput{DomainName: &domain, PeerDomainArn: &peer})
			return err
		},
	}
	if f.Mode == Disaster {
		step.Hand = hand(f.to().Region, "opensearch failover-replication --allow-data-loss"+names)
		step.Do = func(ctx context.Context) error {
			_, err := f.there().opensearch.FailoverReplication(
				ctx,
				&opensearch.FailoverReplicationInput{
					DomainName:    &domain,
					PeerDomainArn: &peer,
					AllowDataLoss: new(true),
				},
			)
			return err
		}
	}
	return step
}

func (f *failover) searchState(ctx context.Context, domain string) (State, error) {
	out, err := f.there().opensearch.DescribeDomainReplication(ctx,
		&opensearch.DescribeDomainReplicationInput{DomainName: &domain})
	if err != nil {
		return State{}, err
	}
	for _, peer := range out.Peers {
		switch status := aws.ToString(peer.Status); status {
		case "SWITCHING_OVER", "FAILING_OVER", "PENDING_SETUP":
			return waiting("its peer is " + status)
		case "EJECTED": // this is the primary that was left behind
			return failed(domain + " was left behind in a failover: remove its peer and pair it again")
		}
	}
	switch role := aws.ToString(out.Role); role {
	case "PRIMARY":
		return done(domain + " is the primary")
	case "SECONDARY":
		return due(domain + " is the secondary")
	}
	return failed(domain + " does not replicate")
}

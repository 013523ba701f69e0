package failover

import (
	"context"

	"bulkhead/internal/aws/elasticache"
	"bulkhead/internal/client"

	"github.com/aws/aws-sdk-go-v2/aws"
)

// promotions make the steps that promote a store, by its kind. Kinds without one are written to at both sides: objects
// and items are copied in both directions, and the values of secrets change by hand only.
var promotions = map[Kind]func(*failover, Store) Step{
	Aurora: (*failover).promoteAurora,
	RDS:    (*failover).promoteRDS,
	Cache:  (*failover).promoteCache,
	Search: (*failover).promoteSearch,
	Stream: nil,
	Bucket: nil,
	Table:  nil,
	Secret: nil,
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
		Hand: append([]string{
			let("member", region, "elasticache describe-global-replication-groups --show-member-info "+names,
				"GlobalReplicationGroups[].Members[?ReplicationGroupRegion=='"+region+"'].ReplicationGroupId"),
		}, hand(region, "elasticache failover-global-replication-group "+names+
			" --primary-region "+region+" --primary-replication-group-id $member")...),
		State: func(ctx context.Context) (State, error) {
			group, member, err := f.globalDatastore(ctx, s)
			switch {
			case client.Code(err) == "GlobalReplicationGroupNotFoundFault":
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

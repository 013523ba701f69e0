package upgrade

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"bulkhead/internal/aws/elasticache"
	"bulkhead/internal/client"

	"github.com/aws/aws-sdk-go-v2/aws"
)

// check refuses to begin what cannot end.
func (u *cacheUpgrade) check() Step {
	return Step{
		Name: "check", Who: Command, Timeout: 3 * time.Hour,
		Changes: "nothing: it looks whether the cache can be upgraded to " + u.To,
		Takes:   "seconds",
		Back:    "nothing was changed",
		Hand: append(hand(u.Region, "elasticache describe-replication-groups"),
			hand(u.Region, "elasticache describe-cache-engine-versions --engine "+u.Engine)...),
		State: func(ctx context.Context) (State, error) {
			f, err := u.find(ctx)
			if err != nil {
				return State{}, err
			}
			if f.has(u.To) {
				return done(f.id() + " has " + f.version)
			}
			reasons, err := u.reasons(ctx, f)
			switch {
			case err != nil:
				return State{}, err
			case len(reasons) > 0:
				return failed(strings.Join(reasons, "; "))
			case f.busy() != "":
				return waiting(f.busy())
			case !u.Replicas:
				return done(f.id() + " has " + f.version + ", and is away while it is upgraded: nothing takes over")
			}
			return done(f.id() + " has " + f.version + ", and can be upgraded")
		},
	}
}

// reasons are why the cache cannot be upgraded as it is.
func (u *cacheUpgrade) reasons(ctx context.Context, f foundCache) (all []string, err error) {
	add := func(wrong bool, format string, args ...any) {
		if wrong {
			all = append(all, fmt.Sprintf(format, args...))
		}
	}
	offered, err := u.offered(ctx)
	if err != nil {
		return nil, err
	}
	add(!slices.ContainsFunc(offered, func(v string) bool { return v == u.To || strings.HasPrefix(v, u.To+".") }),
		"ElastiCache has no %s %s", u.Engine, u.To)
	if global := f.group.GlobalReplicationGroupInfo; global != nil &&
		aws.ToString(global.GlobalReplicationGroupId) != "" {
		add(
			true,
			"it is in the global datastore %s, which is upgraded as a whole",
			aws.ToString(global.GlobalReplicationGroupId),
		)
	}
	add(
		u.Replicas && aws.ToString(f.group.MultiAZ) != "enabled",
		"nothing takes over in another zone, although the configuration says so",
	)
	for _, node := range f.nodes {
		id, engine := aws.ToString(node.CacheClusterId), aws.ToString(node.Engine)
		add(engine != u.Engine, "%s is %s: deploy the change to %s first", id, engine, u.Engine)
		add(engine == u.Engine && compareTo(aws.ToString(node.EngineVersion), u.To) > 0,
			"%s has %s, and a cache never goes back", id, aws.ToString(node.EngineVersion))
		if p := node.PendingModifiedValues; p != nil {
			add(
				aws.ToString(p.EngineVersion)+aws.ToString(p.CacheNodeType) != "",
				"a change of %s waits for the maintenance window",
				id,
			)
		}
	}
	return all, nil
}

// offered are the versions that ElastiCache has of the engine.
func (u *cacheUpgrade) offered(ctx context.Context) (all []string, err error) {
	in := &elasticache.DescribeCacheEngineVersionsInput{Engine: &u.Engine}
	for {
		page, err := u.caches.DescribeCacheEngineVersions(ctx, in)
		if err != nil {
			return nil, err
		}
		for _, one := range page.CacheEngineVersions {
			all = append(all, aws.ToString(one.EngineVersion))
		}
		if in.Marker = more(page.Marker); in.Marker == nil {
			return all, nil
		}
	}
}

// snapshot takes a snapshot, which is the way back: a cache never goes back to an older version.
func (u *cacheUpgrade) snapshot() Step {
	return Step{
		Name:    "snapshot",
		Who:     Command,
		Timeout: 3 * time.Hour,
		Changes: "the snapshot " + u.snapshotName() + " is taken, of a replica where there is one",
		Takes:   "minutes",
		Back:    "delete the snapshot",
		Hand: hand(
			u.Region,
			"elasticache create-snapshot --snapshot-name "+u.snapshotName()+" --cache-cluster-id NODE",
		),
		State: func(ctx context.Context) (State, error) {
			f, err := u.find(ctx)
			if err != nil {
				return State{}, err
			}
			taken, err := u.taken(ctx)
			switch {
			case err != nil:
				return State{}, err
			case f.has(u.To):
				return done("it is over")
			case taken == nil && f.busy() != "":
				return waiting(f.busy())
			case taken == nil:
				return due("there is none")
			case aws.ToString(taken.SnapshotStatus) != "available":
				return waiting(u.snapshotName() + " is " + aws.ToString(taken.SnapshotStatus))
			}
			for _, one := range taken.NodeSnapshots {
				if at := aws.ToTime(one.SnapshotCreateTime); u.cloud.Now().Sub(at) > recentSnapshot {
					return failed(
						fmt.Sprintf(
							"%s is of %s: delete it, and run this again",
							u.snapshotName(),
							at.UTC().Format(time.DateTime),
						),
					)
				}
			}
			return done(u.snapshotName() + " is there")
		},
		Do: func(ctx context.Context) error {
			f, err := u.find(ctx)
			if err != nil {
				return err
			}
			in := &elasticache.CreateSnapshotInput{SnapshotName: new(u.snapshotName())}
			if aws.ToBool(f.group.ClusterEnabled) {
				in.ReplicationGroupId = f.group.ReplicationGroupId
			} else {
				in.CacheClusterId = new(f.spare())
			}
			_, err = u.caches.CreateSnapshot(ctx, in)
			return err
		},
	}
}

// recentSnapshot is how old the snapshot may be that an upgrade relies on.
const recentSnapshot = 24 * time.Hour

// spare is a node of a cache without shards that takes no writes, if there is one.
func (f foundCache) spare() string {
	for _, shard := range f.group.NodeGroups {
		for _, node := range shard.NodeGroupMembers {
			if aws.ToString(node.CurrentRole) == "replica" {
				return aws.ToString(node.CacheClusterId)
			}
		}
	}
	return f.group.MemberClusters[0]
}

// taken is the snapshot of this upgrade; nil without one.
func (u *cacheUpgrade) taken(ctx context.Context) (*elasticache.Snapshot, error) {
	out, err := u.caches.DescribeSnapshots(
		ctx,
		&elasticache.DescribeSnapshotsInput{SnapshotName: new(u.snapshotName())},
	)
	if strings.HasPrefix(client.Code(err), "SnapshotNotFound") {
		return nil, nil
	}
	if err != nil || len(out.Snapshots) == 0 {
		return nil, err
	}
	return &out.Snapshots[0], nil
}

// deploy is the deployment that gives the cache its version.
func (u *cacheUpgrade) deploy() Step {
	return Step{
		Name: "deploy", Who: Deployment, Timeout: 12 * time.Hour,
		Changes: "the cache gets " + u.To + ", its replicas first, which take over; connections break",
		Takes:   "minutes for each node; more with more data",
		Back:    "none: restore the snapshot beside the cache, and move the services",
		Hand:    []string{"# version: " + quoted(u.To)},
		State: func(ctx context.Context) (State, error) {
			f, err := u.find(ctx)
			switch {
			case err != nil:
				return State{}, err
			case f.busy() != "":
				return waiting(f.busy())
			case f.has(u.To) && u.Committed:
				return done(f.id() + " has " + f.version)
			case f.has(u.To):
				return yours(toCommit(quoted(u.To), "cache"))
			}
			return yours(toDeploy(u.Committed, quoted(u.To), "deploy it"))
		},
	}
}

// works looks at the cache in its new version.
func (u *cacheUpgrade) works() Step {
	return Step{
		Name: "works", Who: Command,
		Changes: "nothing: it looks whether each node is available with " + u.To,
		Takes:   "seconds",
		Back:    "as that of the step before",
		Hand:    hand(u.Region, "elasticache describe-cache-clusters --show-cache-node-info"),
		State: func(ctx context.Context) (State, error) {
			f, err := u.find(ctx)
			switch {
			case err != nil:
				return State{}, err
			case f.busy() != "":
				return waiting(f.busy())
			case !f.has(u.To):
				return waiting(f.id() + " has " + f.version)
			}
			return done(
				"every node of " + f.id() + " has " + u.To + "; the snapshot stays until somebody deletes it",
			)
		},
	}
}

package upgrade

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"bulkhead/internal/address"
	"bulkhead/internal/aws/elasticache"
	"bulkhead/internal/client"

	"github.com/aws/aws-sdk-go-v2/aws"
)

// Cache is what an upgrade has to know of a cache of Valkey or Redis OSS.
type Cache struct {
	Name        string
	Region      string
	Account     string
	Engine      string // as AWS calls it
	Description string // of its replication group, whose id nobody knows
	Replicas    bool   // there is something that takes over
}

// CacheUpgrade is what is to be done to a cache.
type CacheUpgrade struct {
	Cache
	To        string // the version
	Committed bool   // the configuration names it
}

// Check tells what makes an upgrade one that no step is known for.
func (u CacheUpgrade) Check() error {
	switch {
	case u.Description == "" || u.Region == "" || u.Engine == "":
		return fmt.Errorf("too little is known of the cache %q", u.Name)
	case u.To == "":
		return fmt.Errorf("%s has to be upgraded to a version", u.Name)
	}
	return nil
}

// CacheSteps returns what takes a cache to another version, in order.
func CacheSteps(u CacheUpgrade, c Cloud) []Step { return newCacheUpgrade(u, c).steps() }

// NewCache returns what does the steps of an upgrade of a cache.
func NewCache(u CacheUpgrade, c Cloud) *Runner { return newRunner(newCacheUpgrade(u, c).steps(), c) }

func (u *cacheUpgrade) steps() []Step { return timed(u.check(), u.snapshot(), u.deploy(), u.works()) }

// cacheUpgrade is an upgrade and the client that it is made with.
type cacheUpgrade struct {
	CacheUpgrade
	cloud  Cloud
	caches *elasticache.Client
}

func newCacheUpgrade(u CacheUpgrade, c Cloud) *cacheUpgrade {
	return &cacheUpgrade{CacheUpgrade: u, cloud: c, caches: elasticache.NewFromConfig(c.Config(u.Region))}
}

// snapshotName is what the snapshot of before is called, of at most 50 characters.
func (u CacheUpgrade) snapshotName() string {
	return address.Short(u.Description+"-before-"+strings.ReplaceAll(u.To, ".", "-"), 50)
}

// foundCache is what a cache is.
type foundCache struct {
	group   elasticache.ReplicationGroup
	nodes   []elasticache.CacheCluster
	version string // the oldest of its nodes
}

func (f foundCache) id() string { return aws.ToString(f.group.ReplicationGroupId) }

// busy tells what the cache or one of its nodes does; nothing when all of it is available.
func (f foundCache) busy() string {
	if status := aws.ToString(f.group.Status); status != "available" {
		return f.id() + " is " + status
	}
	for _, node := range f.nodes {
		if status := aws.ToString(node.CacheClusterStatus); status != "available" {
			return aws.ToString(node.CacheClusterId) + " is " + status
		}
	}
	return ""
}

// has tells whether each node has the version.
func (f foundCache) has(version string) bool {
	return len(f.nodes) > 0 && !slices.ContainsFunc(f.nodes, func(node elasticache.CacheCluster) bool {
		return compareTo(aws.ToString(node.EngineVersion), version) != 0
	})
}

// compareTo compares the version of a node, with which AWS names its patch, with one that does not.
func compareTo(node, version string) int {
	got, want := numbers(node), numbers(version)
	return slices.Compare(got[:min(len(got), len(want))], want)
}

// find reads the cache.
func (u *cacheUpgrade) find(ctx context.Context) (f foundCache, err error) {
	in := &elasticache.DescribeReplicationGroupsInput{}
	for {
		page, err := u.caches.DescribeReplicationGroups(ctx, in)
		if err != nil {
			return f, err
		}
		for _, group := range page.ReplicationGroups {
			switch {
			case aws.ToString(group.Description) != u.Description:
			case f.id() != "":
				return f, &finalError{fmt.Errorf("%s and %s are both called %s",
					f.id(), aws.ToString(group.ReplicationGroupId), u.Description)}
			default:
				f.group = group
			}
		}
		if in.Marker = more(page.Marker); in.Marker == nil {
			break
		}
	}
	if f.id() == "" {
		return f, &finalError{fmt.Errorf("there is no cache %s in %s", u.Description, u.Region)}
	}
	for _, member := range f.group.MemberClusters {
		out, err := u.caches.DescribeCacheClusters(ctx,
			&elasticache.DescribeCacheClustersInput{CacheClusterId: &member})
		if err != nil {
			return f, err
		}
		f.nodes = append(f.nodes, out.CacheClusters...)
	}
	for _, node := range f.nodes {
		if version := aws.ToString(node.EngineVersion); f.version == "" || compare(version, f.version) < 0 {
			f.version = version
		}
	}
	return f, nil
}

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
				return yours(
					"write version: " + quoted(u.To) + " into the configuration, as the cache has it already",
				)
			case u.Committed:
				return yours("the configuration has version: " + quoted(u.To) + "; deploy it")
			}
			return yours("write version: " + quoted(u.To) + " into the configuration, and deploy it")
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

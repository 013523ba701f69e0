package upgrade

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"bulkhead/internal/aws/elasticache"

	"github.com/aws/aws-sdk-go-v2/aws"
)

// cacheWorld is a cache and its snapshots, as strict as ElastiCache.
type cacheWorld struct {
	course
	upgrade   CacheUpgrade // as it is at first
	nodes     []*cacheNode // the first one takes the writes
	clustered bool
	multiAZ   string
	global    string
	other     bool   // another cache of another name is there
	doing     string // modifying or snapshotting
	ends      time.Time
	snapshots map[string]*cacheSnapshot

	version string // as the configuration says
}

type cacheNode struct{ id, role, engine, version, pending string }

type cacheSnapshot struct {
	of, version string
	at          time.Time
}

func valkey(to string) CacheUpgrade {
	return CacheUpgrade{Cache: Cache{
		Name:        "sessions",
		Region:      here,
		Account:     account,
		Engine:      "valkey",
		Description: "acme-prod-sessions",
		Replicas:    true,
	}, To: to}
}

// newCacheWorld is a cache with a version, and so many replicas.
func newCacheWorld(version string, replicas int) *cacheWorld {
	w := &cacheWorld{
		course: newCourse(), upgrade: valkey("9.0"), multiAZ: "enabled",
		snapshots: map[string]*cacheSnapshot{}, version: "8.1", other: true,
	}
	for i := range 1 + replicas {
		role := "replica"
		if i == 0 {
			role = "primary"
		}
		w.nodes = append(w.nodes, &cacheNode{fmt.Sprintf("ses1abc-%03d", i+1), role, "valkey", version, ""})
	}
	if replicas == 0 {
		w.upgrade.Replicas, w.multiAZ = false, "disabled"
	}
	return w
}

func (w *cacheWorld) status() string {
	if w.doing != "" {
		return w.doing
	}
	return "available"
}

// pass is the world at a later time.
func (w *cacheWorld) pass(t time.Time) {
	if w.doing == "" || w.ends.After(t) {
		return
	}
	if w.doing == "modifying" {
		for i, node := range slices.Backward(w.nodes) { // replicas first
			if numbers(node.version)[0] < 9 {
				node.version, w.ends = "9.0.1", t.Add(20*time.Minute)
				if i > 0 {
					return
				}
			}
		}
	}
	w.doing = ""
}

// deploy is a deployment of the configuration.
func (w *cacheWorld) deploy() {
	switch {
	case w.doing != "":
		w.fault("a deployment meets a cache that is %s", w.doing)
	case !slices.ContainsFunc(w.nodes, func(n *cacheNode) bool { return compareTo(n.version, w.version) < 0 }):
		return // it has the version
	case !w.saved():
		w.fault("nothing is saved, and there is no way back")
	}
	w.doing, w.ends = "modifying", w.now.Add(20*time.Minute)
}

// saved tells whether a recent snapshot has what the cache had.
func (w *cacheWorld) saved() bool {
	for _, s := range w.snapshots {
		if w.now.Sub(s.at) < 24*time.Hour && strings.HasPrefix(s.version, "8.") &&
			!s.at.Add(25*time.Minute).After(w.now) {
			return true
		}
	}
	return false
}

func (w *cacheWorld) answers(string) calls {
	return calls{
		"DescribeReplicationGroups": to(
			func(in *elasticache.DescribeReplicationGroupsInput) (*elasticache.DescribeReplicationGroupsOutput, error) {
				if in.Marker == nil && w.other {
					return &elasticache.DescribeReplicationGroupsOutput{
						Marker: new("more"),
						ReplicationGroups: []elasticache.ReplicationGroup{
							{ReplicationGroupId: new("oth1"), Description: new("acme-prod-others")},
						},
					}, nil
				}
				g := elasticache.ReplicationGroup{
					ReplicationGroupId: new(
						"ses1abc",
					),
					Description:    new("acme-prod-sessions"),
					Status:         new(w.status()),
					MultiAZ:        &w.multiAZ,
					ClusterEnabled: &w.clustered,
				}
				if w.global != "" {
					g.GlobalReplicationGroupInfo = &elasticache.GlobalReplicationGroupInfo{
						GlobalReplicationGroupId: &w.global,
					}
				}
				var shard elasticache.NodeGroup
				for _, n := range w.nodes {
					g.MemberClusters = append(g.MemberClusters, n.id)
					member := elasticache.NodeGroupMember{CacheClusterId: new(n.id)}
					if !w.clustered {
						member.CurrentRole = new(n.role)
					}
					shard.NodeGroupMembers = append(shard.NodeGroupMembers, member)
				}
				g.NodeGroups = []elasticache.NodeGroup{shard}
				return &elasticache.DescribeReplicationGroupsOutput{
					ReplicationGroups: []elasticache.ReplicationGroup{g},
				}, nil
			},
		),
		"DescribeCacheClusters": to(
			func(in *elasticache.DescribeCacheClustersInput) (*elasticache.DescribeCacheClustersOutput, error) {
				for _, n := range w.nodes {
					if n.id == aws.ToString(in.CacheClusterId) {
						return &elasticache.DescribeCacheClustersOutput{CacheClusters: []elasticache.CacheCluster{
							{
								CacheClusterId: new(
									n.id,
								),
								CacheClusterStatus: new(w.status()),
								Engine:             new(n.engine),
								EngineVersion:      new(n.version),
								PendingModifiedValues: &elasticache.PendingModifiedValues{
									CacheNodeType: new(n.pending),
								},
							},
						}}, nil
					}
				}
				return nil, refuse("CacheClusterNotFound", "no such node")
			},
		),
		"DescribeCacheEngineVersions": to(offeredCaches),
		"DescribeSnapshots": to(
			func(in *elasticache.DescribeSnapshotsInput) (*elasticache.DescribeSnapshotsOutput, error) {
				s := w.snapshots[*in.SnapshotName]
				if s == nil {
					return nil, refuse("SnapshotNotFoundFault", "no such snapshot")
				}
				status := "available"
				if s.at.Add(25 * time.Minute).After(w.now) {
					status = "creating"
				}
				return &elasticache.DescribeSnapshotsOutput{Snapshots: []elasticache.Snapshot{{
					SnapshotName: in.SnapshotName, SnapshotStatus: &status,
					NodeSnapshots: []elasticache.NodeSnapshot{{SnapshotCreateTime: &s.at}},
				}}}, nil
			},
		),
		"CreateSnapshot": to(w.createSnapshot),
	}
}

func offeredCaches(
	*elasticache.DescribeCacheEngineVersionsInput,
) (*elasticache.DescribeCacheEngineVersionsOutput, error) {
	return &elasticache.DescribeCacheEngineVersionsOutput{CacheEngineVersions: []elasticache.CacheEngineVersion{
		{EngineVersion: new("8.1")}, {EngineVersion: new("9.0")}, {EngineVersion: new("9.1")},
	}}, nil
}

func (w *cacheWorld) createSnapshot(
	in *elasticache.CreateSnapshotInput,
) (*elasticache.CreateSnapshotOutput, error) {
	name := *in.SnapshotName
	switch {
	case w.snapshots[name] != nil:
		return nil, refuse("SnapshotAlreadyExistsFault", "there is one")
	case w.doing != "":
		return nil, refuse("InvalidReplicationGroupState", w.doing)
	case (in.ReplicationGroupId != nil) != w.clustered || (in.CacheClusterId != nil) == w.clustered:
		return nil, refuse("InvalidParameterCombination", "one with shards is named itself, one without by a node")
	}
	of := "ses1abc"
	for _, n := range w.nodes {
		if n.id == aws.ToString(in.CacheClusterId) {
			of = n.id
			if n.role == "primary" && len(w.nodes) > 1 {
				w.fault("the node that takes the writes is busy with a snapshot")
			}
		}
	}
	w.snapshots[name] = &cacheSnapshot{of, w.nodes[0].version, w.now}
	w.doing, w.ends = "snapshotting", w.now.Add(10*time.Minute)
	return &elasticache.CreateSnapshotOutput{}, nil
}

func (w *cacheWorld) steps(c Cloud) []Step {
	u := w.upgrade
	u.Committed = w.version == u.To
	return CacheSteps(u, c)
}

func (w *cacheWorld) others(step, _ string) {
	if step == "deploy" {
		w.version = w.upgrade.To
		w.deploy()
	}
}

func (w *cacheWorld) upgraded() bool {
	return len(w.snapshots) == 1 &&
		!slices.ContainsFunc(w.nodes, func(n *cacheNode) bool { return n.version != "9.0.1" })
}

// where is everything that an upgrade leaves.
func (w *cacheWorld) where() string {
	var all []string
	for _, n := range w.nodes {
		all = append(all, fmt.Sprint(*n))
	}
	for name, s := range w.snapshots {
		all = append(all, name+" of "+s.of+" "+s.version)
	}
	slices.Sort(all)
	return strings.Join(all, "\n") + "\n" + w.version + w.doing
}

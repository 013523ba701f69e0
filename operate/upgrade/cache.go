package upgrade

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"bulkhead/internal/address"
	"bulkhead/internal/aws/elasticache"

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

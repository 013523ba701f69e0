package price

import (
	"cmp"
	"strings"

	"bulkhead/assembly"
)

// database is an instance of RDS with its storage, or one of a cluster of Aurora. Two zones are twice of it.
func database(c counter) {
	if cluster := c.Get("DBClusterIdentifier"); cluster != nil {
		aurora(c, c.the(cluster))
		return
	}
	of := c.source()
	zones := 1.0
	if c.is("MultiAZ") {
		zones = 2
	}
	c.because(".class").charge("rds-"+of.engine()+"/"+strings.TrimPrefix(c.text("DBInstanceClass"), "db."), zones, zones)
	size := c.number("AllocatedStorage")
	if size == 0 {
		size = of.number("AllocatedStorage")
	}
	most := max(size, c.number("MaxAllocatedStorage"))
	c.because(".storageGiB").disk("rds", c.Get("StorageType"), zones*size, zones*most)
	c.because(".storageGiB").charge("rds/IOPS-month", zones*c.number("Iops"), zones*c.number("Iops"))
}

// source is the instance that a replica follows, or the instance itself. One of another region is named by its ARN.
func (c counter) source() counter {
	value := c.Get("SourceDBInstanceIdentifier")
	if value == nil {
		return c
	}
	if of := c.the(value); of.Properties != nil {
		return of.source()
	}
	arn, _ := value.(string)
	for _, r := range c.OfType("AWS::RDS::DBInstance") {
		name, _ := r.Get("DBInstanceIdentifier").(string)
		if name != "" && strings.HasSuffix(arn, ":db:"+name) {
			c.Resource = r
			return c.source()
		}
	}
	return c
}

// engine is that of a database. One that is restored has its snapshot's, which the family of its parameters tells.
func (c counter) engine() string {
	if engine := c.text("Engine"); engine != "" {
		return engine
	}
	family := c.the(c.Get("DBParameterGroupName")).text("Family")
	return strings.TrimRight(family, "0123456789.")
}

func aurora(c, cluster counter) {
	class := strings.TrimPrefix(c.text("DBInstanceClass"), "db.")
	kind := cluster.text("StorageType") // of a dearer kind, everything costs more
	if class == "serverless" {
		limits := func(name string) float64 { return cluster.number("ServerlessV2ScalingConfiguration", name) }
		c.because(".serverless.minACU", ".serverless").charge(cmp.Or(kind, "aurora")+"/ACU-hour", limits("MinCapacity"), limits("MaxCapacity"))
		return
	}
	engine := strings.Replace(c.text("Engine"), "postgresql", "postgres", 1)
	if kind != "" {
		engine = kind
	}
	c.because(".class").charge(engine+"/"+class, 1, 1)
}

// cacheGroup is the nodes of Valkey or Redis. One that follows a cache of another region is as that one.
func cacheGroup(c counter) {
	like := c
	if id := c.text("GlobalReplicationGroupId"); id != "" {
		like = c.followed(id)
	}
	shards := max(1, like.number("NumNodeGroups"))
	nodes := shards * (1 + c.number("ReplicasPerNodeGroup"))
	if n := c.number("NumCacheClusters"); n > 0 {
		nodes = n
	}
	c.charge("cache-"+like.text("Engine")+"/"+strings.TrimPrefix(like.text("CacheNodeType"), "cache."), nodes, nodes)
}

// followed is the cache that others follow in a global datastore of that id, which begins with what AWS makes up.
func (c counter) followed(id string) counter {
	for _, global := range c.OfType("AWS::ElastiCache::GlobalReplicationGroup") {
		suffix, _ := global.Get("GlobalReplicationGroupIdSuffix").(string)
		if suffix == "" || !strings.HasSuffix(id, "-"+suffix) {
			continue
		}
		for _, member := range assembly.List(global.Get("Members")) {
			if r, found := c.Resolve(global.Stack, assembly.At(member, "ReplicationGroupId")); found {
				c.Resource = r
				return c
			}
		}
	}
	return c
}

func memcached(c counter) {
	nodes := c.number("NumCacheNodes")
	c.charge("cache-"+c.text("Engine")+"/"+strings.TrimPrefix(c.text("CacheNodeType"), "cache."), nodes, nodes)
}

// search is the data nodes of a domain with their storage, and its dedicated managers.
func search(c counter) {
	class := func(name string) string {
		return "search/" + strings.TrimSuffix(c.text("ClusterConfig", name), ".search")
	}
	nodes := max(1, c.number("ClusterConfig", "InstanceCount"))
	c.because(".class", ".nodes").charge(class("InstanceType"), nodes, nodes)
	if c.is("ClusterConfig", "DedicatedMasterEnabled") {
		managers := c.number("ClusterConfig", "DedicatedMasterCount")
		c.because(".managers", ".nodes").charge(class("DedicatedMasterType"), managers, managers)
	}
	if c.is("EBSOptions", "EBSEnabled") {
		size := nodes * c.number("EBSOptions", "VolumeSize")
		c.because(".storageGiB").disk("search", c.Get("EBSOptions", "VolumeType"), size, size)
	}
}

// stream is the brokers with their storage, which may grow. That of express brokers is billed by use.
func stream(c counter) {
	brokers := c.number("NumberOfBrokerNodes")
	kind, class, _ := strings.Cut(c.text("BrokerNodeGroupInfo", "InstanceType"), ".")
	if kind == "express" {
		class = "express/" + class
	}
	c.because(".class", ".nodes").charge("msk/"+class, brokers, brokers)
	size := c.number("BrokerNodeGroupInfo", "StorageInfo", "EBSStorageInfo", "VolumeSize")
	most := size
	for _, r := range c.Stack.Resources {
		if r.Type == "AWS::ApplicationAutoScaling::ScalableTarget" && r.Get("ServiceNamespace") == "kafka" {
			_, grown := scaled(r)
			most = max(most, grown)
		}
	}
	c.because(".storageGiB").charge("msk/GB-month", brokers*size, brokers*most)
}

func replicator(c counter)   { c.charge("msk/replicator-hour", 1, 1) }
func connectivity(c counter) { c.charge("msk/connectivity-hour", 1, 1) }

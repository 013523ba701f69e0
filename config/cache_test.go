package config

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

const withCaches = `tier: production
network:
  cidr: 10.10.0.0/16
  zones: 3
caches:
  sessions:
    engine: valkey
    version: "9.0"
    class: m7g.large
    shards: 2
    replicas: 1
    parameters: {maxmemory-policy: noeviction}
  pages:
    engine: memcached
    version: "1.6.22"
    class: t4g.small
    nodes: 3
services:
  web:
    image: web:1.0.0
    uses: [sessions, pages]
`

func TestMistakesInACacheAreFound(t *testing.T) {
	const sessions, pages = "caches.sessions.", "caches.pages."
	findsMistakesIn(t, withCaches, []mistake{
		{"maxmemory-policy: noeviction", "Maxmemory: noeviction", sessions + `parameters.Maxmemory: "Maxmemory" is not the name of a parameter; use the name in ElastiCache's parameter group, such as maxmemory-policy`},
		{"engine: valkey", "engine: keydb", sessions + `engine: "keydb" is not offered; choose valkey, redis or memcached`},
		{`version: "9.0"`, `version: "6.2"`, sessions + `version: valkey 6.2 is not offered; choose 7.2, 8.0, 8.1, 8.2, 9.0 or 9.1`},
		{`engine: valkey`, `engine: redis`, sessions + `version: redis 9.0 is not offered; choose 7.0 or 7.1`},
		{`version: "1.6.22"`, `version: "1.5.16"`, pages + `version: memcached 1.5.16 is not offered; choose 1.6.12, 1.6.17 or 1.6.22`},
		{"class: m7g.large", "class: cache.m7g.large", sessions + `class: cache.m7g.large begins with cache.; leave it out: m7g.large`},
		{"class: m7g.large", "class: m7g.small", sessions + `class: ElastiCache does not offer "m7g.small"; choose one such as t4g.micro, m7g.large or r7g.large`},
		{"class: m7g.large", "class: m8i.large", sessions + `class: ElastiCache does not offer "m8i.large"; choose one such as t4g.micro, m7g.large or r7g.large`},
		{"shards: 2", "shards: 91", sessions + `shards: 91 is too large; the most is 90`},
		{"shards: 2", "shards: 46", sessions + `shards: 46 shards with 1 replicas each are 92 nodes, and AWS gives a cache 90; use fewer, of a larger class`},
		{"shards: 2", "shards: 45", ``},
		{"shards: 2", "nodes: 2", sessions + `nodes: a valkey cache has shards and replicas; use them`},
		{"replicas: 1", "replicas: 6", sessions + `replicas: 6 is too large; the most is 5`},
		{"replicas: 1", "replicas: 0", sessions + `replicas: without a replica nothing takes over when a node or its zone fails; leave it out, or set it to 1 or more`},
		{"nodes: 3", "replicas: 1", pages + `replicas: Memcached has no replicas; leave it out, or choose valkey`},
		{"nodes: 3", "shards: 1", pages + `shards: Memcached has no shards; leave it out, or choose valkey`},
		{"nodes: 3", "clusterMode: enabled", pages + `clusterMode: Memcached has no shards; leave it out, or choose valkey`},
		{"shards: 2", "shards: 2\n    clusterMode: disabled", sessions + `clusterMode: 2 shards need it; leave it out, or set it to enabled`},
		{"nodes: 3", "snapshotDays: 3", pages + `snapshotDays: Memcached has no backups; leave it out, or choose valkey`},
		{"nodes: 3", "snapshotWindow: 01:00-02:00", pages + `snapshotWindow: Memcached has no backups; leave it out, or choose valkey`},
		{"nodes: 3", "maintenanceWindow: sun:03:00-sun:03:30", pages + `maintenanceWindow: "sun:03:00-sun:03:30" is not a weekly window of an hour to a day; write it as ddd:hh:mm-ddd:hh:mm in UTC, such as sun:03:00-sun:04:00`},
		{"maxmemory-policy: noeviction", `maxmemory-policy: ""`, sessions + `parameters.maxmemory-policy: has no value; write one, or leave the key out`},
		{"maxmemory-policy: noeviction", `cluster-enabled: "yes"`, sessions + `parameters.cluster-enabled: follows from clusterMode; leave it out`},
		{"replicas: 1", "snapshotWindow: sun", sessions + `snapshotWindow: "sun" is not a daily window; write it as hh:mm-hh:mm in UTC, such as 01:00-02:00`},
	})
}

func TestServicesAreToldOnlyWhatACacheHas(t *testing.T) {
	for _, c := range []struct {
		cache Cache
		want  []string
	}{
		{Cache{Engine: Memcached, Nodes: 2, Replicas: new(0)}, []string{Host, Port}},
		{Cache{Engine: Valkey, Shards: 1, Replicas: new(0)}, []string{Host, Port, SecretARN, Username, Password}},
		{
			Cache{Engine: Valkey, Shards: 1, ClusterMode: Enabled, Replicas: new(1)},
			[]string{Host, Port, SecretARN, Username, Password},
		},
		{
			Cache{Engine: Valkey, Shards: 1, ClusterMode: Disabled, Replicas: new(1)},
			[]string{Host, Port, SecretARN, Username, Password, ReaderHost},
		},
		{
			Cache{Engine: Redis, Shards: 2, ClusterMode: Enabled, Replicas: new(1)},
			[]string{Host, Port, SecretARN, Username, Password},
		},
	} {
		assert.Equal(t, c.want, c.cache.variables())
	}
}

func TestCacheNeedsAddressesForItsNodesAndTheirSuccessors(t *testing.T) {
	assert.Equal(t, 2*3*(1+2), Cache{Engine: Redis, Shards: 3, Replicas: new(2)}.addresses())
	assert.Equal(t, 2*12, Cache{Engine: Memcached, Nodes: 12, Replicas: new(0)}.addresses())
}

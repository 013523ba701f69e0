package config

import (
	"strings"
	"testing"

	"bulkhead/internal/document"

	"github.com/stretchr/testify/assert"
)

const withNodes = `tier: production
network:
  cidr: 10.10.0.0/16
  zones: 3
caches:
  basket:
    hosting: instances
    engine: valkey
    image: web:8.1.4
    class: m7g.large
    volumeGiB: 40
    parameters: {maxmemory-policy: noeviction}
services:
  web:
    image: web:1.0.0
    uses: [basket]
`

func TestWhatInstancesDoNotHaveIsRefused(t *testing.T) {
	const basket = "caches.basket."
	none := func(key, value, why string) mistake {
		return mistake{
			"volumeGiB: 40", "volumeGiB: 40\n    " + key + ": " + value,
			basket + key + ": a cache on instances has no such thing: " + why + "; leave it out",
		}
	}
	findsMistakesIn(t, withNodes, []mistake{
		none("version", `"9.0"`, "the image has a version"),
		none("shards", "2", "three nodes hold the same keys"),
		none("clusterMode", "enabled", "three nodes hold the same keys"),
		none("replicas", "2", "there are three nodes, one of which is the primary"),
		none("nodes", "2", "there are three nodes, one in each zone"),
		none("snapshotDays", "2", "AWS Backup keeps snapshots, for backups.keepDays"),
		none("snapshotWindow", "01:00-02:00", "AWS Backup takes snapshots, from backups.start on"),
		none("maintenanceWindow", "sun:03:00-sun:04:00", "instances are patched in settings.patchWindow"),
		{"engine: valkey", "engine: memcached", basket + "engine: Memcached keeps nothing, so there is nothing to gain from instances; choose valkey or redis, or leave hosting out"},
		{"zones: 3", "zones: 2", basket + "hosting: two of three nodes decide, and 2 zones cannot lose one; set network.zones to 3"},
		{"zones: 3", "zones: 3\n  nat: none\n  endpoints: standard", basket + "hosting: without NAT, nodes reach neither ACM nor packages; choose another network.nat"},
		{"    image: web:8.1.4\n", "", basket + "image: instances have to know what they run; write the image of valkey in the organization's registry, such as valkey:8.1.4"},
		{"image: web:8.1.4", "image: web:latest", basket + "image: web:latest does not say which build it is; write the tag of one build, such as web:1.0.0"},
		{"image: web:8.1.4", "image: wep:8.1.4", basket + `image: "wep" is not a repository of the organization; did you mean web?`},
		{"class: m7g.large", "class: m7i.large", basket + "class: m7i.large is not of AWS's own processors, which the nodes' image is for; choose one such as t4g.small, m7g.large or r7g.large"},
		{"class: m7g.large", "class: t4g.micro", basket + "class: t4g.micro has too little memory for the system beside the engine; choose t4g.small or larger"},
		{"class: m7g.large", "class: m7g.tiny", basket + `class: "m7g.tiny" is not a known instance class; choose one such as t4g.small, m7g.large or r7g.large`},
		{"volumeGiB: 40", "volumeGiB: 9", basket + "volumeGiB: 9 GiB are too few: the log of 4915 MiB of data is there twice while it is written anew; choose 10 or more"},
		{"maxmemory-policy: noeviction", "requirepass: secret", basket + `parameters.requirepass: "requirepass" is not a setting that nodes take; ` + "choose " + document.OneOf(nodeSettings)},
		{"maxmemory-policy: noeviction", `timeout: "0 appendonly"`, basket + `parameters.timeout: "0 appendonly" is not a word or a number; write one, in the engine's own spelling`},
		{"volumeGiB: 40", "restoreFrom: {snapshot: automatic.a}", basket + `restoreFrom.snapshot: "automatic.a" is not the id of a snapshot of a volume; write one such as snap-0123456789abcdef0`},
		{"volumeGiB: 40", "standby: empty", basket + "standby: the environment has no recovery region; leave it out, or add recovery"},
	})
}

func TestTheStandbyOfACacheOnInstancesIsEmpty(t *testing.T) {
	recovering := withNodes + "recovery: {region: eu-central-1, cidr: 10.11.0.0/16, domain: dr.example.com}\n"
	findsMistakesIn(t, recovering, []mistake{
		{"volumeGiB: 40", "volumeGiB: 40\n    standby: empty", ""},
		{"volumeGiB: 40", "volumeGiB: 40\n    standby: replica", "caches.basket.standby: nothing replicates between regions what runs on instances; set it to empty"},
	})
}

func TestNamesOfNodesFitIntoACertificateOnBothSides(t *testing.T) {
	recovering := withNodes + "recovery: {region: eu-central-1, cidr: 10.11.0.0/16, domain: dr.example.com}\n"
	recovering = strings.Replace(recovering, "volumeGiB: 40", "volumeGiB: 40\n    standby: empty", 1)
	findsMistakesIn(t, recovering, []mistake{
		{"dr.example.com", "recovers." + strings.Repeat("a", 25) + ".example.com", ""},
		{
			"dr.example.com", "recovers." + strings.Repeat("a", 26) + ".example.com",
			"caches.basket: basket-1.internal.recovers." + strings.Repeat("a", 26) + ".example.com has more than the 64 characters that a certificate allows; choose a shorter name",
		},
	})
}

func TestWhatIsForInstancesIsRefusedOfElastiCache(t *testing.T) {
	managed := strings.NewReplacer("    hosting: instances\n", "", "    image: web:8.1.4\n", "", "    volumeGiB: 40\n", "").Replace(withNodes)
	findsMistakesIn(t, managed, []mistake{
		{"engine: valkey", "engine: valkey\n    image: web:8.1.4", "caches.basket.image: is for hosting: instances; leave it out, or set hosting to instances"},
		{"engine: valkey", "engine: valkey\n    volumeGiB: 40", "caches.basket.volumeGiB: is for hosting: instances; leave it out, or set hosting to instances"},
	})
}

func TestACacheThatEvictsAnyKeyIsFullAsItShouldBe(t *testing.T) {
	for policy, evicts := range map[string]bool{"allkeys-lru": true, "allkeys-lfu": true, "volatile-lru": false, "noeviction": false, "": false} {
		c := Cache{Hosting: OnInstances, Parameters: map[string]string{"maxmemory-policy": policy}}
		assert.Equal(t, evicts, c.Evicts(), policy)
	}
}

func TestNodesOnInstancesHaveAddressesInThePrivateSubnets(t *testing.T) {
	c := Cache{Engine: Valkey, Hosting: OnInstances, Class: "m7g.large"}
	assert.Equal(t, 0, c.addresses())
	assert.Equal(t, 2, c.ports())
	assert.Equal(t, 4915, c.MaxMemoryMiB())
	assert.Equal(t, []string{Sentinels, Master, Port, SecretARN, Username, Password}, c.variables())
	e := Environment{Network: Network{Zones: 3}}
	without := e.privateDemand()
	e.Caches = map[string]Cache{"a": c, "b": c}
	assert.Equal(t, without+4, e.privateDemand())
}

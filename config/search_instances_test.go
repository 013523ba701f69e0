package config

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

const withSearchNodes = `tier: production
network:
  cidr: 10.10.0.0/16
  zones: 3
search:
  products:
    hosting: instances
    image: web:3.3.0
    class: r7g.large
    storageGiB: 200
services:
  web:
    image: web:1.0.0
    uses: [products]
`

func TestWhatOpenSearchOnInstancesDoesNotHaveIsRefused(t *testing.T) {
	const products = "search.products."
	none := func(key, value, why string) mistake {
		return mistake{
			"storageGiB: 200", "storageGiB: 200\n    " + key + ": " + value,
			products + key + ": a cluster on instances has no such thing: " + why + "; leave it out",
		}
	}
	const choose = "; choose one such as t4g.medium, m7g.large or r7g.large"
	findsMistakesIn(t, withSearchNodes, []mistake{
		none("version", `"3.3"`, "the image has a version"),
		none("nodes", "3", "there are three nodes, one in each zone"),
		none("managers", "3", "each of the three nodes can manage the others"),
		none("managerClass", "m7g.large", "each of the three nodes can manage the others"),
		none("multiAZWithStandby", "enabled", "all three nodes work"),
		none("maintenanceTime", "22:30", "instances are patched in settings.patchWindow"),
		{"zones: 3", "zones: 2", products + "hosting: two of three nodes decide, and 2 zones cannot lose one; set network.zones to 3"},
		{"zones: 3", "zones: 3\n  nat: none\n  endpoints: standard", products + "hosting: without NAT, nodes reach neither ACM nor packages; choose another network.nat"},
		{"    image: web:3.3.0\n", "", products + "image: instances have to know what they run; write an image of OpenSearch in the organization's registry, such as opensearch:3.3.0"},
		{"image: web:3.3.0", "image: web:latest", products + "image: web:latest does not say which build it is; write the tag of one build, such as web:1.0.0"},
		{"image: web:3.3.0", "image: wep:3.3.0", products + `image: "wep" is not a repository of the organization; did you mean web?`},
		{"class: r7g.large", "class: r7i.large", products + "class: r7i.large is not of AWS's own processors, which the nodes' image is for" + choose},
		{"class: r7g.large", "class: t4g.small", products + "class: t4g.small has too little memory for OpenSearch beside the system; choose t4g.medium or larger"},
		{"class: r7g.large", "class: r7g.tiny", products + `class: "r7g.tiny" is not a known instance class` + choose},
		{"storageGiB: 200", "restoreFrom: {bucket: arn:aws:s3:::a-bucket}", products + `restoreFrom.bucket: "arn:aws:s3:::a-bucket" is not the name of a bucket; write its name, not its ARN`},
		{"storageGiB: 200", "restoreFrom: {snapshot: latest}", products + "restoreFrom.bucket: is missing; add it"},
		{"storageGiB: 200", "restoreFrom: {bucket: a-bucket, snapshot: yesterday}", products + `restoreFrom.snapshot: "yesterday" is not the name of a snapshot that nodes take; write one such as hour-20261128-03, or latest`},
		{"storageGiB: 200", "standby: empty", products + "standby: the environment has no recovery region; leave it out, or add recovery"},
		{"storageGiB: 200", "as: products", products + "as: is what its variables begin with anyway; leave it out"},
	})
}

func TestTheStandbyOfOpenSearchOnInstancesIsEmpty(t *testing.T) {
	recovering := withSearchNodes + "recovery: {region: eu-central-1, cidr: 10.11.0.0/16, domain: dr.example.com}\n"
	findsMistakesIn(t, recovering, []mistake{
		{"storageGiB: 200", "storageGiB: 200\n    standby: empty", ""},
		{"storageGiB: 200", "storageGiB: 200\n    standby: replica", "search.products.standby: nothing replicates between regions what runs on instances; set it to empty"},
	})
}

func TestWhatIsForInstancesIsRefusedOfOpenSearchService(t *testing.T) {
	managed := strings.NewReplacer("    hosting: instances\n", "", "    image: web:3.3.0\n", "    version: \"3.3\"\n").Replace(withSearchNodes)
	findsMistakesIn(t, managed, []mistake{
		{"class: r7g.large", "class: r7g.large\n    image: web:3.3.0", "search.products.image: is for hosting: instances; leave it out, or set hosting to instances"},
		{"class: r7g.large", "class: r7g.large\n    restoreFrom: {bucket: a-bucket}", "search.products.restoreFrom: is for hosting: instances; leave it out, or set hosting to instances"},
	})
}

func TestHalfOfTheMemoryOfANodeIsOpenSearchsHeap(t *testing.T) {
	for class, want := range map[string]int{"t4g.medium": 2048, "r7g.large": 8192, "r7g.2xlarge": 31744, "r7g.16xlarge": 31744} {
		assert.Equal(t, want, Search{Class: class}.HeapMiB(), class)
	}
}

func TestNodesOfOpenSearchHaveAddressesInThePrivateSubnets(t *testing.T) {
	s := Search{Hosting: OnInstances, Class: "r7g.large"}
	assert.Equal(t, 0, s.addresses())
	e := Environment{Network: Network{Zones: 3}}
	without := e.privateDemand()
	e.Search = map[string]Search{"a": s}
	assert.Equal(t, without+4-2, e.privateDemand())
	assert.True(t, e.RunsNodes())
	assert.False(t, e.ManagesSearch(), "nothing of OpenSearch Service has to write logs")
}

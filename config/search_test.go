package config

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

const withSearch = `tier: production
network:
  cidr: 10.10.0.0/16
  zones: 3
search:
  products:
    version: "3.3"
    class: r7g.large
    nodes: 3
    managers: 3
    managerClass: m7g.large
    multiAZWithStandby: enabled
    storageGiB: 100
    maintenanceTime: 22:30
services:
  web:
    image: web:1.0.0
    uses: [products]
`

func TestMistakesInASearchDomainAreFound(t *testing.T) {
	const products = "search.products."
	findsMistakesIn(t, withSearch, []mistake{
		{`    version: "3.3"` + "\n", "", products + `version: is missing; add it`},
		{`version: "3.3"`, `version: "1.3"`, products + `version: OpenSearch "1.3" is not offered; choose 2.19, 3.1, 3.3 or 3.5`},
		{"class: r7g.large\n", "class: r7g.metal\n", products + `class: OpenSearch Service does not offer "r7g.metal"; choose one such as t3.small, m7g.large or r7g.large, without .search`},
		{"managerClass: m7g.large", "managerClass: m7g.large.search", products + `managerClass: OpenSearch Service does not offer "m7g.large.search"; choose one such as t3.small, m7g.large or r7g.large, without .search`},
		{"nodes: 3", "nodes: 4", products + `nodes: 4 cannot be spread evenly over 3 zones; choose a multiple of 3`},
		{"nodes: 3", "nodes: 1", products + "nodes: one node does not survive the loss of its zone; leave it out, or use 2 or more\n" + products + `multiAZWithStandby: a standby needs nodes in three zones; use three zones and three nodes or more`},
		{"nodes: 3", "nodes: 2", products + `multiAZWithStandby: a standby needs nodes in three zones; use three zones and three nodes or more`},
		{"managers: 3", "managers: 4", products + "managers: 4 cannot form a majority; choose 0, 3 or 5\n" + products + `multiAZWithStandby: a standby needs three dedicated managers; set managers to 3`},
		{"managers: 3", "managers: 0", products + "managers: without dedicated managers a busy data node can take the domain down; leave it out, or set it to 3\n" + products + `multiAZWithStandby: a standby needs three dedicated managers; set managers to 3`},
		{"class: r7g.large\n", "class: t3.medium\n", products + "class: t3 is for development: it runs out of CPU credits; choose one such as r7g.large\n" + products + `multiAZWithStandby: a standby cannot be of class t3; choose one such as r7g.large`},
		{"storageGiB: 100", "storageGiB: 2000", products + `storageGiB: r7g.large takes at most 1536 GiB; lower it, or choose a larger class`},
		{"storageGiB: 100", "storageGiB: 9", products + `storageGiB: 9 is too small; the least is 10`},
		{"multiAZWithStandby: enabled", "multiAZWithStandby: yes", products + `multiAZWithStandby: "yes" is not offered; choose enabled or disabled`},
		{"maintenanceTime: 22:30", "maintenanceTime: 24:30", products + `maintenanceTime: "24:30" is not a time; write it as hh:mm in UTC, such as 00:00`},
	})
}

func TestSearchDomainIsSpreadOverThreeZonesAtMost(t *testing.T) {
	for _, c := range []struct{ nodes, network, want int }{{1, 3, 1}, {2, 3, 2}, {6, 2, 2}, {3, 3, 3}, {8, 4, 3}} {
		assert.Equal(t, c.want, Search{Nodes: c.nodes}.Zones(c.network), c)
	}
}

func TestSearchDomainNeedsThreeTimesItsNodesAddresses(t *testing.T) {
	assert.Equal(t, 3*(6+5), Search{Nodes: 6, Managers: new(5)}.addresses())
}

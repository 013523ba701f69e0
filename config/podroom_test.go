package config

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"bulkhead/internal/facts"

	"github.com/stretchr/testify/assert"
)

// onNodes is an environment whose service runs on a node group.
func onNodes(nodes string) string {
	return strings.Replace(onACluster, "kubernetes: {}", "kubernetes: {mode: nodes, nodes: {"+nodes+"}}", 1)
}

// does is what a configuration is told whose nodes do not hold its pods.
func does(nodes, zones int, ways string) string {
	return fmt.Sprintf("kubernetes.nodes.min: %d nodes, in %d zones, may not hold all pods of services with launch eks at "+
		"their greatest scale and in a deployment; %s", nodes, zones, ways)
}

// TestANodeHasForPodsWhatTheSystemAndAddonsLeave: 2048 units and 8192 MiB are what an instance is said to have.
func TestANodeHasForPodsWhatTheSystemAndAddonsLeave(t *testing.T) {
	for class, want := range map[string]room{
		"m7g.large": {1184, 5363, 9}, "c7g.large": {1184, 1574, 9}, "m7g.xlarge": {3222, 12941, 18}, "m7g.16xlarge": {64508, 238729, 107},
	} {
		assert.Equal(t, want, roomOf(class), class)
	}
	units, mib := 0, 0
	for _, a := range facts.ClusterAddonPods {
		units, mib = units+a.Pods*a.Units(), mib+a.Pods*a.MiB
	}
	assert.Equal(t, []int{515, 604}, []int{units, mib}, "once in a cluster")
}

// TestTheNodesOfAGroupHaveToHoldAllPodsAtTheirGreatestScaleAndInADeployment: nothing makes more nodes as pods need
// some.
func TestTheNodesOfAGroupHaveToHoldAllPodsAtTheirGreatestScaleAndInADeployment(t *testing.T) {
	const eks = "launch: eks"
	findsMistakesIn(t, onNodes("min: 6"), []mistake{
		{"min: 6", "min: 5", does(5, 3, "set it to 6, choose m7g.xlarge or lower scaling.max")},
		{eks, "launch: eks, scaling: {max: 9}", ``},
		{eks, "launch: eks, scaling: {max: 10}", does(6, 3, "set it to 9, choose m7g.xlarge or lower scaling.max")},
		{eks, "launch: eks, scaling: {max: 10}, deployment: {maxHealthyPercent: 125}", ``},
		{eks, "launch: eks, memory: 6144", "services.web.memory: a node of the cluster has 5363 MiB for a pod; lower it, or choose larger classes in kubernetes.nodes"},
		{eks, "launch: eks, cpu: 2048, memory: 4096", "services.web.cpu: a node of the cluster has 1184 CPU units for a pod; lower it, or choose larger classes in kubernetes.nodes"},
		{"min: 6", "min: 6, classes: [m7g.large, c7g.large]", does(6, 3, "set it to 9, choose m7g.xlarge or lower scaling.max")},
		{"min: 6", "min: 9, classes: [m7g.large, c7g.large]", ``},
	})
}

// TestAPodHasToFitOnOneNode: four nodes have 4736 units together, and three pods of 1024 on three of them leave none
// for a fourth, since add-ons are on the last.
func TestAPodHasToFitOnOneNode(t *testing.T) {
	node := roomOf("m7g.large")
	of := func(units, mib, count int) []pods { return []pods{{room{units, mib, 1}, count}} }
	assert.True(t, fit(of(1024, 1024, 4), node, 4))
	assert.False(t, fit(of(1024, 1024, 5), node, 4), "5120 units of 4736")
	assert.False(t, fit(of(700, 1024, 5), node, 4), "3500 units of 4736, and each node holds one")
	assert.False(t, fit(of(128, 3000, 5), node, 4), "of memory")
	assert.True(t, fit(of(16, 64, 36), node, 4))
	assert.False(t, fit(of(16, 64, 37), node, 4), "nine pods of a node have security groups")
	assert.True(t, fit([]pods{{room{600, 64, 1}, 1}, {room{584, 64, 1}, 1}}, node, 1), "on one node there is no order")
}

// TestPodsThatAreSaidToFitDoSoInEveryOrder: the scheduler puts each where it likes.
func TestPodsThatAreSaidToFitDoSoInEveryOrder(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	yes := 0
	for range 20000 {
		node, nodes := room{500 + random.IntN(2000), 1000 + random.IntN(6000), 1 + random.IntN(20)}, 1+random.IntN(5)
		var all []pods
		var each []room
		for range 1 + random.IntN(4) {
			p := pods{room{1 + random.IntN(node.units), 1 + random.IntN(node.mib/2), random.IntN(2)}, random.IntN(6)}
			all = append(all, p)
			for range p.count {
				each = append(each, p.room)
			}
		}
		if !fit(all, node, nodes) {
			continue
		}
		yes++
		for range 20 {
			random.Shuffle(len(each), func(i, j int) { each[i], each[j] = each[j], each[i] })
			used := make([]room, nodes)
			for _, p := range each {
				placed := false
				for _, i := range random.Perm(nodes) {
					if !placed && node.holds(used[i].plus(p)) {
						used[i], placed = used[i].plus(p), true
					}
				}
				if !placed {
					t.Fatalf("%v on %d nodes of %v: %v finds no room beside %v", all, nodes, node, p, used)
				}
			}
		}
	}
	assert.Greater(t, yes, 2000)
}

// TestTheZoneWithTheFewestNodesHasToHoldItsPods: a pod of a service waits rather than start in another zone than its
// turn is, so that four nodes in three zones hold no more than three.
func TestTheZoneWithTheFewestNodesHasToHoldItsPods(t *testing.T) {
	const sized = "launch: eks, cpu: 512, memory: 512, scaling: {max: 6}, deployment: {maxHealthyPercent: 125}"
	zones := func(n int) string { return fmt.Sprintf("cidr: 10.10.0.0/16, zones: %d", n) }
	findsMistakesIn(t, strings.Replace(onNodes("min: 9"), "launch: eks", sized, 1), []mistake{
		{"min: 9", "min: 8", does(8, 3, "set it to 9, choose m7g.xlarge or lower scaling.max")},
		{"min: 9", "min: 7", does(7, 3, "set it to 9, choose m7g.xlarge or lower scaling.max")},
		{"cidr: 10.10.0.0/16", zones(2), ``},
	})
	findsMistakesIn(t, strings.Replace(strings.Replace(onNodes("min: 8"), "launch: eks", sized, 1),
		"cidr: 10.10.0.0/16", zones(2), 1), []mistake{
		{"min: 8", "min: 7", does(7, 2, "set it to 8, choose m7g.xlarge or lower scaling.max")},
		{"zones: 2", "zones: 3", does(8, 3, "set it to 9, choose m7g.xlarge or lower scaling.max")},
	})
}

// TestTasksBesideAServiceNeedRoomAndASecurityGroupOnANodeToo: each is a pod of its own.
func TestTasksBesideAServiceNeedRoomAndASecurityGroupOnANodeToo(t *testing.T) {
	const task = "{command: [b], run: scheduled, cron: \"0 3 * * ? *\"}"
	small := strings.Replace(onNodes("min: 3, classes: [m7g.xlarge]"), "launch: eks",
		"launch: eks, deployment: {maxHealthyPercent: 125}, scaling: {max: 3}", 1)
	more := func(n int, of string) string {
		var tasks []string
		for i := range n {
			tasks = append(tasks, fmt.Sprintf("t%d: %s", i, of))
		}
		return "scaling: {max: 3}, tasks: {" + strings.Join(tasks, ", ") + "}"
	}
	const refused = "set it to 6, choose m7g.2xlarge or lower scaling.max"
	findsMistakesIn(t, small, []mistake{
		{"scaling: {max: 3}", more(8, task), ``},
		{"scaling: {max: 3}", more(9, task), does(3, 3, refused)},
		{"scaling: {max: 3}", more(9, "{command: [b]}"), does(3, 3, refused)},
		{"scaling: {max: 3}", more(1, "{command: [b], run: before-start}"), ``},
	})
}

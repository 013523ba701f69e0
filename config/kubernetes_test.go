package config

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestMistakesInAClusterAreFound(t *testing.T) {
	const zones = "tier: development\nnetwork: {cidr: 10.10.0.0/16}\n"
	findsMistakesIn(t, zones+"kubernetes: {version: \"1.36\"}\n", []mistake{
		{`"1.36"`, `"1.34"`, `kubernetes.version: EKS does not offer Kubernetes "1.34" in standard support; choose 1.35 or 1.36`},
		{`"1.36"`, `"1.35"`, `kubernetes.version: below 1.36, pods in Auto Mode have no security groups of their own; choose 1.36, or set mode to nodes`},
		{`version: "1.36"`, `mode: fargate`, `kubernetes.mode: "fargate" is not offered; choose auto, nodes or existing`},
		{`version: "1.36"`, `existing: {name: a}`, `kubernetes.existing: is of mode existing; leave it out, or set mode to existing`},
		{`version: "1.36"`, `mode: existing, existing: {name: a, securityGroup: sg-01234567}`, ``},
		{`version: "1.36"`, `mode: existing, existing: {securityGroup: sg-01234567}`, `kubernetes.existing.name: "" is not the name of a cluster of EKS; write what aws eks list-clusters says`},
		{`version: "1.36"`, `mode: existing, existing: {name: "-a", securityGroup: sg-01234567}`, `kubernetes.existing.name: "-a" is not the name of a cluster of EKS; write what aws eks list-clusters says`},
		{`version: "1.36"`, `mode: existing, existing: {name: a, securityGroup: default}`, `kubernetes.existing.securityGroup: "default" is not the id of a security group; write what aws eks describe-cluster says: resourcesVpcConfig.clusterSecurityGroupId`},
		{`version: "1.36"`, `mode: existing, existing: {name: a, securityGroup: sg-01234567, loadBalancing: ingress}`, `kubernetes.existing.loadBalancing: "ingress" is not offered; choose auto-mode, aws-load-balancer-controller or none`},
		{`version: "1.36"`, `mode: existing, version: "1.36", existing: {name: a, securityGroup: sg-01234567}`, `kubernetes.version: is decided by whoever has made the cluster; leave it out`},
		{`version: "1.36"`, `mode: existing, people: {admin: view}, existing: {name: a, securityGroup: sg-01234567}`, `kubernetes.people: is decided by whoever has made the cluster; leave it out`},
		{`version: "1.36"`, `mode: existing, nodes: {min: 2}, existing: {name: a, securityGroup: sg-01234567}`, `kubernetes.nodes: is decided by whoever has made the cluster; leave it out`},
		{`{version: "1.36"}`, "{mode: existing, existing: {name: a, securityGroup: sg-01234567}}\nrecovery: {region: eu-central-1, cidr: 10.11.0.0/16}", `kubernetes.mode: the other side would need a cluster of its own, of another name and security group; leave recovery out, or set mode to auto`},
		{`version: "1.36"`, `nodes: {min: 2}`, `kubernetes.nodes: is of mode nodes; leave it out, or set mode to nodes`},
		{`version: "1.36"`, `mode: nodes, auto: {architecture: amd64}`, `kubernetes.auto: is of mode auto; leave it out, or set mode to auto`},
		{`version: "1.36"`, `auto: {maxVCPUs: 3}`, `kubernetes.auto.maxVCPUs: 3 is too small; the least is 4`},
		{`version: "1.36"`, `mode: nodes, nodes: {min: 4, max: 3}`, `kubernetes.nodes.max: 3 is below min, which is 4; raise max or lower min`},
		{`version: "1.36"`, `mode: nodes, nodes: {classes: [t4g.large]}`, `kubernetes.nodes.classes[0]: instances of t4g.large give no pod a security group of its own, as far as is known; choose one such as m7g.large`},
		{`version: "1.36"`, `mode: nodes, nodes: {classes: [m7g.3xlarge]}`, `kubernetes.nodes.classes[0]: instances of m7g.3xlarge give no pod a security group of its own, as far as is known; choose one such as m7g.large`},
		{`version: "1.36"`, `mode: nodes, nodes: {classes: [m7g.large, m7i.large]}`, `kubernetes.nodes.classes[1]: m7i.large has another processor architecture than m7g.large; keep to one architecture`},
		{`version: "1.36"`, `mode: nodes, nodes: {classes: [m7g.large, m7g.large]}`, `kubernetes.nodes.classes[1]: m7g.large is listed twice; keep one`},
		{`version: "1.36"`, `mode: nodes, nodes: {classes: [m99.large]}`, `kubernetes.nodes.classes[0]: "m99.large" is not a known instance class; choose one such as m7g.large or c7g.xlarge`},
		{`version: "1.36"`, `people: {developer: admin}`, `kubernetes.people.developer: only admins of the account do everything in its cluster; choose none, view or edit`},
		{`version: "1.36"`, `people: {read-only: view}`, `kubernetes.people.read-only: whoever is read-only here takes no other role of the account; leave it out; CloudWatch shows logs and measurements of the cluster`},
		{"10.10.0.0/16", "172.27.0.0/16", `kubernetes: network.cidr, 172.27.0.0/16, overlaps 172.27.0.0/16, where a cluster's Services are; choose another range`},
		{`version: "1.36"`, `people: {admin: root}`, `kubernetes.people.admin: "root" is not offered; choose none, view, edit or admin`},
		{"kubernetes: {version: \"1.36\"}", "kubernetes: {}\nsecrets: {kubernetes: {}}", `kubernetes: a store is called kubernetes, as openToVPN and the bastion call the cluster; rename the store`},
		{"kubernetes: {version: \"1.36\"}", "bastion: {uses: [kubernetes]}", `bastion.uses[0]: dev has nothing with a port that is called "kubernetes"; there are none`},
		{"10.10.0.0/16}\nkubernetes: {version: \"1.36\"}", "10.10.0.0/21}\nkubernetes: {auto: {maxVCPUs: 64}}", `network.cidr: 10.10.0.0/21 is too small: each of 3 zones needs up to 286 addresses in its private subnet, a /24 with 251; a /20 would do`},
	})
	findsMistakesIn(t, strings.Replace(zones, "development", "production\nalerts: {email: [a@example.com]}", 1)+"kubernetes: {version: \"1.36\"}\n", []mistake{
		{`version: "1.36"`, `people: {developer: view}`, `kubernetes.people.developer: whoever is developer here takes no other role of the account; leave it out; CloudWatch shows logs and measurements of the cluster`},
		{`version: "1.36"`, `mode: nodes, nodes: {min: 1}`, `kubernetes.nodes.min: one node does not survive the loss of its zone; production needs at least 2`},
		{`version: "1.36"`, `auto: {maxVCPUs: 8}`, `kubernetes.auto.maxVCPUs: 8 vCPUs are no node in each of 3 zones; production needs at least 12`},
	})
}

func TestAClusterHasWhatIsRightForItsTier(t *testing.T) {
	clusterOf := func(environment string) Kubernetes {
		files := example(t)
		leaveOnly(t, files, "dev")
		files["environments/dev.yaml"].Data = []byte("alerts: {email: [a@example.com]}\nnetwork: {cidr: 10.10.0.0/16}\n" + environment)
		c, err := load(files, "example")
		require.NoError(t, err)
		return *c.Environments[0].Kubernetes
	}
	small := clusterOf("tier: development\nkubernetes: {}\n")
	assert.Equal(t, "1.36", small.Version, "the newest")
	assert.Equal(t, AutoNodes{ARM64, 32, 80}, small.Auto)
	assert.Equal(t, map[Role]ClusterAccess{Admin: AdminAccess, Developer: ViewAccess}, small.People)
	large := clusterOf("tier: production\nkubernetes: {mode: nodes}\n")
	assert.Equal(t, NodeGroup{[]string{"m7g.large"}, 3, 6, 50}, large.Nodes)
	assert.Equal(t, map[Role]ClusterAccess{Admin: AdminAccess, Developer: NoAccess}, large.People)
	assert.Equal(t, ARM64, large.Architecture())
	assert.Equal(t, AMD64, clusterOf("tier: production\nkubernetes: {mode: nodes, nodes: {classes: [m7i.large]}}\n").Architecture())
}

package changes

import cfn "bulkhead/test/changes/cloudformation"

// The edits of a cluster.
var clusterLines = []line{
	{says: "a cluster is added", base: "small", edits: dev("kubernetes", "{}"), want: fine, back: fine},
	{
		says: "a cluster is added on both sides", base: "large",
		before: recovery,
		edits:  prod("kubernetes", `{mode: nodes, version: "1.35"}`),
		want:   fine, back: fine,
	},
	{
		says: "a cluster gets a newer version", base: "small",
		before: dev("kubernetes", `{mode: nodes, version: "1.35"}`),
		edits:  dev("kubernetes.version", `"1.36"`),
		want:   fine, back: refusedFor(cfn.Downgrade),
	},
	{
		says: "a cluster gets another mode", base: "small",
		before: dev("kubernetes", "{}"),
		edits:  dev("kubernetes", "{mode: nodes}"),
		want:   refusedFor(cfn.Never),
		why:    "pods would have no nodes for a while: another environment, or the cluster is removed and made again",
	},
	{
		says: "a cluster with a node group gets Auto Mode", base: "small",
		before: dev("kubernetes", "{mode: nodes}"),
		edits:  dev("kubernetes", "{}"),
		want:   refusedFor(cfn.Never),
		why:    "its nodes and its network would go while pods run there",
	},
	{
		says: "a node group has more and larger nodes", base: "small",
		before: dev("kubernetes", "{mode: nodes}"),
		edits:  dev("kubernetes.nodes", "{classes: [m7g.xlarge], min: 2, max: 5}"),
		want:   fine, back: fine,
	},
	{
		says: "nodes of Auto Mode are of another architecture, and may be more", base: "small",
		before: dev("kubernetes", "{}"),
		edits:  dev("kubernetes.auto", "{architecture: amd64, maxVCPUs: 64}"),
		want:   fine, back: fine,
	},
	{
		says: "people reach a cluster through the VPN", base: "small",
		before: dev("kubernetes", "{}"),
		edits:  dev("openToVPN", "[orders, kubernetes]"),
		want:   fine, back: fine,
	},
	{
		says: "a network with a cluster has a third zone", base: "small",
		before: both(dev("kubernetes", "{}"), dev("network.zones", "2")),
		edits:  dev("network.zones", "3"),
		want:   fine, back: refusedFor(cfn.Export),
		why: "zones go in two deployments",
	},
	{
		says: "a service moves to a cluster", base: "small",
		before: dev("kubernetes", "{}"),
		edits:  dev("services.web.launch", "eks"),
		want:   fine, back: fine,
	},
	{
		says: "a service without a route moves to a cluster that comes with it", base: "small",
		edits: both(dev("kubernetes", "{}"), dev("services.worker.launch", "eks")),
		want:  fine, back: fine,
	},
	{
		says: "a service in a cluster has another image, store, task and port", base: "small",
		before: both(dev("kubernetes", "{}"), dev("services.web.launch", "eks")),
		edits: both(dev("services.web.image", "web:2.0.0"), dev("services.web.uses", "[orders, payment-key]"),
			dev("services.web.port", "8080"), dev("services.web.tasks", "{clean: {command: [./clean]}}")),
		want: fine, back: fine,
	},
	{
		says: "a service moves to a cluster with a node group", base: "small",
		before: dev("kubernetes", nodesForServices),
		edits:  dev("services.web.launch", "eks"),
		want:   fine, back: fine,
	},
	{
		says: "a service on a node group has another image, store, task and port", base: "small",
		before: both(dev("kubernetes", nodesForServices), dev("services.web.launch", "eks")),
		edits: both(dev("services.web.image", "web:2.0.0"), dev("services.web.uses", "[orders, payment-key]"),
			dev("services.web.port", "8080"), dev("services.web.tasks", "{clean: {command: [./clean]}}")),
		want: fine, back: fine,
	},
	{
		says: "the nodes that services run on are larger", base: "small",
		before: both(dev("kubernetes", nodesForServices), dev("services.web.launch", "eks")),
		edits:  dev("kubernetes.nodes.classes", "[m7g.2xlarge]"),
		want:   fine, back: fine,
		why: "EKS ends nodes of the group before after five minutes each: pods are moved away before",
	},
	{
		says: "a service may have more pods than its node group holds", base: "small",
		before: both(dev("kubernetes", nodesForServices), dev("services.web.launch", "eks")),
		edits:  dev("services.web.scaling", "{min: 1, max: 200}"),
		want:   unloadable,
	},
	{
		says: "a service on a node group goes", base: "small",
		before: both(dev("kubernetes", nodesForServices), dev("services.web.launch", "eks")),
		edits:  dev("services.web", ""),
		want:   fine, back: fine,
	},
	{
		says: "services move to the node groups of both sides", base: "large",
		before: both(recovery, prod("kubernetes", nodesForServices)),
		edits:  both(prod("services.web.launch", "eks"), prod("services.worker.launch", "eks")),
		want:   fine, back: fine,
	},
	{
		says: "a service moves to the clusters of both sides", base: "large",
		before: both(recovery, prod("kubernetes", "{}")),
		edits:  prod("services.web.launch", "eks"),
		want:   fine, back: fine,
	},
	{
		says: "an environment whose services run in a cluster gets another side", base: "large",
		before: both(prod("kubernetes", "{}"), prod("services.web.launch", "eks")),
		edits:  recovery,
		want:   fine, back: fine,
	},
	{
		says: "an environment with pods has moved to its other side", base: "large",
		before: both(recovery, prod("kubernetes", "{}"), prod("services.web.launch", "eks"), prod("services.worker.launch", "eks")),
		edits:  both(prod("recovery.active", "recovery"), prod("recovery.generation", "2")),
		want:   fine, back: refusedFor(cfn.Export),
		why: "services read the copy of the new generation; a generation never goes back",
	},
	{
		says: "more pods wait at the standby", base: "large",
		before: both(recovery, prod("kubernetes", "{}"), prod("services.web.launch", "eks")),
		edits:  prod("recovery.minTasks", "2"),
		want:   fine, back: fine,
	},
	{
		says: "a service moves to a cluster that exists", base: "small",
		edits: both(dev("kubernetes", existingCluster), dev("services.web.launch", "eks")),
		want:  fine, back: fine,
	},
	{
		says: "services of a cluster that goes are to run in one that exists", base: "small",
		before: both(dev("kubernetes", "{}"), dev("services.web.launch", "eks")),
		edits:  dev("kubernetes", existingCluster),
		want:   refusedFor(cfn.Export),
		why:    "services let go of a cluster before it goes: they move to ECS first",
	},
	{
		says: "services of a cluster that exists are to run in another one", base: "small",
		before: both(dev("kubernetes", existingCluster), dev("services.web.launch", "eks")),
		edits:  dev("kubernetes.existing.name", "other"),
		want:   refusedFor(cfn.Never),
		why:    "pods would go on in a cluster that nobody lets us into: services move to ECS first",
	},
	{
		says: "a service in a cluster that exists goes behind its Ingress controller", base: "small",
		before: both(dev("kubernetes", ingressedCluster), dev("services.web.launch", "eks")),
		edits:  dev("services.web.route", behindIngress),
		want:   fine, back: fine,
		why: "clients are told of neither way for a while: the rule goes when the record has come",
	},
	{
		says: "a service on ECS goes behind an Ingress controller", base: "small",
		edits: both(dev("kubernetes", ingressedCluster), dev("services.web.launch", "eks"), dev("services.web.route", behindIngress)),
		want:  fine, back: fine,
	},
	{
		says: "a service behind an Ingress controller has another image, host, path and port", base: "small",
		before: both(dev("kubernetes", ingressedCluster), dev("services.web.launch", "eks"), dev("services.web.route", behindIngress)),
		edits: both(dev("services.web.image", "web:2.0.0"), dev("services.web.port", "8080"),
			dev("services.web.route", "{balancer: ingress, hosts: [www.dev.example.com, shop.dev.example.com], path: /v2/*}")),
		want: fine, back: fine,
	},
	{
		says: "a cluster has another Ingress controller", base: "small",
		before: both(dev("kubernetes", ingressedCluster), dev("services.web.launch", "eks"), dev("services.web.route", behindIngress)),
		edits: dev("kubernetes.existing.ingress",
			"{class: alb, address: k8s-other-0123456789.elb.eu-west-1.amazonaws.com, securityGroup: sg-0123456789abcdef1}"),
		want: fine, back: fine,
	},
	{
		says: "an Ingress controller has certificates of another authority", base: "small",
		before: both(dev("kubernetes", ingressedCluster), dev("services.web.launch", "eks"), dev("services.web.route", behindIngress)),
		edits:  dev("kubernetes.existing.ingress.authorities", "[letsencrypt.org]"),
		want:   fine, back: fine,
	},
	{
		says: "a service behind an Ingress controller goes", base: "small",
		before: both(dev("kubernetes", ingressedCluster), dev("services.web.launch", "eks"), dev("services.web.route", behindIngress)),
		edits:  dev("services.web", ""),
		want:   fine, back: fine,
	},
	{
		says: "an Ingress controller goes while a service is behind it", base: "small",
		before: both(dev("kubernetes", ingressedCluster), dev("services.web.launch", "eks"), dev("services.web.route", behindIngress)),
		edits:  dev("kubernetes.existing.ingress", ""),
		want:   unloadable,
	},
	{
		says: "a cluster goes while a service runs there", base: "small",
		before: both(dev("kubernetes", "{}"), dev("services.web.launch", "eks")),
		edits:  dev("kubernetes", ""),
		want:   unloadable,
	},
}

// nodesForServices is a cluster whose node group has room for the services of the bases.
const nodesForServices = "{mode: nodes, nodes: {classes: [m7g.4xlarge], min: 2}}"

// ingressedCluster is one that something else has made, with an Ingress controller.
const ingressedCluster = "{mode: existing, existing: {name: platform, securityGroup: sg-0123456789abcdef0, " +
	"ingress: {class: traefik, address: edge-0123456789.elb.eu-west-1.amazonaws.com}}}"

// behindIngress is a route there.
const behindIngress = "{balancer: ingress, host: www.dev.example.com}"

// existingCluster is one that something else has made.
const existingCluster = "{mode: existing, existing: {name: platform, securityGroup: sg-0123456789abcdef0}}"

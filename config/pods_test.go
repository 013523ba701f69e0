package config

import (
	"fmt"
	"strings"
	"testing"
)

// onACluster has a service in a cluster.
const onACluster = "tier: development\nnetwork: {cidr: 10.10.0.0/16}\nsecrets: {token: {}}\nkubernetes: {}\n" +
	"services:\n  web: {image: \"web:1.0.0\", launch: eks, route: {path: /web}}\n"

func TestWhatAClusterDoesNotDoForAServiceIsRefused(t *testing.T) {
	const eks = "launch: eks"
	findsMistakesIn(t, onACluster, []mistake{
		{"kubernetes: {}\n", "", `services.web.launch: dev has no cluster; add kubernetes to the environment, or use fargate`},
		{"kubernetes: {}", "kubernetes: {mode: nodes, nodes: {min: 6}}", ``},
		{"kubernetes: {}", "kubernetes: {mode: nodes, nodes: {min: 3, classes: [c7i.xlarge]}}", `services.web.architecture: the nodes of the cluster are amd64; use images for their architecture`},
		{"kubernetes: {}", "kubernetes: {auto: {architecture: amd64}}", `services.web.architecture: the nodes of the cluster are amd64; use images for their architecture`},
		{eks, "launch: eks, cpu: 16384, memory: 32768, scaling: {max: 1}", ``},
		{eks, "launch: eks, cpu: 16384, memory: 32768, scaling: {max: 1}, deployment: {maxHealthyPercent: 124}", `services.web.deployment.maxHealthyPercent: a deployment would take longer than the thirteen minutes that it has; set it to 125 or more`},
		{eks, "launch: eks, cpu: 16384, memory: 32768, scaling: {max: 3}", `kubernetes.auto.maxVCPUs: services with launch eks may take 96 vCPUs at their greatest scale and in a deployment, and all nodes together have 32; raise it, or lower scaling.max`},
		{
			"route: {path: /web}",
			"route: {path: /web, login: {issuer: \"https://login.example.net\", client: web, secret: token, " +
				"authorization: \"https://login.example.net/a\", token: \"https://login.example.net/t\", " +
				"userInfo: \"https://login.example.net/u\"}}",
			`services.web.route.login: other pods of the cluster reach the service beside its load balancer, and could say ` +
				`who has logged in; use fargate, or have the service ask by itself`,
		},
		{"kubernetes: {}", "kubernetes: {}\nrecovery: {region: eu-central-1, cidr: 10.11.0.0/16}", ``},
		{eks, "launch: eks, spotPercent: 50", `services.web.spotPercent: the nodes of the cluster are on demand; leave it out, or use fargate`},
		{eks, "launch: eks, exec: enabled", `services.web.exec: ECS Exec reaches no pod; leave it out; who may edit in the cluster has kubectl exec`},
		{eks, "launch: eks, storage: {paths: [/data]}", `services.web.storage: nodes have disks of their own, which pods share; leave it out, or use fargate`},
		{eks, "launch: eks, user: node", `services.web.user: "node" does not tell Kubernetes that it is not root; write uid:gid in numbers, such as 1000:1000`},
		{eks, "launch: eks, user: \"0:0\"", `services.web.user: "0:0" does not tell Kubernetes that it is not root; write uid:gid in numbers, such as 1000:1000`},
		{eks, "launch: eks, scaling: {requests: 100}", `services.web.scaling.requests: pods are scaled on CPU and memory alone; leave it out, or use fargate`},
		{eks, "launch: eks, scaling: {metrics: [{name: A, namespace: B, target: 1}]}", `services.web.scaling.metrics: pods are scaled on CPU and memory alone; leave it out, or use fargate`},
		{eks, "launch: eks, scaling: {schedules: {night: {cron: \"0 22 * * ? *\", min: 1}}}", `services.web.scaling.schedules: pods are scaled on CPU and memory alone; leave it out, or use fargate`},
		{eks, "launch: eks, deployment: {strategy: canary}", `services.web.deployment.strategy: canary moves requests between two sets of tasks, and a cluster has one; leave it out, or use fargate`},
		{eks, "launch: eks, deployment: {minHealthyPercent: 50}", `services.web.deployment.minHealthyPercent: a pod ends when another one works in its place; leave it out`},
		{eks, "launch: eks, deployment: {rollBackOn: [errors]}", `services.web.deployment.rollBackOn: no alarm undoes a deployment to a cluster; CloudFormation does, where pods do not work in time; leave it out, or use fargate`},
		{eks, "launch: eks, health: {graceSeconds: 421}", `services.web.health.graceSeconds: a deployment waits 420 seconds at most for a pod; lower it, or use fargate`},
		{eks, "launch: eks, sidecars: {proxy: {image: \"web:1.0.0\", start: after}}", `services.web.sidecars.proxy.start: Kubernetes starts sidecars before the service's container; leave it out, or use fargate`},
		{eks, "launch: eks, sidecars: {proxy: {image: \"web:1.0.0\", essential: enabled}}", `services.web.sidecars.proxy.essential: Kubernetes starts a sidecar that ends again, and leaves the others alone; leave it out, or use fargate`},
		{eks, "launch: eks, sidecars: {proxy: {image: \"web:1.0.0\", user: proxy}}", `services.web.sidecars.proxy.user: "proxy" does not tell Kubernetes that it is not root; write uid:gid in numbers, such as 1000:1000`},
		{eks, "launch: eks, sidecars: {proxy: {image: \"web:1.0.0\", secrets: [token]}}", `services.web.sidecars.proxy.secrets[0]: all containers of a pod have one role, so that the service could read token; add it to the service's uses, or use fargate`},
		{eks, "launch: eks, tasks: {a: {command: [b], run: scheduled, cron: \"0 3 L * ? *\"}}", `services.web.tasks.a.cron: Kubernetes knows no years, last days, working days or weeks of a month; write * for the year and plain days, or use fargate`},
		{eks, "launch: eks, tasks: {a: {command: [b], run: scheduled, cron: \"0 3 ? * 6#1 *\"}}", `services.web.tasks.a.cron: Kubernetes knows no years, last days, working days or weeks of a month; write * for the year and plain days, or use fargate`},
		{eks, "launch: eks, tasks: {a: {command: [b], run: scheduled, cron: \"0 3 * * ? 2027\"}}", `services.web.tasks.a.cron: Kubernetes knows no years, last days, working days or weeks of a month; write * for the year and plain days, or use fargate`},
	})
	findsMistakesIn(t, strings.Replace(onACluster, "secrets: {token: {}}", "volumes: {files: {}}", 1), []mistake{
		{eks, "launch: eks, uses: [files]", `services.web.uses[0]: the cluster has no driver for EFS; leave it out, or use fargate`},
	})
	findsMistakesIn(t, strings.Replace(onACluster, "secrets: {token: {}}",
		"queues: {letters: {}}", 1), []mistake{
		{"launch: eks, route: {path: /web}", "launch: eks, uses: [letters], scaling: {min: 0, backlog: {queue: letters, perTask: 1}}", `services.web.scaling.backlog: pods are scaled on CPU and memory alone; leave it out, or use fargate`},
	})
	const tracing = "secrets: {token: {}}\ntracing: {collector: \"web:1.0.0\", exporter: otlp, endpoint: \"https://otlp.example.com\", secret: token, header: key}"
	findsMistakesIn(t, strings.Replace(strings.Replace(onACluster, "secrets: {token: {}}", tracing, 1),
		"launch: eks", "launch: eks, uses: [token]", 1), []mistake{
		{"uses: [token], ", "", `services.web.tracing: all containers of a pod have one role, so that the service could read token, which the collector needs; add it to uses, or set tracing to disabled`},
	})
}

func TestAClusterTakesAsManyServicesAsItsNodesHaveRulesFor(t *testing.T) {
	most := strings.Replace(onACluster, "kubernetes: {}", "kubernetes: {auto: {maxVCPUs: 1000}}", 1)
	for i := range mostPodServices - 1 {
		most += fmt.Sprintf("  worker-%d: {image: \"web:1.0.0\", launch: eks}\n", i)
	}
	findsMistakesIn(t, most, []mistake{{
		"services:\n", "services:\n  one-more: {image: \"web:1.0.0\", launch: eks}\n",
		"kubernetes: 29 services have launch eks, and a cluster takes 28; use fargate for some, or another environment",
	}})
}

// TestServicesOnANodeGroupNeedTheVersionFromWhichEKSDoesItsPart: the one of Auto Mode, whose controllers do it there,
// too. A cluster without services may be older.
func TestServicesOnANodeGroupNeedTheVersionFromWhichEKSDoesItsPart(t *testing.T) {
	findsMistakesIn(t, onNodes("min: 6"), []mistake{
		{"mode: nodes", `mode: nodes, version: "1.36"`, ``},
		{"mode: nodes", `mode: nodes, version: "1.35"`, "kubernetes.version: below 1.36, it is not known that EKS registers pods with security groups of their own with load balancers; choose 1.36, or use fargate"},
	})
	findsMistakesIn(t, strings.Replace(onNodes("min: 6"), "launch: eks, ", "", 1), []mistake{
		{"mode: nodes", `mode: nodes, version: "1.35"`, ``},
	})
}

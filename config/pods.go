package config

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"bulkhead/internal/document"
)

// ServicesNamespace is where a cluster runs the services of the configuration. Teams have others.
const ServicesNamespace = "services"

// podUser is a user of whom Kubernetes knows without the image that it is not root.
var podUser = regexp.MustCompile(`^[1-9][0-9]{0,8}:[0-9]{1,9}$`)

// A deployment waits thirteen minutes, in which a node has to start, too, and images are pulled.
const (
	mostGraceSeconds = 420 // for how long a pod may start
	leastSurge       = 125 // percent of pods in a deployment, so that it has four rounds at most
)

// mostPodServices is how many services one cluster may have: each adds two rules to the security group of nodes, which
// takes 60 inbound rules unless AWS raises that. Source: Amazon VPC quotas, "Inbound or outbound rules per security
// group".
const mostPodServices = 28

// checkPods demands of a service with launch eks what a cluster can do for it.
func (s Service) checkPods(at document.Path, e Environment) {
	launch, k := at.Key("launch"), e.Kubernetes
	launch.Demand(k != nil, e.Name+" has no cluster", "add kubernetes to the environment, or use fargate")
	if k == nil {
		return
	}
	at.Key("architecture").Demand(s.Architecture == k.Architecture(),
		fmt.Sprintf("the nodes of the cluster are %s", k.Architecture()),
		"use images for their architecture")
	at.Key("cpu").Demand(k.Mode != AutoMode || s.CPU <= 1024*k.Auto.MaxVCPUs,
		fmt.Sprintf("all nodes together have %d CPU units", 1024*k.Auto.MaxVCPUs),
		"lower it, or raise kubernetes.auto.maxVCPUs")
	k.checkNode(at, s)
	if s.Route != nil {
		at.Key("route").Key("login").Demand(s.Route.Login == nil,
			"other pods of the cluster reach the service beside its load balancer, and could say who has logged in",
			"use fargate, or have the service ask by itself")
	}
	s.checkIngress(at, *k)
	s.checkWithoutECS(at)
	s.checkPodImages(at, e)
	checkPodUser(at.Key("user"), s.User)
	at.Key("health").Key("graceSeconds").Demand(s.Health.GraceSeconds <= mostGraceSeconds,
		fmt.Sprintf("a deployment waits %d seconds at most for a pod", mostGraceSeconds), "lower it, or use fargate")
	for i := range e.volumesOf(s.Uses) {
		at.Key("uses").Index(i).Demand(false, "the cluster has no driver for EFS", "leave it out, or use fargate")
	}
	for _, sidecar := range slices.Sorted(maps.Keys(s.Sidecars)) {
		s.Sidecars[sidecar].checkPods(at.Key("sidecars").Key(sidecar), s)
	}
	for _, task := range slices.Sorted(maps.Keys(s.Tasks)) {
		s.Tasks[task].checkPods(at.Key("tasks").Key(task))
	}
	if s.Tracing == Enabled && e.Tracing != nil && e.Tracing.Exporter == ToOTLP {
		at.Key("tracing").Demand(slices.Contains(s.Uses, e.Tracing.Secret),
			"all containers of a pod have one role, so that the service could read "+e.Tracing.Secret+
				", which the collector needs",
			"add it to uses, or set tracing to disabled")
	}
}

// checkWithoutECS refuses what ECS alone does.
func (s Service) checkWithoutECS(at document.Path) {
	at.Key("spotPercent").Demand(s.SpotPercent == 0,
		"the nodes of the cluster are on demand",
		"leave it out, or use fargate")
	at.Key("exec").Demand(s.Exec != Enabled,
		"ECS Exec reaches no pod",
		"leave it out; who may edit in the cluster has kubectl exec")
	for key, given := range map[string]bool{
		"requests": s.Scaling.Requests > 0, "backlog": s.Scaling.Backlog != nil,
		"metrics": len(s.Scaling.Metrics) > 0, "schedules": len(s.Scaling.Schedules) > 0,
	} {
		at.Key("scaling").Key(key).Demand(!given,
			"pods are scaled on CPU and memory alone",
			"leave it out, or use fargate")
	}
	deployment := at.Key("deployment")
	deployment.Key("strategy").Demand(s.Deployment.Strategy == Rolling,
		string(s.Deployment.Strategy)+" moves requests between two sets of tasks, and a cluster has one",
		"leave it out, or use fargate")
	deployment.Key("maxHealthyPercent").Demand(s.Deployment.MaxHealthyPercent >= leastSurge,
		"a deployment would take longer than the thirteen minutes that it has",
		fmt.Sprintf("set it to %d or more", leastSurge))
	deployment.Key("minHealthyPercent").Demand(s.Deployment.MinHealthyPercent == 100,
		"a pod ends when another one works in its place",
		"leave it out")
	rollBackOn := deployment.Key("rollBackOn")
	rollBackOn.Demand(!rollBackOn.Given(),
		"no alarm undoes a deployment to a cluster; CloudFormation does, where pods do not work in time",
		"leave it out, or use fargate")
}

// checkPodImages refuses images that the registry has to fetch when they are first pulled.
func (s Service) checkPodImages(at document.Path, e Environment) {
	check := func(at document.Path, image string) {
		repository, _ := ImageVersion(image)
		_, path := UpstreamOf(repository)
		at.Demand(path == "", "nodes of a cluster may not have the registry fetch an image",
			"push it to a repository of the organization, or use fargate")
	}
	check(at.Key("image"), s.Image) // that of a release is of a repository
	for name, sidecar := range s.Sidecars {
		check(at.Key("sidecars").Key(name).Key("image"), sidecar.Image)
	}
	if s.Tracing == Enabled && e.Tracing != nil {
		check(at.Key("tracing"), e.Tracing.Collector)
	}
}

// checkPodUser demands a user by number.
func checkPodUser(at document.Path, user string) {
	at.Demand(podUser.MatchString(user), fmt.Sprintf("%q does not tell Kubernetes that it is not root", user),
		"write uid:gid in numbers, such as 1000:1000")
}

// checkPods demands of a sidecar what a pod can do for it.
func (s Sidecar) checkPods(at document.Path, service Service) {
	checkPodUser(at.Key("user"), s.User)
	at.Key("start").Demand(s.Start != After,
		"Kubernetes starts sidecars before the service's container",
		"leave it out, or use fargate")
	at.Key("essential").Demand(s.Essential != Enabled,
		"Kubernetes starts a sidecar that ends again, and leaves the others alone",
		"leave it out, or use fargate")
	for i, name := range s.Secrets {
		at.Key("secrets").Index(i).Demand(slices.Contains(service.Uses, name),
			"all containers of a pod have one role, so that the service could read "+name,
			"add it to the service's uses, or use fargate")
	}
}

// checkPods demands of a task what a CronJob can be.
func (t Task) checkPods(at document.Path) {
	if fields := strings.Fields(t.Cron); t.Run == Scheduled && len(fields) == 6 {
		at.Key("cron").Demand(fields[5] == "*" && !strings.ContainsAny(fields[2],
			"LW") && !strings.ContainsAny(fields[4], "L#"),
			"Kubernetes knows no years, last days, working days or weeks of a month",
			"write * for the year and plain days, or use fargate")
	}
}

// RunsPods tells whether services run in the environment's cluster.
func (e Environment) RunsPods() bool {
	for _, s := range e.Services {
		if s.Launch == EKS {
			return true
		}
	}
	return false
}

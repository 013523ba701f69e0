package config

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"

	"bulkhead/internal/document"
	"bulkhead/internal/facts"
)

// checkServices runs the rules of every service.
func (e Environment) checkServices(at document.Path, sources images) {
	for _, name := range slices.Sorted(maps.Keys(e.Services)) {
		here, s := at.Key(name), e.Services[name]
		checkName(name, "service", here)
		s.checkImage(here, sources)
		e.checkUses(s.Uses, here.Key("uses"), at.Parent())
		e.checkReads(s.Reads, s.Uses, here.Key("reads"))
		here.Key("uses").Demand(!slices.Contains(s.Uses, name), name+" uses itself", "leave it out")
		s.check(here, e)
		s.checkSidecars(here.Key("sidecars"), name, e, sources)
	}
	e.checkRoutes(at.Parent())
	e.checkAllEgress(at)
}

// check runs the rules of one service of an environment.
func (s Service) check(at document.Path, e Environment) {
	s.checkSize(at, e)
	s.checkSpot(at.Key("spotPercent"), e)
	s.checkWritable(at)
	s.checkVolumes(at, e)
	s.checkEgress(at.Key("egress"), e)
	s.checkLogin(at, e)
	if s.Health.Container != nil {
		s.Health.Container.check(at.Key("health").Key("container"))
	}
	s.checkTasks(at.Key("tasks"), e)
	e.checkVariables(s.Environment, e.Injected(s), "service", at.Key("environment"))
	e.checkPermissions(at.Key("permissions"), s.Permissions)
	at.Key("health").Key("path").Demand(healthPath.MatchString(s.Health.Path), fmt.Sprintf("%q is not a path", s.Health.Path), "write it with a leading slash, such as /healthz")
	checkContainerUser(at.Key("user"), s.User, e)
	checkCommand(at.Key("command"), s.Command)

	scaling := at.Key("scaling")
	s.Scaling.check(scaling, s.Route != nil)
	at.Key("tls").Demand(s.TLS != Enabled || s.Route != nil, "no load balancer talks to a service without a route", "leave it out or add a route")
	at.Key("port").Demand(s.Tracing != Enabled || !slices.Contains(CollectorPorts, s.Port), fmt.Sprintf("the collector beside the service listens on %d already", s.Port), "choose another port, or set tracing to disabled")
	at.Key("tracing").Demand(s.Tracing != Enabled || e.Tracing != nil, e.Name+" has no collector", "add tracing.collector to the environment")
	s.checkBacklog(scaling, e)
	scaling.Key("min").Demand(!e.Production() || s.Route == nil || *s.Scaling.Min >= 2,
		"one task behind the load balancer does not survive the loss of a zone", "production needs at least 2")

	least := max(*s.Scaling.Min, 1)
	if e.Recovery != nil && s.Route != nil && *e.Recovery.MinTasks > 0 {
		least = min(least, *e.Recovery.MinTasks)
	}
	s.Alarms.check(at.Key("alarms"), s.Route != nil)
	s.SLO.check(at.Key("slo"), s.Route != nil)
	s.Deployment.check(at.Key("deployment"), s, least)
}

// CollectorPorts are where the collector beside a service listens: spans over gRPC and HTTP, and its health.
var CollectorPorts = []int{4317, 4318, 13133}

var (
	healthPath    = regexp.MustCompile(`^/[A-Za-z0-9_.~/%?=&-]{0,999}$`)
	containerUser = regexp.MustCompile(`^([a-z_][a-z0-9_-]*|[0-9]{1,10})(:([a-z_][a-z0-9_-]*|[0-9]{1,10}))?$`)
	rootUser      = regexp.MustCompile(`^(root|0+)(:|$)`)
)

// checkContainerUser demands a user of a container, who is not root in production.
func checkContainerUser(at document.Path, user string, e Environment) {
	at.Demand(containerUser.MatchString(user), fmt.Sprintf("%q is not a user of a container", user), "write a name or uid, and :group if need be, such as 1000:1000")
	at.Demand(!e.Production() || !rootUser.MatchString(user), "a production container does not run as root", "leave it out, and make the image work for user 1000")
}

// checkSize demands a size that what the service runs on has: of Fargate, a pair of CPU and memory.
func (s Service) checkSize(at document.Path, e Environment) {
	switch s.Launch {
	case EC2:
		e.checkFits(s, at)
		return
	case EKS:
		s.checkPods(at, e)
		return
	}
	sizes := facts.FargateMemory(s.CPU)
	at.Key("cpu").Demand(len(sizes) > 0, fmt.Sprintf("Fargate does not offer %d CPU units", s.CPU), "choose "+numbers(facts.FargateCPUUnits))
	if len(sizes) == 0 {
		return
	}
	remedy := "choose " + numbers(sizes)
	if len(sizes) > 3 {
		remedy = fmt.Sprintf("choose %d to %d in steps of %d", sizes[0], sizes[len(sizes)-1], sizes[1]-sizes[0])
	}
	at.Key("memory").Demand(slices.Contains(sizes, s.Memory), fmt.Sprintf("Fargate does not offer %d MiB with cpu %d", s.Memory, s.CPU), remedy)
}

// numbers returns "1, 2 or 3".
func numbers(all []int) string {
	var texts []string
	for _, n := range all {
		texts = append(texts, strconv.Itoa(n))
	}
	return document.OneOf(texts)
}

// checkUses demands stores that exist, each once. Environment is where the sections stand.
func (e Environment) checkUses(uses []string, at, environment document.Path) {
	stores := e.stores()
	known := true
	for _, section := range e.sections() {
		known = known && !environment.Key(section.key).Unreadable()
	}
	for i, name := range uses {
		here := at.Index(i)
		_, ok := stores[name]
		here.Demand(
			ok || !known,
			fmt.Sprintf("%s has no store %q", e.Name, name),
			document.Suggest(name, slices.Sorted(maps.Keys(stores))),
		)
	}
	checkOnce(at, uses)
	e.checkInjected(uses, at)
}

var variableName = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)

// checkVariables demands environment variables that are no secret and do not hide those that are injected into what,
// such as a service.
func (e Environment) checkVariables(variables, injected map[string]string, what string, at document.Path) {
	for _, name := range slices.Sorted(maps.Keys(variables)) {
		here := at.Key(name)
		store, taken := injected[name]
		here.Demand(!taken, name+" is set already, because the "+what+" uses "+store, "leave it out or rename it")
		checkVariable(here, name, variables[name], taken)
	}
}

// checkVariable demands a variable that is no secret, unless it is set already.
func checkVariable(at document.Path, name, value string, taken bool) {
	at.Demand(variableName.MatchString(name), strconv.Quote(name)+" cannot be the name of a variable", "use letters, digits and underscores")
	shape := secretShape(value)
	at.Demand(shape == "", "the value looks like "+shape, secretElsewhere)
	at.Demand(taken || shape != "" || !keepsSecret(name, value), "a variable with this name looks like a secret", secretElsewhere)
}

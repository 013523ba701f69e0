package config

import (
	"fmt"
	"maps"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// checkServices runs the rules of every service.
func (e Environment) checkServices(at spot, o Organization, repositories spot) {
	for _, name := range slices.Sorted(maps.Keys(e.Services)) {
		here, s := at.key(name), e.Services[name]
		checkName(name, "service", here)
		checkImage(s.Image, o.Repositories, !repositories.unreadable(), here.key("image"))
		s.checkUses(here, e, at.in)
		s.check(here, e)
	}
	e.checkRoutes(at)
}

// fargateMemory are the sizes of memory, in MiB, that Fargate offers with a
// number of CPU units: from, to, and the step between them.
var fargateMemory = map[int]struct{ from, to, step int }{
	512:   {1024, 4096, 1024},
	1024:  {2048, 8192, 1024},
	2048:  {4096, 16384, 1024},
	4096:  {8192, 30720, 1024},
	8192:  {16384, 61440, 4096},
	16384: {32768, 122880, 8192},
}

// check runs the rules of one service of an environment.
func (s Service) check(at spot, e Environment) {
	s.checkSize(at)
	s.checkVariables(at.key("environment"), e)
	at.key("health").key("path").demand(healthPath.MatchString(s.Health.Path), fmt.Sprintf("%q is not a path", s.Health.Path), "write it with a leading slash, such as /healthz")
	at.key("user").demand(containerUser.MatchString(s.User), fmt.Sprintf("%q is not a user of a container", s.User), "write a name or uid, and :group if need be, such as 1000:1000")
	at.key("user").demand(!e.Production() || !rootUser.MatchString(s.User), "a production container does not run as root", "leave it out, and make the image work for user 1000")
	for i, word := range s.Command {
		at.key("command").index(i).demand(word != "", "is empty", "leave it out")
	}

	scaling := at.key("scaling")
	s.Scaling.check(scaling, s.Route != nil)
	scaling.key("min").demand(!e.Production() || s.Route == nil || s.Scaling.Min >= 2,
		"one task behind the load balancer does not survive the loss of a zone", "production needs at least 2")

	least := s.Scaling.Min
	if e.Recovery != nil {
		least = min(least, e.Recovery.MinTasks)
	}
	s.Deployment.check(at.key("deployment"), least)
}

var (
	healthPath    = regexp.MustCompile(`^/[A-Za-z0-9_.~/%?=&-]{0,999}$`)
	containerUser = regexp.MustCompile(`^([a-z_][a-z0-9_-]*|[0-9]{1,10})(:([a-z_][a-z0-9_-]*|[0-9]{1,10}))?$`)
	rootUser      = regexp.MustCompile(`^(root|0+)(:|$)`)
)

// checkSize demands a pair of CPU and memory that Fargate offers.
func (s Service) checkSize(at spot) {
	if s.CPU == 256 {
		at.key("memory").demand(slices.Contains([]int{512, 1024, 2048}, s.Memory), fmt.Sprintf("Fargate does not offer %d MiB with cpu 256", s.Memory), "choose 512, 1024 or 2048")
		return
	}
	offer, ok := fargateMemory[s.CPU]
	at.key("cpu").demand(ok, fmt.Sprintf("Fargate does not offer %d CPU units", s.CPU), "choose 256, 512, 1024, 2048, 4096, 8192 or 16384")
	if ok {
		fits := s.Memory >= offer.from && s.Memory <= offer.to && s.Memory%offer.step == 0
		at.key("memory").demand(fits, fmt.Sprintf("Fargate does not offer %d MiB with cpu %d", s.Memory, s.CPU),
			fmt.Sprintf("choose %d to %d in steps of %d", offer.from, offer.to, offer.step))
	}
}

// checkUses demands stores that exist, each once. Environment is where the sections stand.
func (s Service) checkUses(at spot, e Environment, environment *spot) {
	stores := e.stores()
	known := true
	for _, section := range e.sections() {
		known = known && !environment.key(section.key).unreadable()
	}
	for i, name := range s.Uses {
		here := at.key("uses").index(i)
		_, ok := stores[name]
		here.demand(ok || !known, fmt.Sprintf("%s has no store %q", e.Name, name), didYouMean(name, slices.Sorted(maps.Keys(stores))))
		here.demand(!slices.Contains(s.Uses[:i], name), name+" is listed twice", "keep one")
	}
}

var (
	variableName    = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)
	secretName      = regexp.MustCompile(`(?i)PASSWORD|PASSWD|SECRET|TOKEN|CREDENTIAL|(PRIVATE|API|ACCESS)_?KEY`)
	secretValue     = regexp.MustCompile(`^(AKIA|ASIA)[A-Z0-9]{12,}|-----BEGIN|://[^/\s:@]+:[^/\s@]+@`)
	secretElsewhere = "the template shows it to everybody: keep it in Secrets Manager, and let the service read it there (the password of a database comes with uses)"
)

// checkVariables demands environment variables that are no secret and do not hide injected ones.
func (s Service) checkVariables(at spot, e Environment) {
	injected := map[string]string{}
	for name, store := range e.stores() {
		if slices.Contains(s.Uses, name) {
			for _, suffix := range store.variables() {
				injected[Variable(name, suffix)] = name
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(s.Environment)) {
		here := at.key(name)
		here.demand(variableName.MatchString(name), strconv.Quote(name)+" cannot be the name of a variable", "use letters, digits and underscores")
		store, taken := injected[name]
		here.demand(!taken, name+" is set already, because the service uses "+store, "leave it out or rename it")
		here.demand(taken || !secretName.MatchString(name), "a variable with this name looks like a secret", secretElsewhere)
		here.demand(!secretValue.MatchString(s.Environment[name]), "the value looks like a secret", secretElsewhere)
	}
}

// check runs the rules of scaling.
func (s Scaling) check(at spot, routed bool) {
	at.key("max").demand(s.Max >= s.Min, fmt.Sprintf("%d is below min, which is %d", s.Max, s.Min), "raise max or lower min")
	at.key("requests").demand(s.Requests == 0 || routed, "a service without a route has no requests to scale on", "leave it out or add a route")
	for i, m := range s.Metrics {
		here := at.key("metrics").index(i)
		m.check(here)
		same := func(other Metric) bool {
			return m.Name == other.Name && m.Namespace == other.Namespace && m.Statistic == other.Statistic && maps.Equal(m.Dimensions, other.Dimensions)
		}
		here.demand(!slices.ContainsFunc(s.Metrics[:i], same), "is the same metric as one before", "keep one")
	}
}

// metricText is what CloudWatch allows in names, namespaces and dimensions.
var metricText = regexp.MustCompile(`^[!-9;-~][ -~]{0,254}$`)

// check runs the rules of a metric.
func (m Metric) check(at spot) {
	at.key("name").demand(metricText.MatchString(m.Name), fmt.Sprintf("%q cannot be the name of a metric", m.Name), "copy it from CloudWatch")
	at.key("namespace").demand(metricText.MatchString(m.Namespace), fmt.Sprintf("%q cannot be a namespace", m.Namespace), "copy it from CloudWatch, such as Acme/Orders")
	at.key("target").demand(m.Target > 0 && !math.IsInf(m.Target, 0), "is not above zero", "write the value that tasks are to be added for")
	at.key("dimensions").demand(len(m.Dimensions) <= 30, "has more than 30 entries", "CloudWatch takes no more")
	for name, value := range m.Dimensions {
		at.key("dimensions").key(name).demand(metricText.MatchString(name) && metricText.MatchString(value), strings.TrimSpace(name+" "+value)+" is not a dimension", "use printable ASCII in name and value")
	}
}

// check demands that a deployment can proceed when that few tasks run. ECS
// rounds what must stay up to the next, and what may run down.
func (d Deployment) check(at spot, tasks int) {
	stay, most := ceilDiv(tasks*d.MinHealthyPercent, 100), tasks*d.MaxHealthyPercent/100
	at.key("maxHealthyPercent").demand(most > tasks || stay < tasks,
		fmt.Sprintf("with %d running, no task may be started above %d%% and none stopped below %d%%, so deployments would hang", tasks, d.MaxHealthyPercent, d.MinHealthyPercent),
		"leave it out, or set it to 200")
}

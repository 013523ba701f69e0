package config

import (
	"cmp"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"bulkhead/internal/document"
	"bulkhead/internal/facts"
)

// Canaries ask, as clients do, over the internet and by name, for something of each public host and static site, and
// people hear when the answer is not what it should be. Both sides of an environment have them, and those of the side
// that is active run.
type Canaries struct {
	// EveryMinutes is how often each host is asked, 1 to 60 (default 5 in production), or 0 for no canaries (default
	// in development). AWS charges every run.
	EveryMinutes *int `yaml:"everyMinutes" jsonschema:"minimum=0,maximum=60"`
	// Runtime is the version of CloudWatch Synthetics' runtime for Node.js: syn-nodejs-4.0 to 5.4 (default
	// syn-nodejs-5.4). AWS runs canaries with one that it has deprecated, and makes none with it.
	Runtime string `yaml:"runtime"`
}

// complete fills in the defaults of an environment's canaries.
func (c *Canaries) complete(e Environment) {
	if c.EveryMinutes == nil {
		c.EveryMinutes = new(byTier(e.Tier, 5, 0))
	}
	c.Runtime = cmp.Or(c.Runtime, facts.CanaryRuntime)
}

func (c Canaries) check(at document.Path) {
	_, offered := facts.CanaryRuntimes.Named(c.Runtime)
	at.Key("runtime").
		Demand(offered, c.Runtime+" is no runtime of CloudWatch Synthetics for Node.js without a browser, or a deprecated one",
			"choose "+document.OneOf(facts.CanaryRuntimes.Names()))
}

// Probe is what a canary asks for, where the environment has canaries, and which answer is right.
type Probe struct {
	// Path is what it asks for (default: of a service, the path of its health check if the route leads there, else what
	// the paths of the route begin with; of a site, /).
	Path string `yaml:"path"`
	// Status is the status of the right answer, or 0 for any below 500 (default 200 at the path of the health check and
	// for a site with files, else 0; of a route with a login, what it answers: 302, or 401 with deny).
	Status *int `yaml:"status" jsonschema:"minimum=0,maximum=599"`
	// Text is what the answer has to contain (default nothing).
	Text string `yaml:"text"`
	// Seconds is how long it may take until the whole answer is there (default 10).
	Seconds int `yaml:"seconds" jsonschema:"minimum=1,maximum=30"`
}

const canarySeconds = 10

// complete fills in the defaults; known tells that who answers at this path is known to answer 200.
func (p *Probe) complete(path string, known bool) {
	if p.Status == nil {
		p.Status = new(0)
		if known && cmp.Or(p.Path, path) == path {
			p.Status = new(200)
		}
	}
	p.Path = cmp.Or(p.Path, path)
	p.Seconds = cmp.Or(p.Seconds, canarySeconds)
}

// completeCanary fills in what is asked of a public route, given the path of the health check behind it.
func (r *Route) completeCanary(health string) {
	if r.Balancer == InternalBalancer {
		return
	}
	if r.Login != nil && r.Canary.Status == nil && r.Login.status() > 0 {
		r.Canary.Status = new(r.Login.status())
	}
	if r.leads(health) {
		r.Canary.complete(health, true)
		return
	}
	r.Canary.complete(strings.NewReplacer("?", "x", "*", "").Replace(r.Path), false)
}

// leads tells whether the route leads requests for a path, which may have a query, to the service.
func (r Route) leads(path string) bool {
	path, _, _ = strings.Cut(path, "?")
	return matches(canonical(r.Path), path)
}

// askedPath is what may be asked for: every path of a route, and a query.
var askedPath = regexp.MustCompile(`^/[A-Za-z0-9_.~/%?=&$"'@:+-]{0,999}$`)

// mostText is more than tells one answer from another, and little beside what a template has room for.
const mostText = 1000

func (p Probe) check(at document.Path) {
	at.Key("path").
		Demand(askedPath.MatchString(p.Path), fmt.Sprintf("%q is not a path", p.Path), "write it with a leading slash, such as /healthz")
	at.Key("status").
		Demand(*p.Status == 0 || *p.Status >= 200, fmt.Sprintf("%d is no status of an answer", *p.Status), "choose 200 to 599, or 0 for any below 500")
	at.Key("text").Demand(len(p.Text) <= mostText, fmt.Sprintf("has %d letters", len(p.Text)),
		fmt.Sprintf("choose at most %d that tell the right answer", mostText))
}

// checkCanary demands of a route's canary that it asks for what the route leads to the service.
func (r Route) checkCanary(at document.Path) {
	if r.Balancer == InternalBalancer {
		at.Demand(
			r.Canary == Probe{},
			"a canary is outside, and the internal load balancer is reached from inside only",
			"leave it out",
		)
		return
	}
	if !pathPattern.MatchString(r.Path) {
		return // reported already
	}
	r.Canary.check(at)
	at.Key("path").
		Demand(!askedPath.MatchString(r.Canary.Path) || r.leads(r.Canary.Path), r.Canary.Path+" does not go to the service: its route is "+r.Path, "choose a path of the route")
}

// Asked is what a canary asks for, and which answer is right.
type Asked struct {
	URL     string `json:"url"`
	Status  int    `json:"status"` // 0 for any below 500
	Text    string `json:"text"`
	Seconds int    `json:"seconds"`
}

// anyHost is the label of a name that leads to the public load balancer where a site has the environment's own name.
const anyHost = "canary"

// Outside is what canaries ask for, by the host that clients know: a standby has its primary's names when it is active.
// An environment that shows nothing to the internet, or whose canaries are off, has none.
func (e Environment) Outside() map[string][]Asked {
	all := map[string][]Asked{}
	if e.Canaries.EveryMinutes == nil || *e.Canaries.EveryMinutes == 0 {
		return all
	}
	known := e
	if e.Side == Standby {
		known = *e.Other
	}
	add := func(host string, p Probe) {
		all[host] = append(all[host], Asked{"https://" + host + p.Path, *p.Status, p.Text, p.Seconds})
	}
	for _, r := range e.routes() {
		if r.Balancer == InternalBalancer {
			continue
		}
		hosts := r.hosts()
		if len(hosts) == 0 {
			hosts = []string{known.Domain}
			if known.HasApex() {
				hosts = []string{anyHost + "." + known.Domain}
			}
		}
		for _, host := range hosts {
			add(known.Sample(host), r.Canary)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(known.Sites)) {
		add(known.Sites[name].Domain, known.Sites[name].Canary)
	}
	return all
}

package draw

import (
	"cmp"
	"slices"
	"strings"

	"bulkhead/analysis/reach/network"
	"bulkhead/assembly"
)

// environment is the picture of one side: from the left to the right the way of a request, the network with its tiers
// and zones, and the stores.
type environment struct {
	*side
	edge, front, inner, outside, kept, regional []*card // the columns: outside and regional are below the VPC
	request, inside, used                       []link
	internet                                    *card
	balancers                                   map[*assembly.Resource]*card
}

// newEnvironment is what there is to draw of a side.
func newEnvironment(s *side) *environment {
	e := &environment{side: s, internet: &card{called: "Internet"}, balancers: map[*assembly.Resource]*card{}}
	e.fronts()
	e.works()
	e.machines()
	return e
}

func drawEnvironment(s *side) Picture {
	e := newEnvironment(s)
	c := newCanvas()
	heading := s.name + ": the way of a request, zones and stores"
	e.draw(c, heading)
	return Picture{File: s.name + ".svg", Title: heading, SVG: c.svg(heading)}
}

// fronts are what requests come through: distributions, accelerators, API gateways and load balancers.
func (e *environment) fronts() {
	for _, i := range slices.Concat(e.network.Interfaces, e.network.Away) {
		if stageOf(i.Resource.Stack) != e.name || i.Kind != "load balancer" {
			continue
		}
		k := &card{
			called: shortName(i), kind: "Application Load Balancer", icon: "elb", zones: zones(i.Subnets), stack: i.Resource.Stack,
		}
		if i.Resource.Get("Type") == "network" {
			k.kind = "Network Load Balancer"
		}
		for _, association := range e.of("AWS::WAFv2::WebACLAssociation") {
			if target, is := e.all.Resolve(association.Stack, association.Get("ResourceArn")); is && target == i.Resource {
				k.detail = "with AWS WAF"
			}
		}
		e.balancers[i.Resource] = k
		if faces(i) {
			e.front = append(e.front, k)
		} else {
			e.inner = append(e.inner, k)
		}
	}
	vpn := &card{called: "VPN", kind: "people who are connected", icon: "clientvpn"}
	for _, i := range e.network.Interfaces {
		if k := e.balancers[i.Resource]; k != nil && slices.Contains(e.people, i.Name) {
			e.request = append(e.request, link{vpn, k, atEnd})
		}
	}
	if len(e.request) > 0 {
		e.edge = append(e.edge, vpn)
	}
	behind := map[*card]bool{}
	for _, group := range e.of("AWS::GlobalAccelerator::EndpointGroup") {
		k := &card{called: "accelerator", kind: "Global Accelerator", icon: "accelerator", stack: group.Stack}
		k.detail = "traffic dial " + text(group.Get("TrafficDialPercentage")) + " %"
		e.edge = append(e.edge, k)
		e.request = append(e.request, link{e.internet, k, atEnd})
		for _, endpoint := range assembly.List(group.Get("EndpointConfigurations")) {
			target, _ := e.all.Resolve(group.Stack, assembly.At(endpoint, "EndpointId"))
			if to := e.balancers[target]; to != nil {
				e.request, behind[to] = append(e.request, link{k, to, atEnd}), true
			}
		}
	}
	for _, api := range e.of("AWS::ApiGatewayV2::Api") {
		k := &card{called: "api-gateway", kind: "API Gateway", icon: "apigateway", stack: api.Stack}
		e.edge = append(e.edge, k)
		e.request = append(e.request, link{e.internet, k, atEnd})
		for _, i := range e.network.Interfaces {
			for _, r := range i.Relays {
				if to := e.balancers[r.To.Resource]; i.Kind == "link" && i.Resource.Stack == api.Stack && to != nil {
					k.detail = "through a VPC link"
					e.request = append(e.request, link{k, to, atEnd})
				}
			}
		}
	}
	for _, i := range slices.Concat(e.network.Interfaces, e.network.Away) {
		public := i.Public || len(i.Subnets) == 0 && faces(i)
		if k := e.balancers[i.Resource]; k != nil && public && !behind[k] {
			e.request = append(e.request, link{e.internet, k, atEnd})
		}
	}
	for _, d := range e.of("AWS::CloudFront::Distribution") {
		k := &card{kind: "CloudFront, files in S3", icon: "cloudfront", stack: d.Stack}
		for _, alias := range assembly.List(d.Get("DistributionConfig", "Aliases")) {
			k.called = cmp.Or(k.called, text(alias))
		}
		if k.called == "" {
			k.called = "site"
		}
		if d.Get("DistributionConfig", "WebACLId") != nil {
			k.detail = "with AWS WAF"
		}
		e.edge = append(e.edge, k)
		e.request = append(e.request, link{e.internet, k, atEnd})
	}
}

// faces tells whether a load balancer is in public subnets, or would be, where no template has them.
func faces(i *network.Interface) bool {
	if len(i.Subnets) == 0 {
		return i.Resource.Get("Scheme") == "internet-facing"
	}
	return tier(i.Subnets[0]) == "public"
}

// shortName is what an interface is called in its environment.
func shortName(i *network.Interface) string { return i.Name[strings.Index(i.Name, "/")+1:] }

// works are services, functions and stores, with who uses which.
func (e *environment) works() {
	byComponent := map[string]*card{}
	var workers []*card
	for _, s := range e.stacks {
		kind, called, _ := strings.Cut(component(s), "-")
		subnets := e.subnetsOf(s)
		switch {
		case holds(s):
			if called == "" {
				called = component(s)
			}
			if byComponent[component(s)] != nil {
				continue // the foundation has what goes before it
			}
			k := store(e.original(s), called)
			k.zones, k.stack = zones(subnets), s
			for _, proxy := range e.of("AWS::RDS::DBProxy") {
				if component(proxy.Stack) == "proxy-"+called {
					k.detail = joined(k.detail, "RDS Proxy")
				}
			}
			byComponent[component(s)] = k
			if e.hasAddress(s) {
				e.kept = append(e.kept, k)
			} else {
				e.regional = append(e.regional, k)
			}
		case kind == "service" || kind == "function":
			k := work(s, called)
			for _, i := range e.unseen() {
				if i.Resource.Stack == s {
					k.detail = "behind an Ingress controller"
				}
			}
			k.zones = zones(subnets)
			workers = append(workers, k)
			if e.hasAddress(s) || k.icon == "eks" || k.icon == "ecs" {
				e.inner = append(e.inner, k)
			} else {
				e.outside = append(e.outside, k)
			}
		case kind == "x": // of an extension
			k := store(s, called)
			k.zones = zones(subnets)
			if e.hasAddress(s) {
				e.inner = append(e.inner, k)
			} else {
				e.outside = append(e.outside, k)
			}
		}
	}
	for _, k := range workers {
		for _, u := range e.uses(k.stack) {
			if to := byComponent[u.store]; to != nil {
				e.used = append(e.used, link{k, to, u.tips})
			}
		}
		e.inside = append(e.inside, e.relays(k)...)
	}
	e.internal(workers)
}

// relays are the links from load balancers to a service, or to a function.
func (e *environment) relays(k *card) []link {
	var all []link
	add := func(from *card) {
		if from != nil && !slices.Contains(all, link{from, k, atEnd}) {
			all = append(all, link{from, k, atEnd})
		}
	}
	for _, i := range e.network.Interfaces {
		for _, r := range i.Relays {
			if r.To.Resource.Stack == k.stack {
				add(e.balancers[i.Resource])
			}
		}
	}
	for _, rule := range ofType(k.stack, "AWS::ElasticLoadBalancingV2::ListenerRule") { // what has no address of its own
		if listener, is := e.all.Resolve(k.stack, rule.Get("ListenerArn")); is {
			balancer, _ := e.all.Resolve(listener.Stack, listener.Get("LoadBalancerArn"))
			add(e.balancers[balancer])
		}
	}
	return all
}

// internal are the links from one load balancer to another, and to the inner one from who may ask it.
func (e *environment) internal(workers []*card) {
	for _, i := range e.network.Interfaces {
		to := e.balancers[i.Resource]
		for _, r := range i.Relays {
			behind := e.balancers[r.To.Resource]
			if to != nil && behind != nil && !slices.Contains(e.inside, link{to, behind, atEnd}) {
				e.inside = append(e.inside, link{to, behind, atEnd})
			}
		}
		for _, from := range workers {
			if to != nil && to.called == "internal" && imports(e.all, from.stack, to.stack) &&
				!slices.Contains(e.inside, link{to, from, atEnd}) {
				e.inside = append(e.inside, link{from, to, atEnd})
			}
		}
	}
}

// imports tells whether a stack imports a value of another one.
func imports(a *assembly.Assembly, s, from *assembly.Stack) bool {
	found := false
	for _, r := range s.Resources {
		walk(r.Properties, func(value any) {
			if v, is := value.(map[string]any); is && v["Fn::ImportValue"] != nil {
				publisher, _ := a.Follow(s, v)
				found = found || publisher == from
			}
		})
	}
	return found
}

// domains are those of the public zones that the environment has.
func (e *environment) domains() []string {
	var all []string
	for _, zone := range e.of("AWS::Route53::HostedZone") {
		if name := strings.TrimSuffix(text(zone.Get("Name")), "."); zone.Get("VPCs") == nil && name != "" {
			all = append(all, name)
		}
	}
	return all
}

// subtitle is where the environment is.
func (e *environment) subtitle() string {
	return joined("account "+e.account(), e.region(), strings.Join(e.domains(), ", "))
}

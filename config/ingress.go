package config

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"bulkhead/internal/document"
)

// Ingress is the Ingress controller of a cluster that something else has made, and the way to it. Its load balancer,
// certificates, logs and alarms are its owner's.
type Ingress struct {
	// Class is the name of its IngressClass.
	Class string `yaml:"class" jsonschema:"required"`
	// Address is the DNS name of its load balancer, to which the hosts of routes with balancer: ingress are led.
	Address string `yaml:"address" jsonschema:"required"`
	// SecurityGroup is the id of the one from which requests come to pods, of the controller's pods or of its load
	// balancer (default existing.securityGroup). Nodes have that one, and pods without a security group of their own.
	SecurityGroup string `yaml:"securityGroup"`
	// From lists the address ranges, beside network.cidr, from which requests come to pods: those of the controller's
	// pods, where a network that exists gives them addresses of another range (default none).
	From []Prefix `yaml:"from"`
	// Authorities lists who else, beside Amazon, may issue certificates for names of the environment's domain, as CAA
	// records call them, such as letsencrypt.org: those of the controller (default none).
	Authorities []string `yaml:"authorities"`
}

// amazon is who may issue certificates for every name of ours, as it is called in CAA records.
const amazon = "amazon.com"

// Authorities are who else, beside Amazon, may issue certificates for names of the environment's domain.
func (e Environment) Authorities() []string {
	if e.Kubernetes == nil || e.Kubernetes.Existing.Ingress == nil {
		return nil
	}
	return e.Kubernetes.Existing.Ingress.Authorities
}

// className is the name of an object of Kubernetes that has no namespace.
var className = regexp.MustCompile(`^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$`)

// check runs the rules of an Ingress controller.
func (i Ingress) check(at document.Path, e Environment) {
	at.Key("class").Demand(className.MatchString(i.Class), fmt.Sprintf("%q is not the name of an IngressClass", i.Class),
		"write what kubectl get ingressclasses says")
	at.Key("address").Demand(isDomain(i.Address) && !below(i.Address, e.Domain),
		fmt.Sprintf("%q is not the DNS name of a load balancer", i.Address),
		"write the EXTERNAL-IP of the controller's Service or of an Ingress, in small letters")
	at.Key("securityGroup").Demand(securityGroupID.MatchString(i.SecurityGroup),
		fmt.Sprintf("%q is not the id of a security group", i.SecurityGroup),
		"write that of the controller's pods or load balancer, or leave it out")
	at.Key("from").Demand(len(i.From) == 0 || e.Network.Existing != nil,
		"the network is made here, and its network ACLs let no other range in", "leave it out, or name the network in network.existing")
	for n, from := range i.From {
		here := at.Key("from").Index(n)
		if !from.IsValid() {
			continue // unreadable: reported already
		}
		here.Demand(from.Bits() >= largestVPC, fmt.Sprintf("/%d is larger than a range of a VPC can be", from.Bits()),
			"write the range that pods have addresses of")
		here.Demand(!slices.Contains(i.From[:n], from), from.String()+" is listed twice", "keep one")
	}
	for n, authority := range i.Authorities {
		here := at.Key("authorities").Index(n)
		here.Demand(isDomain(authority), fmt.Sprintf("%q is not what CAA records call an authority", authority),
			"write the domain name that it tells its customers for CAA, such as letsencrypt.org")
		here.Demand(authority != amazon, "Amazon may always", "leave it out")
	}
	checkOnce(at.Key("authorities"), i.Authorities)
}

// Balanced tells whether one of the environment's load balancers sends the service requests, and so can tell of them.
func (s Service) Balanced() bool { return s.Route != nil && s.Route.Balancer != IngressBalancer }

// Ingressed tells whether an Ingress controller does.
func (s Service) Ingressed() bool { return s.Route != nil && s.Route.Balancer == IngressBalancer }

// checkIngress refuses of a service behind an Ingress controller what only a load balancer of ours does, and of one
// that is not what the cluster has nothing for.
func (s Service) checkIngress(at document.Path, k Kubernetes) {
	if s.Route == nil {
		return
	}
	if !s.Ingressed() {
		at.Key("route").Key("balancer").Demand(k.Mode != ExistingMode || k.Existing.LoadBalancing != NoLoadBalancing,
			"nothing in the cluster registers pods with a load balancer of the environment",
			"set it to ingress, or install the AWS Load Balancer Controller and set kubernetes.existing.loadBalancing")
		return
	}
	for _, path := range [][]string{
		{"slo"},
		{"tls"},
		{"alarms", "errorPercent"},
		{"alarms", "slowMilliseconds"},
		{"route", "stickyMinutes"},
		{"route", "slowStartSeconds"},
	} {
		here := at
		for _, key := range path {
			here = here.Key(key)
		}
		here.Demand(!here.Given(), "an Ingress does not say it, and its controller tells CloudWatch of no requests",
			"leave it out, or set route.balancer to public")
	}
}

// ingressPath is a path that an Ingress can name: to the letter, or, with a star at its end, as a beginning.
var ingressPath = regexp.MustCompile(`^(/\*|(/[A-Za-z0-9_~@:+-][A-Za-z0-9_.~@:+-]*)+(/\*)?)$`)

// checkIngress runs the rules of a route at an Ingress controller.
func (r routed) checkIngress(at document.Path, e Environment) {
	balancer := at.Key("balancer")
	s, k := e.Services[r.name], e.Kubernetes
	onCluster := s.Launch == EKS // no function is here
	balancer.Demand(onCluster, "an Ingress controller sends requests to pods alone", "choose public or internal")
	balancer.Demand(!onCluster || k == nil || k.Existing.Ingress != nil,
		"the cluster of "+e.Name+" has no Ingress controller that the configuration knows",
		"add kubernetes.existing.ingress, or choose public or internal")
	at.Key("path").Demand(ingressPath.MatchString(r.Path), fmt.Sprintf("%q is no path of an Ingress", r.Path),
		"write one without wildcards, or with /* at its end")
	at.Key("hosts").Demand(r.Host == "" || len(r.Hosts) == 0, "says more hosts than host", "write all of them under hosts, and leave host out")
	checkOnce(at.Key("hosts"), r.Hosts)
	at.Key("host").Demand(len(r.hosts()) > 0, "nobody is led to an Ingress controller without a host",
		"name one, such as "+r.name+"."+e.Domain)
	for i, host := range r.hosts() {
		here := at.Key("host")
		if r.Host == "" {
			here = at.Key("hosts").Index(i)
		}
		label, inside := strings.CutSuffix(host, "."+e.Domain)
		here.Demand(inside && !strings.Contains(label, ".") && isDomain(host),
			fmt.Sprintf("%q is not a name one label below %s, in whose zone it is led to the controller", host, e.Domain),
			"choose one such as "+r.name+"."+e.Domain)
		here.Demand(!e.bounces(host), host+" is where SES tells of mail that bounces", "choose another")
		here.Demand(host != e.InternalDomain(), host+" is the name of the internal load balancer", "choose another")
		if other, shared := r.sharing(host, e); shared {
			here.Demand(false, host+" is a host of "+other+", and the controller of a cluster gets all of its requests",
				"give one of them another host")
		}
	}
}

// sharing finds another route with this host. Of two at the controller, the later one has one before it.
func (r routed) sharing(host string, e Environment) (whose string, shared bool) {
	before := true
	for _, other := range e.routes() {
		if other.owner == r.owner {
			before = false
			continue
		}
		if (before || other.Balancer != IngressBalancer) && slices.Contains(other.hosts(), host) {
			return other.whose(), true
		}
	}
	return "", false
}

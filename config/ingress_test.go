package config

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// behindIngress has a service behind the Ingress controller of a cluster, and others beside it.
const behindIngress = "tier: development\nnetwork: {cidr: 10.10.0.0/16}\n" +
	"kubernetes:\n  mode: existing\n  existing:\n    name: a\n    securityGroup: sg-01234567\n    loadBalancing: none\n" +
	"    ingress: {class: traefik, address: edge.example.org}\n" +
	"services:\n  web: {image: \"web:1.0.0\", launch: eks, route: {balancer: ingress, host: web.dev.example.com}}\n" +
	"  api: {image: \"web:1.0.0\", route: {host: api.dev.example.com}}\n"

func TestMistakesInAnIngressAreFound(t *testing.T) {
	const (
		controller = "{class: traefik, address: edge.example.org}"
		web        = "launch: eks, route: {balancer: ingress, host: web.dev.example.com}"
		host       = "host: web.dev.example.com"
		notThere   = "is not a name one label below dev.example.com, in whose zone it is led to the controller; choose one such as web.dev.example.com"
		tellsNo    = "an Ingress does not say it, and its controller tells CloudWatch of no requests; leave it out, or set route.balancer to public"
	)
	findsMistakesIn(t, behindIngress, []mistake{
		{controller, "{class: Traefik_1, address: edge.example.org}", `kubernetes.existing.ingress.class: "Traefik_1" is not the name of an IngressClass; write what kubectl get ingressclasses says`},
		{controller, "{class: traefik}", `kubernetes.existing.ingress.address: is missing; add it`},
		{controller, "{class: traefik, address: 192.0.2.1}", `kubernetes.existing.ingress.address: "192.0.2.1" is not the DNS name of a load balancer; write the EXTERNAL-IP of the controller's Service or of an Ingress, in small letters`},
		{controller, "{class: traefik, address: web.dev.example.com}", `kubernetes.existing.ingress.address: "web.dev.example.com" is not the DNS name of a load balancer; write the EXTERNAL-IP of the controller's Service or of an Ingress, in small letters`},
		{controller, "{class: traefik, address: edge.example.org, securityGroup: default}", `kubernetes.existing.ingress.securityGroup: "default" is not the id of a security group; write that of the controller's pods or load balancer, or leave it out`},
		{controller, "{class: traefik, address: edge.example.org, securityGroup: sg-89abcdef}", ``},
		{controller, "{class: traefik, address: edge.example.org, authorities: [letsencrypt.org, pki.goog]}", ``},
		{controller, "{class: traefik, address: edge.example.org, authorities: [Let's Encrypt]}", `kubernetes.existing.ingress.authorities[0]: "Let's Encrypt" is not what CAA records call an authority; write the domain name that it tells its customers for CAA, such as letsencrypt.org`},
		{controller, "{class: traefik, address: edge.example.org, authorities: [amazon.com]}", `kubernetes.existing.ingress.authorities[0]: Amazon may always; leave it out`},
		{controller, "{class: traefik, address: edge.example.org, authorities: [pki.goog, pki.goog]}", `kubernetes.existing.ingress.authorities[1]: pki.goog is listed twice; keep one`},
		{controller, "{class: traefik, address: edge.example.org, from: [100.64.0.0/16]}", `kubernetes.existing.ingress.from: the network is made here, and its network ACLs let no other range in; leave it out, or name the network in network.existing`},
		{"    ingress: " + controller + "\n", "", `services.web.route.balancer: the cluster of dev has no Ingress controller that the configuration knows; add kubernetes.existing.ingress, or choose public or internal`},
		{web, "route: {balancer: ingress, host: web.dev.example.com}", `services.web.route.balancer: an Ingress controller sends requests to pods alone; choose public or internal`},
		{web, "launch: eks, route: {path: /web}", `services.web.route.balancer: nothing in the cluster registers pods with a load balancer of the environment; set it to ingress, or install the AWS Load Balancer Controller and set kubernetes.existing.loadBalancing`},
		{web, "launch: eks", ``},
		{host, "host: dev.example.com", `services.web.route.host: "dev.example.com" ` + notThere},
		{host, "host: a.web.dev.example.com", `services.web.route.host: "a.web.dev.example.com" ` + notThere},
		{host, `host: "*.dev.example.com"`, `services.web.route.host: "*.dev.example.com" ` + notThere},
		{host, "hosts: [web.dev.example.com, www.example.org]", `services.web.route.hosts[1]: "www.example.org" ` + notThere},
		{host, "hosts: [web.dev.example.com, www.dev.example.com]", ``},
		{host, "hosts: [web.dev.example.com, web.dev.example.com]", `services.web.route.hosts[1]: web.dev.example.com is listed twice; keep one`},
		{host, "host: internal.dev.example.com", `services.web.route.host: internal.dev.example.com is the name of the internal load balancer; choose another`},
		{", " + host, "", `services.web.route.host: nobody is led to an Ingress controller without a host; name one, such as web.dev.example.com`},
		{host, host + ", path: /v1/*", ``},
		{host, host + ", path: /v1/ready", ``},
		{host, host + ", path: \"/v?/*\"", `services.web.route.path: "/v?/*" is no path of an Ingress; write one without wildcards, or with /* at its end`},
		{host, host + ", path: \"/*.png\"", `services.web.route.path: "/*.png" is no path of an Ingress; write one without wildcards, or with /* at its end`},
		{host, host + ", path: /../x", `services.web.route.path: "/../x" is no path of an Ingress; write one without wildcards, or with /* at its end`},
		{host, "host: api.dev.example.com", `services.web.route.host: api.dev.example.com is a host of api, and the controller of a cluster gets all of its requests; give one of them another host`},
		{"route: {host: api.dev.example.com}", "launch: eks, route: {balancer: ingress, host: web.dev.example.com, path: /api/*}", `services.web.route.host: web.dev.example.com is a host of api, and the controller of a cluster gets all of its requests; give one of them another host`},
		{"route: {host: api.dev.example.com}", "launch: eks, route: {balancer: ingress, host: api.dev.example.com}", ``},
		{host, host + ", stickyMinutes: 5", "services.web.route.stickyMinutes: " + tellsNo},
		{host, host + ", slowStartSeconds: 60", "services.web.route.slowStartSeconds: " + tellsNo},
		{"launch: eks", "launch: eks, tls: enabled", "services.web.tls: " + tellsNo},
		{"launch: eks", "launch: eks, slo: {availability: 99}", "services.web.slo: " + tellsNo},
		{"launch: eks", "launch: eks, alarms: {errorPercent: 2}", "services.web.alarms.errorPercent: " + tellsNo},
		{"launch: eks", "launch: eks, alarms: {slowMilliseconds: 200}", "services.web.alarms.slowMilliseconds: " + tellsNo},
		{"launch: eks", "launch: eks, alarms: {cpuPercent: 70}", ``},
	})
	findsMistakesIn(t, strings.Replace(behindIngress, "services:\n", "sites:\n  help: {domain: help.dev.example.com}\nservices:\n", 1), []mistake{
		{"web.dev.example.com", "help.dev.example.com", `sites.help.domain: requests for help.dev.example.com go to service web; give one of them another name`},
	})
	findsMistakesIn(t, strings.Replace(behindIngress, "services:\n", "mail: {letters: {}}\nservices:\n", 1), []mistake{
		{host, "host: bounces.dev.example.com", `services.web.route.host: bounces.dev.example.com is where SES tells of mail that bounces; choose another`},
	})
}

// TestAControllersRangesAreOnesThatAVPCCanHave: in a network that exists.
func TestAControllersRangesAreOnesThatAVPCCanHave(t *testing.T) {
	const cidr, ranges = "{cidr: 10.10.0.0/16}", "from: [100.64.0.0/16, 198.19.0.0/20]"
	two := "[{subnet: subnet-0123456%[1]d, routeTable: rtb-01234567}, {subnet: subnet-1123456%[1]d, routeTable: rtb-01234567}]"
	network := "{cidr: 10.10.0.0/16, zones: 2, existing: {vpc: vpc-01234567, public: " + fmt.Sprintf(two, 1) +
		", private: " + fmt.Sprintf(two, 2) + ", data: " + fmt.Sprintf(two, 3) + "}}"
	in := strings.NewReplacer(cidr, network, "address: edge.example.org", "address: edge.example.org, "+ranges).Replace(behindIngress)
	findsMistakesIn(t, in, []mistake{
		{ranges, ranges, ``},
		{ranges, "from: [100.64.0.0/10]", `kubernetes.existing.ingress.from[0]: /10 is larger than a range of a VPC can be; write the range that pods have addresses of`},
		{ranges, "from: [100.64.0.0/16, 100.64.0.0/16]", `kubernetes.existing.ingress.from[1]: 100.64.0.0/16 is listed twice; keep one`},
		{ranges, "from: [all]", `kubernetes.existing.ingress.from[0]: "all" is not an IPv4 range; write an address and a mask, such as 10.20.0.0/16`},
	})
}

// TestCanariesAskForWhatIsBehindAnIngress: nothing else of ours sees what its clients see.
func TestCanariesAskForWhatIsBehindAnIngress(t *testing.T) {
	files := example(t)
	leaveOnly(t, files, "dev")
	files["environments/dev.yaml"].Data = []byte(behindIngress + "canaries: {everyMinutes: 5}\n")
	c, _, err := loadWithRecord(files, "example")
	require.NoError(t, err)
	assert.Equal(t, []Asked{{"https://web.dev.example.com/healthz", 200, "", 10}}, c.Environments[0].Outside()["web.dev.example.com"])
	ingress := c.Environments[0].Kubernetes.Existing.Ingress
	assert.Equal(t, "sg-01234567", ingress.SecurityGroup, "that of nodes")
}

package price

import (
	"slices"

	"bulkhead/assembly"
)

// list is that at a path of the properties.
func (c counter) list(path ...string) []any {
	all, _ := c.Get(path...).([]any)
	return all
}

// natGateway is billed by the hour; a regional one in each zone of its VPC, where it holds an address, too.
func natGateway(c counter) {
	if c.text("AvailabilityMode") != "regional" {
		c.charge("nat/hour", 1, 1)
		return
	}
	zones := map[any]bool{}
	for _, other := range c.Stack.Resources {
		if other.Type == "AWS::EC2::Subnet" {
			zones[other.Get("AvailabilityZone")] = true
		}
	}
	n := float64(len(zones))
	c.charge("nat/regional-hour", n, n)
	c.as("public addresses").charge("address/hour", n, n)
}

// vpcEndpoint is billed in each zone. Gateway endpoints cost nothing.
func vpcEndpoint(c counter) {
	if c.text("VpcEndpointType") == "Interface" {
		zones := float64(len(c.list("SubnetIds")))
		c.charge("endpoint/hour", zones, zones)
	}
}

// loadBalancer is billed by the hour; one that faces the internet holds an address in each zone.
func loadBalancer(c counter) {
	if stackName(c.Stack) == "internal" {
		c = c.because("services")
	}
	item := "alb/hour"
	if c.text("Type") == "network" {
		item = "nlb/hour"
	}
	c.charge(item, 1, 1)
	if c.text("Scheme") == "internet-facing" {
		zones := float64(len(c.list("Subnets")))
		c.as("public addresses").charge("address/hour", zones, zones)
	}
}

// elasticIP is that of a NAT gateway, or of the VPN's server.
func elasticIP(c counter) {
	if stackName(c.Stack) == "vpn" {
		c = c.because("vpn.server", "vpn")
	}
	c.charge("address/hour", 1, 1)
}

func transitAttachment(c counter) { c.charge("transit/hour", 1, 1) }

// transitPeering is an attachment of both gateways.
func transitPeering(c counter) {
	c.charge("transit/hour", 1, 1)
	c.in(c.text("PeerRegion")).charge("transit/hour", 1, 1)
}

func clientVPN(c counter) { c.charge("client-vpn/association-hour", 1, 1) }

func accelerator(c counter) { c.charge("accelerator/hour", 1, 1) }

// zonesAtFirstPrice are the hosted zones of an account that cost more than those after them.
const zonesAtFirstPrice = 25

func hostedZone(c counter) {
	item := "zone/month"
	if c.beyond(c.Stack.Account, item, zonesAtFirstPrice) {
		item = "zone/further-month"
	}
	c.charge(item, 1, 1)
}

// healthCheck is of what runs at AWS. HTTPS, looking for a text, asking every ten seconds and measuring are options.
func healthCheck(c counter) {
	c.charge("health-check/month", 1, 1)
	kind := c.text("HealthCheckConfig", "Type")
	options := 0.0
	for _, is := range []bool{
		slices.Contains([]string{"HTTPS", "HTTPS_STR_MATCH"}, kind),
		slices.Contains([]string{"HTTP_STR_MATCH", "HTTPS_STR_MATCH"}, kind),
		c.number("HealthCheckConfig", "RequestInterval") == 10,
		c.is("HealthCheckConfig", "MeasureLatency"),
	} {
		if is {
			options++
		}
	}
	c.charge("health-check/option-month", options, options)
}

// costly are AWS's groups of rules that have a price of their own by the month.
var costly = []string{"AWSManagedRulesBotControlRuleSet", "AWSManagedRulesATPRuleSet", "AWSManagedRulesACFPRuleSet"}

// webACL is billed with each of its rules; a group of rules is one.
func webACL(c counter) {
	rules := c.list("Rules")
	c.charge("waf/acl-month", 1, 1)
	c.charge("waf/rule-month", float64(len(rules)), float64(len(rules)))
	for _, rule := range rules {
		group, _ := assembly.At(rule, "Statement", "ManagedRuleGroupStatement", "Name").(string)
		if slices.Contains(costly, group) {
			c.charge("waf/costly-group-month", 1, 1)
		}
	}
}

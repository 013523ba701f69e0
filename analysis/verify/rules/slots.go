package rules

import (
	"fmt"
	"strings"

	"bulkhead/assembly"
)

// slotted are types whose resources have a number, or a place, that only one in the same parent can have.
var slotted = []struct {
	kind, parent string
	slot         []string
	means        string
}{
	{"AWS::ElasticLoadBalancingV2::ListenerRule", "ListenerArn", []string{"Priority"}, "priority"},
	{"AWS::ElasticLoadBalancingV2::Listener", "LoadBalancerArn", []string{"Port", "Protocol"}, "port"},
	{"AWS::EC2::NetworkAclEntry", "NetworkAclId", []string{"Egress", "RuleNumber"}, "number"},
	{"AWS::EC2::Route", "RouteTableId", []string{"DestinationCidrBlock", "DestinationIpv6CidrBlock", "DestinationPrefixListId"}, "destination"},
	{"AWS::EC2::SubnetRouteTableAssociation", "", []string{"SubnetId"}, "subnet"},
	{"AWS::EC2::SubnetNetworkAclAssociation", "", []string{"SubnetId"}, "subnet"},
	{"AWS::S3::BucketPolicy", "", []string{"Bucket"}, "bucket"},
	{"AWS::SQS::QueueInlinePolicy", "", []string{"Queue"}, "queue"},
}

// slots looks for two resources that want the same place.
func (c *check) slots(stack *assembly.Stack) {
	read := reader{stack: stack}
	for _, s := range slotted {
		taken := map[string][]*assembly.Resource{}
		for _, r := range stack.Resources {
			if r.Type != s.kind || s.parent != "" && r.Get(s.parent) == nil {
				continue
			}
			parts, stated, decided := []string{read.read(r.Get(s.parent)).text}, false, chosen(r.Get(s.parent))
			for _, property := range s.slot {
				value := r.Get(property)
				stated, decided = stated || value != nil, decided || chosen(value)
				if value == nil && property == "Egress" {
					value = "false"
				}
				parts = append(parts, strings.ToLower(read.read(value).text))
			}
			if !stated || decided {
				continue
			}
			key := strings.Join(parts, "\n")
			for _, other := range taken[key] {
				if !apart(other, r) {
					c.fault(on(r, "same-place", "Properties."+s.slot[0],
						fmt.Sprintf("%s has the same %s; only one can have it", other.LogicalID, s.means)))
					break
				}
			}
			taken[key] = append(taken[key], r)
		}
	}
}

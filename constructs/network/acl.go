package network

import (
	"fmt"
	"slices"

	"bulkhead/config"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// rule is one line of a network ACL: TCP, or UDP, on a port range, or everything when from is 0.
type rule struct {
	number   int
	cidr     string
	from, to int
	udp      bool
}

// anywhere is the internet.
const anywhere = "0.0.0.0/0"

// replies are the ports that answers come back on. The gap keeps remote desktop
// (3389) closed to the internet; a client that draws it retries with another.
func replies(number int) []rule {
	return []rule{{number: number, cidr: anywhere, from: 1024, to: 3388}, {number: number + 1, cidr: anywhere, from: 3390, to: 65535}}
}

// newNetworkACLs adds one ACL per tier. Security groups decide who talks to
// whom; the ACLs are the coarse second fence: the internet reaches only the
// public tier, and the data tier talks to nothing outside the VPC.
//
// With clients, the internet's own addresses reach the private tier, through a load balancer that keeps them. Peers
// reach the private and the data tier, and, where the VPN's server is, the public one, which then takes UDP as well.
func newNetworkACLs(scope constructs.Construct, vpc awsec2.Vpc, props VPCProps) {
	inside := []rule{{number: 100, cidr: props.CIDR.String()}}
	public, private, data := inside, inside, inside
	for i, peer := range props.Peers {
		r := rule{number: 110 + i, cidr: peer}
		private, data = append(slices.Clone(private), r), append(slices.Clone(data), r)
		if props.VPN {
			public = append(slices.Clone(public), r)
		}
	}
	web := []rule{{number: 200, cidr: anywhere, from: 443, to: 443}, {number: 210, cidr: anywhere, from: 80, to: 80}}
	in, out := slices.Concat(public, web, replies(300)), slices.Concat(public, web, replies(300))
	if props.VPN {
		in = append(in, rule{number: 220, cidr: anywhere, from: config.VPNPort, to: config.VPNPort, udp: true})
		out = append(out, rule{number: 310, cidr: anywhere, from: 1024, to: 65535, udp: true})
	}
	newACL(scope, vpc, Public, in, out)

	in, out = slices.Concat(private, replies(300)), slices.Concat(private, web)
	if props.Clients {
		in, out = append(in, web...), append(out, replies(300)...)
	}
	newACL(scope, vpc, Private, in, out)
	newACL(scope, vpc, Data, data, data)
}

func newACL(scope constructs.Construct, vpc awsec2.Vpc, tier string, in, out []rule) {
	acl := awsec2.NewNetworkAcl(scope, new("Acl-"+tier), &awsec2.NetworkAclProps{
		Vpc:             vpc,
		SubnetSelection: Subnets(tier),
	})
	for _, r := range in {
		addEntry(acl, r, awsec2.TrafficDirection_INGRESS)
	}
	for _, r := range out {
		addEntry(acl, r, awsec2.TrafficDirection_EGRESS)
	}
}

func addEntry(acl awsec2.NetworkAcl, r rule, direction awsec2.TrafficDirection) {
	traffic := awsec2.AclTraffic_AllTraffic()
	if r.udp {
		traffic = awsec2.AclTraffic_UdpPortRange(jsii.Number(r.from), jsii.Number(r.to))
	} else if r.from != 0 {
		traffic = awsec2.AclTraffic_TcpPortRange(jsii.Number(r.from), jsii.Number(r.to))
	}
	acl.AddEntry(new(fmt.Sprintf("%s-%d", direction, r.number)), &awsec2.CommonNetworkAclEntryOptions{
		Cidr:       awsec2.AclCidr_Ipv4(&r.cidr),
		RuleNumber: jsii.Number(r.number),
		Traffic:    traffic,
		Direction:  direction,
		RuleAction: awsec2.Action_ALLOW,
	})
}

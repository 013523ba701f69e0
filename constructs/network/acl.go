package network

import (
	"fmt"
	"slices"

	"bulkhead/config"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// rule is one line of a network ACL.
type rule struct {
	number int
	cidr   string
	ports
}

// ports are a range of TCP, or UDP; everything when from is 0 and it is not tooBig.
type ports struct {
	from, to int
	udp      bool
	tooBig   bool // what tells a sender that its packets are too big for the way: ICMP type 3, code 4
}

// anywhere is the internet.
const anywhere = "0.0.0.0/0"

// Answers come back on these ports. NAT gateways, load balancers and clients draw from all of them. What runs in
// private subnets draws from 32768 on, so remote desktop (3389) is closed there.
var (
	replies        = []rule{{300, anywhere, ports{from: 1024, to: 65535}}}
	privateReplies = []rule{{300, anywhere, ports{from: 1024, to: 3388}}, {301, anywhere, ports{from: 3390, to: 65535}}}
	// tooBig has to pass both ways, or connections hang whose packets somebody on the way cannot carry.
	tooBig = []rule{{400, anywhere, ports{tooBig: true}}}
)

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
	web := []rule{{200, anywhere, ports{from: 443, to: 443}}, {210, anywhere, ports{from: 80, to: 80}}}
	in, out := slices.Concat(public, web, replies, tooBig), slices.Concat(public, web, replies, tooBig)
	if props.VPN {
		in = append(in, rule{220, anywhere, ports{from: config.VPNPort, to: config.VPNPort, udp: true}})
		out = append(out, rule{310, anywhere, ports{from: 1024, to: 65535, udp: true}})
	}
	further, privateAnswers, publicAnswers := egress(props.Egress)
	newACL(scope, vpc, Public, append(in, publicAnswers...), append(out, further...))

	in = slices.Concat(private, privateReplies, tooBig, privateAnswers)
	out = slices.Concat(private, web, tooBig, further)
	if props.Clients {
		in, out = append(in, web...), append(out, replies...)
	}
	newACL(scope, vpc, Private, in, out)
	newACL(scope, vpc, Data, data, data)
}

func newACL(scope constructs.Construct, vpc awsec2.Vpc, tier string, in, out []rule) {
	acl := awsec2.NewNetworkAcl(scope, new("Acl-"+tier), &awsec2.NetworkAclProps{
		Vpc:             vpc,
		SubnetSelection: Subnets(tier),
	})
	entries := entries{acl, map[string]awsec2.AclCidr{}, map[ports]awsec2.AclTraffic{}}
	for _, r := range in {
		entries.add(r, awsec2.TrafficDirection_INGRESS)
	}
	for _, r := range out {
		entries.add(r, awsec2.TrafficDirection_EGRESS)
	}
}

// entries are those of an ACL. Rules share what CDK makes of their addresses and ports: each is a request to the
// kernel.
type entries struct {
	acl     awsec2.NetworkAcl
	cidrs   map[string]awsec2.AclCidr
	traffic map[ports]awsec2.AclTraffic
}

func (e entries) add(r rule, direction awsec2.TrafficDirection) {
	if e.cidrs[r.cidr] == nil {
		e.cidrs[r.cidr] = awsec2.AclCidr_Ipv4(&r.cidr)
	}
	if e.traffic[r.ports] == nil {
		e.traffic[r.ports] = r.ports.traffic()
	}
	e.acl.AddEntry(new(fmt.Sprintf("%s-%d", direction, r.number)), &awsec2.CommonNetworkAclEntryOptions{
		Cidr:       e.cidrs[r.cidr],
		RuleNumber: jsii.Number(r.number),
		Traffic:    e.traffic[r.ports],
		Direction:  direction,
		RuleAction: awsec2.Action_ALLOW,
	})
}

func (p ports) traffic() awsec2.AclTraffic {
	switch {
	case p.tooBig:
		return awsec2.AclTraffic_Icmp(&awsec2.AclIcmp{Type: jsii.Number(3), Code: jsii.Number(4)})
	case p.udp:
		return awsec2.AclTraffic_UdpPortRange(jsii.Number(p.from), jsii.Number(p.to))
	case p.from != 0:
		return awsec2.AclTraffic_TcpPortRange(jsii.Number(p.from), jsii.Number(p.to))
	}
	return awsec2.AclTraffic_AllTraffic()
}

package network

import (
	"fmt"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// rule is one line of a network ACL: TCP on a port range, or everything when from is 0.
type rule struct {
	number   int
	cidr     string
	from, to int
}

// anywhere is the internet.
const anywhere = "0.0.0.0/0"

// replies are the ports that answers come back on. The gap keeps remote desktop
// (3389) closed to the internet; a client that draws it retries with another.
func replies(number int) []rule {
	return []rule{{number, anywhere, 1024, 3388}, {number + 1, anywhere, 3390, 65535}}
}

// newNetworkACLs adds one ACL per tier. Security groups decide who talks to
// whom; the ACLs are the coarse second fence: the internet reaches only the
// public tier, and the data tier talks to nothing outside the VPC.
//
// With clients, the internet's own addresses reach the private tier, through a load balancer that keeps them.
func newNetworkACLs(scope constructs.Construct, vpc awsec2.Vpc, cidr string, clients bool) {
	inside := rule{100, cidr, 0, 0}
	https := rule{200, anywhere, 443, 443}
	http := rule{210, anywhere, 80, 80}

	newACL(scope, vpc, Public,
		append([]rule{inside, https, http}, replies(300)...),
		append([]rule{inside, https, http}, replies(300)...))
	in, out := append([]rule{inside}, replies(300)...), []rule{inside, https, http}
	if clients {
		in, out = append(in, https, http), append(out, replies(300)...)
	}
	newACL(scope, vpc, Private, in, out)
	newACL(scope, vpc, Data,
		[]rule{inside},
		[]rule{inside})
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
	if r.from != 0 {
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

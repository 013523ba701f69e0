package serving

import (
	"bulkhead/config"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/jsii-runtime-go"
)

// letOut lets a service connect to what it names in egress; network ACLs do so too.
func letOut(group awsec2.SecurityGroup, egress []config.Egress) {
	for _, g := range egress {
		first, last := jsii.Number(g.Port), jsii.Number(g.LastPort)
		port := awsec2.Port_TcpRange(first, last)
		if g.Protocol == config.UDP {
			port = awsec2.Port_UdpRange(first, last)
		}
		group.AddEgressRule(awsec2.Peer_Ipv4(new(g.To.String())), port, new(g.String()), nil)
	}
}

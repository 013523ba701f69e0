package store

import (
	"cmp"
	"strconv"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// Admit opens the store to an address range.
func (s Store) Admit(cidr, description string) {
	for _, port := range s.Ports {
		open := awsec2.Port_Tcp(jsii.Number(port.Number))
		port.SecurityGroup.AddIngressRule(awsec2.Peer_Ipv4(&cidr), open, &description, nil)
	}
}

// Connect opens the store to a client's security group, and the client's group to the store. Both rules belong to
// the client's stack, so that a store never depends on those who use it.
func (s Store) Connect(scope constructs.Construct, client awsec2.ISecurityGroup) {
	if len(s.Ports) == 0 {
		return
	}
	door := cmp.Or(s.Door, s.Name)
	to, from, description := new("to "+door), client.SecurityGroupId(), client.Node().Path()
	if scope.Node().TryFindChild(new(door+"Ingress")) != nil {
		return // AWS takes no rule twice
	}
	for i, port := range s.Ports {
		id := door
		if i > 0 {
			id += "Port" + strconv.Itoa(port.Number)
		}
		group, number := port.SecurityGroup.SecurityGroupId(), jsii.Number(port.Number)
		awsec2.NewCfnSecurityGroupIngress(scope, new(id+"Ingress"), &awsec2.CfnSecurityGroupIngressProps{
			GroupId:               group,
			SourceSecurityGroupId: from,
			IpProtocol:            new("tcp"),
			FromPort:              number,
			ToPort:                number,
			Description:           description,
		})
		awsec2.NewCfnSecurityGroupEgress(scope, new(id+"Egress"), &awsec2.CfnSecurityGroupEgressProps{
			GroupId:                    from,
			DestinationSecurityGroupId: group,
			IpProtocol:                 new("tcp"),
			FromPort:                   number,
			ToPort:                     number,
			Description:                to,
		})
	}
}

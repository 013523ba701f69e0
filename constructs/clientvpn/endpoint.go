// Package clientvpn makes an AWS Client VPN endpoint, which people connect to where there is no server of ours.
package clientvpn

import (
	"bulkhead/config"
	"bulkhead/constructs/alarm"
	"bulkhead/constructs/securitygroup"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslogs"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// Props is what the configuration says about AWS Client VPN, and what it plugs into.
type Props struct {
	config.VPN
	Networks []config.Prefix
	Vpc      awsec2.IVpc
	Subnets  *awsec2.SubnetSelection // the private tier
	Log      awslogs.ILogGroup
	Alerts   alarm.Topics // that alarms tell
}

// sessionHours is how long somebody stays logged in: a day's work.
const sessionHours = 8

// New adds an AWS Client VPN, which people log in to through SAML, and which leads to environments alone. The endpoint
// has no tags: CloudFormation would replace it when one changes, and everybody's profile names it.
func New(scope constructs.Construct, id string, props Props) {
	scope = constructs.NewConstruct(scope, &id)
	group := securitygroup.New(scope, props.Vpc, "clients of the VPN")
	for _, network := range config.PrivateRanges() {
		group.AddEgressRule(awsec2.Peer_Ipv4(&network), awsec2.Port_AllTraffic(), new("environments"), nil)
	}
	stream := awslogs.NewLogStream(scope, new("Stream"), &awslogs.LogStreamProps{
		LogGroup:      props.Log,
		LogStreamName: new("connections"),
		RemovalPolicy: awscdk.RemovalPolicy_DESTROY,
	})
	endpoint := awsec2.NewCfnClientVpnEndpoint(scope, new("Resource"), &awsec2.CfnClientVpnEndpointProps{
		Description:     new("People's way to environments"),
		ClientCidrBlock: new(props.Clients.String()),
		VpcId:           props.Vpc.VpcId(),
		AuthenticationOptions: []any{&awsec2.CfnClientVpnEndpoint_ClientAuthenticationRequestProperty{
			Type: new("federated-authentication"),
			FederatedAuthentication: &awsec2.CfnClientVpnEndpoint_FederatedAuthenticationRequestProperty{
				SamlProviderArn: &props.SAML,
			},
		}},
		ServerCertificateArn: &props.Certificate,
		ConnectionLogOptions: &awsec2.CfnClientVpnEndpoint_ConnectionLogOptionsProperty{
			Enabled:             true,
			CloudwatchLogGroup:  props.Log.LogGroupName(),
			CloudwatchLogStream: stream.LogStreamName(),
		},
		DnsServers:          jsii.Strings(props.Resolver().String()),
		SecurityGroupIds:    &[]*string{group.SecurityGroupId()},
		SplitTunnel:         true,
		SelfServicePortal:   new("disabled"),
		SessionTimeoutHours: jsii.Number(sessionHours),
		TransportProtocol:   new("udp"),
		VpnPort:             jsii.Number(443),
	})
	// One after the other: an endpoint takes few changes at a time.
	var last constructs.IDependable = endpoint
	after := func(next constructs.IConstruct) {
		next.Node().AddDependency(last)
		last = next
	}
	for _, subnet := range *props.Vpc.SelectSubnets(props.Subnets).Subnets {
		here := constructs.NewConstruct(scope, subnet.Node().Id())
		after(
			awsec2.NewCfnClientVpnTargetNetworkAssociation(
				here,
				new("Association"),
				&awsec2.CfnClientVpnTargetNetworkAssociationProps{
					ClientVpnEndpointId: endpoint.Ref(), SubnetId: subnet.SubnetId(),
				},
			),
		)
		for _, network := range props.Networks {
			after(awsec2.NewCfnClientVpnRoute(here, new(network.String()), &awsec2.CfnClientVpnRouteProps{
				ClientVpnEndpointId:  endpoint.Ref(),
				TargetVpcSubnetId:    subnet.SubnetId(),
				DestinationCidrBlock: new(network.String()),
			}))
		}
	}
	// The resolver is in the VPN's own network, which is routed to without being asked.
	for _, network := range append([]config.Prefix{props.CIDR}, props.Networks...) {
		cidr := new(network.String())
		after(awsec2.NewCfnClientVpnAuthorizationRule(scope, cidr, &awsec2.CfnClientVpnAuthorizationRuleProps{
			ClientVpnEndpointId: endpoint.Ref(),
			TargetNetworkCidr:   cidr,
			AuthorizeAllGroups:  true,
		}))
	}
	alarm.New(scope, alarm.Props{
		ID: "Failures",
		Description: "Many people fail to log in to the VPN, or somebody tries others' names: " +
			"read its log group.",
		Metric: alarm.Metric{
			Namespace:  "AWS/ClientVPN",
			Name:       "AuthenticationFailures",
			Dimensions: map[string]string{"Endpoint": *endpoint.Ref()},
			Statistic:  "Sum",
			Minutes:    5,
		},
		When:    alarm.AtLeast(10),
		Periods: 1,
		Missing: alarm.MissingIsFine,
		Runbook: "client-vpn-refused",
		Tell:    props.Alerts,
	})
}

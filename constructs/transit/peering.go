package transit

import (
	"bulkhead/config"
	"bulkhead/constructs/function"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/constructs-go/constructs/v10"
)

// PeeringProps is a region whose environments the VPN reaches through its own gateway.
type PeeringProps struct {
	Name     string // of both gateways
	Account  config.AccountID
	Region   config.Region
	Networks []config.Prefix // of its environments
}

// NewPeering joins the VPN's gateway to another region's, from the VPN's side: environments there answer the VPN, and
// reach nothing else, because what comes in is routed by spokes.
func (g Gateway) NewPeering(scope constructs.Construct, id string, props PeeringProps) {
	scope = constructs.NewConstruct(scope, &id)
	other := function.NewCustomResource(
		scope,
		"Other",
		g.function,
		"TransitGateway",
		map[string]any{"Name": props.Name, "Region": string(props.Region)},
	)
	attachment := awsec2.NewCfnTransitGatewayPeeringAttachment(
		scope,
		new("Resource"),
		&awsec2.CfnTransitGatewayPeeringAttachmentProps{
			TransitGatewayId:     &g.ID,
			PeerTransitGatewayId: other.GetAttString(new("Id")),
			PeerRegion:           new(string(props.Region)),
			PeerAccountId:        new(string(props.Account)),
		},
	)
	attachment.Node().AddDependency(g.ready)
	accepted := function.NewCustomResource(scope, "Acceptance", g.function, "TransitGatewayPeering", map[string]any{
		"Attachment": attachment.AttrTransitGatewayAttachmentId(),
		"Region":     string(props.Region),
	})
	open := accepted.GetAttString(new("Id"))
	association := g.associate(scope, "Association", open, &g.Spokes)
	for _, network := range props.Networks {
		g.route(scope, network, open, g.Hub).Node().AddDependency(association)
	}
}

// NewPeered adds the other region's side: what comes in from the VPN is routed by hub, and answers know the way back.
func (g Gateway) NewPeered(scope constructs.Construct, id string, home config.Region, vpn config.Prefix) {
	scope = constructs.NewConstruct(scope, &id)
	peering := function.NewCustomResource(
		scope,
		"Peering",
		g.function,
		"TransitGatewayPeered",
		map[string]any{"TransitGateway": g.ID, "Region": string(home)},
	)
	attachment := peering.GetAttString(new("Id"))
	association := g.associate(scope, "Association", attachment, &g.Hub)
	g.route(scope, vpn, attachment, g.Spokes).Node().AddDependency(association)
}

// route leads what is for a network through an attachment. Routes do not travel through a peering by themselves, and
// wait until it is associated, which is when it is available on this side.
func (g Gateway) route(
	scope constructs.Construct,
	network config.Prefix,
	attachment *string,
	table string,
) awsec2.CfnTransitGatewayRoute {
	return awsec2.NewCfnTransitGatewayRoute(scope, new(network.String()), &awsec2.CfnTransitGatewayRouteProps{
		DestinationCidrBlock:       new(network.String()),
		TransitGatewayAttachmentId: attachment,
		TransitGatewayRouteTableId: &table,
	})
}

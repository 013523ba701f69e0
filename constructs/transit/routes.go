package transit

import (
	"bulkhead/constructs/function"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsevents"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/constructs-go/constructs/v10"
)

// newRoutes has the function lead hub to what accounts have attached, to each by its own network alone. Accounts attach
// when they are deployed, which is later, so it looks again every five minutes.
func newRoutes(
	scope constructs.Construct,
	handler awslambda.Function,
	gateway, hub *string,
	props GatewayProps,
) awscdk.CustomResource {
	networks := []string{}
	for _, n := range props.Networks {
		networks = append(networks, string(n.Account)+" "+n.CIDR.String())
	}
	properties := map[string]any{"TransitGateway": gateway, "RouteTable": hub, "Networks": networks}
	routes := function.NewCustomResource(scope, "Routes", handler, "TransitGatewayRoutes", properties)
	function.Start(scope, "Look", handler, awsevents.CfnRuleProps{
		Description:        new("Leads the VPN to the environments that are attached"),
		ScheduleExpression: new("rate(5 minutes)"),
	}, awscdk.Stack_Of(scope).ToJsonString(map[string]any{
		"RequestType":        "Repair",
		"ResourceType":       "Custom::TransitGatewayRoutes",
		"ResourceProperties": properties,
	}, nil), props.Undelivered)
	return routes
}

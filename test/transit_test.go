package test

import (
	"slices"
	"strings"
	"testing"

	"bulkhead/assembly"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// vpnRange is the address range of the VPN's network in the example.
const vpnRange = "172.30.0.0/20"

func TestEnvironmentsReachTheVPNAndNotEachOther(t *testing.T) {
	for _, stage := range workloads {
		tables, led := routeTables(t, example(t), stage), map[string]int{}
		gateway := only(t, example(t), stage+"/transit", "Custom::SharedTransitGateway")
		attachment := only(t, example(t), stage+"/transit", "AWS::EC2::TransitGatewayAttachment")
		for _, route := range ofType(t, example(t), stage+"/transit", "AWS::EC2::Route") {
			assert.Equal(t, vpnRange, route.Get("DestinationCidrBlock"), route)
			assert.Equal(t, gateway, denotes(t, example(t), route, route.Get("TransitGatewayId")))
			assert.Contains(t, route.DependsOn, attachment.LogicalID, "AWS refuses a route to a gateway that the VPC is not attached to")
			tier, _, _ := strings.Cut(tables[denotes(t, example(t), route, route.Get("RouteTableId"))], " ")
			led[tier]++
		}
		assert.Equal(t, map[string]int{"private": 3, "data": 3}, led, stage)
		zones := map[any]bool{}
		for _, id := range list(attachment.Get("SubnetIds")) {
			subnet := denotes(t, example(t), attachment, id)
			assert.Equal(t, "private", tier(subnet))
			zones[subnet.Get("AvailabilityZone")] = true
		}
		assert.Len(t, zones, 3, "a zone without an attachment is not reached")
	}
	for _, a := range assemblies(t) { // nor does any other template lead to a transit gateway
		for _, r := range resourcesOf(a) {
			if r.Get("TransitGatewayId") != nil && r.Type == "AWS::EC2::Route" {
				assert.True(t, strings.HasSuffix(r.Stack.ID, "/transit"), r)
			}
		}
	}
}

// tableOf are the routes of a region's table, by destination, and what is associated with it; propagation counts as a
// route for what the attachment has. A network that shared-services leads to an account has that account.
type tableOf struct{ routes, associated map[string]string }

// transitTables are a region's tables, "hub" and "spokes", as their templates say they end up.
func transitTables(t testing.TB, a *assembly.Assembly, region string) map[string]tableOf {
	t.Helper()
	tables := map[string]tableOf{
		"hub":    {map[string]string{}, map[string]string{}},
		"spokes": {map[string]string{}, map[string]string{}},
	}
	which := func(r *assembly.Resource, value any) string {
		table := denotes(t, a, r, value)
		require.Equal(t, "AWS::EC2::TransitGatewayRouteTable", table.Type)
		return strings.TrimPrefix(tagsOf(table)["Name"], "acme-transit-")
	}
	for _, stack := range a.Stage("shared-services") {
		if stack.Region != region {
			continue
		}
		for _, r := range stack.Resources {
			switch r.Type {
			case "Custom::TransitGatewayDefaults":
				tables[which(r, r.Get("Association"))].associated["environments"] = ""
				assert.Equal(t, "disable", denotes(t, a, r, r.Get("TransitGateway")).Get("DefaultRouteTablePropagation"), "what an environment announces counts for nothing")
			case "Custom::TransitGatewayRoutes":
				for _, network := range list(r.Get("Networks")) {
					account, cidr, _ := strings.Cut(network.(string), " ")
					tables[which(r, r.Get("RouteTable"))].routes[cidr] = account
				}
			case "Custom::TransitGatewayAssociation":
				tables[which(r, r.Get("RouteTable"))].associated[denotes(t, a, r, r.Get("Attachment")).Type] = ""
			case "AWS::EC2::TransitGatewayRoute":
				tables[which(r, r.Get("TransitGatewayRouteTableId"))].routes[r.Get("DestinationCidrBlock").(string)] = denotes(t, a, r, r.Get("TransitGatewayAttachmentId")).Type
			case "AWS::EC2::TransitGatewayRouteTablePropagation":
				tables[which(r, r.Get("TransitGatewayRouteTableId"))].routes["propagated"] = denotes(t, a, r, r.Get("TransitGatewayAttachmentId")).Type
			}
		}
	}
	return tables
}

func TestTheTransitGatewaysLeadFromTheVPNToEnvironmentsAndBackAndNowhereElse(t *testing.T) {
	const vpc, asked, found = "AWS::EC2::TransitGatewayAttachment", "Custom::TransitGatewayPeering", "Custom::TransitGatewayPeered"
	assert.Equal(t, map[string]tableOf{
		"hub": {
			routes: map[string]string{
				"10.10.0.0/16": "333333333333", "10.20.0.0/16": "444444444444", "10.30.0.0/16": "555555555555",
				"10.40.0.0/16": asked,
			},
			associated: map[string]string{vpc: ""},
		},
		"spokes": {
			routes:     map[string]string{"propagated": vpc},
			associated: map[string]string{"environments": "", asked: ""},
		},
	}, transitTables(t, example(t), "eu-west-1"), "the VPN's region; 10.40.0.0/16 is the standby's")
	assert.Equal(t, map[string]tableOf{
		"hub": {
			routes:     map[string]string{"10.40.0.0/16": "555555555555"},
			associated: map[string]string{found: ""},
		},
		"spokes": {
			routes:     map[string]string{vpnRange: found},
			associated: map[string]string{"environments": ""},
		},
	}, transitTables(t, example(t), "eu-central-1"), "the recovery region")
}

// TestRoutesAreLookedAtEveryFiveMinutes: an environment attaches itself after shared-services is deployed.
func TestRoutesAreLookedAtEveryFiveMinutes(t *testing.T) {
	for _, name := range []string{"shared-services/transit", "shared-services/transit-eu-central-1"} {
		resource := only(t, example(t), name, "Custom::TransitGatewayRoutes")
		rule := only(t, example(t), name, "AWS::Events::Rule")
		assert.Equal(t, "rate(5 minutes)", rule.Get("ScheduleExpression"))
		input := text(rule.Get("Targets", "0", "Input"))
		for _, network := range list(resource.Get("Networks")) {
			assert.Contains(t, input, network, "the same as in the resource")
		}
		assert.Contains(t, input, "Repair")
	}
}

// TestPeopleHearInEveryRegionThatRoutesCannotBeWritten: what the function fails at goes to the queue of its region, and
// an alarm tells a topic of its own region alone.
func TestPeopleHearInEveryRegionThatRoutesCannotBeWritten(t *testing.T) {
	regions := 0
	for _, routes := range example(t).OfType("Custom::TransitGatewayRoutes") {
		regions++
		heard := false
		for _, alarm := range in(t, example(t), "shared-services", "AWS::CloudWatch::Alarm") {
			if alarm.Stack.Region == routes.Stack.Region && strings.Contains(text(alarm.Get("Metrics"))+text(alarm.Get("Dimensions")), `"acme-undelivered"`) {
				heard = true
				topic := denotes(t, example(t), alarm, list(alarm.Get("AlarmActions"))[0])
				assert.Equal(t, []string{"AWS::SNS::Topic", routes.Stack.Region}, []string{topic.Type, topic.Stack.Region})
				key := denotes(t, example(t), topic, topic.Get("KmsMasterKeyId"))
				assert.Contains(t, text(key.Get("KeyPolicy")), "cloudwatch.amazonaws.com")
			}
		}
		assert.True(t, heard, routes.Stack.Region)
	}
	assert.Equal(t, 2, regions)
}

func TestEveryRegionsGatewayIsSharedWithTheAccountsThatRunThereAndThoseOnly(t *testing.T) {
	shares := map[string][]any{}
	for _, share := range example(t).OfType("AWS::RAM::ResourceShare") {
		gateway := denotes(t, example(t), share, list(share.Get("ResourceArns"))[0])
		assert.Equal(t, "AWS::EC2::TransitGateway", gateway.Type)
		assert.Equal(t, "acme-transit", tagsOf(gateway)["Name"])
		shares[share.Stack.Region+" "+share.Get("Name").(string)] = list(share.Get("Principals"))
	}
	assert.Equal(t, map[string][]any{
		"eu-west-1 acme-transit":    {"333333333333", "444444444444", "555555555555"},
		"eu-central-1 acme-transit": {"555555555555"},
	}, shares)
	for _, gateway := range example(t).OfType("Custom::SharedTransitGateway") {
		principals := shares[gateway.Stack.Region+" "+gateway.Get("Share").(string)]
		assert.Contains(t, principals, any(gateway.Stack.Account), "it waits for a share with itself")
		assert.Equal(t, "222222222222", gateway.Get("Owner"))
	}
}

func TestAGatewayTakesNothingWhileItsDefaultsChangeAndNoRouteBeforeItsAttachmentIsThere(t *testing.T) {
	after := func(stack, resourceType, before string) {
		waits := ofType(t, example(t), stack, resourceType)
		for _, r := range waits {
			found := slices.ContainsFunc(
				ofType(t, example(t), stack, before),
				func(b *assembly.Resource) bool { return slices.Contains(r.DependsOn, b.LogicalID) },
			)
			assert.True(t, found, "%s waits for a %s", r, before)
		}
	}
	for _, resourceType := range []string{"AWS::EC2::TransitGatewayAttachment", "AWS::EC2::TransitGatewayPeeringAttachment", "AWS::RAM::ResourceShare", "Custom::TransitGatewayRoutes"} {
		after("shared-services/transit", resourceType, "Custom::TransitGatewayDefaults")
	}
	after("shared-services/transit", "AWS::EC2::TransitGatewayRouteTablePropagation", "Custom::TransitGatewayAssociation")
	after("shared-services/transit", "AWS::EC2::TransitGatewayRoute", "Custom::TransitGatewayAssociation")
	after("shared-services/transit-peered-eu-central-1", "AWS::EC2::TransitGatewayRoute", "Custom::TransitGatewayAssociation")
}

func TestGatewaysArePeeredOnceBothAreThereAndRoutedBackOnceTheyArePeered(t *testing.T) {
	assert.Contains(t, example(t).Stack("shared-services/transit").DependsOn, "shared-services/transit-eu-central-1")
	assert.Contains(t, example(t).Stack("shared-services/transit-peered-eu-central-1").DependsOn, "shared-services/transit")
}

func TestTheVPNResolvesThePrivateNamesOfEveryEnvironment(t *testing.T) {
	network := one(t, example(t), "shared-services", "AWS::EC2::VPC")
	for _, stage := range workloads {
		zone := only(t, example(t), stage+"/transit", "Custom::PrivateZone")
		private := denotes(t, example(t), zone, zone.Get("Zone"))
		assert.Equal(t, "AWS::Route53::HostedZone", private.Type)
		assert.NotEmpty(t, private.Get("VPCs"), "the private one")
		assert.Equal(t, "Name="+tagsOf(network)["Name"], zone.Get("VPC"))
		assert.Equal(t, network.Stack.Region, zone.Get("Region"))
		for _, policy := range ofType(t, example(t), stage+"/transit", "AWS::IAM::Policy") {
			for _, s := range assembly.Statements(policy) {
				if strings.HasPrefix(s.Actions[0], "route53:") {
					assert.Equal(t, []*assembly.Resource{private}, denoted(example(t), policy.Stack, s.Resources), "it offers no other zone")
					assert.NotContains(t, text(s.Resources), "*")
				}
			}
		}
		role := named(t, example(t), "shared-services", "AWS::IAM::Role", "RoleName", "acme-resolve-"+stage)
		assert.Equal(t, "arn:aws:iam::222222222222:role/acme-resolve-"+stage, zone.Get("Role"))
		caller := named(t, example(t), stage, "AWS::IAM::Role", "RoleName", "acme-join-"+stage)
		trust := assembly.Statements(role)[0]
		for _, policy := range ofType(t, example(t), "shared-services/network", "AWS::IAM::Policy") {
			for _, s := range assembly.Statements(policy) {
				if slices.Contains(s.Actions, "route53:AssociateVPCWithHostedZone") {
					assert.Len(t, s.Actions, 1, "what others associated stays")
					assert.Equal(t, []*assembly.Resource{network}, denoted(example(t), policy.Stack, s.Condition), "with this network only")
				}
			}
		}
		assert.Equal(
			t,
			map[string]any{
				"ArnEquals": map[string]any{
					"aws:PrincipalArn": "arn:aws:iam::" + caller.Stack.Account + ":role/acme-join-" + stage,
				},
			},
			trust.Condition,
			"nobody else of the account",
		)
	}
}

func TestWhatJoinsNetworksMayDoWhatItSaysItNeeds(t *testing.T) {
	may := slices.Concat(
		mayDo(t, example(t), "shared-services/transit", "GatewayFunction"),
		mayDo(t, example(t), "dev/transit", "SpokeFunction"),
		mayDo(t, example(t), "shared-services/network", "Zonesdev"))
	slices.Sort(may)
	needs := append(documented(t, "transit"), "logs:CreateLogStream", "logs:PutLogEvents", "sqs:SendMessage") // the last for calls that failed
	assert.ElementsMatch(t, needs, slices.Compact(may))
	for _, action := range mayDo(t, example(t), "dev/transit", "SpokeFunction") {
		assert.NotRegexp(t, "^ec2:(Modify|Associate|Disassociate|Accept)", action, "an environment changes nothing of the gateway")
	}
}

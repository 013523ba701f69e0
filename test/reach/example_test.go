package reach

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"bulkhead/analysis/promise"
	"bulkhead/analysis/reach"
	"bulkhead/analysis/reach/network"
	"bulkhead/assembly"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// pairsOf are who reaches whom in the reviewed templates of a configuration, a line each.
func pairsOf(t *testing.T, config string) []string {
	t.Helper()
	n, err := network.Read(templates(t, config))
	require.NoError(t, err)
	var all []string
	for _, p := range reach.New(n).All() {
		line := p.From + " to " + p.To + " on " + p.Protocol + " " + p.On
		if len(p.Through) > 0 {
			line += " through " + strings.Join(p.Through, " and ")
		}
		assert.True(t, !p.Partly || p.To == reach.Internet, "%s, from or to some addresses only", line)
		all = append(all, line)
	}
	return all
}

func TestTheNetworksOfEveryConfigurationAreReadAndJudged(t *testing.T) {
	for config, has := range map[string][]string{
		"choices": {
			"internet to dev-zonal/api on tcp 443 through dev-zonal/zonal-load-balancer and dev-zonal/load-balancer",
			"internet to portal-dr/api-gateway on tcp 443",
			"dev-fleet/kubernetes-function to dev-fleet/kubernetes on tcp 443",
			"dev-fleet/jobs to dev-fleet/inbox on tcp 2049",
			"dev-stores/service-shop to dev-stores/sessions on tcp 6379",
			"dev-stores/ticker to dev-stores/endpoints on tcp 443",
			"dev-stores/reports to dev-stores/data-shop on tcp 3306",
			"portal/kubernetes-scale to portal/kubernetes on tcp 443",
			"dev-zonal/load-balancer to dev-zonal/till on tcp 3000",
			"stores/orders-users to stores/orders on tcp 5432",
			"fleet/load-balancer to fleet/web-eks on tcp 3000",
			"fleet/basket to fleet/basket on tcp 6379, 26379",
			"vpn to dev-fleet/kubernetes on tcp 443",
			"vpn/everything to dev-fleet/kubernetes on tcp 443",
		},
		"private": {"internet to dev-vault/load-balancer on tcp 80, 443"},
		"plain":   {"stage/worker to stage/web on tcp 443 through stage/load-balancer"},
		"minimal": {"internet to dev/load-balancer on tcp 80, 443"},
	} {
		t.Run(config, func(t *testing.T) {
			pairs := pairsOf(t, config)
			for _, line := range pairs { // what hands requests on reaches nobody else
				assert.False(t, strings.HasPrefix(line, "portal/api-gateway to internet"), line)
			}
			for _, line := range has {
				assert.Contains(t, pairs, line)
			}
		})
	}
}

func TestAnEnvironmentReachesNoOtherInAnyConfiguration(t *testing.T) {
	for _, config := range []string{"example", "choices", "plain", "private"} {
		for _, line := range pairsOf(t, config) {
			from, rest, _ := strings.Cut(line, " to ")
			to, _, _ := strings.Cut(rest, " on ")
			from, _, inside := strings.Cut(from, "/")
			to, _, other := strings.Cut(to, "/")
			assert.False(t, inside && other && from != to && from != reach.VPN, "%s: %s", config, line)
		}
	}
}

func TestTheExampleKeepsItsPromisesAndPromisesWhatIsOpen(t *testing.T) {
	began := time.Now()
	n, err := network.Read(example(t))
	require.NoError(t, err)
	promises, err := promise.Read("../../config/example")
	require.NoError(t, err)
	var sentences []string
	for _, p := range promises.Of(true) {
		sentences = append(sentences, p.Text)
	}
	g := reach.New(n)
	for _, broken := range g.Check(sentences) {
		assert.Fail(t, broken.Problem)
	}
	assert.Less(t, time.Since(began), 30*time.Second)
	without := func(part string) []string {
		rest := slices.DeleteFunc(slices.Clone(sentences), func(s string) bool { return strings.Contains(s, part) })
		require.Len(t, rest, len(sentences)-1, part)
		var problems []string
		for _, broken := range g.Check(rest) {
			assert.Equal(t, -1, broken.Index)
			problems = append(problems, broken.Problem)
		}
		return problems
	}
	assert.Equal(t, []string{"prod/worker reaches prod/events on 9098, and no sentence promises it"}, without("prod/worker reaches prod/events"))
	assert.Equal(t, []string{"internet reaches vpn on udp 1194, and no sentence promises it"}, without("internet reaches vpn"))
}

func TestAWiderRuleBreaksASentenceAndNobodyPromisesIt(t *testing.T) {
	n, err := network.Read(opened(t))
	require.NoError(t, err)
	var problems []string
	for _, broken := range reach.New(n).Check([]string{"vpn reaches nothing of prod", "vpn reaches dev/orders on 5432"}) {
		if strings.HasPrefix(broken.Problem, "vpn reaches prod") {
			problems = append(problems, broken.Problem)
		}
	}
	assert.Equal(t, []string{
		"vpn reaches prod/orders on tcp 5432", "vpn reaches prod/orders on 5432, and no sentence promises it",
	}, problems)
}

func TestAnotherRegionIsReachedThroughBothTransitGateways(t *testing.T) {
	a := example(t)
	group := resource(t, a, "prod-dr/data-orders", "ordersGroup")
	group.Properties["SecurityGroupIngress"] = []any{map[string]any{
		"CidrIp": "172.30.0.0/20", "IpProtocol": "tcp", "FromPort": 5432.0, "ToPort": 5432.0,
	}}
	n, err := network.Read(a)
	require.NoError(t, err)
	answer := reach.New(n).Ask("vpn", "prod-dr/orders", "tcp", 5432)
	assert.Equal(t, reach.Reaches, answer.Verdict)
	var hops []string
	for _, hop := range answer.Hops {
		if hop.Kind == "transit gateway" {
			hops = append(hops, filepath.ToSlash(hop.Stack)+": "+hop.Text)
		}
	}
	assert.Equal(t, []string{
		"shared-services/transit: its table Gatewayhub10232153 leads 10.40.0.0/16 to the gateway of another region",
		"shared-services/transit-eu-central-1: its table Gatewayhub10232153 leads 10.40.0.0/16 to the VPC",
		"shared-services/transit-peered-eu-central-1: its table Gatewayspokes0A1B9BD2 leads 172.30.0.0/20 to the gateway of another region",
		"shared-services/transit: its table Gatewayspokes0A1B9BD2 leads 172.30.0.0/20 to the VPC",
	}, hops)
}

// opened is the example with prod/orders open to the VPN.
func opened(t *testing.T) *assembly.Assembly {
	t.Helper()
	a := example(t)
	rule := resource(t, a, "prod/data-orders", "ordersGroupC3")
	rule.Properties["SecurityGroupIngress"] = []any{map[string]any{
		"CidrIp": "172.30.0.0/20", "IpProtocol": "tcp", "FromPort": 5432.0, "ToPort": 5432.0,
	}}
	return a
}

// inTheWay asks whether one reaches prod/orders, and returns the verdict and what is in the way.
func inTheWay(t *testing.T, a *assembly.Assembly, from string) (verdict string, blockers []string) {
	t.Helper()
	n, err := network.Read(a)
	require.NoError(t, err)
	answer := reach.New(n).Ask(from, "prod/orders", "tcp", 5432)
	for _, hop := range answer.Blockers {
		blockers = append(blockers, hop.Text)
	}
	return answer.Verdict, blockers
}

func TestTheVPNIsLedToTheAccountThatTheConfigurationSays(t *testing.T) {
	verdict, _ := inTheWay(t, opened(t), "vpn")
	assert.Equal(t, reach.Reaches, verdict)
	for said, blocker := range map[string]string{
		"555555555555 10.30.0.0/17": "its table Gatewayhub10232153 has no route to 10.30.224.0/22", // a part, without its data tier
		"666666666666 10.30.0.0/16": "its table Gatewayhub10232153 has no route to 10.30.224.0/22", // has attached nothing
		"333333333333 10.30.0.0/16": "its table Gatewayhub10232153 leads 10.30.0.0/16 to another VPC",
	} {
		a := opened(t)
		routes := resource(t, a, "shared-services/transit", "GatewayRoutes")
		routes.Properties["Networks"] = []any{said}
		verdict, blockers := inTheWay(t, a, "vpn")
		assert.Equal(t, reach.Blocked, verdict)
		assert.Contains(t, blockers, blocker)
	}
	a := opened(t)
	stack := a.Stack("prod/transit")
	for _, r := range stack.Resources {
		if r.Type == "AWS::EC2::TransitGatewayAttachment" {
			again := *r
			stack.Resources = append(stack.Resources, &again)
			break
		}
	}
	_, err := network.Read(a)
	assert.ErrorContains(t, err, "Networks: account 555555555555 attaches several VPCs, and nobody knows to which 10.30.0.0/16 leads")
}

func TestALevelOfTheVPNReachesItsEnvironmentsAlone(t *testing.T) {
	a := opened(t)
	verdict, _ := inTheWay(t, a, "vpn/everything")
	assert.Equal(t, reach.Reaches, verdict)
	verdict, blockers := inTheWay(t, a, "vpn/development")
	assert.Equal(t, reach.Blocked, verdict)
	assert.Equal(t, []string{"the VPN's firewall, level development"}, blockers)
	verdict, blockers = inTheWay(t, example(t), "vpn/everything")
	assert.Equal(t, reach.Blocked, verdict)
	assert.Equal(t, []string{"security groups of prod/orders, in"}, blockers)

	n, err := network.Read(a)
	require.NoError(t, err)
	for _, p := range reach.New(n).All() {
		assert.False(t, strings.HasPrefix(p.To, "vpn/"), "%s reaches %s", p.From, p.To)
		assert.False(t, strings.HasPrefix(p.From, "vpn/") && p.To == reach.Internet, "%s reaches %s", p.From, p.To)
	}
}

func TestOfWhatIsInANetworkThatNoTemplateHasNothingIsSaid(t *testing.T) {
	n, err := network.Read(templates(t, "choices"))
	require.NoError(t, err)
	g := reach.New(n)
	assert.Equal(t, []string{
		"dev-brown/bastion", "dev-brown/books", "dev-brown/kubernetes-function", "dev-brown/load-balancer", "dev-brown/posting",
		"dev-brown/sessions", "dev-brown/shelf",
	}, g.Unjudged())
	for name, first := range map[string]string{"dev-brown": "bastion", "dev-brown/books": "books"} {
		_, err := g.Resolve(name)
		require.ErrorContains(t, err, "dev-brown/"+first+" is in subnet-0b000000000000001, which no template has: nobody knows the routes and network ACLs there")
	}
	for _, name := range g.Names() {
		assert.False(t, strings.HasPrefix(name, "dev-brown/"), name)
	}
}

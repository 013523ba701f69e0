package draw

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"bulkhead/analysis/reach"
	"bulkhead/assembly"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func sideOf(t *testing.T, configuration, name string) *side {
	t.Helper()
	for _, s := range templates(t, configuration).sides {
		if s.name == name {
			return s
		}
	}
	require.Fail(t, "there is no "+name)
	return nil
}

// written are links as text.
func written(links []link) []string {
	var all []string
	for _, l := range links {
		all = append(all, l.from.called+map[arrows]string{atEnd: " -> ", atStart: " <- ", atStart | atEnd: " <-> "}[l.tips]+l.to.called)
	}
	slices.Sort(all)
	return all
}

func TestARequestGoesThroughWhatIsInFrontOfAService(t *testing.T) {
	for _, want := range []struct {
		configuration, side string
		request, inside     []string
	}{
		{
			"example", "prod",
			[]string{"Internet -> accelerator", "Internet -> www.app.example.com", "accelerator -> load-balancer"},
			[]string{"internal -> prices", "load-balancer -> web", "web -> internal"},
		},
		{"example", "dev", []string{"Internet -> load-balancer"}, []string{"load-balancer -> web"}},
		{
			"choices", "dev-zonal",
			[]string{"Internet -> zonal-load-balancer"},
			[]string{
				"load-balancer -> api", "load-balancer -> hooks", "load-balancer -> till",
				"zonal-load-balancer -> load-balancer",
			},
		},
		{
			"choices", "portal",
			[]string{
				"Internet -> api-gateway", "Internet -> help.example.org", "Internet -> portal.example.net",
				"api-gateway -> load-balancer",
			},
			[]string{"load-balancer -> api", "load-balancer -> count", "load-balancer -> orders"},
		},
	} {
		e := newEnvironment(sideOf(t, want.configuration, want.side))
		assert.Equal(t, want.request, written(e.request), want.side)
		assert.Equal(t, want.inside, written(e.inside), want.side)
	}
}

func TestAnArrowAtAFunctionIsWhatStartsIt(t *testing.T) {
	e := newEnvironment(sideOf(t, "example", "prod"))
	used := written(e.used)
	assert.Contains(t, used, "nightly-report -> uploads")
	assert.Contains(t, used, "thumbnails <-> uploads")
	assert.Contains(t, used, "shipping <- shipments")
	assert.Contains(t, used, "shipping -> uploads")
}

func TestAStandbySaysHowEachStoreGetsThere(t *testing.T) {
	for pair, want := range map[[2]string]map[string]string{
		{"example", "prod"}: {
			"catalogue": "Aurora Global Database", "events": "MSK Replicator ->", "orders": "RDS cross-region replica ->",
			"products": "cross-cluster replication", "sessions": "ElastiCache Global Datastore",
			"issued": "DynamoDB global table <- ->", "payment-key": "replica of the secret ->", "uploads": "S3 replication <- ->",
			"invoices": stays, "purchases": stays, "shipments": stays,
		},
		{"choices", "lab"}: { // it was moved, and its database is a replica of the other side's since then
			"ledger": "RDS cross-region replica <-", "basket-b": stays, "invoices-b": stays, "ledger-b": stays,
			"manuals-b": stays, "papers": stays, "spare": stays,
		},
		{"choices", "portal"}: {
			"clicks": "MSK Replicator ->", "partner": "replica of the secret ->", "visits": "DynamoDB global table <- ->",
		},
	} {
		primary, standby := sideOf(t, pair[0], pair[1]), sideOf(t, pair[0], pair[1]+standbyEnding)
		got := map[string]string{}
		for _, stack := range primary.stacks {
			called, is := strings.CutPrefix(component(stack), "data-")
			i := slices.IndexFunc(standby.stacks, func(s *assembly.Stack) bool {
				return component(s) == component(stack)
			})
			if !is || i < 0 {
				continue
			}
			how, tips := copied(primary.all, stack, standby.stacks[i])
			if tips&atStart != 0 {
				how += " <-"
			}
			if tips&atEnd != 0 {
				how += " ->"
			}
			got[called] = how
		}
		assert.Equal(t, want, got, pair)
	}
}

func TestTheReplicaThatDataGoesToIsTheOneThatNoOtherIsMadeFrom(t *testing.T) {
	primary := sideOf(t, "choices", "lab").all.Stack("lab/data-ledger")
	standby := sideOf(t, "choices", "lab").all.Stack("lab-dr/data-ledger")
	for _, sides := range [][]*assembly.Stack{{primary, standby}, {standby, primary}} {
		last := replica(sides...)
		require.NotNil(t, last)
		assert.Equal(t, "choices-lab-ledger-2", text(last.Get("DBInstanceIdentifier")))
	}
}

func TestACardHasTheZonesOfWhatItShowsAndNotOfFunctionsThatHelp(t *testing.T) {
	for _, k := range newEnvironment(sideOf(t, "choices", "lab")).kept {
		if k.called == "invoices-b" {
			assert.Equal(t, []string{"a", "b"}, k.zones)
			return
		}
	}
	require.Fail(t, "there is no such store")
}

func TestDeliveryShowsStagesInTheirOrderAndApprovalsBeforeThem(t *testing.T) {
	all := pipelines(templates(t, "example").assembly)
	var got []string
	for _, pipeline := range all {
		line := text(pipeline.Get("Name")) + " (" + startsPipeline(all, pipeline) + "):"
		for _, p := range phases(pipeline) {
			if p.with("Manual") > 0 {
				line += " approval"
			}
			line += " " + p.name
		}
		got = append(got, line)
	}
	assert.Equal(t, []string{
		"acme-infrastructure (a push starts it): Source Build UpdatePipeline Assets shared-services dev stage" +
			" approval prod-dr-foundation prod prod-dr",
		"acme-validate-worker (a pull request starts it): Source Build",
		"acme-build-worker (a push starts it): Source Build Deploy",
		"acme-deploy-worker (acme-build-worker starts it): Source dev stage approval prod prod-dr",
	}, got)
	_, is := drawDelivery(templates(t, "minimal").assembly)
	assert.False(t, is, "there is no pipeline")
}

func TestAccountsAreConnectedAsTheirTemplatesSay(t *testing.T) {
	r := templates(t, "example")
	common, own := accounts(r.assembly, r.sides)
	var names []string
	for _, k := range slices.Concat(common, own) {
		names = append(names, k.name)
	}
	assert.Equal(t, []string{"security", "shared-services", "dev", "stage", "prod"}, names)
	for _, k := range own {
		assert.Equal(t, []string{"trails", "findings"}, k.tells(common[0]), k.name)
	}
	m := templates(t, "minimal")
	for picture, labels := range map[string][]bool{
		string(drawOrganization(r.assembly, r.sides).SVG): {true, true, true},
		string(drawOrganization(m.assembly, m.sides).SVG): {true, false, false},
	} {
		for i, label := range []string{"trails, findings", "transit gateway", "deployments"} {
			assert.Equal(t, labels[i], strings.Contains(picture, ">"+label+"</text>"), label)
		}
	}
	_, c := accounts(templates(t, "private").assembly, templates(t, "private").sides)
	assert.Len(t, c, 1)
}

func TestANATGatewayIsInTheZonesThatItCanBeIn(t *testing.T) {
	for _, want := range []struct {
		configuration, side, kind, detail string
		zones                             []string
	}{
		{"example", "dev", "NAT gateway", "1 gateway", []string{"a"}},
		{"example", "prod", "NAT gateway", "3 gateways", []string{"a", "b", "c"}},
		{"choices", "lab", "regional NAT gateway", "1 gateway", []string{"a", "b", "c"}},
	} {
		front := newEnvironment(sideOf(t, want.configuration, want.side)).front
		nat := front[slices.IndexFunc(front, func(k *card) bool { return k.called == "nat" })]
		assert.Equal(t, []any{want.kind, want.detail, want.zones}, []any{nat.kind, nat.detail, nat.zones}, want.side)
	}
}

func TestTrailsAndFindingsLeadToTheAccountsThatTheirTemplatesName(t *testing.T) {
	r := templates(t, "private")
	common, own := accounts(r.assembly, r.sides)
	for _, k := range own {
		told := map[string][]string{}
		for _, to := range common {
			if said := k.tells(to); len(said) > 0 {
				told[to.name] = said
			}
		}
		assert.Equal(t, map[string][]string{"security": {"findings"}, "log-archive": {"trails"}}, told, k.name)
	}
	picture := string(drawOrganization(r.assembly, r.sides).SVG)
	assert.Contains(t, picture, ">trails</text>")
	assert.Contains(t, picture, ">findings</text>")
}

func TestTheTableOfWhoReachesWhomHasEveryPairOfAnEnvironment(t *testing.T) {
	r := templates(t, "example")
	for _, s := range r.sides {
		picture := string(drawReach(s, r.pairs, nil).SVG)
		for _, p := range r.pairs {
			from, to := strings.TrimPrefix(p.From, s.name+"/"), strings.TrimPrefix(p.To, s.name+"/")
			if from == p.From && to == p.To {
				continue
			}
			assert.Contains(t, picture, ">"+from+"</text>")
			assert.Contains(t, picture, ">"+to+"</text>")
			m := cell(r.pairs, s, from, to)
			assert.Contains(t, m.text, p.On)
			assert.Contains(t, picture, ">"+m.text+"</text>")
		}
	}
	s := sideOf(t, "example", "dev")
	assert.Equal(t, met{"open", "443, UDP 53 partly"}, cell([]reach.Pair{
		{From: "dev/web", To: "dev/x", Protocol: "tcp", On: "443", Through: []string{"dev/load-balancer"}},
		{From: "dev/web", To: "dev/x", Protocol: "udp", On: "53", Partly: true},
	}, s, "web", "x"))
}

func TestAnEnvironmentInANetworkOfSomebodyElseIsDrawnWithTheRest(t *testing.T) {
	s := sideOf(t, "choices", "dev-brown")
	e := newEnvironment(s)
	assert.Equal(t, []string{"Internet -> load-balancer"}, written(e.request))
	assert.Equal(t, []string{"load-balancer -> books"}, written(e.inside))
	assert.Equal(t, []string{"books -> sessions"}, written(e.used))
	assert.Empty(t, e.outside, "all of it has addresses there")
	assert.Len(t, e.kept, 1)
	const called = "VPC vpc-0123456789abcdef0, of somebody else"
	assert.Contains(t, string(drawEnvironment(s).SVG), ">"+called+"</text>")
	assert.Contains(t, string(drawReach(s, nil, nil).SVG),
		">Nobody knows: no template has the routes and network ACLs of "+called+".</text>")
	r := templates(t, "choices")
	common, own := accounts(r.assembly, r.sides)
	for _, k := range common {
		assert.NotEqual(t, "dev-brown", k.name)
	}
	assert.True(t, slices.ContainsFunc(own, func(k *account) bool { return k.name == "dev-brown" }))
}

func TestPeopleOfTheVPNAreDrawnWithTheLoadBalancersThatTheyReach(t *testing.T) {
	s := sideOf(t, "choices", "fleet")
	assert.Contains(t, written(newEnvironment(s).request), "VPN -> internal")
	assert.Contains(t, string(drawEnvironment(s).SVG), ">VPN</text>")
	other := sideOf(t, "example", "prod")
	assert.NotContains(t, string(drawEnvironment(other).SVG), ">VPN</text>", "they reach none there")
}

func TestWhatIsCountedIsOneThingInThePlural(t *testing.T) {
	for _, of := range kinds {
		assert.NotRegexp(t, `[A-Z0-9]s$`, many(2, of.one))
	}
	for _, of := range shared {
		assert.NotRegexp(t, `[A-Z0-9]s$`, many(2, of.one))
	}
}

func TestWhoIsBehindAnIngressControllerIsNotSaidToBeReachedByNobody(t *testing.T) {
	for name, service := range map[string]string{"shielded": "desk", "dev-zonal": "kiosk"} {
		s := sideOf(t, "choices", name)
		picture := string(drawReach(s, nil, nil).SVG)
		assert.Contains(t, picture, ">"+service+"</text>")
		assert.Equal(t, 2, strings.Count(picture, ">?</text>"), "the cell of the internet, and the legend")
		assert.Contains(t, picture, ">through the cluster&#39;s Ingress controller: not known</text>")
		assert.Contains(t, string(drawEnvironment(s).SVG), ">behind an Ingress controller</text>")
	}
	assert.NotContains(t, string(drawReach(sideOf(t, "choices", "stores"), nil, nil).SVG), "Ingress")
}

func TestWhoMayBeReachedOnOneNodeIsNotSaidToBeReachedByNobody(t *testing.T) {
	beside := []reach.Pair{
		{From: "lab/web", To: "lab/worker", Protocol: "tcp", On: "8080"},
		{From: "dev/web", To: "dev/worker", Protocol: "tcp", On: "8080"}, // in another environment
	}
	picture := string(drawReach(sideOf(t, "choices", "lab"), nil, beside).SVG)
	assert.Contains(t, picture, ">web</text>")
	assert.Contains(t, picture, ">worker</text>")
	assert.Equal(t, 2, strings.Count(picture, ">?</text>"), "their cell, and the legend")
	assert.Contains(t, picture, ">on one node: not known</text>")
	assert.NotContains(t, picture, "Ingress")
}

func TestCardsAreAsWideAsTheirTexts(t *testing.T) {
	long := &card{called: strings.Repeat("W", 40), kind: "k", icon: "s3", zones: []string{"a", "b"}}
	assert.Greater(t, long.width(), name.width(long.called)+iconSize+2*zoneSize)
	for text, n := range map[string]int{"1 node": 1, "2 nodes": 2, "0 nodes": 0} {
		assert.Equal(t, text, many(n, "node"))
	}
	assert.Equal(t, "3 image repositories", many(3, "image repository"))
	assert.Equal(t, "3 stores on EC2", many(3, "store on EC2"))
	assert.Equal(t, "0 tasks, 2 to 3 tasks", fmt.Sprint(tasks(0, 0), ", ", tasks(2, 3)))
}

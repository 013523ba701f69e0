package plan

import (
	"reflect"
	"slices"
	"testing"

	"bulkhead/internal/spec"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// A rule about a change in place, of a property that replaces, would never be asked; nor one about a replacement, of a
// type that nothing replaces.
func TestEveryRuleOfAnInterruptionIsMetByWhatAChangeOfItsPropertyDoes(t *testing.T) {
	answers := func(c correction, decide any) bool {
		return reflect.ValueOf(c.decide).Pointer() == reflect.ValueOf(decide).Pointer()
	}
	for name, all := range interruptions {
		kind, known := spec.Of(name)
		require.True(t, known, name)
		for _, rule := range all {
			at := slices.IndexFunc(corrections[name], func(c correction) bool { return under(rule.path, c.path) })
			if at >= 0 {
				assert.False(t, answers(corrections[name][at], always), "%s %s always replaces it", name, rule.path)
				continue
			}
			assert.Equal(t, spec.No, kind.Replaces(rule.path), "%s %s does not change in place", name, rule.path)
		}
	}
	for name := range replacements {
		kind, _ := spec.Of(name)
		corrected := slices.ContainsFunc(corrections[name], func(c correction) bool { return !answers(c, never) })
		assert.True(t, corrected || len(kind.Replaced) > 0, "nothing replaces %s", name)
	}
}

func TestAPlanSaysWhatToDoBeforeANodeGroupIsReplaced(t *testing.T) {
	group := func(class string) map[string]string {
		return things("Group", "AWS::EKS::Nodegroup", `'ClusterName': 'a', 'InstanceTypes': ['`+class+`']`)
	}
	p := compare(t, one(t, group("m7g.large")), one(t, group("m7g.xlarge")), Options{})
	require.Len(t, p.Findings, 1)
	assert.Equal(t, KindInterruption, p.Findings[0].Kind)
	assert.Contains(t, p.Findings[0].Reason, "another group is made, and nodes of this one end after five minutes each")
	assert.Contains(t, p.Findings[0].Way, "kubectl drain")
	assert.False(t, p.Findings[0].Routine(), "somebody has something to do about it")
}

func TestAPlanSaysWhatGetsThereNoLongerWhenARouteGoesAlone(t *testing.T) {
	table := thing("AWS::EC2::RouteTable", `'VpcId': 'v'`)
	route := thing("AWS::EC2::Route", `'RouteTableId': {'Ref': 'Table'}, 'DestinationCidrBlock': '0.0.0.0/0', 'NatGatewayId': 'n'`)
	other := thing("AWS::SNS::Topic", ``)
	base := one(t, map[string]string{"Table": table, "Route": route, "Topic": other})
	alone := compare(t, base, one(t, map[string]string{"Table": table, "Topic": other}), Options{})
	require.Len(t, alone.Findings, 1)
	assert.Equal(t, KindInterruption, alone.Findings[0].Kind)
	assert.Contains(t, alone.Findings[0].Reason, "what went this way gets there no longer")
	assert.Empty(t, compare(t, base, one(t, map[string]string{"Topic": other}), Options{}).Findings, "nothing goes that way")
}

func TestAPlanSaysWhatStopsWhenAGuardOrAnEntranceGoes(t *testing.T) {
	topic := thing("AWS::SNS::Topic", ``)
	acl := thing("AWS::EC2::NetworkAcl", `'VpcId': 'v'`)
	for name, c := range map[string]struct{ gone, want string }{
		"a detector":             {thing("AWS::GuardDuty::Detector", `'Enable': true`), "it watches no longer"},
		"a provider":             {thing("AWS::IAM::OIDCProvider", `'Url': 'https://a'`), "takes a role with its tokens is refused"},
		"an endpoint of the VPN": {thing("AWS::EC2::ClientVpnEndpoint", `'ClientCidrBlock': 'a'`), "no profile for it leads anywhere"},
		"what an ACL lets in":    {thing("AWS::EC2::NetworkAclEntry", `'NetworkAclId': {'Ref': 'Acl'}, 'RuleAction': 'allow'`), "what it lets through is stopped"},
		"what an ACL denies":     {thing("AWS::EC2::NetworkAclEntry", `'NetworkAclId': {'Ref': 'Acl'}, 'RuleAction': 'deny'`), ""},
	} {
		t.Run(name, func(t *testing.T) {
			stays := map[string]string{"Topic": topic, "Acl": acl}
			had := map[string]string{"Topic": topic, "Acl": acl, "Gone": c.gone}
			var told []string
			for _, f := range compare(t, one(t, had), one(t, stays), Options{}).Findings {
				if f.Kind == KindInterruption {
					told = append(told, f.Reason)
				}
			}
			if c.want == "" {
				assert.Empty(t, told)
				return
			}
			require.Len(t, told, 1)
			assert.Contains(t, told[0], c.want)
			again := map[string]string{"Topic": topic, "Acl": acl, "Other": c.gone}
			for _, f := range compare(t, one(t, had), one(t, again), Options{}).Findings {
				assert.NotEqual(t, KindInterruption, f.Kind, "another one takes its place: %s", f.Reason)
			}
		})
	}
}

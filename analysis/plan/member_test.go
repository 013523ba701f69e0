package plan

import (
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestAMemberOfSecurityHubGathersNoRegionsUntilNobodyAdministersIt: the plan cannot know when that is, and is told.
func TestAMemberOfSecurityHubGathersNoRegionsUntilNobodyAdministersIt(t *testing.T) {
	const security, dev = "111111111111", "333333333333"
	hub := func(stage, account string, more map[string]string) template {
		return template{
			stage: stage, id: "account", account: account,
			resources: both(things("Hub", "AWS::SecurityHub::Hub", `'AutoEnableControls': true`), more),
		}
	}
	aggregator := func(region string) map[string]string {
		return things("Aggregator", "AWS::SecurityHub::FindingAggregator",
			`'RegionLinkingMode': 'SPECIFIED_REGIONS', 'Regions': ['`+region+`']`)
	}
	central := things("Organization", "AWS::SecurityHub::OrganizationConfiguration",
		`'AutoEnable': false, 'ConfigurationType': 'CENTRAL'`)
	stages := []string{"security", "dev"}
	alone := write(t, stages, hub("security", security, aggregator("us-east-1")), hub("dev", dev, aggregator("us-east-1")))
	other := write(t, stages, hub("security", security, aggregator("us-west-2")), hub("dev", dev, aggregator("us-west-2")))
	shown := write(t, stages, hub("security", security, both(aggregator("us-east-1"), central)), hub("dev", dev, nil))
	faulty := write(t, stages, hub("security", security, both(aggregator("us-west-2"), central)),
		hub("dev", dev, aggregator("us-west-2")))

	assert.Empty(t, said(compare(t, alone, other, Options{}), Refused), "each account decides for itself")
	assert.Empty(t, said(compare(t, alone, shown, Options{}), Refused), "members let theirs go")
	assert.Equal(t, []string{"dev/account/Aggregator: one-way"}, said(compare(t, shown, alone, Options{}), Refused))
	assert.Equal(t, []string{"dev/account/Aggregator: one-way"}, said(compare(t, alone, faulty, Options{}), Refused))
	allowed := compare(t, shown, alone, Options{Allow: []string{"dev/account/Aggregator"}})
	assert.Empty(t, allowed.Unknown, "once it is done, it is allowed by its name")
}

// TestTheWayBackEndsTheAdministrationOfBothVersionsOfSecurityHub: the command of Security Hub itself ends that of one
// version, in one region, so the plan and the page of limits name that of AWS Organizations, and how to look.
func TestTheWayBackEndsTheAdministrationOfBothVersionsOfSecurityHub(t *testing.T) {
	const security, dev = "111111111111", "333333333333"
	both := func(kind, properties string) string {
		return write(t, []string{"security", "dev"},
			template{stage: "security", id: "account", account: security, resources: things("Organization",
				"AWS::SecurityHub::OrganizationConfiguration", `'ConfigurationType': 'CENTRAL'`)},
			template{stage: "dev", id: "account", account: dev, resources: things("Aggregator", kind, properties)})
	}
	page, err := os.ReadFile("../../docs/limits.md")
	require.NoError(t, err)
	for _, kind := range gathers {
		p := compare(t, both("AWS::SNS::Topic", ``), both(kind, `'RegionLinkingMode': 'ALL_REGIONS'`), Options{})
		var ways []string
		for _, f := range p.Findings {
			if f.Severity == Refused && f.Kind == KindOneWay {
				ways = append(ways, f.Way)
			}
		}
		require.Len(t, ways, 1, kind)
		for _, text := range []string{ways[0], string(page)} {
			assert.Contains(t, text, "aws organizations deregister-delegated-administrator --account-id "+security+
				" --service-principal securityhub.amazonaws.com")
			assert.Contains(t, text, "aws securityhub list-organization-admin-accounts")
			assert.Contains(t, text, "--feature SecurityHubV2")
		}
		assert.NotContains(t, ways[0], "disable-organization-admin-account")
	}
}

package plan

import (
	"testing"

	"github.com/stretchr/testify/assert"
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

package docs

import (
	"regexp"
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// counted are the words of documents for what the example has.
var counted = map[string]string{
	"NAT gateways": "AWS::EC2::NatGateway", "VPC endpoints": "AWS::EC2::VPCEndpoint", "keys": "AWS::KMS::Key",
	"load balancers": "AWS::ElasticLoadBalancingV2::LoadBalancer", "web ACLs": "AWS::WAFv2::WebACL",
	"alarms": "AWS::CloudWatch::Alarm", "canaries": "AWS::Synthetics::Canary", "dashboards": "AWS::CloudWatch::Dashboard",
	"objectives":                      "AWS::ApplicationSignals::ServiceLevelObjective",
	"attachments of transit gateways": "AWS::EC2::TransitGatewayAttachment",
}

func TestThePageOfDeploymentsCountsWhatTheExampleHas(t *testing.T) {
	all, err := deployed()
	require.NoError(t, err)
	row := regexp.MustCompile(`(?m)^\| all together \| (.*) \|$`).FindSubmatch(read(t, "docs/deploy.md").source)
	require.NotNil(t, row)
	figures := regexp.MustCompile(`(\d+) ([A-Za-z ]+)`).FindAllStringSubmatch(string(row[1]), -1)
	assert.Len(t, figures, len(counted))
	for _, figure := range figures {
		kind := counted[figure[2]]
		require.NotEmpty(t, kind, "what are %s?", figure[2])
		assert.Equal(t, strconv.Itoa(len(all[0].OfType(kind))), figure[1], figure[2])
	}
}

func TestThePageOfWhatIsDoneByHandCountsTheMailsOfTheExample(t *testing.T) {
	all, err := deployed()
	require.NoError(t, err)
	said := regexp.MustCompile("In the example that is (\\d+) for `platform@example.com`").FindSubmatch(read(t, "docs/by-hand.md").source)
	require.NotNil(t, said)
	mails := 0
	for _, subscription := range all[0].OfType("AWS::SNS::Subscription") {
		if subscription.Get("Endpoint") == "platform@example.com" {
			mails++
		}
	}
	assert.Equal(t, strconv.Itoa(mails), string(said[1]))
}

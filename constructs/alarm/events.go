package alarm

import (
	"github.com/aws/aws-cdk-go/awscdk/v2/awsevents"
	"github.com/aws/constructs-go/constructs/v10"
)

const eventsNamespace = "AWS/Events"

// eventMinutes is how long events are counted for.
const eventMinutes = 5

// Events adds a rule that counts events of AWS, and returns their number. EventBridge does nothing else with them: what
// happened is an alarm like every other, and the console of the service tells the rest.
func Events(scope constructs.Construct, id, description string, pattern map[string]any) Metric {
	rule := awsevents.NewCfnRule(scope, &id, &awsevents.CfnRuleProps{
		Description:  new(description + "; an alarm counts them"),
		EventPattern: pattern,
		State:        new("ENABLED"),
	})
	return Counted(*rule.Ref(), eventMinutes)
}

// Counted is how many events a rule of the account's own bus, given by name, has met in a period of so many minutes,
// whether it has a target or not. TriggeredRules counts rules that have run, of which EventBridge does not say whether
// those without a target do. Source: the Amazon EventBridge user guide, "Monitoring Amazon EventBridge".
func Counted(rule string, minutes int) Metric {
	return Metric{
		Namespace:  eventsNamespace,
		Name:       "MatchedEvents",
		Dimensions: map[string]string{"RuleName": rule},
		Statistic:  "Sum",
		Minutes:    minutes,
	}
}

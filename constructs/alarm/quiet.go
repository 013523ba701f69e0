package alarm

import (
	"fmt"
	"slices"

	"bulkhead/config"

	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatch"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// Quiet gathers the alarms that the maintenance of a store sets off, which are those that the runbook says so of.
type Quiet struct {
	alarms []string
	around *Quiet // gathers them, too
}

// Quietly returns the same topics for the alarms of a store that is maintained, and what gathers them.
func (t Topics) Quietly() (Topics, *Quiet) {
	t.quiet = &Quiet{}
	return t, t.quiet
}

// AlsoQuietly returns the same topics for the alarms of a part of a store that is maintained in a window of its own and
// in the store's, and what gathers those.
func (t Topics) AlsoQuietly() (Topics, *Quiet) {
	t.quiet = &Quiet{around: t.quiet}
	return t, t.quiet
}

// add adds an alarm.
func (q *Quiet) add(name string) {
	for ; q != nil; q = q.around {
		q.alarms = append(q.alarms, name)
	}
}

// alarmsPerMute is how many alarms one rule mutes at most. Source: the Amazon CloudWatch API reference, MuteTargets.
const alarmsPerMute = 100

// During has the alarms tell nobody in a weekly window in UTC, ddd:hh:mm-ddd:hh:mm, of a store of that name. One that
// still fires when the window ends tells then.
func (q *Quiet) During(scope constructs.Construct, name, window string) {
	cron, minutes := config.Weekly(window)
	number := 0
	for some := range slices.Chunk(q.alarms, alarmsPerMute) {
		number++
		ending := ""
		if number > 1 {
			ending = fmt.Sprint(number)
		}
		awscloudwatch.NewCfnAlarmMuteRule(scope, new("Maintenance"+ending), &awscloudwatch.CfnAlarmMuteRuleProps{
			Name:        new(name + "-maintenance" + ending),
			Description: new("what the maintenance of " + name + " sets off tells nobody while it lasts"),
			Rule: &awscloudwatch.CfnAlarmMuteRule_RuleProperty{
				Schedule: &awscloudwatch.CfnAlarmMuteRule_ScheduleProperty{
					Expression: &cron,
					Duration:   new(fmt.Sprintf("PT%dM", minutes)),
					Timezone:   new("UTC"),
				},
			},
			MuteTargets: &awscloudwatch.CfnAlarmMuteRule_MuteTargetsProperty{AlarmNames: jsii.Strings(some...)},
		})
	}
}

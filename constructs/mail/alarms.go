package mail

import (
	"bulkhead/constructs/alarm"

	"github.com/aws/constructs-go/constructs/v10"
)

// From which shares of all that an account sends from a region on AWS reviews it; from 10% and 0.5% on it may end the
// sending. Source: the Amazon SES developer guide, "Amazon SES sending review process FAQs", 2026-11.
const (
	bounceShare    = 0.05
	complaintShare = 0.001
	rateMinutes    = 60
)

// newAlarms adds what warns of mail that does not arrive or is not wanted, before AWS ends it.
func newAlarms(scope constructs.Construct, props Props) {
	rate := func(name string) alarm.Metric {
		return alarm.Metric{Namespace: "AWS/SES", Name: name, Statistic: "Maximum", Minutes: rateMinutes}
	}
	for _, a := range []alarm.Props{
		{
			ID: "Bounces",
			Description: "5% or more of the mail that the account of " + props.Domain + " sends from the region bounces: AWS " +
				"reviews it, and may end its sending.",
			Metric:  rate("Reputation.BounceRate"),
			When:    alarm.AtLeast(bounceShare),
			Missing: alarm.MissingIsIgnored, // who sends nothing does not become better by it
			Runbook: "mail-bounces",
		},
		{
			ID: "Complaints",
			Description: "One in a thousand or more call mail spam that the account of " + props.Domain + " sends from the " +
				"region: AWS reviews it, and may end its sending.",
			Metric:  rate("Reputation.ComplaintRate"),
			When:    alarm.AtLeast(complaintShare),
			Missing: alarm.MissingIsIgnored,
			Runbook: "mail-complaints",
		},
		{
			ID:          "Refused",
			Description: "SES took a mail from " + props.Domain + " and did not send it, because of a virus or of its template.",
			Metric:      alarm.Events(scope, "RefusedEvents", "what SES did not send", props.pattern(refused)),
			When:        alarm.Above(0),
			Missing:     alarm.MissingIsFine,
			Runbook:     "mail-refused",
		},
	} {
		a.Periods, a.Tell = 1, props.Alerts
		alarm.New(scope, a)
	}
}

package stacks

import (
	"cmp"

	"bulkhead/config"
	"bulkhead/constructs/alarm"
	"bulkhead/constructs/keys"
	"bulkhead/constructs/loggroup"
	"bulkhead/constructs/secret"
	"bulkhead/constructs/undelivered"
	"bulkhead/constructs/usage"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awskms"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslogs"
	"github.com/aws/constructs-go/constructs/v10"
)

// baseline is what every other stack of an environment uses.
type baseline struct {
	logs, data, secrets awskms.IKey // one key per purpose
	alerts              alarm.Topics
}

// newBaseline is the stack of an environment's keys and of the topics for its alarms.
func (w *workload) newBaseline() baseline {
	stack := w.newStack("baseline", stateful, baselineDescription)
	var forData []awsiam.PolicyStatement
	nodes := w.Kubernetes != nil && w.Kubernetes.Mode == config.NodesMode
	if w.Instances != nil || w.Bastion != nil || w.RunsNodes() || nodes {
		forData = append(forData, keys.ForInstances(stack))
	}
	if len(w.Topics)+len(w.Queues) > 0 { // as long as one of them may still be sent to
		forData = append(forData, keys.ForMessages(stack, "sns"))
	}
	if w.CopiesBackups() {
		forData = append(forData, keys.ForCopies(stack, w.Organization.Accounts[config.Security]))
	}
	return w.fillBaseline(stack, w.Alerts, forData...)
}

const baselineDescription = "Encryption keys, and the topics for alarms"

// sitesBaseline is the baseline of what CloudFront wants in its own region.
func (w *workload) sitesBaseline() baseline {
	if w.Region == config.SitesRegion {
		return w.base
	}
	return w.fillBaseline(w.newRegionalStack("baseline", config.SitesRegion, baselineDescription), w.Alerts)
}

// fillBaseline makes a baseline; forData says who uses the key for data, besides whoever may in the account.
func (s stage) fillBaseline(stack awscdk.Stack, alerts config.Alerts, forData ...awsiam.PolicyStatement) baseline {
	name := s.prefix()
	key := func(id, purpose, description string) awskms.Key {
		return keys.New(stack, id, keys.Props{Alias: name + "-" + purpose, Description: description})
	}
	logs := key("Logs", "logs", "encrypts log groups and recorded sessions")
	logs.AddToResourcePolicy(keys.ForLogs(stack), nil)
	data := key("Data", "data", "encrypts data stores and their backups")
	for _, statement := range forData {
		data.AddToResourcePolicy(statement, nil)
	}
	base := baseline{logs: logs, data: data, secrets: key("Secrets", "secrets", "encrypts secrets")}
	topic := key("AlertsKey", "alerts", "encrypts alarms on their way to people")
	topic.AddToResourcePolicy(keys.ForAlarms(stack), nil)
	offer(stack, base.logs.KeyArn(), base.data.KeyArn(), base.secrets.KeyArn())
	base.alerts = alarm.NewTopics(stack, topic, alerts)
	base.alerts.Register = &alarm.Register{Prefix: name, Region: *stack.Region()}
	offer(stack, &base.alerts.Page, &base.alerts.Ticket)
	secret.NewRotationAlarm(stack, "RotationFailed", base.alerts)
	usage.New(stack, "Usage", base.alerts)
	undelivered.NewAlarms(stack, "Undelivered", s.Undelivered(), "", "rule-fails", base.alerts)
	return base
}

// newLogGroup adds a log group of the environment: its key, its retention, and kept in production.
func (w *workload) newLogGroup(scope constructs.Construct, id, name string) awslogs.LogGroup {
	return loggroup.New(scope, id, loggroup.Props{
		Name:          name,
		RetentionDays: w.LogRetentionDays,
		Key:           w.base.logs,
		Retain:        w.Production(),
	})
}

// newOwnLogGroup adds a log group of something that can go and come back: CloudFormation makes up its name, which
// begins with the stack's, so that the group that production kept is not in the way of the next one. The stack's output
// tells it.
func (w *workload) newOwnLogGroup(stack awscdk.Stack, id string) awslogs.LogGroup {
	group := w.newLogGroup(stack, id, "")
	awscdk.NewCfnOutput(stack, new(id+"Group"), &awscdk.CfnOutputProps{
		Description: new("log group"),
		Value:       group.LogGroupName(),
	})
	return group
}

// newMetricsLog adds a log group with a name that an AWS service insists on, for measurements, which are in metrics,
// too.
func (w *workload) newMetricsLog(scope constructs.Construct, id, name string) awslogs.LogGroup {
	return loggroup.New(scope, id, loggroup.Props{
		Name:          name,
		RetentionDays: metricsDays,
		Key:           w.base.logs,
		Retain:        w.Production(),
	})
}

// metricsDays is how long measurements can be asked for in detail.
const metricsDays = 14

// newSharedLog adds a log group of an account that is not an environment's, or that outlives its environment.
func (o organization) newSharedLog(scope constructs.Construct, id, name string, key awskms.IKey) awslogs.LogGroup {
	return loggroup.New(scope, id, loggroup.Props{
		Name:          name,
		RetentionDays: cmp.Or(o.Organization.Defaults.LogRetentionDays, 365),
		Key:           key,
		Retain:        true,
	})
}

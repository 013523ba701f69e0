package vpn

import (
	notify "bulkhead/constructs/alarm"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsautoscaling"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatch"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslogs"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssns"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// alarm is what can go wrong with the server, and what to do then.
type alarm struct {
	id, namespace, metric string
	dimensions            map[string]*string
	above                 bool // else below
	threshold             float64
	minutes               int
	advice                string
}

// newAlarms fires when people cannot connect, when a revoked certificate would still be good, and before the server is
// full. A server that says nothing is as bad as one that is down; one that replaces another is up sooner than that.
func newAlarms(scope constructs.Construct, group awsautoscaling.AutoScalingGroup, log awslogs.ILogGroup, alerts awssns.ITopic) {
	// What OpenVPN writes when a certificate or a code is refused. Who has no profile gets no answer at all.
	awslogs.NewMetricFilter(scope, new("Refusals"), &awslogs.MetricFilterProps{
		LogGroup:        log,
		FilterPattern:   awslogs.FilterPattern_AnyTerm(new("TLS Auth Error"), new("VERIFY ERROR")),
		MetricNamespace: new(namespace),
		MetricName:      new("Refused"),
		MetricValue:     new("1"),
	})
	for _, a := range []alarm{
		{"Refused", namespace, "Refused", nil, true, 0, 3, "Somebody with a profile is refused again and again: revoke the certificate that the server's log group names, or help its owner."},
		{"Down", namespace, "Up", nil, false, 1, 10, "Nobody can connect to the VPN: read the log group of the server; Auto Scaling replaces an instance that is terminated."},
		{"Stale", namespace, "Refreshed", nil, false, 1, 10, "The VPN's server cannot read its secret, so who is revoked now stays connected: read the log group of the server."},
		{"Clients", namespace, "Clients", nil, true, 225, 5, "The VPN has almost as many clients as it takes, 250 on each port."},
		{"Memory", namespace, "mem_used_percent", nil, true, 90, 15, "The VPN's server runs out of memory: choose a larger class."},
		{"Disk", namespace, "disk_used_percent", map[string]*string{"path": new("/"), "fstype": new("xfs")}, true, 80, 15, "The VPN's server runs out of disk: terminate the instance, and Auto Scaling starts a fresh one."},
		{"CPU", "AWS/EC2", "CPUUtilization", map[string]*string{"AutoScalingGroupName": group.AutoScalingGroupName()}, true, 80, 15, "The VPN's server is short of processor time: choose a larger class."},
	} {
		newAlarm(scope, a, alerts)
	}
}

func newAlarm(scope constructs.Construct, a alarm, alerts awssns.ITopic) {
	metric := &awscloudwatch.MetricProps{
		Namespace:     &a.namespace,
		MetricName:    &a.metric,
		Statistic:     new("Average"),
		Period:        awscdk.Duration_Minutes(jsii.Number(1)),
		DimensionsMap: &a.dimensions,
	}
	comparison, missing := awscloudwatch.ComparisonOperator_LESS_THAN_THRESHOLD, awscloudwatch.TreatMissingData_BREACHING
	if a.above {
		comparison, missing = awscloudwatch.ComparisonOperator_GREATER_THAN_THRESHOLD, awscloudwatch.TreatMissingData_NOT_BREACHING
	}
	notify.Alert(awscloudwatch.NewAlarm(scope, &a.id, &awscloudwatch.AlarmProps{
		AlarmDescription:   &a.advice,
		Metric:             awscloudwatch.NewMetric(metric),
		Threshold:          jsii.Number(a.threshold),
		EvaluationPeriods:  jsii.Number(a.minutes),
		ComparisonOperator: comparison,
		TreatMissingData:   missing,
	}), alerts)
}

package openvpn

import (
	"bulkhead/constructs/alarm"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsautoscaling"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslogs"
	"github.com/aws/constructs-go/constructs/v10"
)

// watch is what the server is watched for.
type watch struct {
	id, runbook, namespace, metric string
	dimensions                     map[string]string
	when                           alarm.Condition
	minutes                        int // for how long
	missing                        alarm.Missing
	description                    string
}

// newAlarms adds what fires when people cannot connect, when a revoked certificate would still be good, and before the
// server is full. A server that says nothing is as bad as one that is down; one that replaces another is up sooner than
// that.
func newAlarms(
	scope constructs.Construct,
	group awsautoscaling.AutoScalingGroup,
	log awslogs.ILogGroup,
	alerts alarm.Topics,
) {
	// What OpenVPN writes when a certificate or a code is refused. Who has no profile gets no answer at all.
	awslogs.NewMetricFilter(scope, new("Refusals"), &awslogs.MetricFilterProps{
		LogGroup:        log,
		FilterPattern:   awslogs.FilterPattern_AnyTerm(new("TLS Auth Error"), new("VERIFY ERROR"), new("VERIFY SCRIPT ERROR")),
		MetricNamespace: new(namespace),
		MetricName:      new("Refused"),
		MetricValue:     new("1"),
	})
	disk := map[string]string{"path": "/", "fstype": "xfs"}
	instances := map[string]string{"AutoScalingGroupName": *group.AutoScalingGroupName()}
	for _, w := range []watch{
		{
			"Refused", "vpn-refused", namespace, "Refused", nil, alarm.Above(0), 3, alarm.MissingIsFine,
			"Somebody with a profile is refused again and again: " +
				"revoke the certificate that the server's log group names, or help its owner.",
		},
		{
			"Down", "vpn-down", namespace, "Up", nil, alarm.Below(1), 10, alarm.MissingIsWrong,
			"Nobody can connect to the VPN: read the log group of the server; " +
				"Auto Scaling replaces an instance that is terminated.",
		},
		{
			"Stale", "vpn-stale", namespace, "Refreshed", nil, alarm.Below(1), 10, alarm.MissingIsWrong,
			"The VPN's server cannot read its secret or its levels, so who is revoked now stays connected: " +
				"read the log group of the server.",
		},
		{
			"Certificate", "vpn-certificate", namespace, "CertificateDays", nil, alarm.Below(30), 15, alarm.MissingIsFine,
			"The certificate of the VPN's server ends in less than 30 days, and nobody can connect then: " +
				"run bulkhead vpn renew.",
		},
		{
			"Clients", "vpn-clients", namespace, "Clients", nil, alarm.Above(225), 5, alarm.MissingIsFine,
			"The VPN has almost as many clients as it takes, 250 on each port.",
		},
		{
			"Memory", "vpn-capacity", namespace, "mem_used_percent", nil, alarm.Above(90), 15, alarm.MissingIsFine,
			"The VPN's server runs out of memory: choose a larger class.",
		},
		{
			"Disk", "vpn-capacity", namespace, "disk_used_percent", disk, alarm.Above(80), 15, alarm.MissingIsFine,
			"The VPN's server runs out of disk: terminate the instance, and Auto Scaling starts a fresh one.",
		},
		{
			"CPU", "vpn-capacity", "AWS/EC2", "CPUUtilization", instances, alarm.Above(80), 15, alarm.MissingIsFine,
			"The VPN's server is short of processor time: choose a larger class.",
		},
	} {
		alarm.New(scope, alarm.Props{
			ID:          w.id,
			Description: w.description,
			Metric: alarm.Metric{
				Namespace: w.namespace, Name: w.metric, Dimensions: w.dimensions, Statistic: "Average", Minutes: 1,
			},
			When:    w.when,
			Periods: w.minutes,
			Missing: w.missing,
			Runbook: w.runbook,
			Tell:    alerts,
		}).Node().AddDependency(group) // which signals once it has told CloudWatch how it is
	}
}

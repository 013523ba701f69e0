package node

import (
	"cmp"
	"fmt"
	"strconv"

	"bulkhead/constructs/alarm"

	"github.com/aws/constructs-go/constructs/v10"
)

// Thresholds of the alarms that are the same for every store.
const (
	diskPercent     = 70 // a log that is written anew is there twice
	memoryPercent   = 90
	certificateDays = 20 // ACM renews it long before, and nodes fetch it every day
)

// Measure returns a metric of each node of a store.
func Measure(store, metric, statistic string, nodes int) map[string]alarm.Metric {
	all := map[string]alarm.Metric{}
	for i := range nodes {
		all[fmt.Sprintf("node%d", i+1)] = alarm.Metric{
			Namespace: Namespace, Name: metric, Statistic: statistic, Minutes: 1,
			Dimensions: map[string]string{"Node": strconv.Itoa(i + 1), "Store": store},
		}
	}
	return all
}

// newAlarms adds what fires when a node does not run, or runs out of something.
func newAlarms(scope constructs.Construct, made Nodes, props Props) {
	count := len(props.Hosts)
	groups, processors := map[string]alarm.Metric{}, map[string]alarm.Metric{}
	for i, group := range made.Groups {
		ofGroup := map[string]string{"AutoScalingGroupName": *group.AutoScalingGroupName()}
		id := fmt.Sprintf("node%d", i+1)
		groups[id] = alarm.Metric{
			Namespace: "AWS/AutoScaling", Name: "GroupInServiceInstances", Dimensions: ofGroup, Statistic: "Minimum",
			Minutes: 5,
		}
		processors[id] = alarm.Metric{
			Namespace: "AWS/EC2", Name: "CPUUtilization", Dimensions: ofGroup, Statistic: "Average", Minutes: 5,
		}
	}
	for _, w := range []struct {
		id, runbook, expression, description string
		metrics                              map[string]alarm.Metric
		when                                 alarm.Condition
		periods                              int
		missing                              alarm.Missing
	}{
		{
			"Instances", "node-down", "MIN(METRICS())", "has a node without an instance: Auto Scaling's activity history says why",
			groups, alarm.Below(1), 3, alarm.MissingIsWrong,
		},
		{
			"Cpu", "node-cpu", "MAX(METRICS())", "has a node that is short of CPU: choose a larger class",
			processors, alarm.Above(float64(props.CPUPercent)), 3, alarm.MissingIsIgnored,
		},
		{
			"Disk", "node-disk", "MAX(METRICS())", "has a node whose volume is filling up: make its volumes larger",
			Measure(props.Name, "DiskPercent", "Average", count),
			alarm.Above(float64(cmp.Or(props.DiskPercent, diskPercent))), 5, alarm.MissingIsIgnored,
		},
		{
			"HostMemory", "node-memory", "MAX(METRICS())", "has a node whose instance runs out of memory: choose a larger class",
			Measure(props.Name, "MemoryPercent", "Average", count), alarm.Above(memoryPercent), 15, alarm.MissingIsIgnored,
		},
		{
			"Certificate", "node-certificate", "MIN(METRICS())", "has a node whose certificate ends soon, although ACM renews it: read its journal",
			Measure(props.Name, "CertificateDays", "Minimum", count), alarm.Below(certificateDays), 60, alarm.MissingIsIgnored,
		},
	} {
		alarm.New(scope, alarm.Props{
			ID:          w.id,
			Description: "Store " + props.Name + " " + w.description + ".",
			Metric:      alarm.Math{Expression: w.expression, Label: w.id + " of the worst node", Metrics: w.metrics},
			When:        w.when,
			Periods:     w.periods,
			Missing:     w.missing,
			Runbook:     w.runbook,
			Tell:        props.Alerts,
		})
	}
}

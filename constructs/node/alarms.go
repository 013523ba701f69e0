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

// measure returns a metric of each node of a store.
func measure(store, metric, statistic string, nodes int) map[string]alarm.Metric {
	all := map[string]alarm.Metric{}
	for i := range nodes {
		all[fmt.Sprintf("node%d", i+1)] = alarm.Metric{
			Namespace: Namespace, Name: metric, Statistic: statistic, Minutes: 1,
			Dimensions: map[string]string{"Node": strconv.Itoa(i + 1), "Store": store},
		}
	}
	return all
}

// A Watch is what a store has looked at on all its nodes together.
type Watch struct {
	ID, Runbook, Metric, Statistic, Expression string
	Description                                string // after the name of the store
	When                                       alarm.Condition
	Minutes                                    int
	Missing                                    alarm.Missing
}

// Silent is what every store has looked at: whether it answers on each node.
var Silent = Watch{
	ID: "Up", Runbook: "node-silent", Metric: "Up", Statistic: "Minimum", Expression: "MIN(FILL(METRICS(), 0))",
	Description: "has a node that does not answer: read its log group, and the journal of the instance",
	When:        alarm.Below(1), Minutes: 15, Missing: alarm.MissingIsWrong,
}

// NewAlarms adds what fires when nodes tell so. The kind is what people call the store.
func NewAlarms(scope constructs.Construct, kind string, props Props, watches ...Watch) {
	nodes := len(props.Hosts)
	which := "all"
	if nodes == 2 {
		which = "both"
	}
	for _, w := range watches {
		alarm.New(scope, alarm.Props{
			ID:          w.ID,
			Description: kind + " " + props.Name + " " + w.Description + ".",
			Metric: alarm.Math{
				Expression: w.Expression, Label: w.Metric + " of " + which + " nodes",
				Metrics: measure(props.Name, w.Metric, w.Statistic, nodes),
			},
			When:    w.When,
			Periods: w.Minutes,
			Missing: w.Missing,
			Runbook: w.Runbook,
			Tell:    props.Alerts,
		})
	}
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
			measure(props.Name, "DiskPercent", "Average", count),
			alarm.Above(float64(cmp.Or(props.DiskPercent, diskPercent))), 5, alarm.MissingIsIgnored,
		},
		{
			"HostMemory", "node-memory", "MAX(METRICS())", "has a node whose instance runs out of memory: choose a larger class",
			measure(props.Name, "MemoryPercent", "Average", count), alarm.Above(memoryPercent), 15, alarm.MissingIsIgnored,
		},
		{
			"Certificate", "node-certificate", "MIN(METRICS())", "has a node whose certificate ends soon, although ACM renews it: read its journal",
			measure(props.Name, "CertificateDays", "Minimum", count), alarm.Below(certificateDays), 60, alarm.MissingIsIgnored,
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

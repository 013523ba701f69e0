package dashboard

import (
	"fmt"
	"strconv"

	"bulkhead/constructs/slo"
)

// text is a widget with Markdown.
func text(markdown string) Widget {
	return Widget{Type: "text", Properties: map[string]any{"markdown": markdown, "background": "transparent"}}
}

// alarm is a graph of what an alarm watches, with its threshold.
func (p Props) alarm(title, name, region string) Widget {
	return Widget{Type: "metric", Properties: map[string]any{
		"title": title, "region": region, "annotations": map[string]any{"alarms": []string{p.arn(name, region)}},
	}}
}

// graph is a graph of metrics.
func (p Props) graph(title string, metrics ...[]any) Widget {
	return Widget{Type: "metric", Properties: map[string]any{
		"title": title, "region": p.Region, "metrics": metrics, "view": "timeSeries",
		"yAxis": map[string]any{"left": map[string]any{"min": 0}},
	}}
}

// balancers is a metric of each load balancer of the account and region, whatever AWS calls it.
func balancers(metric, statistic string) []any {
	return []any{map[string]any{
		"expression": "SEARCH('{AWS/ApplicationELB,LoadBalancer} MetricName=\"" + metric + "\"', '" + statistic + "', 60)",
	}}
}

// tasks is a number of tasks of a service.
func (p Props) tasks(metric string, s Service) []any {
	return p.ofService("ECS/ContainerInsights", metric, s)
}

// load is how much the tasks of a service use of what they have.
func (p Props) load(metric string, s Service) []any { return p.ofService("AWS/ECS", metric, s) }

func (p Props) ofService(namespace, metric string, s Service) []any {
	return []any{
		namespace, metric, "ClusterName", p.Cluster, "ServiceName", s.Name,
		map[string]any{"stat": "Average", "period": 60, "label": metric},
	}
}

// pods is a metric of all pods of a service.
func (p Props) pods(metric, statistic string, s Service) []any {
	return []any{
		"ContainerInsights", metric, "ClusterName", s.Kubernetes, "Namespace", s.Namespace, "PodName", s.Name,
		map[string]any{"stat": statistic, "period": 60, "label": metric},
	}
}

// arn is the ARN of an alarm of the account.
func (p Props) arn(name, region string) string {
	return "arn:aws:cloudwatch:" + region + ":" + p.Account + ":alarm:" + name
}

// budget is how much of the error budget each objective has left, below 0 when it is not met.
func (p Props) budget(title string, all []slo.Objective) Widget {
	var metrics [][]any
	for i, o := range all {
		id := "m" + strconv.Itoa(i)
		metrics = append(metrics,
			[]any{map[string]any{
				"expression": fmt.Sprintf("100 * (%s - %v) / (100 - %v)", id, o.Goal, o.Goal),
				"label":      fmt.Sprintf("%s (%v %%)", o.What, o.Goal),
			}},
			[]any{slo.Namespace, "AttainmentRate", "SloName", o.Name, map[string]any{
				"id": id, "visible": false, "stat": "Average", "period": 300,
			}})
	}
	w := p.graph(title, metrics...)
	w.Properties["view"], w.Properties["sparkline"] = "singleValue", true
	delete(w.Properties, "yAxis")
	return w
}

// burn is how fast the error budget goes in the windows that alarms look at, and from when that is too fast.
func (p Props) burn(title string, o slo.Objective) Widget {
	var metrics [][]any
	for _, minutes := range []int{slo.Fast.Long, slo.Slow.Long} {
		metrics = append(metrics, []any{
			slo.Namespace, "BurnRate", "SloName", o.Name, "BurnRateWindowMinutes", strconv.Itoa(minutes),
			map[string]any{"stat": "Maximum", "period": 60, "label": fmt.Sprintf("in %d minutes", minutes)},
		})
	}
	w := p.graph(title, metrics...)
	w.Properties["annotations"] = map[string]any{"horizontal": []map[string]any{
		{"label": "page", "value": slo.Fast.Rate(o)}, {"label": "ticket", "value": slo.Slow.Rate(o)},
	}}
	return w
}

package dashboard

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

// arn is the ARN of an alarm of the account.
func (p Props) arn(name, region string) string {
	return "arn:aws:cloudwatch:" + region + ":" + p.Account + ":alarm:" + name
}

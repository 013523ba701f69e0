package price

import (
	"strings"

	"bulkhead/assembly"
)

// encryptionKey is one a month; the first and the second time that it is rotated add one each.
func encryptionKey(c counter) {
	most := 1.0
	if c.is("EnableKeyRotation") {
		most = 3
	}
	c.charge("kms/key-month", 1, most)
}

// secret is billed in each region that has a copy.
func secret(c counter) {
	c.charge("secret/month", 1, 1)
	for _, copied := range c.list("ReplicaRegions") {
		region, _ := assembly.At(copied, "Region").(string)
		c.in(region).charge("secret/month", 1, 1)
	}
}

// alarm is billed by the metrics that it looks at; for one that expects a band, three each.
func alarm(c counter) {
	metrics := 0.0
	least := c.number("Period")
	for _, metric := range c.list("Metrics") {
		if stat := assembly.At(metric, "MetricStat"); stat != nil {
			metrics++
			least = assembly.Number(assembly.At(stat, "Period"))
		}
	}
	metrics = max(1, metrics)
	if c.text("ThresholdMetricId") != "" {
		metrics *= 3
	}
	item := "alarm/metric-month"
	if least > 0 && least < 60 {
		item = "alarm/fast-metric-month"
	}
	c.charge(item, metrics, metrics)
}

// objective is two signals in each minute.
func objective(c counter) {
	millions := 2.0 * minutesPerMonth / 1e6
	c.charge("signals/million", millions, millions)
}

// freeDashboards are how many of an account cost nothing.
const freeDashboards = 3

func dashboard(c counter) {
	if c.beyond(c.Stack.Account, "dashboard/month", freeDashboards) {
		c.charge("dashboard/month", 1, 1)
	}
}

// pipeline of the first type is billed by the month, of the second by what it does.
func pipeline(c counter) {
	if kind := strings.ToUpper(c.text("PipelineType")); kind != "V2" {
		c.charge("pipeline/month", 1, 1)
	}
}

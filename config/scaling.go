package config

import "cmp"

// Scaling is how many tasks of a service run. A deployment never resets the count.
type Scaling struct {
	// Min is the least number of tasks (default 2 in production, 1 in development).
	Min int `yaml:"min" jsonschema:"minimum=1,maximum=5000"`
	// Max is the greatest number of tasks (default four times Min).
	Max int `yaml:"max" jsonschema:"minimum=1,maximum=5000"`
	// CPU is the average CPU use to aim for, in percent (default 60).
	CPU int `yaml:"cpu" jsonschema:"minimum=10,maximum=90"`
	// Memory is the average memory use to aim for, 10 to 90 percent (default 75), or 0 not to scale on it: a program
	// that keeps the memory that it once had would never scale in.
	Memory *int `yaml:"memory" jsonschema:"minimum=0,maximum=90"`
	// Requests per target and minute to aim for (default 0: not used).
	Requests int `yaml:"requests" jsonschema:"minimum=0,maximum=1000000"`
	// Metrics are the service's own metrics to aim for.
	Metrics []Metric `yaml:"metrics"`
	// Schedules change Min and Max at certain times, by name.
	Schedules map[string]Schedule `yaml:"schedules"`
}

// Metric is a CloudWatch metric to scale on, whose value falls as tasks are added.
type Metric struct {
	// Name of the metric.
	Name string `yaml:"name" jsonschema:"required"`
	// Namespace of the metric.
	Namespace string `yaml:"namespace" jsonschema:"required"`
	// Dimensions of the metric.
	Dimensions map[string]string `yaml:"dimensions"`
	// Statistic is Average (default), Sum, Minimum, Maximum or SampleCount.
	Statistic Statistic `yaml:"statistic"`
	// Target is the value to aim for.
	Target float64 `yaml:"target" jsonschema:"required"`
}

// Statistic is how CloudWatch aggregates a metric.
type Statistic string

// The statistics.
const (
	Average     Statistic = "Average"
	Sum         Statistic = "Sum"
	Minimum     Statistic = "Minimum"
	Maximum     Statistic = "Maximum"
	SampleCount Statistic = "SampleCount"
)

// Values returns the statistics.
func (Statistic) Values() []string { return texts(Average, Sum, Minimum, Maximum, SampleCount) }

// Schedule is the number of tasks from a certain time on, until the next schedule.
type Schedule struct {
	// Cron is when it begins: minute, hour, day of month, month, day of week and year, such as "0 7 ? * MON-FRI *".
	Cron string `yaml:"cron" jsonschema:"required"`
	// Timezone that Cron is in, such as Europe/Dublin (default UTC).
	Timezone string `yaml:"timezone"`
	// Min is the least number of tasks from then on (default: as it was).
	Min int `yaml:"min" jsonschema:"minimum=0,maximum=5000"`
	// Max is the greatest number of tasks from then on (default: as it was).
	Max int `yaml:"max" jsonschema:"minimum=0,maximum=5000"`
}

// Least is the least number of tasks at any time.
func (s Scaling) Least() int {
	least := s.Min
	for _, schedule := range s.Schedules {
		if schedule.Min > 0 {
			least = min(least, schedule.Min)
		}
		if schedule.Max > 0 {
			least = min(least, schedule.Max)
		}
	}
	return least
}

// Most is the greatest number of tasks at any time.
func (s Scaling) Most() int {
	most := s.Max
	for _, schedule := range s.Schedules {
		most = max(most, schedule.Min, schedule.Max)
	}
	return most
}

func (s *Scaling) complete(tier Tier) {
	s.Min = cmp.Or(s.Min, byTier(tier, 2, 1))
	s.Max = cmp.Or(s.Max, 4*s.Min)
	s.CPU = cmp.Or(s.CPU, 60)
	s.Memory = cmp.Or(s.Memory, new(75))
	for i := range s.Metrics {
		s.Metrics[i].Statistic = cmp.Or(s.Metrics[i].Statistic, Average)
	}
	for name, schedule := range s.Schedules {
		schedule.Timezone = cmp.Or(schedule.Timezone, "UTC")
		s.Schedules[name] = schedule
	}
}

package config

import "cmp"

// Scaling is how many tasks of a service run. A deployment never resets the count.
type Scaling struct {
	// Min is the least number of tasks (default 2 in production, 1 in development). With 0, which needs Backlog, none
	// runs while no message waits, and the first one waits for up to a quarter of an hour.
	Min *int `yaml:"min" jsonschema:"minimum=0,maximum=5000"`
	// Max is the greatest number of tasks (default four times Min, or 4).
	Max int `yaml:"max" jsonschema:"minimum=1,maximum=5000"`
	// CPU is the average CPU use to aim for, in percent (default 60). Not with a Min of 0.
	CPU int `yaml:"cpu" jsonschema:"minimum=10,maximum=90"`
	// Memory is the average memory use to aim for, 10 to 90 percent (default 75), or 0 not to scale on it: a program
	// that keeps the memory that it once had would never scale in. Not with a Min of 0.
	Memory *int `yaml:"memory" jsonschema:"minimum=0,maximum=90"`
	// Requests per target and minute to aim for (default 0: not used).
	Requests int `yaml:"requests" jsonschema:"minimum=0,maximum=1000000"`
	// Backlog is a queue whose messages the tasks share. Only without a route.
	Backlog *Backlog `yaml:"backlog"`
	// Metrics are the service's own metrics to aim for.
	Metrics []Metric `yaml:"metrics"`
	// Schedules change Min and Max at certain times, by name.
	Schedules map[string]Schedule `yaml:"schedules"`
}

// Backlog is the messages of a queue that tasks work off.
type Backlog struct {
	// Queue is one of those that the service uses.
	Queue string `yaml:"queue" jsonschema:"required"`
	// PerTask is how many messages there may be for each task, those that it works on among them: how long a message
	// may take altogether, divided by how long a task works on one.
	PerTask int `yaml:"perTask" jsonschema:"required,minimum=1,maximum=1000000"`
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
	least := *s.Min
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
	s.Min = cmp.Or(s.Min, new(byTier(tier, 2, 1)))
	s.Max = cmp.Or(s.Max, 4*max(*s.Min, 1))
	if *s.Min == 0 { // there is nothing to measure while no task runs, and to scale in, all have to agree
		s.Memory = cmp.Or(s.Memory, new(0))
	} else {
		s.CPU = cmp.Or(s.CPU, 60)
		s.Memory = cmp.Or(s.Memory, new(75))
	}
	for i := range s.Metrics {
		s.Metrics[i].Statistic = cmp.Or(s.Metrics[i].Statistic, Average)
	}
	for name, schedule := range s.Schedules {
		schedule.Timezone = cmp.Or(schedule.Timezone, "UTC")
		s.Schedules[name] = schedule
	}
}

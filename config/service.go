package config

import "cmp"

// Service is a container that runs on Fargate, behind the environment's load
// balancer when it has a route.
type Service struct {
	// Image is repository:tag or repository@sha256:digest, of a repository in the organization's registry.
	Image string `yaml:"image" jsonschema:"required"`
	// Port is what the container listens on (default 3000).
	Port int `yaml:"port" jsonschema:"minimum=1,maximum=65535"`
	// CPU in units of 1/1024 vCPU (default 512 in production, 256 in development).
	CPU int `yaml:"cpu" jsonschema:"minimum=256,maximum=16384"`
	// Memory in MiB (default twice CPU: 1024 in production, 512 in development). Fargate offers certain pairs only.
	Memory int `yaml:"memory" jsonschema:"minimum=512,maximum=122880"`
	// Architecture of the image: arm64 (default) or amd64.
	Architecture Architecture `yaml:"architecture"`
	// Uses names the databases, caches, search domains, streams, buckets and secrets that the service may
	// reach. From each name follow the security-group rule, the permission, and variables such as <NAME>_HOST,
	// _PORT, _USERNAME and _PASSWORD. A service cannot reach a store that it does not name.
	Uses []string `yaml:"uses"`
	// Environment variables that are not secret.
	Environment map[string]string `yaml:"environment"`
	// Command replaces the image's command.
	Command []string `yaml:"command"`
	// User that the container runs as, uid:gid or a name in the image (default 1000:1000, which is not root).
	User string `yaml:"user"`
	// Route is what the load balancer sends here; without it the service receives nothing from outside.
	Route *Route `yaml:"route"`
	// Health is how the load balancer and ECS find out that a task works.
	Health Health `yaml:"health"`
	// Scaling is how many tasks run.
	Scaling Scaling `yaml:"scaling"`
	// Deployment is how a new version replaces the old one.
	Deployment Deployment `yaml:"deployment"`
	// Exec allows ECS Exec sessions into the containers: enabled or disabled (default). It needs a
	// writable root file system, so leave it disabled in production.
	Exec Switch `yaml:"exec"`
}

// Route is what the load balancer sends to a service.
type Route struct {
	// Host is the host name, inside the environment's domain; it may be left out (any host).
	Host string `yaml:"host"`
	// Path is a path pattern such as /api/* (default /*).
	Path string `yaml:"path"`
	// Priority of the listener rule, 1 to 50000 and unique (default: computed, more specific routes first).
	Priority int `yaml:"priority" jsonschema:"minimum=1,maximum=50000"`
	// StickyMinutes keeps a client on one task for that many minutes (default 0: not sticky).
	StickyMinutes int `yaml:"stickyMinutes" jsonschema:"minimum=0,maximum=10080"`
}

// Health is a service's health check.
type Health struct {
	// Path answers 200 when the task works (default /healthz).
	Path string `yaml:"path"`
	// GraceSeconds is how long a new task may take before failed checks count (default 60).
	GraceSeconds int `yaml:"graceSeconds" jsonschema:"minimum=1,maximum=7200"`
}

// Scaling is how many tasks of a service run. A deployment never resets the count.
type Scaling struct {
	// Min is the least number of tasks (default 2 in production, 1 in development).
	Min int `yaml:"min" jsonschema:"minimum=1,maximum=5000"`
	// Max is the greatest number of tasks (default four times Min).
	Max int `yaml:"max" jsonschema:"minimum=1,maximum=5000"`
	// CPU is the average CPU use to aim for, in percent (default 60).
	CPU int `yaml:"cpu" jsonschema:"minimum=10,maximum=90"`
	// Memory is the average memory use to aim for, in percent (default 75).
	Memory int `yaml:"memory" jsonschema:"minimum=10,maximum=90"`
	// Requests per target and minute to aim for (default 0: not used).
	Requests int `yaml:"requests" jsonschema:"minimum=0,maximum=1000000"`
	// Metrics are the service's own metrics to aim for.
	Metrics []Metric `yaml:"metrics"`
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

// Deployment is how a new version replaces the old one: rolling, with a
// circuit breaker, and rolled back when its alarms fire.
type Deployment struct {
	// MinHealthyPercent of the tasks stay up during a deployment, 1 to 100 (default 100).
	MinHealthyPercent int `yaml:"minHealthyPercent" jsonschema:"minimum=1,maximum=100"`
	// MaxHealthyPercent bounds old and new tasks together, 101 to 200 (default 200).
	MaxHealthyPercent int `yaml:"maxHealthyPercent" jsonschema:"minimum=101,maximum=200"`
}

// complete fills in the defaults.
func (s *Service) complete(tier Tier) {
	s.Port = cmp.Or(s.Port, 3000)
	s.CPU = cmp.Or(s.CPU, byTier(tier, 512, 256))
	s.Memory = cmp.Or(s.Memory, 2*s.CPU)
	s.Architecture = cmp.Or(s.Architecture, ARM64)
	s.User = cmp.Or(s.User, "1000:1000")
	if s.Route != nil {
		s.Route.Path = cmp.Or(s.Route.Path, "/*")
	}
	s.Health.Path = cmp.Or(s.Health.Path, "/healthz")
	s.Health.GraceSeconds = cmp.Or(s.Health.GraceSeconds, 60)
	s.Scaling.complete(tier)
	s.Deployment.MinHealthyPercent = cmp.Or(s.Deployment.MinHealthyPercent, 100)
	s.Deployment.MaxHealthyPercent = cmp.Or(s.Deployment.MaxHealthyPercent, 200)
	s.Exec = cmp.Or(s.Exec, Disabled)
}

func (s *Scaling) complete(tier Tier) {
	s.Min = cmp.Or(s.Min, byTier(tier, 2, 1))
	s.Max = cmp.Or(s.Max, 4*s.Min)
	s.CPU = cmp.Or(s.CPU, 60)
	s.Memory = cmp.Or(s.Memory, 75)
	for i := range s.Metrics {
		s.Metrics[i].Statistic = cmp.Or(s.Metrics[i].Statistic, Average)
	}
}

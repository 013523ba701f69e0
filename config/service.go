package config

import "cmp"

// Service is a container that ECS, or a cluster of EKS, keeps running, behind a load balancer when it has a route.
type Service struct {
	// Image is repository:tag or repository@sha256:digest, of a repository in the organization's registry: what a
	// deployment of this configuration says, runs.
	Image string `yaml:"image"`
	// Release, instead of image, has releases decide which image runs.
	Release *Release `yaml:"release"`
	// Port is what the container listens on (default 3000).
	Port int `yaml:"port" jsonschema:"minimum=1,maximum=65535"`
	// Launch is what its tasks run on: fargate (default), ec2, the environment's instances, or eks, its cluster, where
	// each is a pod.
	Launch Launch `yaml:"launch"`
	// SpotPercent is the share of Fargate Spot among the tasks above scaling.min, in percent (default 0). AWS takes one
	// back on two minutes' notice, and starts no other while it has nothing to spare.
	SpotPercent int `yaml:"spotPercent" jsonschema:"minimum=0,maximum=99"`
	// CPU in units of 1/1024 vCPU (default 512 in production, 256 in development).
	CPU int `yaml:"cpu" jsonschema:"minimum=256,maximum=16384"`
	// Memory of a task in MiB (default twice CPU: 1024 in production, 512 in development). Fargate offers certain
	// pairs only. A collector, when there is one, takes 256 MiB of it.
	Memory int `yaml:"memory" jsonschema:"minimum=512,maximum=122880"`
	// Architecture of the image: arm64 (default) or amd64.
	Architecture Architecture `yaml:"architecture"`
	// Uses names the databases, caches, search domains, streams, buckets, tables, volumes, mail, topics, queues,
	// secrets and internal services that the service may reach. From each name follow the security-group rule, the
	// permission, and variables such as <NAME>_HOST, _PORT, _USERNAME and _PASSWORD. A service cannot reach a store
	// that it does not name. Internal services share one load balancer: who names one of them can call them all.
	Uses []string `yaml:"uses"`
	// Reads names those databases of uses that the service only reads: it cannot write to them, or change tables.
	Reads []string `yaml:"reads"`
	// Permissions are what it may do with AWS beyond that, in IAM's words, such as to call a model.
	Permissions []Permission `yaml:"permissions"`
	// Egress is where in the internet the service may connect to, beside HTTPS anywhere.
	Egress []Egress `yaml:"egress"`
	// Environment variables that are not secret.
	Environment map[string]string `yaml:"environment"`
	// Command replaces the image's command.
	Command []string `yaml:"command"`
	// User that the container runs as, uid:gid or a name in the image (default 1000:1000, which is not root).
	User string `yaml:"user"`
	// Route is what a load balancer sends here; without it the service receives nothing.
	Route *Route `yaml:"route"`
	// Health is how the load balancer and ECS find out that a task works.
	Health Health `yaml:"health"`
	// Scaling is how many tasks run.
	Scaling Scaling `yaml:"scaling"`
	// Deployment is how a new version replaces the old one.
	Deployment Deployment `yaml:"deployment"`
	// Alarms are when people hear that the service is in trouble.
	Alarms ServiceAlarms `yaml:"alarms"`
	// SLO are the objectives that the service has for its users.
	SLO SLO `yaml:"slo"`
	// Exec allows ECS Exec sessions into the containers: enabled or disabled (default). It needs a
	// writable root file system, so leave it disabled in production.
	Exec Switch `yaml:"exec"`
	// TLS encrypts between the load balancer and the container too: enabled or disabled (default). The container
	// then serves HTTPS on its port, with any certificate: the load balancer does not check it.
	TLS Switch `yaml:"tls"`
	// Tracing runs the environment's collector beside each task: enabled (default where the environment has
	// tracing) or disabled.
	Tracing Switch `yaml:"tracing"`
	// Tmpfs are directories in memory that the container may write to: the rest of its file system is read-only.
	Tmpfs []Tmpfs `yaml:"tmpfs"`
	// Storage is the task's disk, for directories that are too large for memory.
	Storage *Storage `yaml:"storage"`
	// Sidecars are containers of other images beside the service's own, in each of its tasks.
	Sidecars map[string]Sidecar `yaml:"sidecars"`
	// Tasks run the service's image with another command and the same rights: before its container starts, on a
	// schedule, or when an operator says so.
	Tasks map[string]Task `yaml:"tasks"`
}

// Architecture is a processor architecture.
type Architecture string

// The architectures.
const (
	ARM64 Architecture = "arm64"
	AMD64 Architecture = "amd64"
)

// Values returns the architectures.
func (Architecture) Values() []string { return texts(ARM64, AMD64) }

// Launch is what the tasks of a service run on.
type Launch string

// The launch types.
const (
	Fargate Launch = "fargate"
	EC2     Launch = "ec2"
	EKS     Launch = "eks"
)

// Values returns the choices.
func (Launch) Values() []string { return texts(Fargate, EC2, EKS) }

// Health is a service's health check.
type Health struct {
	// Path answers 200 when the task works (default /healthz).
	Path string `yaml:"path"`
	// GraceSeconds is how long a new task may take before failed checks count (default 60).
	GraceSeconds int `yaml:"graceSeconds" jsonschema:"minimum=1,maximum=7200"`
	// Container is a command in the container that tells whether it works.
	Container *ContainerHealth `yaml:"container"`
}

// CollectorMiB is the collector's share of a task's memory.
const CollectorMiB = 256

// OwnMemory is what a service's container has of its task's memory, in MiB: the others have theirs.
func (s Service) OwnMemory() int {
	memory := s.Memory
	if s.Tracing == Enabled {
		memory -= CollectorMiB
	}
	for _, sidecar := range s.Sidecars {
		memory -= sidecar.Memory
	}
	return memory
}

// complete fills in the defaults.
func (s *Service) complete(name string, e Environment) {
	tier := e.Tier
	if s.Release != nil {
		s.Release.complete()
	}
	s.Launch = cmp.Or(s.Launch, Fargate)
	s.Port = cmp.Or(s.Port, 3000)
	s.CPU = cmp.Or(s.CPU, byTier(tier, 512, 256))
	s.Memory = cmp.Or(s.Memory, 2*s.CPU)
	s.Architecture = cmp.Or(s.Architecture, ARM64)
	s.User = cmp.Or(s.User, "1000:1000")
	if s.Route != nil {
		s.Route.complete(name)
	}
	s.Health.Path = cmp.Or(s.Health.Path, "/healthz")
	if s.Route != nil {
		s.Route.completeCanary(s.Health.Path)
	}
	s.Health.GraceSeconds = cmp.Or(s.Health.GraceSeconds, 60)
	if s.Health.Container != nil {
		s.Health.Container.complete(s.Health.GraceSeconds)
	}
	if s.Storage != nil {
		s.Storage.complete()
	}
	s.Scaling.complete(tier)
	s.Deployment.complete(s.Route != nil)
	s.Alarms.complete()
	s.SLO.complete(tier)
	s.Exec = cmp.Or(s.Exec, Disabled)
	s.TLS = cmp.Or(s.TLS, Disabled)
	if e.Tracing != nil {
		s.Tracing = cmp.Or(s.Tracing, Enabled)
	}
	s.Tracing = cmp.Or(s.Tracing, Disabled)
	for i := range s.Egress {
		s.Egress[i].complete()
	}
	completeEach(s.Sidecars, e)
	completeEach(s.Tasks, e)
}

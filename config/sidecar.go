package config

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"

	"bulkhead/internal/document"
)

// Sidecar is a container of another image beside a service's own, in each of its tasks: they reach each other at
// localhost.
type Sidecar struct {
	// Image is repository:tag or repository@sha256:digest, as that of a service.
	Image string `yaml:"image" jsonschema:"required"`
	// Command replaces the image's command.
	Command []string `yaml:"command"`
	// Memory in MiB, which is taken from the task's (default 128).
	Memory int `yaml:"memory" jsonschema:"minimum=16,maximum=65536"`
	// CPU in units of 1/1024 vCPU, which is kept for it of the task's (default 0: what the others leave).
	CPU int `yaml:"cpu" jsonschema:"minimum=0,maximum=16383"`
	// User that the container runs as, uid:gid or a name in the image (default 1000:1000, which is not root).
	User string `yaml:"user"`
	// Essential ends the task when the container ends: enabled or disabled (default: it is started again, and the
	// service goes on).
	Essential Switch `yaml:"essential"`
	// Start is before, when the service's container waits for it; after, when it waits for that one; or together
	// (default). Who has a health check is waited for until that succeeds, and others until they have started.
	Start Start `yaml:"start"`
	// Health is a command in the container that tells whether it works. ECS replaces a task for an essential one.
	Health *ContainerHealth `yaml:"health"`
	// Environment variables that are not secret.
	Environment map[string]string `yaml:"environment"`
	// Secrets names those of the environment's secrets that it gets, each as a variable of that name. The service need
	// not use them.
	Secrets []string `yaml:"secrets"`
	// Tmpfs are directories in memory that it may write to: the rest of its file system is read-only.
	Tmpfs []Tmpfs `yaml:"tmpfs"`
}

// Start is when a sidecar starts.
type Start string

// When a sidecar can start.
const (
	Before   Start = "before"
	After    Start = "after"
	Together Start = "together"
)

// Values returns the choices.
func (Start) Values() []string { return texts(Before, After, Together) }

// complete fills in the defaults.
func (s *Sidecar) complete(string, Environment) {
	s.Memory = cmp.Or(s.Memory, 128)
	s.User = cmp.Or(s.User, "1000:1000")
	s.Essential = cmp.Or(s.Essential, Disabled)
	s.Start = cmp.Or(s.Start, Together)
	if s.Health != nil {
		s.Health.complete(60)
	}
}

// OwnCPU is what is kept of the task's CPU units for a service's container, if any is kept for a sidecar; else 0. A
// container for which none is kept has next to none while another one takes what is kept for it.
func (s Service) OwnCPU() int {
	kept := 0
	for _, sidecar := range s.Sidecars {
		kept += sidecar.CPU
	}
	if kept == 0 {
		return 0
	}
	return s.CPU - kept
}

// checkSidecars runs the rules of a service's sidecars. name is the service's.
func (s Service) checkSidecars(at document.Path, name string, e Environment, sources images) {
	cpu, memory := 0, 0
	for _, sidecar := range slices.Sorted(maps.Keys(s.Sidecars)) {
		here, c := at.Key(sidecar), s.Sidecars[sidecar]
		checkName(sidecar, "sidecar", here)
		_, task := s.Tasks[sidecar]
		here.Demand(sidecar != name && !task && sidecar != "collector", "another container of the task is called "+sidecar, "choose another name")
		sources.check(c.Image, here.Key("image"))
		c.check(here, e)
		cpu += c.CPU
		memory += c.Memory
	}
	at.Demand(cpu < s.CPU, fmt.Sprintf("they keep %d CPU units, and the task has %d", cpu, s.CPU), "lower cpu of some, or raise that of the service")
	at.Demand(s.OwnMemory() >= leastOwnMemory,
		fmt.Sprintf("they take %d MiB, and leave %d MiB of the task's to the service's own container", memory, s.OwnMemory()),
		fmt.Sprintf("leave at least %d: lower memory of some, or raise that of the service", leastOwnMemory))
}

// leastOwnMemory is what sidecars have to leave to a service's own container, in MiB.
const leastOwnMemory = 64

// check runs the rules of one sidecar.
func (s Sidecar) check(at document.Path, e Environment) {
	checkCommand(at.Key("command"), s.Command)
	checkContainerUser(at.Key("user"), s.User, e)
	if s.Health != nil {
		s.Health.check(at.Key("health"))
	}
	taken := map[string]string{}
	checkOnce(at.Key("secrets"), s.Secrets)
	all := slices.Sorted(maps.Keys(e.Secrets))
	for i, name := range s.Secrets {
		at.Key("secrets").Index(i).Demand(
			slices.Contains(all, name),
			fmt.Sprintf("%s has no secret %q", e.Name, name),
			document.Suggest(name, all),
		)
		taken[Variable(name, Value)] = name
	}
	for _, name := range slices.Sorted(maps.Keys(s.Environment)) {
		here := at.Key("environment").Key(name)
		secret := taken[name]
		here.Demand(secret == "", strconv.Quote(name)+" is the secret "+secret+" already", "leave it out or rename it")
		checkVariable(here, name, s.Environment[name], secret != "")
	}
	checkTmpfs(at.Key("tmpfs"), s.Tmpfs, s.Memory)
}

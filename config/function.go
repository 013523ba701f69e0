package config

import (
	"cmp"
	"maps"
	"slices"
)

// Function is code that Lambda runs when something happens. On the side of an environment that is not active, nothing
// but a route starts it.
type Function struct {
	// Directory holds the code: a directory of functions/ in the repository. make build compiles one with Go in it, and
	// takes any other as it is, with whatever the code needs beside it. Either this or image.
	Directory string `yaml:"directory"`
	// Image is repository:tag or repository@sha256:digest, of a repository in the organization's registry. It has to be
	// a single image, not a list of images for several architectures.
	Image string `yaml:"image"`
	// Runtime is what runs the directory's code: go (default, where there is no image), nodejs24.x, python3.14, or
	// provided, for any other executable called bootstrap.
	Runtime Runtime `yaml:"runtime"`
	// Handler is what Lambda calls in the directory's code: a module and a function in it (default index.handler for
	// Node.js, main.handler for Python). Executables have none.
	Handler string `yaml:"handler"`
	// Architecture of the code: arm64 (default, and what Go is compiled for) or amd64.
	Architecture Architecture `yaml:"architecture"`
	// Memory in MiB (default 256). With it comes CPU: a whole one at 1769.
	Memory int `yaml:"memory" jsonschema:"minimum=128,maximum=10240"`
	// TimeoutSeconds is how long one call may take (default 30).
	TimeoutSeconds int `yaml:"timeoutSeconds" jsonschema:"minimum=1,maximum=900"`
	// Concurrency is how many calls run at once at most, which are then set aside for this function among all that the
	// account may run (default 0: as many as the account has left).
	Concurrency int `yaml:"concurrency" jsonschema:"minimum=0,maximum=10000"`
	// Uses names what the function may reach, as it does for a service. The variables are the same, but for the values
	// of secrets, which the function reads itself: by <NAME>_SECRET_ARN or <NAME>_PARAMETER.
	Uses []string `yaml:"uses"`
	// Reads names those databases of uses that the function only reads: it cannot write to them, or change tables.
	Reads []string `yaml:"reads"`
	// Permissions are what it may do with AWS beyond that, in IAM's words, as a service's.
	Permissions []Permission `yaml:"permissions"`
	// Environment variables that are not secret.
	Environment map[string]string `yaml:"environment"`
	// On is what starts it.
	On Triggers `yaml:"on" jsonschema:"required"`
	// Deployment is how a new version replaces the old one.
	Deployment Shift `yaml:"deployment"`
	// Alarms are when people hear that the function is in trouble. They hear of each event that it could not deal with.
	Alarms FunctionAlarms `yaml:"alarms"`
}

// Runtime is what runs a function's code.
type Runtime string

// The runtimes: the newest that Lambda has of each language. Source: the AWS Lambda developer guide, "Lambda runtimes",
// 2026-11.
const (
	Go       Runtime = "go"
	Node24   Runtime = "nodejs24.x"
	Python14 Runtime = "python3.14"
	Provided Runtime = "provided"
)

// Values returns the runtimes.
func (Runtime) Values() []string { return texts(Go, Node24, Python14, Provided) }

// Executable is what Lambda runs of a directory that is compiled.
const Executable = "bootstrap"

// handlers are the defaults.
var handlers = map[Runtime]string{Node24: "index.handler", Python14: "main.handler"}

// Compiled tells whether the code is an executable.
func (r Runtime) Compiled() bool { return r == Go || r == Provided }

// FunctionAlarms are what people hear of a function from.
type FunctionAlarms struct {
	// ErrorPercent is how many calls in a hundred may fail (default 5).
	ErrorPercent int `yaml:"errorPercent" jsonschema:"minimum=1,maximum=99"`
	// SlowPercent is how much of timeoutSeconds a call may take, in percent (default 80).
	SlowPercent int `yaml:"slowPercent" jsonschema:"minimum=10,maximum=99"`
	// Waiting is how many messages of a topic of a stream may wait for it (default 10000). Only with streams.
	Waiting int `yaml:"waiting" jsonschema:"minimum=1,maximum=1000000000"`
	// OldestMinutes is how long a change of a table may wait for it (default 15). Only with tables.
	OldestMinutes int `yaml:"oldestMinutes" jsonschema:"minimum=1,maximum=1439"`
}

func (a *FunctionAlarms) complete(on Triggers) {
	a.ErrorPercent = cmp.Or(a.ErrorPercent, 5)
	a.SlowPercent = cmp.Or(a.SlowPercent, 80)
	if len(on.Streams) > 0 {
		a.Waiting = cmp.Or(a.Waiting, 10_000)
	}
	if len(on.Tables) > 0 {
		a.OldestMinutes = cmp.Or(a.OldestMinutes, 15)
	}
}

// Shift is how calls move to a new version of a function.
type Shift struct {
	// Strategy is at-once (default); canary, which sends a tenth of the calls to the new version first, and all of them
	// after minutes; or linear, which sends another tenth each time minutes have passed. The last two end with the old
	// version again when more calls of the new one fail than alarms.errorPercent allows.
	Strategy ShiftStrategy `yaml:"strategy"`
	// Minutes is 5 (default), 10, 15 or 30 for canary, and 1 (default), 2, 3 or 10 for linear.
	Minutes int `yaml:"minutes" jsonschema:"minimum=0,maximum=30"`
}

// ShiftStrategy is how a new version of a function replaces the old one.
type ShiftStrategy string

// The strategies.
const (
	AtOnce      ShiftStrategy = "at-once"
	CanaryShift ShiftStrategy = "canary"
	LinearShift ShiftStrategy = "linear"
)

// Values returns the strategies.
func (ShiftStrategy) Values() []string { return texts(AtOnce, CanaryShift, LinearShift) }

// shiftMinutes are what CodeDeploy offers for each strategy. Source: the AWS CodeDeploy user guide, "Deployment
// configurations on an AWS Lambda compute platform", 2026-11.
var shiftMinutes = map[ShiftStrategy][]int{
	AtOnce: {}, CanaryShift: {5, 10, 15, 30}, LinearShift: {1, 2, 3, 10},
}

// complete fills in the defaults of the function with this name.
func (f *Function) complete(name string, _ Environment) {
	if f.Image == "" {
		f.Runtime = cmp.Or(f.Runtime, Go)
		f.Handler = cmp.Or(f.Handler, handlers[f.Runtime])
	}
	f.Architecture = cmp.Or(f.Architecture, ARM64)
	f.Memory = cmp.Or(f.Memory, 256)
	f.TimeoutSeconds = cmp.Or(f.TimeoutSeconds, 30)
	f.On.complete(name)
	f.Deployment.Strategy = cmp.Or(f.Deployment.Strategy, AtOnce)
	if offered := shiftMinutes[f.Deployment.Strategy]; len(offered) > 0 {
		f.Deployment.Minutes = cmp.Or(f.Deployment.Minutes, offered[0])
	}
	f.Alarms.complete(f.On)
}

// Gradual tells whether calls move to a new version in steps.
func (f Function) Gradual() bool { return f.Deployment.Strategy != AtOnce }

// InNetwork tells whether the function is in the environment's network, which it is if something that it uses is
// nowhere else.
func (e Environment) InNetwork(f Function) bool {
	for _, ports := range e.doors(f.Uses) {
		if ports > 0 {
			return true
		}
	}
	return false
}

// functionsInNetwork is how many functions have an interface in each subnet of the private tier.
func (e Environment) functionsInNetwork() int {
	n := 0
	for _, f := range e.Functions {
		if e.InNetwork(f) {
			n++
		}
	}
	return n
}

// functionNames are the names of the environment's functions, in order.
func (e Environment) functionNames() []string { return slices.Sorted(maps.Keys(e.Functions)) }

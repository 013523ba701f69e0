package config

import (
	"fmt"
	"maps"
	"regexp"
	"slices"

	"bulkhead/internal/document"
)

// checkFunctions runs the rules of every function.
func (e Environment) checkFunctions(at document.Path, sources images) {
	for _, name := range e.functionNames() {
		here, f := at.Key(name), e.Functions[name]
		checkName(name, "function", here)
		e.checkUses(f.Uses, here.Key("uses"), at.Parent())
		e.checkReads(f.Reads, f.Uses, here.Key("reads"))
		_, offered := e.internalFunctions()[name] // else it is a store of the same name
		here.Key("uses").Demand(!offered || !slices.Contains(f.Uses, name), name+" uses itself", "leave it out")
		e.checkPermissions(here.Key("permissions"), f.Permissions)
		e.checkVariables(f.Environment, e.injected(f.Uses), "function", here.Key("environment"))
		f.check(here, sources)
		f.checkVolumes(here.Key("uses"), e)
		f.checkVariables(here.Key("environment"))
		f.checkTriggers(here.Key("on"), name, e)
	}
	e.checkPolled(at)
}

// check runs the rules of one function by itself.
func (f Function) check(at document.Path, sources images) {
	directory, runtime, handler := at.Key("directory"), at.Key("runtime"), at.Key("handler")
	if f.Image != "" {
		sources.check(f.Image, at.Key("image"))
		directory.Demand(f.Directory == "", "an image has the code already", "leave one of them out")
		runtime.Demand(!runtime.Given(), "an image has what runs it", "leave it out")
		handler.Demand(!handler.Given(), "an image says itself what is called", "leave it out")
	} else {
		at.Demand(f.Directory != "", "has no code", "write directory, or image")
		directory.Demand(f.Directory == "" || componentName.MatchString(f.Directory),
			fmt.Sprintf("%q is not the name of a directory of functions/", f.Directory), componentNameRemedy)
		handler.Demand(
			!f.Runtime.Compiled() || f.Handler == "",
			"Lambda runs the executable as it is",
			"leave it out",
		)
		handler.Demand(f.Runtime.Compiled() || handlerName.MatchString(f.Handler),
			fmt.Sprintf("%q does not name a function in a module", f.Handler), "write it as index.handler")
	}
	at.Key("architecture").
		Demand(f.Runtime != Go || f.Architecture == ARM64, "Go is compiled for arm64", "leave it out")
	f.Deployment.check(at.Key("deployment"))
	alarms := at.Key("alarms")
	alarms.Key("waiting").Demand(len(f.On.Streams) > 0 || f.Alarms.Waiting == 0, "no stream starts the function", "leave it out")
	alarms.Key("oldestMinutes").Demand(
		len(f.On.Tables) > 0 || f.Alarms.OldestMinutes == 0,
		"no table starts the function",
		"leave it out",
	)
}

// handlerName is a path to a module and, after a dot, a name in it.
var handlerName = regexp.MustCompile(`^[A-Za-z0-9_/-]+\.[A-Za-z_][A-Za-z0-9_]*$`)

// checkVariables demands variables that Lambda does not set itself.
func (f Function) checkVariables(at document.Path) {
	for _, name := range slices.Sorted(maps.Keys(f.Environment)) {
		at.Key(name).Demand(!lambdaVariable.MatchString(name), "Lambda sets "+name+" itself", "rename it")
	}
}

// lambdaVariable is the name of a variable that Lambda has. Source: the AWS Lambda developer guide, "Defined runtime
// environment variables".
var lambdaVariable = regexp.MustCompile(`^(_HANDLER|_X_AMZN_TRACE_ID|AWS_.*|LAMBDA_.*|TZ)$`)

func (s Shift) check(at document.Path) {
	offered := shiftMinutes[s.Strategy]
	minutes := at.Key("minutes")
	if len(offered) == 0 {
		minutes.Demand(
			s.Minutes == 0,
			"nothing waits when all calls move at once",
			"leave it out, or choose another strategy",
		)
		return
	}
	minutes.Demand(slices.Contains(offered, s.Minutes),
		fmt.Sprintf("CodeDeploy offers no %s with %d minutes", s.Strategy, s.Minutes), "choose "+numbers(offered))
}

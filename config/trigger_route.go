package config

import (
	"maps"
	"slices"

	"bulkhead/internal/document"
)

// routed is a route, and what it leads to.
type routed struct {
	*Route
	owner string // a service's name or, for a function, what routes.yaml calls its route
	name  string
	steps []string // from where the environment stands to where the route does
}

// at is where the route stands, given where its environment does.
func (r routed) at(environment document.Path) document.Path {
	for _, step := range r.steps {
		environment = environment.Key(step)
	}
	return environment
}

// ofFunction tells whether the route leads to a function.
func (r routed) ofFunction() bool { return r.owner != r.name }

// whose is what people call what the route leads to.
func (r routed) whose() string {
	if r.ofFunction() {
		return "function " + r.name
	}
	return r.name
}

// functionRoute is what routes.yaml calls the route of a function, which no service can be called.
func functionRoute(name string) string { return "functions." + name }

// routes are those of an environment's services and functions, in that order.
func (e Environment) routes() []routed {
	var all []routed
	for _, name := range slices.Sorted(maps.Keys(e.Services)) {
		if r := e.Services[name].Route; r != nil {
			all = append(all, routed{r, name, name, []string{"services", name, "route"}})
		}
	}
	for _, name := range e.functionNames() {
		if r := e.Functions[name].On.Route; r != nil {
			all = append(all, routed{r, functionRoute(name), name, []string{"functions", name, "on", "route"}})
		}
	}
	return all
}

// InternalRoutes are the routes at the internal load balancer, by the names that others use.
func (e Environment) InternalRoutes() map[string]Route {
	all := map[string]Route{}
	for _, r := range e.routes() {
		if r.Balancer == InternalBalancer {
			all[r.name] = *r.Route
		}
	}
	return all
}

// checkFunction demands of the route of a function no more than a load balancer does for one.
func (r Route) checkFunction(at document.Path) {
	at.Key("stickyMinutes").Demand(r.StickyMinutes == 0, "Lambda chooses what runs a call, whoever makes it", "leave it out")
	at.Key("slowStartSeconds").Demand(r.SlowStartSeconds == 0, "Lambda starts what runs a call when there is one", "leave it out")
	at.Key("login").Demand(r.Login == nil, "somebody is asked who they are before services only", "leave it out, or put a service there")
}

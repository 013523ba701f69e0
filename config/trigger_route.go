package config

import (
	"maps"
	"slices"

	"bulkhead/internal/document"
)

// FunctionRoute is what a load balancer sends to a function. The function has no health check, and nothing of it stays
// between two requests: there is nothing that a client could stick to, or that starts slowly. Nobody logs in before it.
type FunctionRoute struct {
	// Balancer is the public load balancer (default), or the internal one: others then name the function in uses, and
	// get its address as <NAME>_URL.
	Balancer FunctionBalancer `yaml:"balancer"`
	// Host is the host name, as that of a service's route.
	Host string `yaml:"host"`
	// Path is a path pattern, as that of a service's route (default /*, or /<function>/* at the internal load
	// balancer).
	Path string `yaml:"path"`
	// Canary is what is asked of the route from outside, where the environment has canaries. Not with balancer:
	// internal.
	Canary Probe `yaml:"canary"`

	// Slot is the route's own among the priorities of each kind of path; routes.yaml records it.
	Slot int `yaml:"-"`
}

// FunctionBalancer is a load balancer that can call a function: each of the environment's own.
type FunctionBalancer Balancer

// The load balancers that call functions.
const (
	FunctionPublic   FunctionBalancer = "public"
	FunctionInternal FunctionBalancer = "internal"
)

// Values returns the choices.
func (FunctionBalancer) Values() []string { return texts(FunctionPublic, FunctionInternal) }

// Route is the same as the route of a service.
func (r FunctionRoute) Route() Route {
	return Route{Balancer: Balancer(r.Balancer), Host: r.Host, Path: r.Path, Canary: r.Canary, Slot: r.Slot}
}

// complete fills in the defaults of the route of the function with this name.
func (r *FunctionRoute) complete(name string) {
	whole := r.Route()
	whole.complete(name)
	whole.completeCanary("") // it has no health check
	r.Balancer, r.Path, r.Canary = FunctionBalancer(whole.Balancer), whole.Path, whole.Canary
}

// routed is a route, and what it leads to.
type routed struct {
	Route
	slot  *int   // of the configuration
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
			all = append(all, routed{*r, &r.Slot, name, name, []string{servicesKey, name, "route"}})
		}
	}
	for _, name := range e.functionNames() {
		if r := e.Functions[name].On.Route; r != nil {
			steps := []string{functionsKey, name, "on", "route"}
			all = append(all, routed{r.Route(), &r.Slot, functionRoute(name), name, steps})
		}
	}
	return all
}

// InternalRoutes are the routes at the internal load balancer, by the names that others use.
func (e Environment) InternalRoutes() map[string]Route {
	all := map[string]Route{}
	for _, r := range e.routes() {
		if r.Balancer == InternalBalancer {
			all[r.name] = r.Route
		}
	}
	return all
}

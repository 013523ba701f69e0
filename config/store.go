package config

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"bulkhead/internal/document"
)

// store is something that services name in uses: a database, a cache, a bucket and so on.
type store interface {
	kind() string        // what an operator calls it
	variables() []string // suffixes of the environment variables that a service gets for it
	addresses() int      // that it may need in the data subnet of one zone, at worst
	ports() int          // that open to each client
	// endpoint returns the AWS service, as its interface endpoint is called, that tasks ask about it beyond those that
	// all ask; or nothing.
	endpoint() string
	check(at document.Path, name string, e Environment)
}

// section is one of an environment's maps of stores.
type section struct {
	key      string // in YAML
	stores   map[string]store
	complete func(e Environment) // fills in the defaults of every entry
}

// newSection is the section with that key and those entries.
func newSection[T store, P completer[T]](key string, from map[string]T) section {
	stores := make(map[string]store, len(from))
	for name, s := range from {
		stores[name] = s
	}
	return section{key, stores, func(e Environment) { completeEach[T, P](from, e) }}
}

// sections are all stores of an environment, by where they are written.
func (e Environment) sections() []section {
	return []section{
		newSection("databases", e.Databases),
		newSection("caches", e.Caches),
		newSection("search", e.Search),
		newSection("streams", e.Streams),
		newSection("buckets", e.Buckets),
		newSection(existingKey, e.Existing),
		newSection("tables", e.Tables),
		newSection("volumes", e.Volumes),
		newSection("mail", e.Mail),
		newSection("topics", e.Topics),
		newSection("queues", e.Queues),
		newSection("secrets", e.Secrets),
		newSection(servicesKey, e.internalServices()),
		newSection(functionsKey, e.internalFunctions()),
	}
}

// StoreSections returns the keys that what services use is written under.
func StoreSections() []string {
	var keys []string
	for _, s := range (Environment{}).sections() {
		keys = append(keys, s.key)
	}
	return keys
}

// existingKey is the section of what something else has made.
const existingKey = "existing"

// The sections of what runs code, of which stores are those that others reach through the internal load balancer.
const (
	servicesKey  = "services"
	functionsKey = "functions"
)

// runs tells whether a section is of what runs code, which is completed and checked as what it is.
func (s section) runs() bool { return s.key == servicesKey || s.key == functionsKey }

// internalService is a service or a function that others reach through the internal load balancer.
type internalService struct{ what string }

func (s internalService) kind() string                           { return s.what }
func (internalService) variables() []string                      { return []string{URL} }
func (internalService) addresses() int                           { return 0 } // its tasks are not in the data subnets
func (internalService) ports() int                               { return 1 }
func (internalService) endpoint() string                         { return "" }
func (*internalService) complete(string, Environment)            {}
func (internalService) check(document.Path, string, Environment) {}

func (e Environment) internalServices() map[string]internalService {
	all := map[string]internalService{}
	for name, s := range e.Services {
		if s.Route != nil && s.Route.Balancer == InternalBalancer {
			all[name] = internalService{"service"}
		}
	}
	return all
}

func (e Environment) internalFunctions() map[string]internalService {
	all := map[string]internalService{}
	for name, f := range e.Functions {
		if f.On.Route != nil && f.On.Route.Route().Balancer == InternalBalancer {
			all[name] = internalService{"function"}
		}
	}
	return all
}

// stores are all stores of an environment by name.
func (e Environment) stores() map[string]store {
	all := map[string]store{}
	for _, s := range e.sections() {
		maps.Copy(all, s.stores)
	}
	return all
}

// StoreKinds tells what each store is, such as database, by the name that services use.
func (e Environment) StoreKinds() map[string]string {
	kinds := map[string]string{}
	for name, s := range e.stores() {
		kinds[name] = s.kind()
	}
	return kinds
}

// Injected are the names of the environment variables that a service gets for the stores that it uses, and whose they
// are.
func (e Environment) Injected(s Service) map[string]string { return e.injected(s.Uses) }

// injected are the variables that follow from uses, and of which store each is.
func (e Environment) injected(uses []string) map[string]string {
	injected := map[string]string{}
	stores := e.stores()
	for _, name := range uses {
		if store, known := stores[name]; known {
			for _, suffix := range store.variables() {
				injected[Variable(variablesOf(name, store), suffix)] = name
			}
		}
	}
	return injected
}

// completer is what can be given its defaults.
type completer[T any] interface {
	*T
	complete(name string, e Environment)
}

// completeEach fills in the defaults of every entry of a map.
func completeEach[T any, P completer[T]](sections map[string]T, e Environment) {
	for name, s := range sections {
		P(&s).complete(name, e)
		sections[name] = s
	}
}

// checkStores runs the rules of every store. Their names share one space,
// because uses has only one.
func (e Environment) checkStores(at document.Path) {
	kinds, variables := map[string]string{}, map[string]string{}
	for _, s := range e.sections() {
		for _, name := range slices.Sorted(maps.Keys(s.stores)) {
			here, store := at.Key(s.key).Key(name), s.stores[name]
			if !s.runs() { // checkServices and checkFunctions do
				checkName(name, store.kind(), here)
			}
			other, taken := kinds[name]
			here.Demand(!taken, fmt.Sprintf("%s is the name of a %s already", name, other), "give one of them another name; services use them by it")
			kinds[name] = store.kind()
			if variablesOf(name, store) != name {
				store.check(here, name, e)
				continue // what it sets is meant to be what another one sets, which the same service does not use
			}
			for _, suffix := range store.variables() {
				variable := Variable(name, suffix)
				user, taken := variables[variable]
				here.Demand(!taken || user == name, fmt.Sprintf("a service that used it and %s would get %s twice", user, variable), "rename one of them")
				variables[variable] = name
			}
			store.check(here, name, e)
		}
	}
}

// Suffixes of the environment variables that a service gets for a store.
const (
	Host       = "HOST"
	Port       = "PORT"
	ReaderHost = "READER_HOST"
	Sentinels  = "SENTINELS"
	Master     = "MASTER"
	Name       = "NAME"
	URL        = "URL"
	SecretARN  = "SECRET_ARN"
	Username   = "USERNAME"
	Password   = "PASSWORD"
)

// Variable is the name of the environment variable with that suffix for a
// store: the HOST of order-events is ORDER_EVENTS_HOST. Without a suffix it is ORDER_EVENTS.
func Variable(store, suffix string) string {
	name := strings.ToUpper(strings.ReplaceAll(store, "-", "_"))
	if suffix == "" {
		return name
	}
	return name + "_" + suffix
}

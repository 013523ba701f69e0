package config

import (
	"fmt"
	"maps"
	"slices"

	"bulkhead/internal/document"
)

// maxRules is how many rules a security group has in each direction. AWS raises it on request, up to 1,000 for all
// groups of a network interface together; ours have one. Source: the Amazon VPC user guide, quotas.
const maxRules = 60

// internalBalancer stands for the internal load balancer among stores: services behind it share its security group.
const internalBalancer = ""

// doors are how many ports of each store a client opens to itself that uses these.
func (e Environment) doors(uses []string) map[string]int {
	stores, doors := e.stores(), map[string]int{}
	for _, name := range uses {
		s, known := stores[name]
		if !known {
			continue // reported already
		}
		if _, internal := s.(internalService); internal {
			name = internalBalancer
		}
		if v, is := s.(Volume); is {
			name = v.FileSystem(name) // whose mount targets it uses
		}
		doors[name] = s.ports()
	}
	return doors
}

// checkRules refuses what needs more rules than a security group has: a store's has one for each port and client, and
// one for what belongs to it, such as a proxy or the rotation of its password.
func (e Environment) checkRules(at document.Path) {
	services := at.Key("services")
	clients, rules, routed := [][]string{e.OpenToVPN}, map[string]int{}, map[Balancer]int{}
	if e.Bastion != nil {
		clients = append(clients, e.Bastion.Uses)
	}
	for _, name := range slices.Sorted(maps.Keys(e.Services)) {
		s := e.Services[name]
		clients = append(clients, s.Uses)
		if s.Balanced() {
			routed[s.Route.Balancer]++
		}
		own := 1 // HTTPS
		for _, ports := range e.doors(s.Uses) {
			own += ports
		}
		demandRules(services.Key(name).Key("uses"), own, "use less")
	}
	for _, name := range e.functionNames() {
		uses := e.Functions[name].Uses
		clients = append(clients, uses)
		own := 1 // HTTPS
		for _, ports := range e.doors(uses) {
			own += ports
		}
		demandRules(at.Key("functions").Key(name).Key("uses"), own, "use less")
	}
	for _, uses := range clients {
		for name, ports := range e.doors(uses) {
			rules[name] += ports
		}
	}
	for _, name := range e.startingStreams() {
		rules[name]++ // Lambda's pollers have the brokers' own group
	}
	for _, section := range e.sections() {
		for _, name := range slices.Sorted(maps.Keys(section.stores)) {
			own := 1
			if _, is := section.stores[name].(Database); is {
				own++ // what makes its users
			}
			demandRules(
				at.Key(section.key).Key(name),
				rules[name]+own,
				"let fewer services use it, or make a second one",
			)
		}
	}
	const spread = "spread services over environments"
	demandRules(services, rules[internalBalancer]+1, spread)
	for _, balancer := range slices.Sorted(maps.Keys(routed)) {
		demandRules(services, routed[balancer], spread)
	}
}

// demandRules demands that a security group has so many rules.
func demandRules(at document.Path, rules int, remedy string) {
	at.Demand(
		rules <= maxRules,
		fmt.Sprintf("a security group would need %d rules, and AWS gives %d", rules, maxRules),
		remedy,
	)
}

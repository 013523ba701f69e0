package config

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"bulkhead/internal/document"
	"bulkhead/internal/facts"
)

// Search is an OpenSearch domain, or a cluster of OpenSearch on instances of our own, that services name in uses.
type Search struct {
	// Hosting is who runs it: managed (default), which is OpenSearch Service, or instances, which are three EC2
	// instances of the environment, for what OpenSearch Service cannot do. It cannot be changed later: add another one,
	// with as, and let services move.
	Hosting Hosting `yaml:"hosting"`
	// Image is what instances run: an image of the organization's registry, for arm64, of OpenSearch 2.19 or newer with
	// the plugins opensearch-security and repository-s3, as repository:tag or repository@digest. Only with hosting:
	// instances.
	Image string `yaml:"image"`
	// RestoreFrom fills the cluster once, when it begins, with a snapshot. Only with hosting: instances.
	RestoreFrom *SearchBackup `yaml:"restoreFrom"`
	// As begins the variables of services that use it, written like a name of a search domain (default: the key under
	// search).
	As string `yaml:"as"`
	// Version of OpenSearch, such as "3.3"; quote it in YAML. It must be given, but not with hosting: instances, where
	// the image has one.
	Version string `yaml:"version"`
	// Class of the data nodes without ".search" (default r7g.large in production, t3.small in development). With
	// hosting: instances it is a class of EC2 on AWS's own processors, with 4 GiB or more (default t4g.medium in
	// development).
	Class string `yaml:"class"`
	// Nodes that hold data, a multiple of the zones that they are spread over, at most three (default: one per zone,
	// at most 3, in production; 1 in development).
	Nodes int `yaml:"nodes" jsonschema:"minimum=1,maximum=80"`
	// Managers are dedicated manager nodes: 3 (default in production), 5, or 0 (default in development).
	Managers *int `yaml:"managers" jsonschema:"minimum=0,maximum=5"`
	// ManagerClass is the class of the managers without ".search" (default m7g.large, or m6g.large where the
	// region has no m7g).
	ManagerClass string `yaml:"managerClass"`
	// MultiAZWithStandby keeps the nodes of one zone idle until another zone fails: enabled or disabled (default).
	// Every index then needs two replicas.
	MultiAZWithStandby Switch `yaml:"multiAZWithStandby"`
	// StorageGiB is the gp3 volume of each data node, in GiB (default 100 in production, 10 in development). On
	// instances it can only grow.
	StorageGiB int `yaml:"storageGiB" jsonschema:"minimum=10,maximum=16384"`
	// MaintenanceTime is when the ten hours begin in which AWS may update the domain, in UTC, hh:mm (default 00:00).
	MaintenanceTime string `yaml:"maintenanceTime"`
	// Alarms are when people hear that the domain is in trouble.
	Alarms SearchAlarms `yaml:"alarms"`
	// Standby is what the recovery region has of it: a domain with the same indexes (default), of which a disaster
	// loses what was not copied yet, and AWS publishes no measure of how much that is, or a domain of its own without
	// the data (empty; the default in development for t3, which does not replicate). Decide before the first deployment
	// of recovery: a store that is there cannot become a replica. Only with recovery.
	Standby Copy `yaml:"standby"`
}

// searchZones is how many zones a domain spreads over at most.
const searchZones = 3

// complete fills in the defaults of the search domain with this name.
func (s *Search) complete(_ string, e Environment) {
	s.Alarms.complete()
	s.Hosting = cmp.Or(s.Hosting, Managed)
	s.StorageGiB = cmp.Or(s.StorageGiB, byTier(e.Tier, 100, 10))
	if s.onInstances() {
		s.completeInstances(e)
		return
	}
	s.Class = cmp.Or(s.Class, firstIn(e.Region, facts.SearchLacks, byTier(e.Tier, []string{"r7g.large", "r6g.large"}, []string{"t3.small"})...))
	s.Nodes = cmp.Or(s.Nodes, byTier(e.Tier, min(e.Network.Zones, searchZones), 1))
	s.Managers = cmp.Or(s.Managers, new(byTier(e.Tier, 3, 0)))
	s.ManagerClass = cmp.Or(s.ManagerClass, firstIn(e.Region, facts.SearchLacks, "m7g.large", "m6g.large"))
	s.MultiAZWithStandby = cmp.Or(s.MultiAZWithStandby, Disabled)
	s.MaintenanceTime = cmp.Or(s.MaintenanceTime, "00:00")
	s.Standby = e.copyOf(s.Standby, e.Production() || len(s.burstable()) == 0)
}

// burstable are the keys of the classes that run out of CPU credits. Domains with such nodes do not replicate.
// Source: the OpenSearch Service developer guide, "Cross-cluster replication", limitations.
func (s Search) burstable() (keys []string) {
	if strings.HasPrefix(s.Class, "t3.") {
		keys = append(keys, "class")
	}
	if *s.Managers > 0 && strings.HasPrefix(s.ManagerClass, "t3.") {
		keys = append(keys, "managerClass")
	}
	return keys
}

// Zones is how many zones the domain spreads over in a network with so many.
func (s Search) Zones(network int) int { return min(s.Nodes, network, searchZones) }

func (Search) kind() string     { return "search domain" }
func (Search) endpoint() string { return "" }
func (Search) ports() int       { return 1 }
func (s Search) alias() string  { return s.As }

func (Search) variables() []string { return []string{Host, Port, URL, SecretARN, Username, Password} }

// addresses are three times the nodes', as AWS asks for: a change runs a second set beside the first. Source: the
// OpenSearch Service developer guide, "Reserving IP addresses in a VPC subnet". Instances are not in the data subnets.
func (s Search) addresses() int {
	if s.onInstances() {
		return 0
	}
	return 3 * (s.Nodes + *s.Managers)
}

var clockTime = regexp.MustCompile(`^` + clock + `$`)

// check runs the rules of one search domain.
func (s Search) check(at document.Path, name string, e Environment) {
	checkAlias(s.As, name, s.kind(), at.Key("as"))
	if s.onInstances() {
		s.checkInstances(at, name, e)
		return
	}
	checkInstancesOnly(at, "image", "restoreFrom")
	at.Key("version").Demand(s.Version != "", "is missing", "add it")
	at.Key(
		"version",
	).Demand(
		s.Version == "" || facts.OpenSearchVersions.Index(s.Version) >= 0,
		fmt.Sprintf("OpenSearch %q is not offered", s.Version),
		"choose "+document.OneOf(facts.OpenSearchVersions.Names()),
	)
	checkSearchClass(s.Class, at.Key("class"))
	checkSearchClass(s.ManagerClass, at.Key("managerClass"))
	for _, side := range e.sides() {
		there := side.Search[name]
		checkRegion(at.Key("class"), side.Region, "OpenSearch Service", facts.SearchClasses.Families(), facts.SearchLacks, there.Class)
		checkRegion(at.Key("managerClass"), side.Region, "OpenSearch Service", facts.SearchClasses.Families(), facts.SearchLacks, there.ManagerClass)
	}
	if zones := s.Zones(e.Network.Zones); zones > 0 {
		at.Key("nodes").Demand(s.Nodes%zones == 0, fmt.Sprintf("%d cannot be spread evenly over %d zones", s.Nodes, zones), fmt.Sprintf("choose a multiple of %d", zones))
	}
	at.Key("nodes").Demand(!e.Production() || s.Nodes > 1, "one node does not survive the loss of its zone", "leave it out, or use 2 or more")
	at.Key("managers").Demand(slices.Contains([]int{0, 3, 5}, *s.Managers), fmt.Sprintf("%d cannot form a majority", *s.Managers), "choose 0, 3 or 5")
	at.Key("managers").Demand(!e.Production() || *s.Managers > 0, "without dedicated managers a busy data node can take the domain down", "leave it out, or set it to 3")

	burstable := strings.HasPrefix(s.Class, "t3.")
	at.Key("class").Demand(!e.Production() || !burstable, "t3 is for development: it runs out of CPU credits", "choose one such as r7g.large")
	largest := 16384
	if burstable {
		largest = 100
	} else if strings.HasSuffix(s.Class, ".medium") || strings.HasSuffix(s.Class, ".large") {
		largest = 1536
	}
	at.Key("storageGiB").Demand(s.StorageGiB <= largest, fmt.Sprintf("%s takes at most %d GiB", s.Class, largest), "lower it, or choose a larger class")
	if s.MultiAZWithStandby == Enabled {
		at.Key("multiAZWithStandby").Demand(s.Zones(e.Network.Zones) == searchZones, "a standby needs nodes in three zones", "use three zones and three nodes or more")
		at.Key("multiAZWithStandby").Demand(*s.Managers == 3, "a standby needs three dedicated managers", "set managers to 3")
		at.Key("multiAZWithStandby").Demand(!burstable, "a standby cannot be of class t3", "choose one such as r7g.large")
	}
	at.Key("maintenanceTime").Demand(clockTime.MatchString(s.MaintenanceTime), fmt.Sprintf("%q is not a time", s.MaintenanceTime), "write it as hh:mm in UTC, such as 00:00")
	s.checkStandby(at, e)
}

// checkStandby demands a domain that AWS replicates to another region, where it has to be.
func (s Search) checkStandby(at document.Path, e Environment) {
	e.checkCopy(at.Key("standby"))
	if s.Standby != Replica {
		return
	}
	for _, key := range s.burstable() {
		at.Key(key).Demand(false, "a domain with t3 does not replicate to another region", "choose one such as r7g.large, or set standby to empty")
	}
}

// checkSearchClass demands a class that OpenSearch Service offers.
func checkSearchClass(class string, at document.Path) {
	at.Demand(facts.SearchClasses.Offer(class), fmt.Sprintf("OpenSearch Service does not offer %q", class), "choose one such as t3.small, m7g.large or r7g.large, without .search")
}

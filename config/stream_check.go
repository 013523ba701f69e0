package config

import (
	"cmp"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"bulkhead/internal/document"
	"bulkhead/internal/facts"
)

// brokerKinds are what MSK offers of each kind of brokers.
var brokerKinds = map[BrokerKind]struct {
	versions facts.Versions
	classes  facts.Classes
}{
	StandardBrokers: {facts.KafkaVersions, facts.BrokerClasses},
	ExpressBrokers:  {facts.KafkaExpressVersions, facts.ExpressBrokerClasses},
}

// check runs the rules of one stream.
func (x Stream) check(at document.Path, name string, e Environment) {
	kind := kindOrStandard(x.Brokers)
	checkKafkaVersion(x.Version, kind, at.Key("version"))
	checkBrokerClass(x.Class, kind, at.Key("class"))
	at.Key("zones").Demand(x.Zones <= e.Network.Zones,
		fmt.Sprintf("the brokers are to be in %d zones, and the network has %d", x.Zones, e.Network.Zones),
		"lower it, or raise network.zones")
	at.Key("brokers").Demand(kind != ExpressBrokers || x.Zones == mostStreamZones,
		fmt.Sprintf("express brokers need three zones, and there are %d", x.Zones),
		"set zones and network.zones to 3, or brokers to standard")
	at.Key("nodes").Demand(x.Zones == 0 || x.Nodes%x.Zones == 0,
		fmt.Sprintf("%d is no multiple of the %d zones that the brokers are in", x.Nodes, x.Zones), x.nodesRemedy())
	if all := slices.Sorted(maps.Keys(e.Streams)); len(all) > 1 && all[len(all)-1] == name {
		total, replicated := 0, 0
		for _, other := range e.Streams {
			total += other.Nodes
			if other.Standby == Replica {
				replicated++
			}
		}
		at.Parent().
			Demand(replicated <= facts.Replicators, fmt.Sprintf("%d streams are replicated, and MSK has %d Replicators", replicated, facts.Replicators),
				"set standby of the others to empty")
		at.Parent().
			Demand(total <= mostBrokers, fmt.Sprintf("there are %d brokers, and their alarms are too many for a stack", total),
				fmt.Sprintf("have %d at most in an environment, and put the others into another", mostBrokers))
	}
	for _, key := range []string{"storageGiB", "maxStorageGiB"} {
		at.Key(key).
			Demand(kind != ExpressBrokers || !at.Key(key).Given(), "express brokers manage their storage themselves", "leave it out, or set brokers to standard")
	}
	x.Alarms.check(at.Key("alarms"), kind)
	at.Key("maxStorageGiB").Demand(kind == ExpressBrokers || x.MaxStorageGiB >= x.StorageGiB,
		fmt.Sprintf("%d GiB is below storageGiB, which is %d", x.MaxStorageGiB, x.StorageGiB),
		"raise it, or leave it out")
	x.checkAuthorities(at.Key("certificateAuthorities"), e)
	x.checkStandby(at, e)
}

// leastToReplicate is how many brokers a cluster has that MSK Replicator reads or writes, at least.
func (x Stream) leastToReplicate() int {
	if x.Zones == 2 {
		return facts.ReplicatedBrokersInTwoZones
	}
	return facts.ReplicatedBrokers
}

// checkStandby runs the rules of streams that are to be replicated.
func (x Stream) checkStandby(at document.Path, e Environment) {
	e.checkCopy(at.Key("standby"))
	if x.Standby != Replica {
		return
	}
	least := x.leastToReplicate()
	at.Key("nodes").
		Demand(x.Nodes >= least, fmt.Sprintf("MSK Replicator demands %d brokers in %d zones, and there are %d", least, x.Zones, x.Nodes),
			fmt.Sprintf("set it to %d or more, or standby to empty", ceilDiv(least, max(x.Zones, 1))*x.Zones))
	missing := e.noReplicators()
	at.Key("standby").Demand(missing == "", "there is no MSK Replicator in "+string(missing), "set it to empty")
}

// noReplicators is a region of the environment without MSK Replicator, if there is one.
func (e Environment) noReplicators() Region {
	return e.without(func(region Region) bool { return slices.Contains(facts.ReplicatorRegions, string(region)) })
}

// nodesRemedy names the numbers of brokers next to the one that was asked for.
func (x Stream) nodesRemedy() string {
	next := ceilDiv(x.Nodes, max(x.Zones, 1)) * x.Zones
	if next == x.Zones {
		return fmt.Sprintf("choose %d", next)
	}
	return fmt.Sprintf("choose %d or %d", next-x.Zones, next)
}

// kindOrStandard is the kind of brokers that the other rules go by when it could not be read.
func kindOrStandard(kind BrokerKind) BrokerKind { return cmp.Or(kind, StandardBrokers) }

// checkKafkaVersion demands a version that MSK offers.
func checkKafkaVersion(version string, kind BrokerKind, at document.Path) {
	offered := brokerKinds[kind].versions.Names()
	remedy := "choose " + document.OneOf(offered)
	if major, minor, found := strings.Cut(strings.TrimSuffix(version, ".kraft"), "."); found {
		minor, _, _ = strings.Cut(minor, ".")
		if near := major + "." + minor + ".x"; slices.Contains(offered, near) {
			remedy = "write it as " + near + "; KRaft is always used, and AWS chooses the patch"
		}
	}
	at.Demand(
		slices.Contains(offered, version),
		fmt.Sprintf("MSK does not offer Kafka %s with KRaft and standard support on %s brokers", version, kind),
		remedy,
	)
}

// checkBrokerClass demands a class that MSK offers.
func checkBrokerClass(class string, kind BrokerKind, at document.Path) {
	family, size, _ := strings.Cut(class, ".")
	classes := brokerKinds[kind].classes
	sizes, known := classes[family]
	switch {
	case family == "kafka" || family == "express":
		at.Demand(false, class+" begins with "+family+".", "leave it out: "+size)
	case class == "t3.small":
		at.Demand(
			false,
			"brokers of class t3.small cannot run KRaft",
			"choose m7g.large or m5.large, the smallest that can",
		)
	case !known:
		at.Demand(
			false,
			fmt.Sprintf("%q is not a class of %s brokers", class, kind),
			"choose a size of "+document.OneOf(slices.Sorted(maps.Keys(classes)))+", such as m7g.large",
		)
	default:
		at.Demand(
			slices.Contains(sizes, size),
			fmt.Sprintf("%s has no size %q", family, size),
			"choose "+document.OneOf(sizes),
		)
	}
}

var privateCA = regexp.MustCompile(`^arn:aws:acm-pca:([a-z0-9-]+):[0-9]{12}:certificate-authority/[0-9a-f-]{36}$`)

// checkAuthorities demands private CAs, in each region that needs some.
func (x Stream) checkAuthorities(at document.Path, e Environment) {
	at.Demand(
		!at.Given() || len(x.CertificateAuthorities) > 0,
		"is empty, and nobody could log in with a certificate",
		"add the ARN of an AWS Private CA, or leave it out",
	)
	if len(x.CertificateAuthorities) == 0 {
		return
	}
	needed := []Region{e.Region}
	if e.Recovery != nil {
		needed = append(needed, e.Recovery.Region)
	}
	there, astray := map[Region]bool{}, false
	for i, arn := range x.CertificateAuthorities {
		here := at.Index(i)
		match := privateCA.FindStringSubmatch(arn)
		here.Demand(
			match != nil,
			fmt.Sprintf("%q is not the ARN of an AWS Private CA", arn),
			"copy it from AWS Private CA, such as arn:aws:acm-pca:eu-west-1:111111111111:certificate-authority/11111111-2222-3333-4444-555555555555",
		)
		here.Demand(!slices.Contains(x.CertificateAuthorities[:i], arn), "is listed twice", "keep one")
		if match == nil {
			return
		}
		region := Region(match[1])
		there[region] = true
		astray = astray || !slices.Contains(needed, region)
		here.Demand(
			slices.Contains(needed, region),
			"is in "+match[1]+", where the environment does not run",
			"use one of "+document.OneOf(texts(needed...)),
		)
	}
	for _, region := range needed {
		at.Demand(
			there[region] || astray || region == "",
			"lists no CA in "+string(region)+", where the environment runs as well",
			"add one",
		)
	}
}

// Authorities are the private CAs of a region.
func (x Stream) Authorities(region Region) []string {
	var there []string
	for _, arn := range x.CertificateAuthorities {
		if strings.HasPrefix(arn, "arn:aws:acm-pca:"+string(region)+":") {
			there = append(there, arn)
		}
	}
	return there
}

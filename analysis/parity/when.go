package parity

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"bulkhead/assembly"
	"bulkhead/internal/address"
	"bulkhead/internal/facts"
)

// values is a rule's condition: these are the values of the sides, of which | separates those of the primary. An empty
// one is absent.
func values(primary, standby string) func(subject) bool {
	return func(s subject) bool {
		return slices.Contains(strings.Split(primary, "|"), text(s.primary)) && text(s.standby) == standby
	}
}

// byActive is a rule's condition: the active side has one value, and the other side the other.
func byActive(works, rests string) func(subject) bool {
	return func(s subject) bool {
		a, b := s.byState()
		return text(a) == works && text(b) == rests
	}
}

// byState returns the value of the side that is active, and of the other.
func (s subject) byState() (works, rests any) {
	if s.activePrimary() {
		return s.primary, s.standby
	}
	return s.standby, s.primary
}

// at returns what is at a path in a resource that one side lacks.
func (s subject) at(path ...string) any {
	if s.primary != nil {
		return assembly.At(s.primary, path...)
	}
	return assembly.At(s.standby, path...)
}

// crossed is a rule's condition: what each side says of itself, the other says of the other.
func crossed(s subject) bool {
	if s.primary == nil || s.standby == nil {
		return false
	}
	p, q := strings.Fields(text(s.primary)), strings.Fields(text(s.standby))
	slices.Sort(p)
	slices.Sort(q)
	if slices.Equal(p, q) {
		return true
	}
	both := *s.comparison
	both.known = slices.Clone(both.known)
	for _, c := range s.known {
		both.known = append(both.known, correspondence{c.standby, c.primary, c.kind, c.reason, c.key})
	}
	return len(both.explain(text(s.primary), text(s.standby))) > 0
}

// leastTasks tells whether the side that is not active keeps as many tasks as recovery.minTasks asks for, or none,
// where it asks for fewer than the other has.
func leastTasks(s subject) bool {
	works, rests := s.byState()
	least, err := strconv.ParseFloat(s.says("recovery.minTasks"), 64)
	if err != nil {
		least = 1
	}
	has, isNumber := rests.(float64)
	most, isToo := works.(float64)
	return isNumber && isToo && (has == 0 || has == min(least, most))
}

// mayRestEmpty tells whether the side that is not active may have no task of a service.
func mayRestEmpty(s subject) bool { return s.says("recovery.minTasks") == "0" }

// noTasks tells whether a service runs on the active side only.
func noTasks(s subject) bool {
	_, rests := s.byState()
	return text(rests) == "0"
}

// leastPods tells whether the autoscaler of the side that is not active is told to keep as many pods as
// recovery.minTasks asks for, or one, which is the least that it knows.
func leastPods(s subject) bool { return leastTasks(s) || onePod(s) }

// onePod tells whether the autoscaler of the side that is not active is told one pod.
func onePod(s subject) bool {
	_, rests := s.byState()
	return text(rests) == "1"
}

// classes are where templates say classes, by type, and which regions lack some of them.
var classes = map[string]facts.Lacking{
	"AWS::AutoScaling::AutoScalingGroup": facts.InstanceLacks,
	"AWS::EC2::LaunchTemplate":           facts.InstanceLacks,
	"AWS::EKS::Nodegroup":                facts.InstanceLacks,
	"AWS::OpenSearchService::Domain":     facts.SearchLacks,
	"AWS::ElastiCache::ReplicationGroup": facts.CacheLacks,
	"AWS::ElastiCache::CacheCluster":     facts.CacheLacks,
	"AWS::RDS::DBInstance":               facts.DatabaseLacks,
}

// lackedThere tells whether a region lacks the class that the other side has, so that it has another one by default.
func lackedThere(s subject) bool {
	lacking := classes[s.kind]
	if s.kind == instanceOfRDS && len(ofType(s.comparison.primary.stack(s.stack), "AWS::RDS::DBCluster")) > 0 {
		lacking = facts.AuroraLacks
	}
	class := func(value any) string { return strings.TrimPrefix(strings.TrimPrefix(text(value), "cache."), "db.") }
	return lacking.In(s.comparison.standby.region, class(s.primary)) ||
		lacking.In(s.comparison.primary.region, class(s.standby))
}

// ofLackedClass tells whether an alarm is of a database whose class the other side's region lacks, and goes by the
// memory of the class.
func ofLackedClass(s subject) bool {
	primary, standby := s.comparison.primary.stack(s.stack), s.comparison.standby.stack(s.stack)
	metric := text(assembly.At(body(primary, s.id), "Properties", "MetricName"))
	ofMemory := metric == "FreeableMemory" || metric == "DatabaseConnections"
	return ofMemory && slices.ContainsFunc(ofType(primary, instanceOfRDS), func(id string) bool {
		one := s
		one.kind = instanceOfRDS
		one.primary = assembly.At(body(primary, id), "Properties", "DBInstanceClass")
		one.standby = assembly.At(body(standby, id), "Properties", "DBInstanceClass")
		return one.standby != nil && lackedThere(one)
	})
}

// typeLackedThere tells whether CloudFormation lacks the type in the region of the side without the resource.
func typeLackedThere(s subject) bool {
	without := s.comparison.standby
	if s.primary == nil {
		without = s.comparison.primary
	}
	return !facts.HasType(without.region, s.kind)
}

// standbyIsGlobal tells whether the standby is where what has no region is watched.
func standbyIsGlobal(s subject) bool {
	return s.comparison.standby.region == string(address.GlobalRegion)
}

// followsCertificates tells whether what the standby waits for are certificates of its listener.
func followsCertificates(s subject) bool {
	return strings.Contains(text(s.standby), "HttpsDefaultCertificates")
}

// goesWithoutSnapshot tells whether the primary's instance leaves a last snapshot behind and the standby's does not,
// which is a replica.
func goesWithoutSnapshot(s subject) bool {
	return values("Snapshot", "Delete")(s) && s.has(s.comparison.standby, instanceOfRDS, "SourceDBInstanceIdentifier", func(string) bool { return true })
}

func judgesAccount(s subject) bool {
	return slices.Contains(accountWide, text(s.at("Properties", "Source", "SourceIdentifier")))
}

// setsAccountAlone tells whether a resource is of what sets the account in the primary, and there is nothing else that
// it sets: a region that is not the account's home has none of it then.
func setsAccountAlone(s subject) bool {
	const settings = "Custom::AccountSettings"
	primary := s.comparison.primary.stack(s.stack)
	all := ofType(primary, settings)
	if len(all) != 1 || len(ofType(s.comparison.standby.stack(s.stack), settings)) > 0 ||
		s.kind == "AWS::EC2::SnapshotBlockPublicAccess" {
		return false
	}
	properties, _ := body(primary, all[0])["Properties"].(map[string]any)
	ofAccount := []string{"ServiceToken", "ServiceTimeout", "FunctionCode", "Account", "Passwords", "PublicAccess"}
	return !slices.ContainsFunc(slices.Collect(maps.Keys(properties)), func(name string) bool {
		return !slices.Contains(ofAccount, name)
	})
}

func ofStandbysDomain(s subject) bool {
	return strings.HasSuffix(text(s.standby), s.comparison.standby.domain)
}

// leadsTo is a rule's condition: the primary's value begins so, and the standby's is one of these attributes of its own
// front.
func leadsTo(begins string, attributes ...string) func(subject) bool {
	return func(s subject) bool {
		front, found := strings.CutPrefix(strings.TrimPrefix(text(s.standby), "dualstack."), opening+"front-")
		front, ends := strings.CutSuffix(front, closing)
		return found && ends && strings.HasPrefix(text(s.primary), begins) &&
			slices.Contains(attributes, front[strings.LastIndex(front, " ")+1:])
	}
}

func primaryHasSites(s subject) bool {
	for _, stack := range s.comparison.primary.stacks {
		if strings.HasPrefix(key(stack), "sites") {
			return true
		}
	}
	return false
}

// letsCloudFront tells whether a statement lets CloudFront read the files of the primary's sites.
func letsCloudFront(s subject) bool {
	return primaryHasSites(s) && strings.Contains(text(s.primary), ":cloudfront::")
}

// awaited are the containers of a task definition on the active side whose success the others wait for.
func awaited(s subject) []string {
	active := s.comparison.standby
	if s.activePrimary() {
		active = s.comparison.primary
	}
	var all []string
	for _, id := range ofType(active.stack(s.stack), taskDefinition) {
		containers := assembly.List(assembly.At(body(active.stack(s.stack), id), "Properties", "ContainerDefinitions"))
		for _, container := range containers {
			for _, on := range assembly.List(assembly.At(container, "DependsOn")) {
				if text(assembly.At(on, "Condition")) == "SUCCESS" {
					all = append(all, text(assembly.At(on, "ContainerName")))
				}
			}
		}
	}
	return all
}

// isAwaited tells whether a container is awaited, as a whole.
func isAwaited(s subject) bool {
	return slices.Contains(awaited(s), strings.TrimPrefix(s.path, "ContainerDefinitions."))
}

// awaits tells whether what a container waits for is awaited: one, or all where the other side waits for none.
func awaits(s subject) bool {
	all := assembly.List(s.primary)
	if s.primary == nil {
		all = assembly.List(s.standby)
	}
	return !slices.ContainsFunc(all, func(one any) bool {
		return !slices.Contains(awaited(s), text(assembly.At(one, "ContainerName")))
	})
}

// sharesWithAwaited tells whether a container shares what the task has with one that is awaited.
func sharesWithAwaited(s subject) bool { return len(awaited(s)) > 0 }

// hasReplica tells whether a secret is replicated to the standby's region, and found there.
func hasReplica(s subject) bool {
	return s.replicatedTo(assembly.At(s.primary, "Properties", "ReplicaRegions")) &&
		len(ofType(s.comparison.standby.stack(s.stack), replicatedSecret)) > 0
}

func (s subject) replicatedTo(regions any) bool {
	return slices.ContainsFunc(assembly.List(regions), func(one any) bool {
		return assembly.At(one, "Region") == s.comparison.standby.region
	})
}

// ofStore is a rule's condition: the stack is of a store whose standby the configuration says to be this.
func ofStore(standby string) func(subject) bool {
	return func(s subject) bool { return s.store() != "" && s.says(s.store()+".standby") == standby }
}

// usesOne is a rule's condition: a value refers to such a store, or is a variable that services have of it.
func usesOne(standby string) func(subject) bool {
	return func(s subject) bool {
		for _, line := range s.lines {
			item, isStandby := strings.CutSuffix(line.Path, ".standby")
			section, name, _ := strings.Cut(item, ".")
			if !isStandby || line.Value != standby || !slices.Contains(storeSections, section) {
				continue
			}
			variable := "Name " + strings.ToUpper(strings.ReplaceAll(name, "-", "_")) + "_"
			if strings.Contains(text(s.primary), opening+"data-"+name+" ") ||
				strings.HasPrefix(identity(s.primary), variable) {
				return true
			}
		}
		return false
	}
}

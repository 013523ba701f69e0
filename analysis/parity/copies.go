package parity

import (
	"regexp"
	"slices"
	"strings"

	"bulkhead/assembly"
)

// correspondencesOfCopies are what stands in the standby for what the primary has itself: the replicas of its secrets,
// and the last copy of a database after a move. Names of the standby's buckets end with its region.
func (c *comparison) correspondencesOfCopies() []correspondence {
	var all []correspondence
	for _, p := range c.primary.stacks {
		s := c.standby.stack(key(p))
		if s == nil || !slices.ContainsFunc([]string{"data-", "user-", "logins-"}, func(begins string) bool {
			return strings.HasPrefix(key(p), begins)
		}) {
			continue
		}
		secrets, finders := ofType(p, "AWS::SecretsManager::Secret"), ofType(s, replicatedSecret)
		if len(secrets) == len(finders) {
			for i, finder := range finders { // in the same order, where there are two
				all = append(all, correspondence{
					opening + c.label(p, secrets[i]) + closing,
					opening + c.label(s, finder) + " SecretList.0.ARN" + closing,
					Required, finds, "",
				})
			}
		}
		all = append(all, c.correspondencesOfInstances(p, s)...)
	}
	for _, p := range c.primary.stacks {
		for _, id := range ofType(p, bucketOfS3) {
			was := text(assembly.At(body(p, id), "Properties", "BucketName"))
			organization, rest, found := strings.Cut(was, "-"+c.primary.name+"-")
			if !found {
				continue
			}
			is := organization + "-" + c.standby.name + "-" + rest + "-" + c.standby.region
			all = append(all, correspondence{was, is, Required, endsWithRegion, ""})
			every := "-*" + rest[strings.LastIndex(rest, "-"):] // as in patterns of the names of all buckets
			ending := correspondence{every, every + "-" + c.standby.region, Required, endsWithRegion, ""}
			if !slices.Contains(all, ending) {
				all = append(all, ending)
			}
		}
	}
	return all
}

// correspondencesOfInstances are the copy of a database in the standby for its last copy, or for a replica, in the
// primary.
func (c *comparison) correspondencesOfInstances(p, s *assembly.Stack) []correspondence {
	var all []correspondence
	for _, x := range ofType(p, instanceOfRDS) {
		for _, y := range ofType(s, instanceOfRDS) {
			one := correspondence{
				opening + c.label(p, x) + " Endpoint.Address" + closing,
				opening + c.label(s, y) + " Endpoint.Address" + closing,
				Declared, newCopy, generation,
			}
			switch {
			case isReader(key(p), x) && isCopy(s, y):
				one.reason, one.key = readsCopy, "databases."+strings.TrimPrefix(key(p), "data-")+".replicas"
			case x == y || !copyOf.MatchString(x) && !copyOf.MatchString(y):
				continue
			}
			all = append(all, one)
		}
	}
	return all
}

const (
	replicatedSecret = "Custom::ReplicatedSecret"
	instanceOfRDS    = "AWS::RDS::DBInstance"
	bucketOfS3       = "AWS::S3::Bucket"
	generation       = "recovery.generation"
	onlyLastCopies   = "a side keeps its last two copies, and the standby's first instance was one"
	readsCopy        = "a copy in the other region has no replicas: what reads there reads at the copy"
	newCopy          = "each move has a new copy on the side that was left"
	endsWithRegion   = "a standby's bucket has its region in its name, since the standby may move to another"
)

// reader is how the id of what belongs to a replica beside its source goes on after the database's name. copyOf is the
// id of what a move added, numbered that of its log groups as well, and copiesLogs their names.
var (
	reader     = regexp.MustCompile(`^replica\d`)
	copyOf     = regexp.MustCompile(`Copy\d+`)
	numbered   = regexp.MustCompile(`(Copy)?\d+`)
	copiesLogs = regexp.MustCompile(`^/aws/rds/instance/.*-\d+/`)
)

// stack is the side's stack of that name, nil where it has none.
func (s side) stack(name string) *assembly.Stack {
	for _, stack := range s.stacks {
		if key(stack) == name {
			return stack
		}
	}
	return nil
}

// ofType are the ids of a stack's resources of a type.
func ofType(stack *assembly.Stack, typ string) []string {
	if stack == nil {
		return nil
	}
	return slices.DeleteFunc(resourceIDs(stack), func(id string) bool { return body(stack, id)["Type"] != typ })
}

// has tells whether the side has, in the subject's stack, a resource of a type with such a value.
func (s subject) has(own side, typ, property string, is func(string) bool) bool {
	stack := own.stack(s.stack)
	return slices.ContainsFunc(ofType(stack, typ), func(id string) bool {
		value := assembly.At(body(stack, id), "Properties", property)
		return value != nil && is(text(s.value(stack, value)))
	})
}

// isJoined tells whether the standby's cluster is in the global cluster that the primary has.
func isJoined(s subject) bool {
	global := text(s.at("Properties", "GlobalClusterIdentifier"))
	if len(ofType(s.comparison.standby.stack(s.stack), "AWS::RDS::DBCluster")) == 0 {
		return true // that is told
	}
	return s.has(s.comparison.standby, "AWS::RDS::DBCluster", "GlobalClusterIdentifier", func(id string) bool {
		return id == global
	})
}

// joins tells whether the primary has the global cluster that the standby's cluster is in.
func joins(s subject) bool {
	return s.has(s.comparison.primary, "AWS::RDS::GlobalCluster", "GlobalClusterIdentifier", func(id string) bool {
		return id == text(s.standby)
	})
}

// isJoinedCache and joinsCache are the same of a global datastore, whose id AWS begins with letters of its own.
func isJoinedCache(s subject) bool {
	suffix := text(s.at("Properties", "GlobalReplicationGroupIdSuffix"))
	if len(ofType(s.comparison.standby.stack(s.stack), "AWS::ElastiCache::ReplicationGroup")) == 0 {
		return true
	}
	return s.has(s.comparison.standby, "AWS::ElastiCache::ReplicationGroup", "GlobalReplicationGroupId",
		func(id string) bool { return datastore(id) == suffix })
}

func joinsCache(s subject) bool {
	return s.has(s.comparison.primary, "AWS::ElastiCache::GlobalReplicationGroup", "GlobalReplicationGroupIdSuffix",
		func(suffix string) bool { return datastore(text(s.standby)) == suffix })
}

// datastore is the suffix of a global datastore's id.
func datastore(id string) string {
	_, suffix, _ := strings.Cut(id, "-")
	return suffix
}

// mirrored tells whether a value of the standby is the primary's with the sides exchanged.
func mirrored(s subject) bool {
	p, r := s.comparison.primary, s.comparison.standby
	exchange := strings.NewReplacer(
		"-"+r.name+"-", "-"+p.name+"-", "-"+p.name+"-", "-"+r.name+"-", r.region, p.region, p.region, r.region)
	return text(s.primary) != "" && exchange.Replace(text(s.primary)) == text(s.standby)
}

// followsPrimary tells whether a copy is of the instance that the primary made first, or in a move.
func followsPrimary(s subject) bool {
	return s.has(s.comparison.primary, instanceOfRDS, "DBInstanceIdentifier", func(identifier string) bool {
		return strings.HasSuffix(text(s.standby), ":db:"+identifier)
	})
}

func fromPrimarysRegion(s subject) bool { return text(s.standby) == s.comparison.primary.region }

// ofCopy tells whether a resource is of a copy that a move made.
func ofCopy(s subject) bool {
	return copyOf.MatchString(s.id) || copiesLogs.MatchString(text(s.at("Properties", "LogGroupName")))
}

// ofReader tells whether a resource is of a replica in the primary's own region, and the standby has a copy of the
// database.
func ofReader(s subject) bool {
	stack := s.comparison.standby.stack(s.stack)
	return isReader(s.stack, s.id) &&
		slices.ContainsFunc(ofType(stack, instanceOfRDS), func(id string) bool { return isCopy(stack, id) })
}

// isReader tells whether an id, in the stack of a database with that name, is of a replica beside its source.
func isReader(stack, id string) bool {
	database := strings.ReplaceAll(strings.TrimPrefix(stack, "data-"), "-", "")
	rest, ofDatabase := strings.CutPrefix(id, database)
	return ofDatabase && reader.MatchString(rest)
}

// isCopy tells whether an instance is a replica, whatever its source.
func isCopy(stack *assembly.Stack, id string) bool {
	return assembly.At(body(stack, id), "Properties", "SourceDBInstanceIdentifier") != nil
}

// lostFirst tells whether something is of a database's first instance, and the standby has only later ones: from the
// fifth generation on.
func lostFirst(s subject) bool {
	stack := s.comparison.standby.stack(s.stack)
	instances := ofType(stack, instanceOfRDS)
	first := func(id string) bool { return !copyOf.MatchString(id) }
	return len(instances) > 0 && !slices.ContainsFunc(instances, first) &&
		slices.ContainsFunc(ofType(stack, s.kind), func(id string) bool { return numberless(id) == numberless(s.id) })
}

// numberless is a logical id without its hash, and without the generation that a copy and its log groups have in it.
func numberless(id string) string { return numbered.ReplaceAllString(id[:max(len(id)-8, 0)], "") }

// sends tells whether the primary's bucket has a rule that replicates to the standby.
func sends(s subject) bool {
	name, isReplication := strings.CutPrefix(s.stack, "replication-")
	if !isReplication {
		return false
	}
	stack := s.comparison.primary.stack("data-" + name)
	return slices.ContainsFunc(ofType(stack, bucketOfS3), func(id string) bool {
		return len(assembly.List(assembly.At(body(stack, id), "Properties", "ReplicationConfiguration", "Rules"))) > 0
	})
}

// isSentBack tells whether a stack of the standby replicates its bucket to the primary's.
func isSentBack(s subject) bool {
	return s.comparison.standby.stack("replication-"+strings.TrimPrefix(s.stack, "data-")) != nil
}

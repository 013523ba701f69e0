package alarms

import (
	"strconv"
	"strings"

	"bulkhead/assembly"
	"bulkhead/internal/facts"
)

const (
	bytesPerGiB = 1 << 30
	mibPerGiB   = 1 << 10
	bytesPerMiB = 1 << 20
)

// boundOf returns what a metric of a resource cannot exceed, if that is known. Of a cluster it is what its smallest
// instance has, since a threshold has to be right for each.
func boundOf(a *assembly.Assembly, alarm *assembly.Resource, m Measurement, by facts.Bound) (float64, bool) {
	if by == facts.Unbounded {
		return 0, false
	}
	about := m.about(a, alarm)
	if size, is := about.Get("EBSOptions", "VolumeSize").(float64); is && by == facts.ByStorage {
		return size * mibPerGiB, true
	}
	if size, err := strconv.ParseFloat(textAt(about.Properties, "AllocatedStorage"), 64); by == facts.ByStorage {
		return size * bytesPerGiB, err == nil // a replica has its source's
	}
	mib, class := 0, ""
	for _, instance := range instances(a, about) {
		has, known := facts.DatabaseMemory(strings.TrimPrefix(textAt(instance.Properties, "DBInstanceClass"), "db."))
		if known && (class == "" || has < mib) {
			mib, class = has, textAt(instance.Properties, "DBInstanceClass")
		}
	}
	if class == "" {
		return 0, false // serverless, whose memory changes
	}
	if by == facts.ByMemory {
		return float64(mib) * bytesPerMiB, true
	}
	if most, set := maxConnections(a, about); set {
		return most, true
	}
	engine := textAt(about.Properties, "Engine")
	return float64(facts.DatabaseConnections(
		strings.Contains(engine, "mysql"), strings.HasPrefix(engine, "aurora"), mib,
	)), engine != ""
}

// instances returns a database on RDS, or the instances of a cluster.
func instances(a *assembly.Assembly, database *assembly.Resource) []*assembly.Resource {
	if database.Type != "AWS::RDS::DBCluster" {
		return []*assembly.Resource{database}
	}
	var all []*assembly.Resource
	for _, r := range database.Stack.Resources {
		if cluster, found := a.Resolve(r.Stack, r.Get("DBClusterIdentifier")); r.Type == "AWS::RDS::DBInstance" &&
			found && cluster == database {
			all = append(all, r)
		}
	}
	return all
}

// maxConnections returns how many connections the parameters of a database admit, where they say so.
func maxConnections(a *assembly.Assembly, database *assembly.Resource) (float64, bool) {
	for _, property := range []string{"DBParameterGroupName", "DBClusterParameterGroupName"} {
		group, found := a.Resolve(database.Stack, database.Get(property))
		if !found {
			continue
		}
		most, err := strconv.ParseFloat(textAt(group.Get("Parameters"), "max_connections"), 64)
		if err == nil {
			return most, true
		}
	}
	return 0, false
}

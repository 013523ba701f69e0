package plan

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"bulkhead/assembly"
)

// direction is how a value may change.
type direction func(before, after string) (wrong bool)

// oneWay are values that change in one direction only.
var oneWay = map[string][]struct {
	path   string
	wrong  direction
	reason string
	way    string
	source string
}{
	"AWS::RDS::DBInstance": {
		{
			"AllocatedStorage", smaller, "storage grows only", "leave the number, or move to another database",
			"Amazon RDS User Guide",
		},
		{
			"EngineVersion", olderVersion, "there is no way back to an older version",
			"restore a snapshot of before the upgrade under another name", "Amazon RDS User Guide",
		},
	},
	"AWS::RDS::DBCluster": {
		{
			"EngineVersion", olderVersion, "there is no way back to an older version",
			"restore a snapshot of before the upgrade under another name", "Amazon Aurora User Guide",
		},
	},
	"AWS::ElastiCache::ReplicationGroup": {
		{
			"EngineVersion", olderVersion, "there is no way back to an older version",
			"make another cache beside it", "ModifyReplicationGroup",
		},
		{
			"ClusterMode", notForward("disabled", "compatible", "enabled"),
			"the mode goes from disabled over compatible to enabled, one step at a time, and never back",
			"make another cache beside it", "Amazon ElastiCache User Guide",
		},
	},
	"AWS::ElastiCache::CacheCluster": {
		{
			"EngineVersion", olderVersion, "there is no way back to an older version",
			"make another cache beside it", "ModifyCacheCluster",
		},
	},
	"AWS::EC2::Volume": {
		{
			"Size", smaller, "a volume grows only",
			"leave the number, or write the old one where it follows another setting, as volumeGiB does class",
			"Amazon EBS User Guide",
		},
		{"SnapshotId", anyChange, madeOnce, "leave it, or make another store beside it", volumeReference},
		{"AvailabilityZone", anyChange, madeOnce, "leave it, or make another store beside it", volumeReference},
		{"KmsKeyId", anyChange, madeOnce, "leave it, or make another store beside it", volumeReference},
		{"Encrypted", anyChange, madeOnce, "leave it, or make another store beside it", volumeReference},
	},
	"AWS::MSK::Cluster": {
		{
			"BrokerNodeGroupInfo.StorageInfo.EBSStorageInfo.VolumeSize", smaller, "storage grows only",
			"leave the number", "Amazon MSK Developer Guide",
		},
		{
			"KafkaVersion", olderVersion, "there is no way back to an older version", "leave the version",
			"Amazon MSK Developer Guide",
		},
	},
	"AWS::OpenSearchService::Domain": {
		{
			"EngineVersion", olderVersion, "there is no way back to an older version",
			"restore a snapshot into another domain", "Amazon OpenSearch Service Developer Guide",
		},
	},
	"AWS::Grafana::Workspace": {
		{
			"GrafanaVersion", olderVersion, "there is no way back to an older version", "leave the version",
			"Amazon Managed Grafana API, UpdateWorkspaceConfiguration",
		},
	},
	"AWS::EKS::Cluster": {
		{
			"Version", olderVersion, "nodes and what runs in the cluster may not be newer than it",
			"leave the version", "Amazon EKS User Guide",
		},
	},
	"Custom::KubernetesObjects": {
		{
			"Cluster", anyChange, "what runs in the one does not move to the other",
			"take launch: eks from services, deploy, and prune; then take kubernetes out, deploy, and prune; then name the other one",
			"lambda/kubernetes",
		},
	},
	"AWS::S3::Bucket": {
		{"ObjectLockEnabled", turnedOff, "object lock is never turned off", "leave it on", "Amazon S3 User Guide"},
	},
}

// checkOneWay finds values that go back where there is no way back. What takes another one's place begins anew.
func checkOneWay(u *update) []Finding {
	var all []Finding
	for _, id := range u.ids() {
		f := u.fates[id]
		if f.old == nil || f.new == nil || f.action == Replace {
			continue
		}
		for _, d := range f.differences {
			for _, rule := range oneWay[f.new.Type] {
				if d.Path == rule.path && rule.wrong(d.Before, d.After) {
					all = append(all, u.finding(Refused, KindOneWay, id,
						fmt.Sprintf("%s from %s to %s: %s (%s)", d.Path, d.Before, d.After, rule.reason, rule.source), rule.way))
				}
			}
		}
		all = append(all, u.belowAutoscaling(id, f)...)
		all = append(all, u.fewerBrokers(id, f)...)
		if f.new.Type == "Custom::KubernetesObjects" && pooled(f.old.properties) != pooled(f.new.properties) {
			all = append(all, u.finding(Refused, KindOneWay, id,
				"its cluster gets another mode: nodes of the one go while pods need them (lambda/kubernetes)",
				"make a cluster in another environment and move to it; or remove kubernetes, prune its stack, and add it again"))
		}
	}
	return all
}

// pooled tells whether a pool of EKS Auto Mode is among the objects that a cluster is to have.
func pooled(properties map[string]any) bool {
	objects, err := json.Marshal(properties["Objects"])
	return err == nil && strings.Contains(string(objects), `\"kind\":\"NodePool\"`)
}

// belowAutoscaling tells of storage that grows by itself: what there is may be more than the template's number.
func (u *update) belowAutoscaling(id string, f *fate) []Finding {
	var all []Finding
	for _, d := range f.differences {
		switch {
		case f.new.Type == "AWS::RDS::DBInstance" && d.Path == "AllocatedStorage" && f.old.properties["MaxAllocatedStorage"] != nil:
		case f.new.Type == "AWS::MSK::Cluster" && strings.HasSuffix(d.Path, ".VolumeSize"):
		default:
			continue
		}
		if smaller(d.Before, d.After) {
			continue
		}
		all = append(all, u.finding(Note, KindOneWay, id,
			fmt.Sprintf("%s from %s to %s: AWS refuses it if autoscaling has reached more by now", d.Path, d.Before, d.After),
			"ask AWS for its storage first, and write a number above it"))
	}
	return all
}

// fewerBrokers finds brokers that MSK does not remove: it takes one of each zone in an update, of the classes of M5 and
// M7g, and of those with partitions none. Express brokers hand them over by themselves.
func (u *update) fewerBrokers(id string, f *fate) []Finding {
	const removing = "Amazon MSK Developer Guide, \"Remove a broker\""
	before, after := assembly.Number(f.old.properties["NumberOfBrokerNodes"]), assembly.Number(f.new.properties["NumberOfBrokerNodes"])
	if f.new.Type != "AWS::MSK::Cluster" || after >= before {
		return nil
	}
	zones := float64(len(assembly.List(at(f.new.properties, "BrokerNodeGroupInfo.ClientSubnets"))))
	class := text(at(f.new.properties, "BrokerNodeGroupInfo.InstanceType"))
	change := fmt.Sprintf("NumberOfBrokerNodes from %.0f to %.0f: ", before, after)
	switch {
	case strings.HasPrefix(class, "kafka.t3."):
		return []Finding{u.finding(Refused, KindOneWay, id, change+"MSK removes no brokers of "+class+" ("+removing+")",
			"leave the number, or choose a class of M7g first")}
	case before-after > zones:
		return []Finding{u.finding(Refused, KindOneWay, id, change+"MSK removes one broker of each zone at a time ("+removing+")",
			fmt.Sprintf("deploy nodes: %.0f first, and so on", before-zones))}
	case strings.HasPrefix(class, "express."):
		return nil
	}
	return []Finding{u.finding(Note, KindOneWay, id,
		change+"MSK removes brokers without partitions, and refuses it where there are not enough of them ("+removing+")",
		"move all partitions away from one broker of each zone first, with kafka-reassign-partitions: docs/streams.md")}
}

func smaller(before, after string) bool {
	b, errB := strconv.ParseFloat(before, 64)
	a, errA := strconv.ParseFloat(after, 64)
	return errB == nil && errA == nil && a < b
}

// anyChange is of values that are decided once.
func anyChange(_, _ string) bool { return true }

// What CloudFormation says of most properties of a volume.
const (
	madeOnce        = "a volume is made once, and updates of this are not supported"
	volumeReference = "AWS CloudFormation template reference, AWS::EC2::Volume"
)

func turnedOff(before, after string) bool { return before == "true" && after != "true" }

// olderVersion compares versions such as 16.4, 8.0.mysql_aurora.3.08.0, 3.9.x and OpenSearch_2.19, number by number.
// A shorter version is not older than a longer one that it begins.
func olderVersion(before, after string) bool {
	b, a := numbers(before), numbers(after)
	for i := range min(len(b), len(a)) {
		if a[i] != b[i] {
			return a[i] < b[i]
		}
	}
	return false
}

func numbers(version string) []int {
	var all []int
	for _, part := range strings.FieldsFunc(version, func(r rune) bool { return r < '0' || r > '9' }) {
		n, err := strconv.Atoi(part)
		if err == nil {
			all = append(all, n)
		}
	}
	return all
}

// notForward is a direction through steps, one at a time.
func notForward(steps ...string) direction {
	return func(before, after string) bool {
		from, to := 0, 0
		for i, step := range steps {
			if step == before {
				from = i
			}
			if step == after {
				to = i
			}
		}
		return to != from+1
	}
}

package cloudformation

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// change is an update of a resource.
type change struct {
	physical *Physical
	old, new map[string]any
	policy   map[string]any // UpdatePolicy of the new template
}

// changed tells whether the value at a path differs.
func (c change) changed(path string) bool { return !same(get(c.old, path), get(c.new, path)) }

// same compares values as CloudFormation sends them: 5432 and "5432" are one.
func same(a, b any) bool {
	if text(a) == text(b) {
		_, aMap := a.(map[string]any)
		_, bMap := b.(map[string]any)
		_, aList := a.([]any)
		_, bList := b.([]any)
		if !aMap && !bMap && !aList && !bList {
			return (a == nil) == (b == nil)
		}
	}
	x, _ := json.Marshal(plain(a))
	y, _ := json.Marshal(plain(b))
	return string(x) == string(y)
}

// plain writes scalars as text, deeply.
func plain(value any) any {
	switch v := value.(type) {
	case map[string]any:
		all := map[string]any{}
		for key, item := range v {
			all[key] = plain(item)
		}
		return all
	case []any:
		all := make([]any, len(v))
		for i, item := range v {
			all[i] = plain(item)
		}
		return all
	case nil:
		return nil
	}
	return text(value)
}

func number(value any) float64 {
	n, _ := strconv.ParseFloat(text(value), 64)
	return n
}

// versions compares dotted numbers; what is no number ends them.
func versions(old, new any) int {
	numbers := func(value any) []int {
		var all []int
		for _, part := range strings.FieldsFunc(text(value), func(r rune) bool { return strings.ContainsRune("._-", r) }) {
			n, err := strconv.Atoi(part)
			if err != nil {
				continue
			}
			all = append(all, n)
		}
		return all
	}
	return slices.Compare(numbers(old), numbers(new))
}

var storageGrows = Rule{
	Says: "storage grows only, and not to less than it has grown to by itself", Finding: Shrinks,
	Source: "RDS User Guide, modifying storage; provider of RDS",
	Check: func(c change) string {
		has := number(c.physical.real("AllocatedStorage"))
		if c.changed("AllocatedStorage") && number(c.new["AllocatedStorage"]) < has {
			return fmt.Sprintf("AllocatedStorage %v is less than the %v that it has", c.new["AllocatedStorage"], has)
		}
		return ""
	},
}

var volumeGrows = Rule{
	Says: "a volume grows only", Finding: Shrinks, Source: "EC2 API reference, ModifyVolume",
	Check: func(c change) string {
		if c.changed("Size") && number(c.new["Size"]) < number(c.old["Size"]) {
			return fmt.Sprintf("Size %v is less than %v", c.new["Size"], c.old["Size"])
		}
		return ""
	},
}

var noMajorUpgrade = Rule{
	Says: "another major version needs AllowMajorVersionUpgrade", Finding: Major,
	Source: "RDS API reference, ModifyDBInstance",
	Check: func(c change) string {
		if !c.changed("EngineVersion") || c.new["AllowMajorVersionUpgrade"] == true {
			return ""
		}
		old, new := text(c.physical.real("EngineVersion")), text(c.new["EngineVersion"])
		if majorOf(text(c.new["Engine"]), old) != majorOf(text(c.new["Engine"]), new) {
			return fmt.Sprintf("EngineVersion %s is another major version than %s", new, old)
		}
		return ""
	},
}

// majorOf is what counts as the major version of an engine.
func majorOf(engine, version string) string {
	parts := strings.Split(version, ".")
	if strings.Contains(engine, "postgres") || len(parts) < 2 {
		return parts[0]
	}
	return parts[0] + "." + parts[1]
}

var noDowngrade = Rule{
	Says: "an engine never goes back to an older version", Finding: Downgrade,
	Source: "RDS User Guide, upgrading; ElastiCache API reference, ModifyReplicationGroup; OpenSearch Service guide",
	Check: func(c change) string {
		if c.changed("EngineVersion") && versions(c.new["EngineVersion"], c.physical.real("EngineVersion")) < 0 &&
			same(c.old["Engine"], c.new["Engine"]) {
			return fmt.Sprintf("EngineVersion %v is older than %v", c.new["EngineVersion"], c.physical.real("EngineVersion"))
		}
		return ""
	},
}

var lockStays = Rule{
	Says: "a bucket that can lock objects always can", Finding: Never,
	Source: "Amazon S3 user guide, Object Lock considerations",
	Check: func(c change) string {
		if c.changed("ObjectLockEnabled") && c.old["ObjectLockEnabled"] == true {
			return "object lock is turned off"
		}
		return ""
	},
}

// vaultStaysLocked: as if three days had passed, in which AWS still lets the lock go.
var vaultStaysLocked = Rule{
	Says: "a backup vault that is locked in compliance mode stays so", Finding: Never,
	Source: "AWS Backup API reference, PutBackupVaultLockConfiguration",
	Check: func(c change) string {
		if c.changed("LockConfiguration") && get(c.old, "LockConfiguration.ChangeableForDays") != nil {
			return "the lock of the vault changes"
		}
		return ""
	},
}

var neverRedisAgain = Rule{
	Says: "Redis OSS becomes Valkey in place, and nothing becomes Redis OSS again", Finding: Downgrade,
	Source: "ElastiCache API reference, ModifyReplicationGroup",
	Check: func(c change) string {
		if c.changed("Engine") && c.new["Engine"] == "redis" {
			return "goes back to Redis OSS"
		}
		return ""
	},
}

var clusterModeInSteps = Rule{
	Says:    "cluster mode goes from disabled over compatible to enabled, a step at a time, and never back",
	Finding: Never, Source: "Amazon ElastiCache User Guide, Modifying cluster mode",
	Check: func(c change) string {
		steps := []string{"disabled", "compatible", "enabled"}
		from, to := slices.Index(steps, text(c.old["ClusterMode"])), slices.Index(steps, text(c.new["ClusterMode"]))
		if c.changed("ClusterMode") && to != from+1 {
			return fmt.Sprintf("ClusterMode goes from %v to %v", c.old["ClusterMode"], c.new["ClusterMode"])
		}
		return ""
	},
}

var passwordForUnmanaged = Rule{
	Says:    "a password that RDS no longer manages has to be given in the same update",
	Finding: Invalid, Source: "provider of RDS",
	Check: func(c change) string {
		if c.old["ManageMasterUserPassword"] == true && c.new["ManageMasterUserPassword"] != true &&
			c.new["MasterUserPassword"] == nil {
			return "has no MasterUserPassword though RDS no longer manages it"
		}
		return ""
	},
}

var encryptionInSteps = Rule{
	Says: "encryption in transit is switched on by way of the mode preferred", Finding: Invalid,
	Source: "ElastiCache API reference, ModifyReplicationGroup",
	Check: func(c change) string {
		if c.old["TransitEncryptionEnabled"] != true && c.new["TransitEncryptionEnabled"] == true &&
			c.new["TransitEncryptionMode"] != "preferred" {
			return "switches TransitEncryptionEnabled on without TransitEncryptionMode preferred"
		}
		return ""
	},
}

// mskUpdates are the parts of a cluster that each take an operation of their own.
var mskUpdates = []string{
	"BrokerNodeGroupInfo.InstanceType", "BrokerNodeGroupInfo.StorageInfo", "BrokerNodeGroupInfo.ConnectivityInfo",
	"KafkaVersion", "ConfigurationInfo", "ClientAuthentication", "EncryptionInfo", "NumberOfBrokerNodes",
	"EnhancedMonitoring", "LoggingInfo", "OpenMonitoring", "StorageMode",
}

var oneAtATime = Rule{
	Says: "MSK takes one change at a time", Finding: OneAtATime, Source: "aws-cdk#16765",
	Check: func(c change) string {
		var several []string
		for _, path := range mskUpdates {
			if c.changed(path) {
				several = append(several, path)
			}
		}
		// Monitoring and logs are one operation.
		monitoring := slices.ContainsFunc(several, isMonitoring)
		several = slices.DeleteFunc(several, isMonitoring)
		if monitoring {
			several = append(several, "monitoring")
		}
		if len(several) > 1 {
			return "changes " + strings.Join(several, " and ") + " in one update"
		}
		return ""
	},
}

func isMonitoring(path string) bool {
	return path == "EnhancedMonitoring" || path == "LoggingInfo" || path == "OpenMonitoring"
}

const volume = "BrokerNodeGroupInfo.StorageInfo.EBSStorageInfo.VolumeSize"

var volumesGrow = Rule{
	Says: "volumes of brokers grow only, by 10 GiB at least", Finding: Shrinks,
	Source: "cloudformation-coverage-roadmap#1129",
	Check: func(c change) string {
		has := number(get(c.old, volume))
		if grown, differs := c.physical.reality["VolumeSize"]; differs {
			has = number(grown)
		}
		if c.changed(volume) && number(get(c.new, volume)) < has+10 {
			return fmt.Sprintf("VolumeSize %v is not 10 GiB more than the %v that it has", get(c.new, volume), has)
		}
		return ""
	},
}

var brokersByZone = Rule{
	Says:    "a cluster loses one broker of each zone at a time, of M5 and M7g only; whether they have partitions is not known",
	Finding: Shrinks, Source: "MSK Developer Guide, Remove a broker",
	Check: func(c change) string {
		zones, _ := get(c.new, "BrokerNodeGroupInfo.ClientSubnets").([]any)
		gone := number(c.old["NumberOfBrokerNodes"]) - number(c.new["NumberOfBrokerNodes"])
		burstable := strings.HasPrefix(text(get(c.new, "BrokerNodeGroupInfo.InstanceType")), "kafka.t3")
		if gone > 0 && (burstable || int(gone) != len(zones)) {
			return fmt.Sprintf("has %v brokers less than before", gone)
		}
		return ""
	},
}

var kafkaUpgrades = Rule{
	Says: "Kafka never goes back to an older version", Finding: Downgrade, Source: "MSK Developer Guide",
	Check: func(c change) string {
		if c.changed("KafkaVersion") && versions(c.new["KafkaVersion"], c.old["KafkaVersion"]) < 0 {
			return fmt.Sprintf("KafkaVersion %v is older than %v", c.new["KafkaVersion"], c.old["KafkaVersion"])
		}
		return ""
	},
}

var oneChangeWithStandby = Rule{
	Says:   "a domain with a standby takes one change request at a time; an update with a version and anything else is two",
	Source: "OpenSearch Service Developer Guide, Multi-AZ with standby", Finding: OneAtATime,
	Check: func(c change) string {
		if get(c.new, "ClusterConfig.MultiAZWithStandbyEnabled") != true || !c.changed("EngineVersion") {
			return ""
		}
		for _, path := range []string{"ClusterConfig", "EBSOptions", "AdvancedOptions", "LogPublishingOptions"} {
			if c.changed(path) {
				return "changes EngineVersion and " + path + " in one update"
			}
		}
		return ""
	},
}

package cloudformation

import (
	"fmt"
	"hash/fnv"
	"strings"

	"bulkhead/internal/spec"
)

func digest(value any) string {
	h := fnv.New32a()
	fmt.Fprint(h, plain(value))
	return fmt.Sprintf("%08x", h.Sum32())
}

// replacing are the paths of properties that changed and replace the resource. It fails for a type that neither the
// specification nor the model knows.
func (c change) replacing() ([]string, error) {
	kind, err := kindOf(c.physical.Type)
	if err != nil {
		return nil, err
	}
	paths := append([]string{}, kind.CreateOnly...)
	if !strings.HasPrefix(c.physical.Type, "Custom::") {
		t, known := spec.Of(c.physical.Type)
		if !known {
			return nil, fmt.Errorf("the specification has no %s", c.physical.Type)
		}
		for _, path := range t.Replaced {
			if !anyAbove(kind.InPlace, path) {
				paths = append(paths, path)
			}
		}
		if kind.Name != nil {
			paths = append(paths, kind.Name.Property)
		}
	}
	var all []string
	for _, path := range paths {
		if path != "" && c.changed(path) && !c.excused(path) {
			all = append(all, path)
		}
	}
	if c.physical.Type == "AWS::ElastiCache::ReplicationGroup" && c.reshards() && c.policy["UseOnlineResharding"] != true {
		all = append(all, "NumNodeGroups")
	}
	if c.physical.Type == "AWS::OpenSearchService::Domain" && c.changed("EngineVersion") && c.policy["EnableVersionUpgrade"] != true {
		all = append(all, "EngineVersion")
	}
	return all, nil
}

func (c change) reshards() bool {
	return c.changed("NumNodeGroups") || c.changed("NodeGroupConfiguration")
}

func anyAbove(paths []string, path string) bool {
	for _, above := range paths {
		if path == above || strings.HasPrefix(path, above+".") {
			return true
		}
	}
	return false
}

// excused are changes of create-only properties that their handlers take in place.
func (c change) excused(path string) bool {
	switch c.physical.Type + " " + path {
	case "AWS::RDS::DBInstance AvailabilityZone": // removed while MultiAZ is switched on
		return c.new["AvailabilityZone"] == nil && c.new["MultiAZ"] == true
	case "AWS::RDS::DBInstance PerformanceInsightsKMSKeyId": // set once
		return c.old["PerformanceInsightsKMSKeyId"] == nil
	case "AWS::RDS::DBInstance SourceDBInstanceIdentifier", "AWS::RDS::DBInstance DBSnapshotIdentifier",
		"AWS::RDS::DBInstance SourceDbiResourceId", "AWS::RDS::DBInstance RestoreTime",
		"AWS::RDS::DBInstance UseLatestRestorableTime":
		return c.new[path] == nil // removed: promoted, or restored long ago
	case "AWS::RDS::DBInstance Engine", "AWS::RDS::DBCluster Engine":
		return c.old["Engine"] == "aurora" && c.new["Engine"] == "aurora-mysql"
	case "AWS::ElastiCache::ReplicationGroup NumNodeGroups", "AWS::ElastiCache::ReplicationGroup NodeGroupConfiguration",
		"AWS::OpenSearchService::Domain EngineVersion":
		return true // decided by the update policy
	case "AWS::OpenSearchService::Domain AdvancedSecurityOptions.Enabled":
		return text(c.old["AdvancedSecurityOptions"]) == ""
	}
	return false
}

// refused is why the service refuses a change, with its kind; empty when it does not.
func (c change) refused(updated bool) (Finding, string) {
	kind := kinds[c.physical.Type]
	for _, path := range kind.Never {
		if c.changed(path) {
			if path == "ServiceToken" {
				return Never, "modifying the service token is not allowed"
			}
			return Never, path + " cannot be changed, and nothing is replaced for it"
		}
	}
	if !updated {
		return "", ""
	}
	for _, rule := range kind.Rules {
		if reason := rule.Check(c); reason != "" {
			return rule.Finding, reason
		}
	}
	return "", ""
}

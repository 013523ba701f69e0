package plan

import (
	"fmt"
	"slices"
	"strings"
)

// checkTypes finds what can never change on a resource: its type, and the function of a custom resource.
func checkTypes(u *update) []Finding {
	var all []Finding
	for _, id := range u.ids() {
		f := u.fates[id]
		if f.old == nil || f.new == nil {
			continue
		}
		if f.old.Type != f.new.Type {
			all = append(all, u.finding(Refused, KindType, id,
				fmt.Sprintf("its type changes from %s to %s under one logical id (Update of resource type is not permitted)",
					f.old.Type, f.new.Type),
				"make another one beside it under another name, move what uses it and its data, and then remove this one"))
			continue
		}
		for _, d := range f.differences {
			if isCustom(f.new.Type) && d.Path == "ServiceToken" {
				all = append(all, u.serviceToken(id, d))
			}
			for _, fixed := range fixed[f.new.Type] {
				if under(d.Path, fixed.path) && (!fixed.mayBeSet || d.Before != "") {
					all = append(all, u.finding(Refused, KindOneWay, id,
						fmt.Sprintf("%s cannot change, whatever the policies say: %s", d.Path, fixed.source),
						"undo the change; to have it, make another one beside it"))
				}
			}
		}
	}
	return all
}

func (u *update) serviceToken(id string, d Difference) Finding {
	severity, reason := Refused, "its function is another one (Modifying service token is not allowed)"
	if d.Maybe {
		severity, reason = Note, "if its function becomes another one, AWS refuses (Modifying service token is not allowed)"
	}
	return u.finding(severity, KindType, id, reason,
		"keep the logical id of the function, or deploy twice: first without this resource, then with it")
}

// fixed are properties whose change a handler refuses.
var fixed = map[string][]struct {
	path     string
	mayBeSet bool // once, where there was none
	source   string
}{
	"AWS::KMS::Key": {
		{"KeySpec", false, "aws-cloudformation-resource-providers-kms"},
		{"KeyUsage", false, "aws-cloudformation-resource-providers-kms"},
		{"MultiRegion", false, "aws-cloudformation-resource-providers-kms"},
		{"Origin", false, "aws-cloudformation-resource-providers-kms"},
	},
	"AWS::ECR::Repository": {{"EncryptionConfiguration", false, "aws-cloudformation-resource-providers-ecr"}},
	"AWS::RDS::DBInstance": {{"EngineLifecycleSupport", true, rdsHandler}},
	"AWS::RDS::DBCluster":  {{"EngineLifecycleSupport", true, rdsHandler}},
}

// oneAtATime are the changes of which a service takes one in an update: groups of properties, by type.
var oneAtATime = map[string]struct {
	groups [][]string
	source string
}{
	"AWS::MSK::Cluster": {
		[][]string{
			{"BrokerNodeGroupInfo.InstanceType"},
			{"BrokerNodeGroupInfo.StorageInfo"},
			{"BrokerNodeGroupInfo.ConnectivityInfo"},
			{"NumberOfBrokerNodes"},
			{"KafkaVersion"},
			{"ConfigurationInfo"},
			{"EnhancedMonitoring", "OpenMonitoring", "LoggingInfo"},
			{"ClientAuthentication", "EncryptionInfo"},
			{"StorageMode"},
			{"Rebalancing"},
			{"ZookeeperAccess"},
		},
		"You can't update multiple attributes in same request, aws-cdk#16765",
	},
}

// checkTogether finds several changes of which a service takes one at a time.
func checkTogether(u *update) []Finding {
	var all []Finding
	for id, f := range u.changed() {
		rule := oneAtATime[f.new.Type]
		var changed []string
		for _, group := range rule.groups {
			i := slices.IndexFunc(f.differences, func(d Difference) bool {
				return slices.ContainsFunc(group, func(path string) bool { return under(d.Path, path) })
			})
			if i >= 0 {
				changed = append(changed, f.differences[i].Path)
			}
		}
		if len(changed) > 1 {
			all = append(all, u.finding(Refused, KindTogether, id,
				fmt.Sprintf("%s change in one update (%s)", strings.Join(changed, " and "), rule.source),
				"deploy one of the changes after the other"))
		}
	}
	return all
}

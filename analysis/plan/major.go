package plan

import (
	"fmt"
	"strings"

	"bulkhead/assembly"
	"bulkhead/config"
)

// checkMajor finds databases whose template names another major version. RDS refuses an instance that does not allow
// it; a cluster is upgraded in place, since CloudFormation allows it by itself. Whether a blue/green deployment has
// switched to the version before is known in the account alone.
func checkMajor(u *update) []Finding {
	var all []Finding
	for id, f := range u.changed() {
		all = append(all, u.engineOfNodes(id, f)...)
		from, to := text(f.old.properties["EngineVersion"]), text(f.new.properties["EngineVersion"])
		engine := text(f.new.properties["Engine"])
		if from == "" || to == "" || major(engine, from) == major(engine, to) || olderVersion(from, to) {
			continue
		}
		change := fmt.Sprintf("EngineVersion from %s to %s is another major version: ", from, to)
		switch {
		case f.new.Type == "AWS::RDS::DBInstance" && text(f.new.properties["AllowMajorVersionUpgrade"]) != "true":
			all = append(all, u.finding(Refused, KindOneWay, id,
				change+"RDS refuses it without AllowMajorVersionUpgrade (ModifyDBInstance)",
				"name the version in upgradeTo and leave version, deploy, and switch to it by a blue/green deployment; or "+
					"write it into both, which upgrades in place, with an outage. Allow this by name when it is switched already"))
		case f.new.Type == "AWS::RDS::DBCluster":
			all = append(all, u.finding(State, KindOneWay, id,
				change+"the cluster is upgraded in place, is away meanwhile, and there is no way back but a snapshot "+
					"("+rdsHandler+")",
				"name the version in upgradeTo and leave version, deploy, and switch to it by a blue/green deployment. "+
					"Allow this by name when it is switched already, or when the cluster may be away"))
		}
	}
	return all
}

// major is what counts as the major version of an engine: one number of PostgreSQL, two of the others. Aurora MySQL
// names the version of MySQL first, such as 8.0.mysql_aurora.3.10.4.
func major(engine, version string) string {
	parts := strings.Split(version, ".")
	count := 2
	if strings.Contains(engine, "postgres") {
		count = 1
	}
	return strings.Join(parts[:min(count, len(parts))], ".")
}

// engineOfNodes finds nodes of a store whose tag names an older major version of their engine, which does not read what
// the newer one wrote, or a newer one, from which there is no way back.
func (u *update) engineOfNodes(id string, f *fate) []Finding {
	if f.new.Type != "AWS::AutoScaling::AutoScalingGroup" {
		return nil
	}
	tag := func(i *instance) (engine, version string) {
		for _, one := range assembly.List(i.properties["Tags"]) {
			if text(at(one, "Key")) == config.EngineTag {
				engine, version, _ = strings.Cut(text(at(one, "Value")), " ")
			}
		}
		return engine, version
	}
	engine, from := tag(f.old)
	_, to := tag(f.new)
	if from == "" || to == "" || major(engine, from) == major(engine, to) {
		return nil
	}
	change := fmt.Sprintf("%s from %s to %s: ", engine, from, to)
	if olderVersion(from, to) {
		return []Finding{u.finding(Refused, KindOneWay, id, change+"no older version starts on what a newer one wrote (MySQL Reference Manual)",
			"leave the version, or restore a snapshot of before the upgrade into another database")}
	}
	return []Finding{u.finding(State, KindOneWay, id, change+"files are upgraded when it starts, and no older version reads them (MySQL Reference Manual)",
		"take a snapshot of a volume, try it on a database restored from that, and allow this by name")}
}

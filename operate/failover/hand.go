package failover

import "fmt"

// hand is a command of the AWS CLI that does a step by hand.
func hand(region, command string) []string { return []string{"aws " + command + " --region " + region} }

// let keeps in a variable of the shell what a command of the AWS CLI finds by a query.
func let(name, region, command, query string) string {
	return name + `=$(aws ` + command + ` --query "` + query + `" --output text --region ` + region + `)`
}

// each keeps in a variable what a command finds for each of what is in another one, which it calls $one.
func each(name, of, region, command, query string) string {
	return name + `=$(for one in $` + of + `; do aws ` + command + ` --query "` + query +
		`" --output text --region ` + region + `; done)`
}

// letBalancers finds the load balancers of a side, as $balancers.
func (f *failover) letBalancers(side SideName) string {
	at := f.Environment.Side(side)
	return f.letTagged("balancers", "elasticloadbalancing:loadbalancer", at.Region, at.Stage)
}

// letTagged finds what of a kind has the tags of a stage.
func (f *failover) letTagged(name, kind, region, stage string) string {
	return let(name, region, "resourcegroupstaggingapi get-resources --resource-type-filters "+kind+" --tag-filters "+
		"Key="+organizationTag+",Values="+f.Environment.Organization+" Key="+environmentTag+",Values="+stage,
		"ResourceTagMappingList[].ResourceARN")
}

// handUpdate changes the record at a side, by an update expression and the names and values in it, as JSON.
func (f *failover) handUpdate(side SideName, expression, names, values string) []string {
	at := f.Environment.Side(side)
	return hand(at.Region, "dynamodb update-item --table-name "+at.Table+" --key '{\"Environment\":{\"S\":\""+
		f.Environment.Name+"\"}}' --update-expression '"+expression+"' --expression-attribute-names '"+names+
		"' --expression-attribute-values '"+values+"'")
}

// handNote writes down in the records that can be reached what note does.
func (f *failover) handNote(key, value string) []string {
	names, values := `{"#note":"`+key+`"}`, `{":value":{"S":"`+value+`"}}`
	commands := f.handUpdate(f.To, "SET #note = :value", names, values)
	if f.Mode == Planned {
		commands = append(commands, f.handUpdate(f.To.Other(), "SET #note = :value", names, values)...)
	}
	return commands
}

// letGate finds the rule of the gate of a side, as $rule.
func (f *failover) letGate(side SideName) []string {
	region := f.Environment.Side(side).Region
	return []string{
		f.letBalancers(side),
		each("listeners", "balancers", region, "elbv2 describe-listeners --load-balancer-arn $one",
			"Listeners[?starts_with(Protocol, 'HTTP')].ListenerArn"),
		each("rule", "listeners", region, "elbv2 describe-rules --listener-arn $one",
			"Rules[?Conditions[?Field=='path-pattern' && contains(Values, '"+GatePath+"')]].RuleArn"),
	}
}

// letFront finds the load balancer of a side that the internet reaches, as $balancer.
func (f *failover) letFront(side SideName) []string {
	return []string{
		f.letBalancers(side),
		let("balancer", f.Environment.Side(side).Region, "elbv2 describe-load-balancers --load-balancer-arns $balancers",
			"LoadBalancers[?Scheme=='internet-facing'].LoadBalancerArn"),
	}
}

// letGroup finds the endpoint group of a side, as $group.
func (f *failover) letGroup(side SideName) []string {
	return []string{
		f.letTagged("accelerator", "globalaccelerator:accelerator", acceleratorRegion, f.Environment.Primary.Stage),
		let("listener", acceleratorRegion, "globalaccelerator list-listeners --accelerator-arn $accelerator",
			"Listeners[].ListenerArn"),
		let("group", acceleratorRegion, "globalaccelerator list-endpoint-groups --listener-arn $listener",
			"EndpointGroups[?EndpointGroupRegion=='"+f.Environment.Side(side).Region+"'].EndpointGroupArn"),
	}
}

// readiness is how to look by hand whether every step can be done.
func (f *failover) readiness() []string {
	return []string{fmt.Sprintf("bin/bulkhead failover --to %s --%s --dry-run", f.to().Stage, f.Mode)}
}

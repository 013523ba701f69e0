package plan

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"bulkhead/assembly"
)

// checkAccess tells who may do more, or less, than before: by policies, by rules of security groups, by lists of whom
// something is shared with, and by what opens something to the internet.
func checkAccess(u *update) []Finding {
	var all []Finding
	for _, id := range u.ids() {
		f := u.fates[id]
		if f.action == "" {
			continue
		}
		was, is := map[grant]bool{}, map[grant]bool{}
		if f.old != nil && f.action != Keep {
			was = grants(f.old)
		}
		if f.new != nil {
			is = grants(f.new)
		}
		// What comes with a new resource, or goes with one, is no news of access but for rules and policies.
		if !isRule(u.fates[id]) && (f.old == nil || f.new == nil) {
			continue
		}
		var wider, narrower []string
		for g := range is {
			switch {
			case was[g], !g.isNews(was):
			case g.denied:
				narrower = append(narrower, g.text)
			default:
				wider = append(wider, g.text)
			}
		}
		for g := range was {
			switch {
			case is[g], !g.isNews(is):
			case g.denied:
				wider = append(wider, "no longer "+g.text)
			default:
				narrower = append(narrower, g.text)
			}
		}
		all = append(all, u.accessFindings(id, "wider", wider)...)
		all = append(all, u.accessFindings(id, "narrower", narrower)...)
	}
	return all
}

func (u *update) accessFindings(id, how string, what []string) []Finding {
	if len(what) == 0 {
		return nil
	}
	slices.Sort(what)
	more := ""
	if len(what) > mostGrants {
		more = fmt.Sprintf(" and %d more", len(what)-mostGrants)
		what = what[:mostGrants]
	}
	return []Finding{u.finding(Note, KindAccess, id, "access is "+how+": "+strings.Join(what, "; ")+more, "see that this is meant")}
}

const mostGrants = 3

// isRule tells whether a resource is nothing but who may do what.
func isRule(f *fate) bool {
	i := f.new
	if i == nil {
		i = f.old
	}
	switch i.Type {
	case "AWS::EC2::SecurityGroupIngress", "AWS::EC2::SecurityGroupEgress", "AWS::IAM::Policy", "AWS::IAM::RolePolicy",
		"AWS::IAM::ManagedPolicy", "AWS::S3::BucketPolicy", "AWS::SNS::TopicPolicy", "AWS::SQS::QueuePolicy",
		"AWS::SecretsManager::ResourcePolicy", "AWS::ECR::RegistryPolicy", "AWS::Logs::ResourcePolicy",
		"AWS::Lambda::Permission", "AWS::SSO::Assignment", "AWS::EC2::ClientVpnAuthorizationRule", "AWS::MSK::ClusterPolicy",
		"AWS::IAM::User", "AWS::EKS::AccessEntry":
		return true
	case "AWS::IAM::Role":
		return !ofServices(i)
	}
	return false
}

// ofServices tells whether only services of AWS take a role. Whoever has one of those has what it runs.
func ofServices(role *instance) bool {
	for _, one := range assembly.List(at(role.properties, "AssumeRolePolicyDocument.Statement")) {
		who, _ := at(one, "Principal").(map[string]any)
		if len(who) == 0 || len(who) > 1 || who["Service"] == nil {
			return false
		}
	}
	return true
}

// grant is something that is allowed, or denied.
type grant struct {
	text   string
	denied bool
	rule   string // the text of what it is an exception of
}

// isNews tells whether a grant that is in one of two alone says something: an exception comes and goes with its rule.
func (g grant) isNews(other map[grant]bool) bool {
	return g.rule == "" || other[grant{g.rule, !g.denied, ""}]
}

// copyNumber is what tells one copy of a resource from the next, which is no matter of access.
var copyNumber = regexp.MustCompile(`#\d+`)

// grants are those of a resource.
func grants(i *instance) map[grant]bool {
	i = &instance{Resource: i.Resource, properties: sameCopies(i.properties).(map[string]any)}
	all := map[grant]bool{}
	resolved := *i.Resource
	resolved.Properties = i.properties
	for _, s := range assembly.Statements(&resolved) {
		for _, one := range apart(s) {
			rest, exceptions := excepted(one)
			rule, denies := statement(rest), s.Effect == "Deny"
			all[grant{rule, denies, ""}] = true
			for _, text := range exceptions {
				all[grant{rule + " but for " + text, !denies, rule}] = true
			}
		}
	}
	for _, rule := range rules(i) {
		all[grant{rule, false, ""}] = true
	}
	for _, path := range shared[i.Type] {
		for _, who := range assembly.List(at(i.properties, path)) {
			all[grant{path + " " + pretty(text(who)), false, ""}] = true
		}
	}
	for _, guard := range guards(i) {
		all[grant{guard, true, ""}] = true
	}
	for path, open := range exposure[i.Type] {
		if value := text(at(i.properties, path)); value == open {
			all[grant{path + ": " + value + " (the internet)", false, ""}] = true
		}
	}
	for _, path := range closed[i.Type] {
		if value := at(i.properties, path); value != nil {
			all[grant{path + ": " + pretty(text(value)), true, ""}] = true
		}
	}
	return all
}

// mostApart is how many statements one is taken apart into.
const mostApart = 100

// apart returns a statement for each principal and each value of a condition of which one is enough: a list that is
// shorter makes access narrower, and no wider.
func apart(s assembly.Statement) []assembly.Statement {
	all := []assembly.Statement{s}
	if len(s.Principals) > 1 {
		all = nil
		for _, p := range s.Principals {
			one := s
			one.Principals = []assembly.Principal{p}
			all = append(all, one)
		}
	}
	for _, operator := range slices.Sorted(maps.Keys(s.Condition)) {
		keys, _ := s.Condition[operator].(map[string]any)
		if strings.Contains(operator, "Not") || strings.HasPrefix(operator, "ForAllValues") {
			continue // all of their values count
		}
		for _, key := range slices.Sorted(maps.Keys(keys)) {
			values := assembly.List(keys[key])
			if len(values) == 0 || len(all)*len(values) > mostApart {
				continue
			}
			var more []assembly.Statement
			for _, one := range all {
				for _, value := range values {
					more = append(more, only(one, operator, key, value))
				}
			}
			all = more
		}
	}
	return all
}

// negative are the operators of which every value is an exception.
var negative = regexp.MustCompile(`^(ForAnyValue:)?(String|Arn|Numeric|Date|Ip)?Not(Equals|Like|IpAddress|EqualsIgnoreCase)(IfExists)?$|^NotIpAddress(IfExists)?$`)

// excepted takes what a statement leaves out apart from the rest of it: one more exception of what is denied makes
// access wider, and nothing narrower.
func excepted(s assembly.Statement) (rest assembly.Statement, exceptions []string) {
	for _, operator := range slices.Sorted(maps.Keys(s.Condition)) {
		keys, _ := s.Condition[operator].(map[string]any)
		if !negative.MatchString(operator) {
			continue
		}
		for _, key := range slices.Sorted(maps.Keys(keys)) {
			for _, value := range assembly.List(keys[key]) {
				exceptions = append(exceptions, key+" "+pretty(text(value)))
			}
			s = only(s, operator, key, "…")
		}
	}
	return s, exceptions
}

// guards are what stands between requests or deployments and what they reach: rules of a firewall that block, and
// people who are asked.
func guards(i *instance) []string {
	var all []string
	switch i.Type {
	case "AWS::WAFv2::WebACL":
		for _, rule := range assembly.List(i.properties["Rules"]) {
			if at(rule, "Action.Block") != nil || at(rule, "OverrideAction.None") != nil {
				all = append(all, "blocked by "+text(at(rule, "Name")))
			}
		}
	case "AWS::CodePipeline::Pipeline":
		for _, stage := range assembly.List(i.properties["Stages"]) {
			for _, action := range assembly.List(at(stage, "Actions")) {
				if text(at(action, "ActionTypeId.Category")) == "Approval" {
					all = append(all, "approved by a person in "+text(at(stage, "Name")))
				}
			}
		}
	}
	return all
}

// only returns a statement with one value of a condition.
func only(s assembly.Statement, operator, key string, value any) assembly.Statement {
	keys := maps.Clone(s.Condition[operator].(map[string]any))
	keys[key] = value
	s.Condition = maps.Clone(s.Condition)
	s.Condition[operator] = keys
	return s
}

// sameCopies returns a value in which every copy of a resource counts as the first.
func sameCopies(value any) any {
	switch v := value.(type) {
	case string:
		if strings.Contains(v, opening) {
			return copyNumber.ReplaceAllString(settled(v), "#0")
		}
	case []any:
		all := make([]any, len(v))
		for i, item := range v {
			all[i] = sameCopies(item)
		}
		return all
	case map[string]any:
		all := make(map[string]any, len(v))
		for key, item := range v {
			all[key] = sameCopies(item)
		}
		return all
	}
	return value
}

func statement(s assembly.Statement) string {
	var parts []string
	add := func(label string, values ...any) {
		var texts []string
		for _, v := range values {
			texts = append(texts, pretty(text(v)))
		}
		slices.Sort(texts) // their order says nothing
		if len(texts) > 3 {
			texts = append(texts[:3], fmt.Sprintf("(%s)", short(strings.Join(texts, ","))))
		}
		if len(texts) > 0 {
			parts = append(parts, label+strings.Join(texts, ", "))
		}
	}
	add(s.Effect+" ", anys(s.Actions)...)
	add("all but ", anys(s.NotActions)...)
	add("on ", s.Resources...)
	add("on all but ", s.NotResources...)
	for _, p := range s.Principals {
		add("to ", p.ID)
	}
	for _, p := range s.NotPrincipals {
		add("to all but ", p.ID)
	}
	if len(s.Condition) > 0 {
		add("if ", s.Condition)
	}
	return strings.Join(parts, " ")
}

func anys(texts []string) []any { return list(texts) }

// shared are lists of whom something is shared with, or what somebody is given.
var shared = map[string][]string{
	"AWS::RAM::ResourceShare":              {"Principals"},
	"AWS::IAM::Role":                       {"ManagedPolicyArns"},
	"AWS::IAM::User":                       {"ManagedPolicyArns", "Groups"},
	"AWS::IAM::Group":                      {"ManagedPolicyArns"},
	"AWS::SSO::PermissionSet":              {"ManagedPolicies", "CustomerManagedPolicyReferences"},
	"AWS::SSO::Assignment":                 {"PrincipalId"},
	"AWS::Lambda::Permission":              {"Principal"},
	"AWS::RDS::DBInstance":                 {"VPCSecurityGroups"},
	"AWS::RDS::DBCluster":                  {"VpcSecurityGroupIds"},
	"AWS::EC2::ClientVpnAuthorizationRule": {"TargetNetworkCidr"},
	"AWS::EKS::AccessEntry":                {"PrincipalArn", "KubernetesGroups", "AccessPolicies"},
}

// exposure is what opens something to the internet: the value of a property.
var exposure = map[string]map[string]string{
	"AWS::RDS::DBInstance":                      {"PubliclyAccessible": "true"},
	"AWS::RDS::DBCluster":                       {"PubliclyAccessible": "true"},
	"AWS::ElasticLoadBalancingV2::LoadBalancer": {"Scheme": "internet-facing"},
	"AWS::EC2::Subnet":                          {"MapPublicIpOnLaunch": "true"},
	"AWS::MSK::Cluster":                         {"BrokerNodeGroupInfo.ConnectivityInfo.PublicAccess.Type": "SERVICE_PROVIDED_EIPS"},
}

// closed is what keeps the internet out.
var closed = map[string][]string{
	"AWS::IAM::Role":                        {"PermissionsBoundary"},
	"AWS::IAM::User":                        {"PermissionsBoundary"},
	"AWS::SSO::PermissionSet":               {"PermissionsBoundary"},
	"AWS::S3::Bucket":                       {"PublicAccessBlockConfiguration"},
	"AWS::EC2::VPCBlockPublicAccessOptions": {"InternetGatewayBlockMode"},
	"AWS::EC2::SnapshotBlockPublicAccess":   {"State"},
}

// rules are those of a security group, in it or beside it.
func rules(i *instance) []string {
	var all []string
	switch i.Type {
	case "AWS::EC2::SecurityGroupIngress":
		all = append(all, rule("from", i.properties))
	case "AWS::EC2::SecurityGroupEgress":
		all = append(all, rule("to", i.properties))
	case "AWS::EC2::SecurityGroup":
		for _, one := range assembly.List(i.properties["SecurityGroupIngress"]) {
			all = append(all, rule("from", one))
		}
		for _, one := range assembly.List(i.properties["SecurityGroupEgress"]) {
			all = append(all, rule("to", one))
		}
	case "AWS::EC2::NetworkAclEntry":
		way := "from"
		if text(i.properties["Egress"]) == "true" {
			way = "to"
		}
		if text(i.properties["RuleAction"]) == "allow" {
			all = append(all, "network ACL: "+rule(way, map[string]any{
				"IpProtocol": i.properties["Protocol"], "FromPort": at(i.properties, "PortRange.From"),
				"ToPort": at(i.properties, "PortRange.To"), "CidrIp": i.properties["CidrBlock"], "CidrIpv6": i.properties["Ipv6CidrBlock"],
			}))
		}
	}
	return all
}

func rule(way string, properties any) string {
	ports := text(at(properties, "FromPort"))
	if to := text(at(properties, "ToPort")); to != ports {
		ports += "-" + to
	}
	var peer string
	for _, property := range []string{
		"CidrIp", "CidrIpv6", "SourceSecurityGroupId", "DestinationSecurityGroupId", "SourcePrefixListId", "DestinationPrefixListId",
	} {
		peer += text(at(properties, property))
	}
	words := []string{text(at(properties, "IpProtocol")), ports, way, pretty(peer)}
	if group := text(at(properties, "GroupId")); group != "" {
		words = append(words, "of", pretty(group))
	}
	return strings.Join(strings.Fields(strings.Join(words, " ")), " ")
}

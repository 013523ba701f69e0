package rules

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"bulkhead/assembly"
)

// pointer is a property that names another resource.
type pointer struct {
	from, property string
	to             string // the type of what it names
	arn            bool   // it may be an ARN instead
	elsewhere      bool   // it is often something that no template makes
}

// pointers are properties whose text names what a template has to have made.
var pointersOf = []pointer{
	{"AWS::ECS::Service", "Cluster", "AWS::ECS::Cluster", true, false},
	{"AWS::ECS::TaskSet", "Cluster", "AWS::ECS::Cluster", true, false},
	{"AWS::EKS::Nodegroup", "ClusterName", "AWS::EKS::Cluster", false, false},
	{"AWS::EKS::Addon", "ClusterName", "AWS::EKS::Cluster", false, false},
	{"AWS::EKS::FargateProfile", "ClusterName", "AWS::EKS::Cluster", false, false},
	{"AWS::EKS::AccessEntry", "ClusterName", "AWS::EKS::Cluster", false, false},
	{"AWS::RDS::DBInstance", "DBClusterIdentifier", "AWS::RDS::DBCluster", false, false},
	{"AWS::RDS::DBInstance", "DBSubnetGroupName", "AWS::RDS::DBSubnetGroup", false, true},
	{"AWS::RDS::DBCluster", "DBSubnetGroupName", "AWS::RDS::DBSubnetGroup", false, true},
	{"AWS::ElastiCache::ReplicationGroup", "CacheSubnetGroupName", "AWS::ElastiCache::SubnetGroup", false, false},
	{"AWS::ElastiCache::CacheCluster", "CacheSubnetGroupName", "AWS::ElastiCache::SubnetGroup", false, false},
	{"AWS::Lambda::Permission", "FunctionName", "AWS::Lambda::Function", true, true},
	{"AWS::Lambda::EventSourceMapping", "FunctionName", "AWS::Lambda::Function", true, true},
	{"AWS::Lambda::Alias", "FunctionName", "AWS::Lambda::Function", true, true},
	{"AWS::Lambda::Version", "FunctionName", "AWS::Lambda::Function", true, true},
	{"AWS::Logs::SubscriptionFilter", "LogGroupName", "AWS::Logs::LogGroup", false, true},
	{"AWS::Logs::MetricFilter", "LogGroupName", "AWS::Logs::LogGroup", false, true},
	{"AWS::AutoScaling::ScalingPolicy", "AutoScalingGroupName", "AWS::AutoScaling::AutoScalingGroup", false, false},
	{"AWS::AutoScaling::LifecycleHook", "AutoScalingGroupName", "AWS::AutoScaling::AutoScalingGroup", false, false},
	{"AWS::S3::BucketPolicy", "Bucket", "AWS::S3::Bucket", false, true},
	{"AWS::EC2::Instance", "IamInstanceProfile", "AWS::IAM::InstanceProfile", false, true},
	{"AWS::EC2::Instance", "KeyName", "AWS::EC2::KeyPair", false, true},
	{"AWS::EC2::Instance", "SecurityGroups", "AWS::EC2::SecurityGroup", false, true},
}

// pointers looks for names of what no template makes. Where a template makes one whose name is nearly the same, that
// one was meant; a name that nothing is like may be of something that is there already.
func (c *check) pointers() {
	made := map[string][]*assembly.Resource{} // with names that are known, by type
	for _, stack := range c.assembly.Stacks {
		for _, r := range stack.Resources {
			made[r.Type] = append(made[r.Type], r)
		}
	}
	for _, p := range pointersOf {
		for _, r := range made[p.from] {
			for _, value := range assembly.List(r.Get(p.property)) {
				c.pointer(p, r, value, made[p.to])
			}
		}
	}
}

func (c *check) pointer(p pointer, r *assembly.Resource, value any, made []*assembly.Resource) {
	name, literal := value.(string)
	if !literal || p.arn && strings.Contains(name, ":") || strings.Contains(name, "{{resolve:") {
		return
	}
	n := namedTypes[p.to]
	var like *assembly.Resource
	for _, other := range made {
		its := reader{stack: other.Stack}.read(other.Get(n.property))
		if other.Get(n.property) == nil || place(other.Stack) != place(r.Stack) {
			continue
		}
		if !its.exact && fits(its.text, name) || its.text == name || n.anyCase && strings.EqualFold(its.text, name) {
			return
		}
		if its.exact && near(name, its.text) {
			like = other
		}
	}
	fault := on(r, "nothing-of-that-name", "Properties."+p.property, "")
	kind := p.to[strings.LastIndex(p.to, "::")+2:]
	switch {
	case like != nil:
		fault.Message = fmt.Sprintf("no template makes a %s called %s; %s is called nearly so", kind, name, like)
	case name == r.LogicalID, r.Stack.Resource(name) != nil && r.Stack.Resource(name).Type == p.to:
		fault.Message = fmt.Sprintf("%s is a logical id, not the name of a %s; write !Ref %s", name, kind, name)
	case p.elsewhere:
		return
	default:
		fault.Gravity = Unknown
		fault.Message = fmt.Sprintf("no template here makes a %s called %s; it fails unless there is one", kind, name)
	}
	c.fault(fault)
}

// groups looks for security groups that a template names by an id: it is of one account, and no template makes it.
func (c *check) groups(stack *assembly.Stack) {
	for _, r := range stack.Resources {
		if !mentionsGroup(r.Properties) { // which is quick to tell
			continue
		}
		seen := map[string]bool{}
		texts(r.Properties, func(path, value string) {
			if !groupID.MatchString(value) || seen[value] {
				return
			}
			seen[value] = true
			fault := on(r, "security-group-by-id", "Properties"+path,
				fmt.Sprintf("no template makes the security group %s; it fails in every account but its own", value))
			fault.Gravity = Unknown
			c.fault(fault)
		})
	}
}

var groupID = regexp.MustCompile(`^sg-[0-9a-z]{6,}$`)

// mentionsGroup tells whether a text in a value begins as the id of a security group does.
func mentionsGroup(value any) bool {
	switch v := value.(type) {
	case string:
		return strings.HasPrefix(v, "sg-")
	case []any:
		return slices.ContainsFunc(v, mentionsGroup)
	case map[string]any:
		for _, item := range v {
			if mentionsGroup(item) {
				return true
			}
		}
	}
	return false
}

// texts calls a function for every text in a value.
func texts(value any, call func(path, text string)) {
	switch v := value.(type) {
	case string:
		call("", v)
	case []any:
		for i, item := range v {
			texts(item, func(path, text string) { call(fmt.Sprintf(".%d%s", i, path), text) })
		}
	case map[string]any:
		for _, key := range slices.Sorted(maps.Keys(v)) {
			texts(v[key], func(path, text string) { call("."+key+path, text) })
		}
	}
}

// clusters looks for services that go into the cluster called default, beside one that is made for them.
func (c *check) clusters(stack *assembly.Stack) {
	for _, r := range stack.Resources {
		if r.Type != "AWS::ECS::Service" || r.Get("Cluster") != nil {
			continue
		}
		fault := on(r, "service-without-cluster", "",
			"it goes into the cluster called default, which no template here makes; name its cluster")
		fault.Gravity = Unknown
		if c.makes("AWS::ECS::Cluster", "default") {
			continue
		}
		c.fault(fault)
	}
}

// makes tells whether a template makes a resource of a type that may have a name.
func (c *check) makes(kind, name string) bool {
	return slices.ContainsFunc(c.assembly.OfType(kind), func(r *assembly.Resource) bool {
		value := r.Get(namedTypes[kind].property)
		read := reader{stack: r.Stack}.read(value)
		return value != nil && (read.text == name || !read.exact && fits(read.text, name))
	})
}

// Package quota compares what templates make with what AWS lets an account have at first, and tells which quotas have
// to be raised before a deployment.
package quota

import (
	"cmp"
	"slices"
	"strconv"

	"bulkhead/assembly"
	"bulkhead/config"
)

// Need is how much of a quota an account, in a region, needs at its greatest scale.
type Need struct {
	Account string `json:"account"`
	Region  string `json:"region"`
	Service string `json:"service"` // as Service Quotas calls it
	Code    string `json:"code"`
	Name    string `json:"name"`
	Needed  int    `json:"needed"`
	Default int    `json:"default"` // what a new account has
}

// Raise tells whether the account's first quota is not enough.
func (n Need) Raise() bool { return n.Needed > n.Default }

// rule is a quota, and how much of it a resource takes.
type rule struct {
	service, code, name string
	initial             int
	global              bool // the account has one quota for all regions
	takes               func(*assembly.Assembly, *assembly.Resource) int
}

// rules are the quotas that templates of ours come near, or that new accounts have little of. Source of codes and
// values: the Service Quotas console and the AWS General Reference, as of 2026-11.
var rules = []rule{
	{"ec2", "L-0263D0A3", "EC2-VPC Elastic IPs", 5, false, one("AWS::EC2::EIP")},
	{"vpc", "L-F678F1CE", "VPCs per Region", 5, false, one("AWS::EC2::VPC")},
	{"vpc", "L-29B6F2EB", "Interface VPC endpoints per VPC", 50, false, with("AWS::EC2::VPCEndpoint", "VpcEndpointType", "Interface")},
	{"fargate", "L-3032A538", "Fargate On-Demand vCPU resource count", 6, false, fargate},
	{"ec2", "L-1216C47A", "Running On-Demand Standard instances, in vCPUs", 5, false, instances},
	{"elasticloadbalancing", "L-53DA6B97", "Application Load Balancers per Region", 50, false, with("AWS::ElasticLoadBalancingV2::LoadBalancer", "Type", "application")},
	{"elasticloadbalancing", "L-69A177A2", "Network Load Balancers per Region", 50, false, with("AWS::ElasticLoadBalancingV2::LoadBalancer", "Type", "network")},
	{"rds", "L-7B6409FD", "DB instances", 40, false, one("AWS::RDS::DBInstance")},
	{"rds", "L-952B80B8", "DB clusters", 40, false, one("AWS::RDS::DBCluster")},
	{"iam", "L-FE177D64", "Roles per account", 1000, true, one("AWS::IAM::Role")},
}

// Needs are what the accounts of a cloud assembly need, sorted by account, region and quota.
func Needs(a *assembly.Assembly) []Need {
	type key struct {
		account, region string
		rule            int
	}
	sums := map[key]int{}
	for _, stack := range a.Stacks {
		for _, r := range stack.Resources {
			for i, rule := range rules {
				k := key{stack.Account, stack.Region, i}
				if rule.global {
					k.region = ""
				}
				if n := rule.takes(a, r); n > 0 {
					sums[k] += n
				}
			}
		}
	}
	var needs []Need
	for k, needed := range sums {
		r := rules[k.rule]
		needs = append(needs, Need{k.account, k.region, r.service, r.code, r.name, needed, r.initial})
	}
	slices.SortFunc(needs, func(a, b Need) int {
		return cmp.Or(cmp.Compare(a.Account, b.Account), cmp.Compare(a.Region, b.Region), cmp.Compare(a.Service, b.Service), cmp.Compare(a.Code, b.Code))
	})
	return needs
}

// one counts the resources of a type.
func one(resourceType string) func(*assembly.Assembly, *assembly.Resource) int {
	return func(_ *assembly.Assembly, r *assembly.Resource) int {
		if r.Type == resourceType {
			return 1
		}
		return 0
	}
}

// with counts the resources of a type whose property has a value.
func with(resourceType, property, value string) func(*assembly.Assembly, *assembly.Resource) int {
	return func(_ *assembly.Assembly, r *assembly.Resource) int {
		if r.Type == resourceType && r.Get(property) == value {
			return 1
		}
		return 0
	}
}

// fargate is a service's vCPUs at its greatest scale, twice during a deployment. Scalable targets are in the stack of
// their service.
func fargate(a *assembly.Assembly, r *assembly.Resource) int {
	if r.Type != "AWS::ECS::Service" || r.Get("LaunchType") != "FARGATE" {
		return 0
	}
	task, found := a.Resolve(r.Stack, r.Get("TaskDefinition"))
	if !found {
		return 0
	}
	units, _ := task.Get("Cpu").(string)
	cpu, _ := strconv.Atoi(units)
	most := 1.0
	for _, target := range r.Stack.Resources {
		if target.Type == "AWS::ApplicationAutoScaling::ScalableTarget" {
			most = number(target.Get("MaxCapacity"))
		}
	}
	return ceil(2*most*float64(cpu), 1024)
}

// instances are a group's vCPUs at its greatest scale, of the largest of its classes.
func instances(_ *assembly.Assembly, r *assembly.Resource) int {
	if r.Type != "AWS::AutoScaling::AutoScalingGroup" {
		return 0
	}
	largest := 0
	overrides, _ := r.Get("MixedInstancesPolicy", "LaunchTemplate", "Overrides").([]any)
	for _, override := range overrides {
		class, _ := override.(map[string]any)["InstanceType"].(string)
		if cpus, known := config.ClassCPUs(class); known {
			largest = max(largest, cpus)
		}
	}
	return int(number(r.Get("MaxSize"))) * largest
}

// number is a number that CloudFormation takes as text too.
func number(value any) float64 {
	switch v := value.(type) {
	case float64:
		return v
	case string:
		n, _ := strconv.ParseFloat(v, 64)
		return n
	}
	return 0
}

func ceil(n float64, by int) int { return (int(n) + by - 1) / by }

package plan

import (
	"fmt"
	"slices"
	"strings"

	"bulkhead/assembly"
)

// blocks are what keeps AWS from deleting a resource. CloudFormation tries three times at the end of an update, leaves
// the resource behind, and reports success. Source of each: CloudFormation User Guide, or the errors of the service's
// API reference.
var blocks = map[string]struct {
	unless string // property=value that makes it possible
	reason string
}{
	"AWS::S3::Bucket":                      {"", "a bucket with one object or version in it cannot be deleted"},
	"AWS::ECR::Repository":                 {"EmptyOnDelete=true", "a repository with an image in it cannot be deleted"},
	"AWS::EC2::VPC":                        {"", "GuardDuty may have an endpoint and a security group in it, which nothing removes"},
	"AWS::EC2::Subnet":                     {"", "any network interface in it keeps it: of GuardDuty, a function, a load balancer"},
	"AWS::EC2::SecurityGroup":              {"", "a network interface, or a rule of another group, keeps it; those of functions go after 20 minutes and more"},
	"AWS::RDS::OptionGroup":                {"", "a snapshot of a database with it keeps it, the final one included"},
	"AWS::IAM::ManagedPolicy":              {"", "whoever it is attached to outside of the stack keeps it"},
	"AWS::IAM::User":                       {"", "a password, an MFA device or a key that was made by hand keeps it"},
	"AWS::Route53::HostedZone":             {"", "records that the stack did not make keep it, such as those that validate certificates"},
	"AWS::CertificateManager::Certificate": {"", "whoever uses it outside of the stack keeps it"},
	"AWS::WAFv2::WebACL":                   {"", "whoever is associated with it outside of the stack keeps it"},
	"AWS::EC2::TransitGateway":             {"", "attachments that other accounts made keep it"},
	"AWS::IAM::ServiceLinkedRole":          {"", "resources of its service keep it"},
	"AWS::ECS::Cluster":                    {"", "services and instances in it keep it"},
	"AWS::EKS::Cluster":                    {"", "node groups that the stack did not make keep it"},
}

// subnetGroups are where stores have their nodes, with the property that lists the subnets.
var subnetGroups = map[string]string{"AWS::RDS::DBSubnetGroup": "SubnetIds", "AWS::ElastiCache::SubnetGroup": "SubnetIds"}

// checkSubnets finds subnets that leave such a group. Where the nodes are is known in the account alone.
func checkSubnets(u *update) []Finding {
	var all []Finding
	for id, f := range u.changed() {
		stays := texts(f.new.properties[subnetGroups[f.new.Type]])
		for _, subnet := range texts(f.old.properties[subnetGroups[f.old.Type]]) {
			if !slices.Contains(stays, subnet) {
				all = append(all, u.finding(Note, KindBlocked, id,
					pretty(subnet)+" leaves it: AWS refuses while a node is there, and the stack goes back (SubnetInUse)",
					"see in which zones the store's nodes are, before you deploy"))
			}
		}
	}
	return all
}

func texts(values any) []string {
	var all []string
	for _, value := range assembly.List(values) {
		all = append(all, settled(text(value)))
	}
	return all
}

// checkBlocked finds deletions that AWS may not carry out, and deletion protection that is still on.
func checkBlocked(u *update) []Finding {
	var all []Finding
	for _, id := range u.ids() {
		f := u.fates[id]
		goes := f.action == Delete || f.action == Replace && !f.oldStays()
		if !goes || f.old == nil {
			continue
		}
		if text(f.old.properties["DeletionProtection"]) == "true" || text(f.old.properties["DeletionProtectionEnabled"]) == "true" {
			all = append(all, u.finding(Note, KindBlocked, id,
				"its deletion protection is on, so AWS does not delete it: it stays, outside of CloudFormation",
				"turn it off by hand before, if it is to go: docs/operate/removing.md, \"What is protected\""))
		}
		block, known := blocks[f.old.Type]
		property, value, conditional := strings.Cut(block.unless, "=")
		if known && (!conditional || text(at(f.old.properties, property)) != value) {
			all = append(all, u.finding(Note, KindBlocked, id,
				fmt.Sprintf("%s; it would stay, outside of CloudFormation", block.reason),
				"look for it after the deployment, and delete it by hand"))
		}
	}
	return all
}

package test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"bulkhead/assembly"

	"github.com/stretchr/testify/assert"
)

// asked are the endpoints through which what runs in a VPC asks a service, by the service's name in permissions. Of a
// service with none, the part that is asked is in the VPC itself.
var asked = map[string][]string{
	"cloudwatch":        {"monitoring"},
	"dynamodb":          {"dynamodb"},
	"ec2":               {"ec2"},
	"ecr":               {"ecr.api", "ecr.dkr"},
	"ecs":               {"ecs", "ecs-agent", "ecs-telemetry"},
	"eks":               {"eks"},
	"eks-auth":          {"eks-auth"},
	"elasticfilesystem": nil, // mount targets
	"kafka":             {"kafka"},
	"kafka-cluster":     nil, // brokers
	"kms":               {"kms"},
	"logs":              {"logs"},
	"s3":                {"s3"},
	"secretsmanager":    {"secretsmanager"},
	"ses":               {"email"},
	"sns":               {"sns"},
	"sqs":               {"sqs"},
	"ssm":               {"ssm"},
	"ssmmessages":       {"ssmmessages"},
	"sts":               {"sts"},
	"xray":              {"xray"},
}

// inside are the roles of what runs in a stage's VPC: tasks, instances and functions.
func inside(a *assembly.Assembly, stage string) []*assembly.Resource {
	var all []*assembly.Resource
	add := func(r *assembly.Resource, values ...any) {
		for _, value := range values {
			for _, role := range denoted(a, r.Stack, value) {
				if role.Type == "AWS::IAM::Role" && !slices.Contains(all, role) {
					all = append(all, role)
				}
			}
		}
	}
	for _, r := range maybeIn(a, stage, "AWS::ECS::TaskDefinition") {
		add(r, r.Get("TaskRoleArn"), r.Get("ExecutionRoleArn"))
	}
	for _, r := range maybeIn(a, stage, "AWS::IAM::InstanceProfile") {
		add(r, r.Get("Roles"))
	}
	for _, r := range maybeIn(a, stage, "AWS::Lambda::Function") {
		if r.Get("VpcConfig") != nil {
			add(r, r.Get("Role"))
		}
	}
	for _, r := range maybeIn(a, stage, "AWS::EKS::Nodegroup") {
		add(r, r.Get("NodeRole"))
	}
	for _, r := range maybeIn(a, stage, "AWS::EKS::AccessEntry") {
		if r.Get("Type") == "EC2" {
			add(r, r.Get("PrincipalArn"))
		}
	}
	for _, r := range maybeIn(a, stage, "AWS::EKS::PodIdentityAssociation") {
		add(r, r.Get("RoleArn"))
	}
	for _, r := range maybeIn(a, stage, "AWS::EKS::Addon") {
		add(r, r.Get("PodIdentityAssociations"))
	}
	return all
}

// ofAWS are the services that AWS's own policies of nodes and of add-ons are about. The CloudWatch agent sends no
// traces.
var ofAWS = map[string][]string{
	"AmazonEC2ContainerRegistryPullOnly": {"ecr"},
	"AmazonEKSWorkerNodeMinimalPolicy":   {"eks-auth"},
	"AmazonEKSWorkerNodePolicy":          {"ec2", "eks", "eks-auth"},
	"AmazonEKS_CNI_Policy":               {"ec2"},
	"CloudWatchAgentServerPolicy":        {"cloudwatch", "ec2", "logs"},
}

var policyOfAWS = regexp.MustCompile(`:iam::aws:policy/([A-Za-z0-9_/-]+)"`)

// services are those that a role is allowed anything of.
func services(a *assembly.Assembly, role *assembly.Resource) map[string]bool {
	all := map[string]bool{}
	documents := []*assembly.Resource{role}
	for _, policy := range maybeIn(a, role.Stack.Stage, "AWS::IAM::Policy") {
		if slices.Contains(denoted(a, policy.Stack, policy.Get("Roles")), role) {
			documents = append(documents, policy)
		}
	}
	for _, document := range documents {
		for _, s := range assembly.Statements(document) {
			if s.Effect != "Allow" || len(s.Principals) > 0 {
				continue
			}
			for _, action := range s.Actions {
				service, _, _ := strings.Cut(action, ":")
				all[service] = true
			}
		}
	}
	return all
}

// TestWithoutNATEveryServiceThatSomethingInTheVPCMayAskHasAnEndpoint: a new kind of store, agent or permission shows
// here, before it hangs in a network without a way out.
func TestWithoutNATEveryServiceThatSomethingInTheVPCMayAskHasAnEndpoint(t *testing.T) {
	stages, seen := 0, 0
	for _, a := range assemblies(t) {
		for _, network := range a.Stacks {
			stage := network.Stage
			if network.ID != stage+"/network" || stage == "shared-services" || len(maybeIn(a, stage, "AWS::EC2::NatGateway")) > 0 {
				continue
			}
			stages++
			there := append(endpoints(t, a, stage, "Interface"), endpoints(t, a, stage, "Gateway")...)
			for _, role := range inside(a, stage) {
				allowed := services(a, role)
				for _, policy := range policyOfAWS.FindAllStringSubmatch(text(role.Get("ManagedPolicyArns")), -1) {
					assert.Contains(t, ofAWS, policy[1], "%s: nobody here knows what it allows", role)
					for _, service := range ofAWS[policy[1]] {
						allowed[service] = true
					}
				}
				for service := range allowed {
					seen++
					needed, known := asked[service]
					assert.True(t, known, "%s may ask %s: say in asked through which endpoint", role, service)
					assert.Subset(t, there, needed, "%s may ask %s", role, service)
				}
			}
		}
	}
	assert.GreaterOrEqual(t, stages, 3)
	assert.Greater(t, seen, 40)
}

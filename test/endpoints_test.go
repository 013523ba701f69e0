package test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"bulkhead/assembly"
	"bulkhead/internal/facts"

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

// ofAWS are the services that AWS's own policies of nodes and of add-ons are about.
var ofAWS = map[string][]string{
	"AmazonEC2ContainerRegistryPullOnly": {"ecr"},
	"AmazonEKSWorkerNodeMinimalPolicy":   {"eks-auth"},
	"AmazonEKSWorkerNodePolicy":          {"ec2", "eks", "eks-auth"},
	"AmazonEKS_CNI_Policy":               {"ec2"},
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
			if network.ID != stage+"/network" || stage == "shared-services" || !hasNetwork(a, stage) ||
				len(maybeIn(a, stage, "AWS::EC2::NatGateway")) > 0 {
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

// letsThrough tells whether the policy of an endpoint lets a request through: of a principal of the account, or, where
// it is empty, of nobody whom AWS knows.
func letsThrough(endpoint *assembly.Resource, account, action, resource string) bool {
	for _, s := range assembly.Statements(endpoint) {
		matches := func(patterns []string, value string) bool {
			return slices.ContainsFunc(patterns, func(pattern string) bool {
				begins, open := strings.CutSuffix(pattern, "*")
				return pattern == value || open && strings.HasPrefix(value, begins)
			})
		}
		var resources []string
		for _, r := range s.Resources {
			resources = append(resources, r.(string))
		}
		wanted, conditions := assembly.At(map[string]any(s.Condition), "StringEquals", "aws:PrincipalAccount"), len(s.Condition)
		let := conditions == 0 || conditions == 1 && account != "" && wanted == account
		if s.Effect == "Allow" && let && matches(s.Actions, action) && matches(resources, resource) {
			return true
		}
	}
	return false
}

// hasNetwork tells whether a stage makes its network: in one that exists, endpoints are its owner's.
func hasNetwork(a *assembly.Assembly, stage string) bool {
	return len(maybeIn(a, stage, "AWS::EC2::VPC")) > 0
}

// endpointsOf are the endpoints of a stage, by service.
func endpointsOf(t testing.TB, a *assembly.Assembly, stage string) map[string]*assembly.Resource {
	t.Helper()
	all := map[string]*assembly.Resource{}
	for _, kind := range []string{"Interface", "Gateway"} {
		names := endpoints(t, a, stage, kind)
		for _, endpoint := range maybeIn(a, stage, "AWS::EC2::VPCEndpoint") {
			if endpoint.Get("VpcEndpointType") == kind {
				all[names[0]], names = endpoint, names[1:]
			}
		}
	}
	return all
}

// TestWhateverRunsInAVPCIsLetThroughByTheEndpointsThatItMeets: an endpoint answers for its service in the whole VPC,
// beside a NAT too, so its policy has to let through each action of each task, instance and function. What none is for
// leaves through NAT, or TestWithoutNAT… finds it.
func TestWhateverRunsInAVPCIsLetThroughByTheEndpointsThatItMeets(t *testing.T) {
	seen := 0
	for _, a := range assemblies(t) {
		for _, network := range a.Stacks {
			stage := network.Stage
			if network.ID != stage+"/network" || !hasNetwork(a, stage) {
				continue
			}
			there := endpointsOf(t, a, stage)
			for _, role := range inside(a, stage) {
				for action := range permitted(a, role) {
					service, _, _ := strings.Cut(action, ":")
					through, known := asked[service]
					if !known {
						through = []string{service}
					}
					for _, name := range through {
						if endpoint := there[name]; endpoint != nil {
							seen++
							assert.True(t, letsThrough(endpoint, network.Account, action, "arn:aws:any:::any"), "%s: %s %s", role, action, endpoint)
							assert.False(t, letsThrough(endpoint, "999999999999", action, "arn:aws:any:::any"), "%s: a stranger", endpoint)
						}
					}
				}
			}
		}
	}
	assert.Greater(t, seen, 500)
}

// permitted are the actions that a role is allowed, patterns among them.
func permitted(a *assembly.Assembly, role *assembly.Resource) map[string]bool {
	all := map[string]bool{}
	for _, document := range append([]*assembly.Resource{role}, maybeIn(a, role.Stack.Stage, "AWS::IAM::Policy")...) {
		if document != role && !slices.Contains(denoted(a, document.Stack, document.Get("Roles")), role) {
			continue
		}
		for _, s := range assembly.Statements(document) {
			for _, action := range s.Actions {
				if s.Effect == "Allow" && len(s.Principals) == 0 {
					all[action] = true
				}
			}
		}
	}
	return all
}

// TestAgentsReachWhatAWSKeepsForThem: packages, patches, agents, layers of images and answers to CloudFormation go
// through the endpoint of S3 without credentials of the account, and nothing else does.
func TestAgentsReachWhatAWSKeepsForThem(t *testing.T) {
	stages := 0
	for _, a := range assemblies(t) {
		for _, network := range a.Stacks {
			stage := network.Stage
			if network.ID != stage+"/network" || !hasNetwork(a, stage) {
				continue
			}
			stages++
			s3 := s3Endpoint(t, a, stage)
			for _, bucket := range facts.AWSBuckets {
				object := "arn:aws:s3:::" + bucket.In(network.Region) + "/any"
				assert.Equal(t, !bucket.Put, letsThrough(s3, "", "s3:GetObject", object), "%s: %s of %s", s3, bucket.For, bucket.Name)
				assert.Equal(t, bucket.Put, letsThrough(s3, "", "s3:PutObject", object), "%s: %s of %s", s3, bucket.For, bucket.Name)
				assert.False(t, letsThrough(s3, "", "s3:DeleteObject", object), s3)
			}
			assert.False(t, letsThrough(s3, "", "s3:GetObject", "arn:aws:s3:::another/any"), s3)
			assert.False(t, letsThrough(s3, "", "s3:PutObject", "arn:aws:s3:::another/any"), s3)
		}
	}
	assert.Greater(t, stages, 10)
}

// called are the commands of the AWS CLI and of the package manager in what instances do when they start.
var called = regexp.MustCompile(`\baws ([a-z0-9]+) [a-z]|\b(dnf) (?:install|upgrade)`)

// TestWhatInstancesCallWhenTheyStartHasAWay: through an endpoint or a NAT.
func TestWhatInstancesCallWhenTheyStartHasAWay(t *testing.T) {
	names := map[string]string{"cloudwatch": "monitoring", "ecr": "ecr.api", "dnf": "s3"}
	seen := map[string]bool{}
	for _, a := range assemblies(t) {
		for _, template := range a.OfType("AWS::EC2::LaunchTemplate") {
			stage := template.Stack.Stage
			if a.Stack(stage+"/network") == nil || !hasNetwork(a, stage) {
				continue
			}
			there := endpointsOf(t, a, stage)
			out := len(maybeIn(a, stage, "AWS::EC2::NatGateway")) > 0 || strings.Contains(text(template.Get("LaunchTemplateData", "NetworkInterfaces")), `"AssociatePublicIpAddress":true`)
			for _, match := range called.FindAllStringSubmatch(text(template.Get("LaunchTemplateData", "UserData")), -1) {
				service := match[1] + match[2]
				seen[service] = true
				name := service
				if other := names[service]; other != "" {
					name = other
				}
				assert.True(t, there[name] != nil || out || stage == "shared-services", "%s calls %s, and nothing leads there", template, service)
			}
		}
	}
	assert.Contains(t, seen, "dnf")
	assert.GreaterOrEqual(t, len(seen), 2)
}

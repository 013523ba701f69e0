package test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"bulkhead/assembly"
	"bulkhead/config"

	"github.com/stretchr/testify/require"
)

// workloads are the stages of the example that run services.
var workloads = []string{"dev", "stage", "prod", "prod-dr"}

// in are a stage's resources of a type; there must be at least one.
func in(t testing.TB, a *assembly.Assembly, stage, resourceType string) []*assembly.Resource {
	t.Helper()
	found := maybeIn(a, stage, resourceType)
	require.NotEmpty(t, found, "%s has no %s", stage, resourceType)
	return found
}

// sideOf is the side of an environment that a stage is of: that of its foundation is its own.
func sideOf(stage string) string { return strings.TrimSuffix(stage, "-foundation") }

// maybeIn are a stage's resources of a type, if there are any. What a standby stands on is among its own.
func maybeIn(a *assembly.Assembly, stage, resourceType string) []*assembly.Resource {
	var found []*assembly.Resource
	for _, stack := range slices.Concat(a.Stage(stage+"-foundation"), a.Stage(stage)) {
		for _, resource := range stack.Resources {
			if resource.Type == resourceType {
				found = append(found, resource)
			}
		}
	}
	return found
}

// one is a stage's only resource of a type.
func one(t testing.TB, a *assembly.Assembly, stage, resourceType string) *assembly.Resource {
	t.Helper()
	found := in(t, a, stage, resourceType)
	require.Len(t, found, 1, "%s: %s", stage, resourceType)
	return found[0]
}

// archiveOf is the stage that has the log archive: security, or the one of an account of its own.
func archiveOf(a *assembly.Assembly) string {
	if len(a.Stage(config.LogArchive)) > 0 {
		return config.LogArchive
	}
	return config.Security
}

// ofArchive tells whether a stack is of the log archive.
func ofArchive(s *assembly.Stack) bool {
	return strings.HasPrefix(s.ID, "security/archive") || strings.HasPrefix(s.ID, "log-archive-foundation/archive")
}

// denotes is the resource that a value of a resource's template stands for.
func denotes(t testing.TB, a *assembly.Assembly, from *assembly.Resource, value any) *assembly.Resource {
	t.Helper()
	target, found := a.Resolve(from.Stack, value)
	require.True(t, found, "%s refers to nothing with %v", from, value)
	return target
}

// text is a value as JSON, to look for something anywhere in it.
func text(value any) string {
	encoded, err := json.Marshal(value)
	if err != nil {
		panic(err)
	}
	return string(encoded)
}

// list is a value that is a list; nil is an empty one.
func list(value any) []any {
	if value == nil {
		return nil
	}
	return value.([]any)
}

// attributes are the Key and Value pairs of a load balancer, a target group or tags.
func attributes(value any) map[string]any { return attributesNamed("Key", value) }

// attributesNamed are pairs of a Value and what is called key.
func attributesNamed(key string, value any) map[string]any {
	pairs := map[string]any{}
	for _, pair := range list(value) {
		pairs[pair.(map[string]any)[key].(string)] = pair.(map[string]any)["Value"]
	}
	return pairs
}

// small is the cloud assembly of one of the plain configuration's environments alone, without pipeline and standby,
// after edit.
func small(
	t testing.TB,
	environment string,
	edit func(o *config.Organization, e *config.Environment),
) *assembly.Assembly {
	t.Helper()
	c := plainConfig(t)
	c.Organization.Pipeline = nil
	c.Environments = slices.DeleteFunc(c.Environments, func(e config.Environment) bool { return e.Name != environment })
	require.Len(t, c.Environments, 1)
	c.Environments[0].Recovery, c.Environments[0].Other = nil, nil
	edit(&c.Organization, &c.Environments[0])
	return synthesize(t, c)
}

// made are the syntheses that several tests read. Constructs know no goroutines, so nothing here does.
var made = map[string]*assembly.Assembly{}

// once makes a cloud assembly when it is first asked for.
func once(name string, synthesize func() *assembly.Assembly) *assembly.Assembly {
	if made[name] == nil {
		made[name] = synthesize()
	}
	return made[name]
}

// Where the parent domain's zone is when it is not bulkhead's.
const (
	existingZone = "Z0123456789ABCDEFGHIJ"
	foreignRole  = "arn:aws:iam::999999999999:role/dns-delegation"
)

// imageDigest is an image named by what it is, not by a tag.
var imageDigest = "sha256:" + strings.Repeat("0123456789abcdef", 4)

// lavish is dev with everything that an operator can ask for, in six zones of another region.
func lavish(t testing.TB) *assembly.Assembly {
	t.Helper()
	return once("lavish", func() *assembly.Assembly {
		return small(t, "dev", func(o *config.Organization, e *config.Environment) {
			o.Domain.Zone = existingZone
			e.Region, e.Network.Zones, e.Network.Subnets = "us-east-1", 6, 6
			e.Network.NAT, e.Network.Endpoints = config.NATRegional, config.EndpointsStandard
			e.Network.FlowLogs = config.FlowLogsArchiveAndCloudWatch

			customers := e.Databases["orders"]
			customers.Name, customers.Version = "customers", "18.3"
			e.Databases["customers"] = customers
			change(e.Databases, "orders", func(d *config.Database) {
				d.Parameters = map[string]string{"work_mem": "65536", "rds.force_ssl": "0"}
			})

			idle := e.Services["worker"]
			idle.Uses, idle.Image = nil, "worker@"+imageDigest
			e.Services["idle"] = idle
			change(e.Services, "worker", func(s *config.Service) {
				s.Uses, s.Port = []string{"customers"}, 8080
				s.Route = &config.Route{Balancer: config.PublicBalancer, Host: "api.dev.example.com", Path: "/v1/*", StickyMinutes: 10}
			})
			change(e.Services, "web", func(s *config.Service) {
				s.Uses = []string{"orders"}
				s.Health = config.Health{Path: "/ready", GraceSeconds: 90}
				s.Exec, s.Architecture, s.Command = config.Enabled, config.AMD64, []string{"node", "other.js"}
				s.Scaling.Requests = 500
				s.Scaling.Metrics = []config.Metric{{
					Name: "QueueDepthPerTask", Namespace: "Acme", Dimensions: map[string]string{"Queue": "orders"},
					Statistic: config.Average, Target: 10,
				}}
			})
		})
	})
}

// bare is dev with nothing in it, in two zones, below a domain of somebody else.
func bare(t testing.TB) *assembly.Assembly {
	t.Helper()
	return once("bare", func() *assembly.Assembly {
		return small(t, "dev", func(o *config.Organization, e *config.Environment) {
			o.Domain = config.Domain{Name: "example.com", Account: "999999999999", Zone: existingZone, DelegationRole: foreignRole}
			e.Region, e.Network.Zones, e.Network.Subnets = "us-east-1", 2, 2
			e.Network.NAT, e.Network.Endpoints = config.NATNone, config.EndpointsStandard
			e.Databases, e.Services = nil, nil
		})
	})
}

// hosted is prod and its standby with a host name in the route, below a domain that the security account owns.
func hosted(t testing.TB) *assembly.Assembly {
	t.Helper()
	return once("hosted", func() *assembly.Assembly {
		c := plainConfig(t)
		c.Organization.Pipeline = nil
		c.Organization.Domain.Account = config.Security
		c.Environments = slices.DeleteFunc(c.Environments, func(e config.Environment) bool { return e.Name != "prod" })
		require.Len(t, c.Environments, 1)
		for _, side := range c.Sides() {
			*side.Canaries.EveryMinutes = 0 // nothing says what they would ask the route for
			change(side.Services, "web", func(s *config.Service) {
				s.Route = &config.Route{Balancer: config.PublicBalancer, Host: "app.example.com", Path: "/*"}
			})
		}
		return synthesize(t, c)
	})
}

// change edits an entry of a map of sections.
func change[T any](sections map[string]T, name string, edit func(*T)) {
	section := sections[name]
	edit(&section)
	sections[name] = section
}

// flow is one rule of a security group: who may talk to whom, where.
type flow struct{ from, to, port string }

// flows are all rules of a stage's security groups, of ingress or egress, inline or separate.
func flows(t testing.TB, a *assembly.Assembly, stage, direction string) []flow {
	t.Helper()
	var all []flow
	end := func(owner *assembly.Resource, rule map[string]any, keys ...string) string {
		for _, key := range keys {
			if value, found := rule[key]; found {
				if cidr, literal := value.(string); literal {
					return cidr
				}
				return denotes(t, a, owner, value).String()
			}
		}
		require.Fail(t, "a rule without an end", "%s: %v", owner, rule)
		return ""
	}
	add := func(owner *assembly.Resource, self string, rule map[string]any) {
		port := fmt.Sprintf("%v %v-%v", rule["IpProtocol"], rule["FromPort"], rule["ToPort"])
		if direction == "Ingress" {
			all = append(all, flow{end(owner, rule, "CidrIp", "CidrIpv6", "SourcePrefixListId", "SourceSecurityGroupId"), self, port})
		} else {
			all = append(all, flow{self, end(owner, rule, "CidrIp", "CidrIpv6", "DestinationPrefixListId", "DestinationSecurityGroupId"), port})
		}
	}
	for _, group := range in(t, a, stage, "AWS::EC2::SecurityGroup") {
		for _, rule := range list(group.Get("SecurityGroup" + direction)) {
			if cidr := rule.(map[string]any)["CidrIp"]; cidr == "255.255.255.255/32" {
				continue // how CDK says "nothing"
			}
			add(group, group.String(), rule.(map[string]any))
		}
	}
	for _, rule := range maybeIn(a, stage, "AWS::EC2::SecurityGroup"+direction) {
		self, literal := rule.Get("GroupId").(string)
		if !literal {
			self = groupOf(t, a, rule).String()
		}
		add(rule, self, rule.Properties)
	}
	slices.SortFunc(all, func(a, b flow) int { return strings.Compare(fmt.Sprint(a), fmt.Sprint(b)) })
	return all
}

// group is the name of the security group in a stack whose description begins so.
func group(t testing.TB, a *assembly.Assembly, stack, description string) string {
	t.Helper()
	for _, resource := range a.Stack(stack).Resources {
		if resource.Type == "AWS::EC2::SecurityGroup" && strings.HasPrefix(resource.Get("GroupDescription").(string), description) {
			return resource.String()
		}
	}
	require.Fail(t, "no such group", "%s: %s", stack, description)
	return ""
}

// policyFor is the statements of the policy of a bucket.
func policyFor(t testing.TB, a *assembly.Assembly, bucket *assembly.Resource) []assembly.Statement {
	t.Helper()
	for _, policy := range bucket.Stack.Resources {
		if policy.Type == "AWS::S3::BucketPolicy" && denotes(t, a, policy, policy.Get("Bucket")) == bucket {
			return assembly.Statements(policy)
		}
	}
	require.Fail(t, "no policy", bucket)
	return nil
}

// textOf is a value that is text, or empty.
func textOf(value any) string {
	s, _ := value.(string)
	return s
}

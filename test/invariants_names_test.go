package test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"bulkhead/assembly"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// accounts are the accounts of the example, and who they are.
var accounts = map[string]string{
	"111111111111": "security", "222222222222": "shared-services",
	"333333333333": "dev", "444444444444": "stage", "555555555555": "prod",
}

// foreignARN finds ARNs, and foreignHost image registries.
var (
	foreignARN  = regexp.MustCompile(`arn:aws:[a-z0-9-]+:[a-z0-9-]*:(\d{12}):[A-Za-z0-9_/.:+=@-]+`)
	foreignHost = regexp.MustCompile(`(\d{12})\.dkr\.ecr\.([a-z0-9-]+)\.[^/]*/([a-z0-9/_-]+)`)
	bucketName  = regexp.MustCompile(`(?:acme-(?:archive|access-logs|trails|recorder)|aws-waf-logs-acme)-(\d{12})-[a-z0-9-]+`)
)

// published are the names that an account's templates give to resources, as ARNs.
func published(t testing.TB) map[string]bool {
	t.Helper()
	names := map[string]bool{}
	for _, r := range resourcesOf(example(t)) {
		account, region := r.Stack.Account, r.Stack.Region
		switch r.Type {
		case "AWS::IAM::Role":
			if name, ok := r.Get("RoleName").(string); ok {
				names["arn:aws:iam::"+account+":role/"+name] = true
			}
		case "AWS::ECR::Repository":
			names["arn:aws:ecr:"+region+":"+account+":repository/"+r.Get("RepositoryName").(string)] = true
		case "AWS::Logs::DeliveryDestination":
			names["arn:aws:logs:"+region+":"+account+":delivery-destination:"+r.Get("Name").(string)] = true
		case "AWS::KMS::Alias":
			if name, ok := r.Get("AliasName").(string); ok {
				names["arn:aws:kms:"+region+":"+account+":"+name] = true
			}
		case "AWS::Events::EventBus":
			names["arn:aws:events:"+region+":"+account+":event-bus/"+r.Get("Name").(string)] = true
		case "AWS::CloudTrail::Trail":
			names["arn:aws:cloudtrail:"+region+":"+account+":trail/"+r.Get("TrailName").(string)] = true
		case "AWS::S3::Bucket":
			if name, ok := r.Get("BucketName").(string); ok {
				names[name] = true
			}
		}
	}
	require.Greater(t, len(names), 10)
	return names
}

func TestEveryNameOfAnotherAccountIsPublishedThere(t *testing.T) {
	names := published(t)
	seen := 0
	check := func(r *assembly.Resource, account, name string) {
		if account == r.Stack.Account || accounts[account] == "" {
			return
		}
		// Whole accounts and CDK's own bootstrap roles are no resources of ours; a pattern names who may come, not what is there.
		if strings.HasSuffix(name, ":root") || strings.Contains(name, "/cdk-hnb659fds-") || strings.HasSuffix(name, "-dns-") || strings.HasSuffix(name, ":user/break-glass/") ||
			strings.HasSuffix(name, "loadbalancer/") || strings.HasSuffix(name, ":logs:"+r.Stack.Region+":"+account+":") {
			return
		}
		seen++
		assert.True(t, names[name], "%s reads %s, which account %s (%s) does not have", r, name, account, accounts[account])
	}
	for _, r := range resourcesOf(example(t)) {
		if r.Stack.Stage == "" { // the pipeline's CodePipeline names every account's bootstrap roles
			continue
		}
		properties := text(r.Properties)
		for _, match := range foreignARN.FindAllStringSubmatch(properties, -1) {
			check(r, match[1], match[0])
		}
		for _, match := range bucketName.FindAllStringSubmatch(properties, -1) {
			check(r, match[1], match[0])
		}
		for _, match := range foreignHost.FindAllStringSubmatch(imageText(r), -1) {
			check(r, match[1], "arn:aws:ecr:"+match[2]+":"+match[1]+":repository/"+match[3])
		}
	}
	assert.Greater(t, seen, 20)
}

// imageText is the images of a task, with what CDK joins put together.
func imageText(r *assembly.Resource) string {
	if r.Type != "AWS::ECS::TaskDefinition" {
		return ""
	}
	var images strings.Builder
	for _, c := range list(r.Get("ContainerDefinitions")) {
		join := c.(map[string]any)["Image"].(map[string]any)["Fn::Join"].([]any)
		for _, part := range join[1].([]any) {
			if literal, ok := part.(string); ok {
				images.WriteString(literal)
			} else {
				images.WriteString("amazonaws.com")
			}
		}
		images.WriteString(" ")
	}
	return images.String()
}

func TestEveryImportIsExportedByAStackThatIsDeployedBefore(t *testing.T) {
	imports := regexp.MustCompile(`"Fn::ImportValue":"([^"]+)"`)
	seen := 0
	for _, a := range assemblies(t) {
		for _, stack := range a.Stacks {
			for _, match := range imports.FindAllStringSubmatch(text(stack.Template), -1) {
				seen++
				exporter := slices.IndexFunc(a.Stacks, func(s *assembly.Stack) bool {
					for _, output := range s.Outputs {
						if output.Export == match[1] && s.Account == stack.Account && s.Region == stack.Region {
							return true
						}
					}
					return false
				})
				if assert.GreaterOrEqual(t, exporter, 0, "%s imports %s, which nobody exports", stack.ID, match[1]) {
					assert.True(t, before(a, stack, a.Stacks[exporter].ID), "%s is not deployed after %s", stack.ID, a.Stacks[exporter].ID)
				}
			}
		}
	}
	assert.Greater(t, seen, 1000)
}

// before tells whether the stack with that id is deployed before stack.
func before(a *assembly.Assembly, stack *assembly.Stack, id string) bool {
	for _, dependency := range stack.DependsOn {
		if dependency == id || before(a, a.Stack(dependency), id) {
			return true
		}
	}
	return false
}

func TestNamesFitAWSLimits(t *testing.T) {
	limits := map[string]struct {
		property string
		most     int
	}{
		"AWS::ElasticLoadBalancingV2::LoadBalancer": {"Name", 32},
		"AWS::ElasticLoadBalancingV2::TargetGroup":  {"Name", 32},
		"AWS::IAM::Role":                     {"RoleName", 64},
		"AWS::SSO::PermissionSet":            {"Name", 32},
		"AWS::RDS::DBInstance":               {"DBInstanceIdentifier", 63},
		"AWS::S3::Bucket":                    {"BucketName", 63},
		"AWS::ElastiCache::ReplicationGroup": {"ReplicationGroupId", 40},
		"AWS::MSK::Cluster":                  {"ClusterName", 64},
		"AWS::CloudWatch::Alarm":             {"AlarmName", 255},
		"AWS::ECS::Service":                  {"ServiceName", 255},
		"AWS::OpenSearchService::Domain":     {"DomainName", 28},
		"AWS::ElastiCache::User":             {"UserId", 40},
		"AWS::ElastiCache::UserGroup":        {"UserGroupId", 40},
		"AWS::Lambda::Function":              {"FunctionName", 64},
		"AWS::RDS::DBCluster":                {"DBClusterIdentifier", 63},
		"AWS::RDS::DBProxy":                  {"DBProxyName", 60},
		"AWS::Logs::DeliverySource":          {"Name", 60},
		"AWS::Logs::DeliveryDestination":     {"Name", 60},
	}
	seen := 0
	for _, r := range resources(t) {
		limit, found := limits[r.Type]
		if name, ok := r.Get(limit.property).(string); found && ok {
			seen++
			assert.LessOrEqual(t, len(name), limit.most, "%s: %s", r, name)
		}
	}
	assert.Greater(t, seen, 20)
}

// TestOnlyKnownKindsOfKeptResourcesHaveNamesOfOurs: a kept resource with a name
// of ours is in the way when its stack is made again, so each kind is a decision.
func TestOnlyKnownKindsOfKeptResourcesHaveNamesOfOurs(t *testing.T) {
	const ours, generated = true, false
	names := map[string]struct {
		property string
		ours     bool
	}{
		"AWS::S3::Bucket":                    {"BucketName", ours},           // other accounts know the archive by name
		"AWS::ECR::Repository":               {"RepositoryName", ours},       // tasks in other accounts pull by name
		"AWS::RDS::DBInstance":               {"DBInstanceIdentifier", ours}, // its log groups are named after it
		"AWS::Logs::LogGroup":                {"LogGroupName", ours},         // operators look for them by name
		"AWS::Route53::HostedZone":           {"Name", ours},                 // a domain
		"AWS::MSK::Cluster":                  {"ClusterName", ours},          // permissions on its topics are made from it
		"AWS::MSK::Configuration":            {"Name", ours},                 // CloudFormation demands one
		"AWS::RDS::DBCluster":                {"DBClusterIdentifier", ours},  // its log groups are named after it
		"AWS::OpenSearchService::Domain":     {"DomainName", ours},           // its access policy names it
		"AWS::ElastiCache::User":             {"UserId", ours},               // CloudFormation demands one
		"AWS::ElastiCache::UserGroup":        {"UserGroupId", ours},          // CloudFormation demands one
		"AWS::ElastiCache::ReplicationGroup": {"ReplicationGroupId", generated},
		"AWS::ElastiCache::ParameterGroup":   {"CacheParameterGroupName", generated},
		"AWS::ElastiCache::SubnetGroup":      {"CacheSubnetGroupName", generated},
		"AWS::RDS::DBClusterParameterGroup":  {"DBClusterParameterGroupName", generated},
		"AWS::RDS::OptionGroup":              {"OptionGroupName", generated},
		"AWS::RDS::DBProxy":                  {"DBProxyName", ours},
		"AWS::IAM::ServiceLinkedRole":        {"CustomSuffix", generated},
		"AWS::EC2::SecurityGroup":            {"GroupName", generated},
		"AWS::IAM::Role":                     {"RoleName", generated},
		"AWS::RDS::DBParameterGroup":         {"DBParameterGroupName", generated},
		"AWS::RDS::DBSubnetGroup":            {"DBSubnetGroupName", generated},
		"AWS::KMS::Key":                      {"KeyId", generated},
		"AWS::SSM::PatchBaseline":            {"Name", ours}, // AWS lets several have one
		"AWS::EC2::EIP":                      {"Address", generated},
	}
	seen := 0
	for _, r := range resources(t) {
		if !strings.HasPrefix(r.DeletionPolicy, "Retain") || r.Stack.Stage == "" { // CDK names the pipeline's buckets
			continue
		}
		seen++
		name, known := names[r.Type]
		if r.Type == "AWS::SecretsManager::Secret" { // operators fill some in by name; passwords nobody needs to name
			name.property, name.ours, known = "Name", r.Get("GenerateSecretString", "SecretStringTemplate") == nil, true
		}
		if r.Type == "AWS::S3::Bucket" && strings.HasPrefix(r.Stack.ID, r.Stack.Stage+"/sites") {
			name.ours = generated // outputs tell it
		}
		assert.True(t, known, "%s is kept: add its type to names, and say there whether its name is ours or generated", r)
		assert.Equal(t, name.ours, r.Get(name.property) != nil, "%s: %s", r, name.property)
	}
	assert.Greater(t, seen, 50)
}

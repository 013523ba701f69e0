package test

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"bulkhead/assembly"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// stateful are the resource types whose loss is the loss of data or identity, those that are not used yet too.
var stateful = []string{
	"AWS::RDS::DBInstance", "AWS::RDS::DBCluster", "AWS::RDS::GlobalCluster",
	"AWS::ElastiCache::ReplicationGroup", "AWS::OpenSearchService::Domain", "AWS::MSK::Cluster",
	"AWS::DynamoDB::Table", "AWS::DynamoDB::GlobalTable", "AWS::EFS::FileSystem", "AWS::S3::Bucket",
	"AWS::ECR::Repository", "AWS::KMS::Key", "AWS::Route53::HostedZone", "AWS::SecretsManager::Secret",
	"AWS::Backup::BackupVault", "AWS::Cognito::UserPool", "AWS::SQS::Queue", "AWS::Kinesis::Stream",
}

// isLogGroupToKeep: production keeps its logs.
func isLogGroupToKeep(r *assembly.Resource) bool {
	return r.Type == "AWS::Logs::LogGroup" && r.Stack.Stage != "dev" && r.Stack.Stage != ""
}

// resources are all resources of the example.
func resources(t testing.TB) []*assembly.Resource {
	t.Helper()
	var all []*assembly.Resource
	for _, stack := range example(t).Stacks {
		all = append(all, stack.Resources...)
	}
	require.Greater(t, len(all), 500)
	return all
}

func TestWhatHoldsStateIsKeptInStacksThatCannotBeDeletedByMistake(t *testing.T) {
	seen := 0
	for _, r := range resources(t) {
		if !slices.Contains(stateful, r.Type) && !isLogGroupToKeep(r) || strings.HasPrefix(r.Stack.ID, madeByCDK) {
			continue
		}
		seen++
		assert.Contains(t, []string{"Retain", "RetainExceptOnCreate", "Snapshot"}, r.DeletionPolicy, r)
		assert.Contains(t, []string{"Retain", "Snapshot"}, r.UpdateReplacePolicy, r)
		// Logs and the pipeline's artifacts are kept, but nobody would miss their stack.
		if r.Type != "AWS::Logs::LogGroup" && r.Stack.Stage != "" {
			assert.True(t, r.Stack.TerminationProtection, "%s is in a stack without termination protection", r)
		}
	}
	assert.Greater(t, seen, 50)
}

func TestNothingThatHoldsStateIsPublic(t *testing.T) {
	seen := 0
	for _, r := range resources(t) {
		switch r.Type {
		case "AWS::RDS::DBInstance":
			seen++
			assert.Equal(t, false, r.Get("PubliclyAccessible"), r)
		case "AWS::MSK::Cluster":
			seen++
			assert.Equal(t, "DISABLED", r.Get("BrokerNodeGroupInfo", "ConnectivityInfo", "PublicAccess", "Type"), r)
		case "AWS::S3::Bucket":
			seen++
			assert.Equal(t, map[string]any{"BlockPublicAcls": true, "BlockPublicPolicy": true, "IgnorePublicAcls": true, "RestrictPublicBuckets": true},
				r.Get("PublicAccessBlockConfiguration"), r)
			assert.Nil(t, r.Get("AccessControl"), r)
		}
	}
	assert.Greater(t, seen, 8)
}

func TestNoZoneIsInventedAndNothingIsLookedUp(t *testing.T) {
	dir, err := sharedConfigs["example"].synthesize()
	require.NoError(t, err)
	manifest, err := os.ReadFile(dir + "/manifest.json")
	require.NoError(t, err)
	assert.NotContains(t, string(manifest), `"missing"`)
	for _, stack := range example(t).Stacks {
		template := text(stack.Template)
		assert.NotContains(t, template, "dummy", stack.ID)
		assert.NotContains(t, template, "Fn::GetStackOutput", "%s: values cross stacks as exports, and accounts as names", stack.ID)
	}
}

func TestNoStatementAllowsEverythingOnEverything(t *testing.T) {
	seen := 0
	for _, r := range resources(t) {
		for _, s := range assembly.Statements(r) {
			seen++
			if s.Effect != "Allow" {
				continue
			}
			assert.Empty(t, s.NotActions, "%s %s", r, s.Path)
			everything := slices.Contains(s.Actions, "*") && slices.Contains(s.Resources, any("*"))
			assert.False(t, everything, "%s %s allows * on *", r, s.Path)
			assert.NotContains(t, s.Actions, "*", "%s %s", r, s.Path)
		}
	}
	assert.Greater(t, seen, 200)
}

func TestEveryoneIsAdmittedOnlyUnderACondition(t *testing.T) {
	seen := 0
	for _, r := range resources(t) {
		for _, s := range assembly.Statements(r) {
			if s.Effect != "Allow" || !slices.Contains(s.Principals, assembly.Principal{Kind: "AWS", ID: "*"}) {
				continue
			}
			seen++
			// ECR signs requests for image layers itself; the statement names one AWS-owned bucket.
			if strings.Contains(text(s.Resources), "-starport-layer-bucket/*") && slices.Equal(s.Actions, []string{"s3:GetObject"}) {
				continue
			}
			assert.NotEmpty(t, s.Condition, "%s %s", r, s.Path)
		}
	}
	assert.Greater(t, seen, 30, "endpoint policies")
}

func TestEveryLogGroupHasARetentionAndAKey(t *testing.T) {
	groups := example(t).OfType("AWS::Logs::LogGroup")
	require.NotEmpty(t, groups)
	for _, group := range groups {
		assert.NotNil(t, group.Get("RetentionInDays"), group)
		assert.Equal(t, "AWS::KMS::Key", denotes(t, example(t), group, group.Get("KmsKeyId")).Type, group)
	}
}

func TestEveryFunctionAndBuildLogsToAGroupOfOurs(t *testing.T) {
	functions := example(t).OfType("AWS::Lambda::Function")
	require.Len(t, functions, 8, "two custom resources in each environment; see docs/custom-resources.md")
	for _, function := range functions {
		assert.Equal(t, "AWS::Logs::LogGroup", denotes(t, example(t), function, function.Get("LoggingConfig", "LogGroup")).Type)
	}
	for _, project := range example(t).OfType("AWS::CodeBuild::Project") {
		assert.Equal(t, "AWS::Logs::LogGroup", denotes(t, example(t), project, project.Get("LogsConfig", "CloudWatchLogs", "GroupName")).Type)
	}
}

func TestPublicSubnetsHoldLoadBalancersAndNATOnly(t *testing.T) {
	allowed := []string{
		"AWS::ElasticLoadBalancingV2::LoadBalancer", "AWS::EC2::NatGateway",
		"AWS::EC2::SubnetRouteTableAssociation", "AWS::EC2::SubnetNetworkAclAssociation",
	}
	seen := map[string]bool{}
	for _, r := range resources(t) {
		for _, subnet := range denotedSubnets(t, r, r.Properties) {
			if tier(subnet) == "public" {
				assert.Contains(t, allowed, r.Type, "%s is in %s", r, subnet)
				seen[r.Type] = true
			}
		}
		if r.Type == "AWS::EC2::Subnet" {
			assert.Equal(t, false, r.Get("MapPublicIpOnLaunch"), r)
		}
	}
	assert.Len(t, seen, len(allowed), "found load balancers and NAT in public subnets")
}

// denotedSubnets are all subnets that a value refers to, at any depth.
func denotedSubnets(t testing.TB, r *assembly.Resource, value any) []*assembly.Resource {
	t.Helper()
	var found []*assembly.Resource
	switch v := value.(type) {
	case map[string]any:
		if target, ok := example(t).Resolve(r.Stack, v); ok {
			if target.Type == "AWS::EC2::Subnet" {
				found = append(found, target)
			}
			return found
		}
		for _, inner := range v {
			found = append(found, denotedSubnets(t, r, inner)...)
		}
	case []any:
		for _, inner := range v {
			found = append(found, denotedSubnets(t, r, inner)...)
		}
	}
	return found
}

func TestNoTemplateHoldsASecret(t *testing.T) {
	secret := regexp.MustCompile(`AKIA[0-9A-Z]{16}|-----BEGIN|(?i)"(MasterUserPassword|SecretString|AuthToken|Password)":"`)
	for _, stack := range example(t).Stacks {
		assert.NotRegexp(t, secret, text(stack.Template), stack.ID)
	}
}

func TestStacksStayFarFromCloudFormationsLimits(t *testing.T) {
	const share = 0.8
	for _, stack := range example(t).Stacks {
		assert.Less(t, len(stack.Resources), 400, stack.ID)
		assert.Less(t, float64(len(stack.Outputs)), share*200, stack.ID)
		assert.Less(t, float64(len(stack.Parameters)), share*200, stack.ID)
		info, err := os.Stat(stack.Path)
		require.NoError(t, err)
		assert.Less(t, float64(info.Size()), share*1_000_000, "%s: bytes", stack.ID)
		assert.LessOrEqual(t, len(stack.Name), 128, stack.ID)
	}
}

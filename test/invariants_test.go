package test

import (
	"maps"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"bulkhead/assembly"
	"bulkhead/internal/facts"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// inDevelopment tells it by the stage's name: in all shared configurations, those of development begin with dev.
func inDevelopment(r *assembly.Resource) bool { return strings.HasPrefix(r.Stack.Stage, "dev") }

// resources are all resources of all shared configurations.
func resources(t testing.TB) []*assembly.Resource {
	t.Helper()
	var all []*assembly.Resource
	for _, a := range assemblies(t) {
		all = append(all, resourcesOf(a)...)
	}
	require.Greater(t, len(all), 4000)
	return all
}

// assemblies are those of all shared configurations.
func assemblies(t testing.TB) []*assembly.Assembly {
	t.Helper()
	var all []*assembly.Assembly
	for _, name := range slices.Sorted(maps.Keys(sharedConfigs)) {
		all = append(all, shared(t, name))
	}
	return all
}

func resourcesOf(a *assembly.Assembly) []*assembly.Resource {
	var all []*assembly.Resource
	for _, stack := range a.Stacks {
		all = append(all, stack.Resources...)
	}
	return all
}

// TestSecretsAreResolvedInPasswordsOnly: wherever else a dynamic reference stood, whoever may read the resource could
// read the secret.
func TestSecretsAreResolvedInPasswordsOnly(t *testing.T) {
	allowed := []string{
		"AWS::ElastiCache::User Passwords", "AWS::RDS::DBInstance MasterUserPassword", "AWS::RDS::DBCluster MasterUserPassword",
		"AWS::OpenSearchService::Domain AdvancedSecurityOptions MasterUserOptions MasterUserPassword",
		// Which AWS tells nobody who reads the rule. Source: the API reference, AuthenticateOidcActionConfig.
		"AWS::ElasticLoadBalancingV2::ListenerRule Actions 0 AuthenticateOidcConfig ClientSecret",
	}
	seen := 0
	for _, r := range resources(t) {
		all := strings.Count(text(r.Properties), "{{resolve:")
		for _, path := range allowed {
			words := strings.Fields(path)
			if r.Type == words[0] {
				in := strings.Count(text(r.Get(words[1:]...)), "{{resolve:")
				seen += in
				all -= in
			}
		}
		assert.Zero(t, all, r)
	}
	assert.Greater(t, seen, 10)
}

// ofUser tells whether a resource is a secret of a database's user, who goes with it: kept, it would be a password of
// nobody, or of somebody who should have gone.
func ofUser(r *assembly.Resource) bool {
	_, name, _ := strings.Cut(r.Stack.ID, "/")
	return r.Type == "AWS::SecretsManager::Secret" && (strings.HasPrefix(name, "user-") || strings.HasPrefix(name, "logins-"))
}

// lost finds state that goes with its stack, or with a mistake.
func lost(a *assembly.Assembly) []string {
	return judge(a, func(r *assembly.Resource, is facts.Resource) string {
		if is.State.Kind == facts.Stateless || hasAny(r, is.State.Unless) || strings.HasPrefix(r.Stack.ID, madeByCDK) {
			return ""
		}
		// The pipeline's artifacts are kept, but nobody would miss their stack; its logs tell what happened to them.
		pipeline := r.Stack.Stage == ""
		if is.State.Kind == facts.Record && (pipeline || inDevelopment(r)) {
			return ""
		}
		if is.State.Kind != facts.Record && !pipeline && !protected(r.Stack) {
			return "holds state in a stack without termination protection: make it stateful"
		}
		if is.State.Kind == facts.MadeAgain && inDevelopment(r) {
			return ""
		}
		if ofUser(r) {
			return ""
		}
		if !slices.Contains([]string{"Retain", "RetainExceptOnCreate", "Snapshot"}, r.DeletionPolicy) {
			return "holds state, and goes with its stack: its DeletionPolicy is " + strconv.Quote(r.DeletionPolicy) +
				"; say RemovalPolicy_RETAIN_ON_UPDATE_OR_DELETE in its construct"
		}
		if !slices.Contains([]string{"Retain", "Snapshot"}, r.UpdateReplacePolicy) {
			return "holds state that is lost when it is replaced: its UpdateReplacePolicy is " + strconv.Quote(r.UpdateReplacePolicy)
		}
		return ""
	})
}

func TestWhatHoldsStateIsKeptInStacksThatCannotBeDeletedByMistake(t *testing.T) {
	holds(t, lost)
	assert.Greater(
		t,
		count(t, func(_ *assembly.Resource, is facts.Resource) bool { return is.State.Kind != facts.Stateless }),
		500,
	)
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
			// What has no credentials of the account reads buckets of AWS's, and what the configuration names, through
			// the endpoint of S3: network_test.go.
			if r.Type == "AWS::EC2::VPCEndpoint" && !slices.Contains(s.Resources, any("*")) {
				continue
			}
			// A security group says who reaches the domain, and it asks for a password: search_test.go.
			if r.Type == "AWS::OpenSearchService::Domain" {
				continue
			}
			assert.NotEmpty(t, s.Condition, "%s %s", r, s.Path)
		}
	}
	assert.Greater(t, seen, 30, "endpoint policies")
}

func TestEveryLogGroupHasARetentionAndAKey(t *testing.T) {
	seen := 0
	for _, a := range assemblies(t) {
		for _, group := range a.OfType("AWS::Logs::LogGroup") {
			seen++
			days, _ := group.Get("RetentionInDays").(float64)
			assert.Positive(t, days, group)
			// What none of the configurations shortens; Container Insights measures what is in metrics, too.
			if metadata, _ := group.Stack.Template["Metadata"].(map[string]any); metadata["Tier"] == "production" &&
				!strings.HasPrefix(group.LogicalID, "Insights") {
				assert.GreaterOrEqual(t, days, 365.0, group)
			}
			assert.Equal(t, "AWS::KMS::Key", denotes(t, a, group, group.Get("KmsKeyId")).Type, group)
		}
	}
	assert.Greater(t, seen, 100)
}

func TestEveryFunctionAndBuildLogsToAGroupOfOurs(t *testing.T) {
	for _, a := range assemblies(t) {
		for _, function := range a.OfType("AWS::Lambda::Function") {
			assert.Equal(t, "AWS::Logs::LogGroup", denotes(t, a, function, function.Get("LoggingConfig", "LogGroup")).Type, function)
		}
		for _, project := range a.OfType("AWS::CodeBuild::Project") {
			assert.Equal(t, "AWS::Logs::LogGroup", denotes(t, a, project, project.Get("LogsConfig", "CloudWatchLogs", "GroupName")).Type, project)
		}
	}
	assert.Len(t, example(t).OfType("AWS::Lambda::Function"), 4*4+2+2*13+4+5+2+2+2+2+2*4+2*3+7+4, "four in each environment, one that uploads sites in two, two in each region of an account, four of the VPN, one for each store that is replicated and looked for, one that moves each side of production, two that find what its primary has, one that readies the stream of each side, two for a pair of search domains, two for releases in each environment, three of production itself on each side, one that makes users in each database, and one that finds the secret of each user in the recovery region; see docs/custom-resources.md")
}

func TestPublicSubnetsHoldLoadBalancersNATAndTheVPNOnly(t *testing.T) {
	allowed := []string{
		"AWS::ElasticLoadBalancingV2::LoadBalancer", "AWS::EC2::NatGateway",
		"AWS::EC2::SubnetRouteTableAssociation", "AWS::EC2::SubnetNetworkAclAssociation", "AWS::EC2::VPCBlockPublicAccessExclusion",
	}
	seen := map[string]bool{}
	for _, a := range assemblies(t) {
		for _, r := range resourcesOf(a) {
			for _, target := range denoted(a, r.Stack, r.Properties) {
				if target.Type == "AWS::EC2::Subnet" && tier(target) == "public" && r.Stack.ID != "shared-services/vpn" {
					assert.Contains(t, allowed, r.Type, "%s is in %s", r, target)
					seen[r.Type] = true
				}
			}
			if r.Type == "AWS::EC2::Subnet" {
				assert.Equal(t, false, r.Get("MapPublicIpOnLaunch"), r)
			}
		}
	}
	assert.Len(t, seen, len(allowed), "found load balancers and NAT in public subnets")
}

func TestNoTemplateHoldsASecret(t *testing.T) {
	secret := regexp.MustCompile(`AKIA[0-9A-Z]{16}|-----BEGIN|(?i)"(MasterUserPassword|SecretString|AuthToken|Password)":"`)
	for _, a := range assemblies(t) {
		for _, stack := range a.Stacks {
			assert.NotRegexp(t, secret, text(stack.Template), stack.ID)
		}
	}
}

func TestStacksStayFarFromCloudFormationsLimits(t *testing.T) {
	for _, a := range assemblies(t) {
		staysFarFromLimits(t, a)
	}
}

func staysFarFromLimits(t *testing.T, a *assembly.Assembly) {
	t.Helper()
	const share = 0.8
	for _, stack := range a.Stacks {
		assert.Less(t, len(stack.Resources), 400, stack.ID)
		assert.Less(t, float64(len(stack.Outputs)), share*200, stack.ID)
		assert.Less(t, float64(len(stack.Parameters)), share*200, stack.ID)
		info, err := os.Stat(stack.Path)
		require.NoError(t, err)
		assert.Less(t, float64(info.Size()), share*1_000_000, "%s: bytes", stack.ID)
		assert.LessOrEqual(t, len(stack.Name), 128, stack.ID)
	}
}

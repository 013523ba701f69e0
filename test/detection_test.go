package test

import (
	"slices"
	"strings"
	"testing"

	"bulkhead/assembly"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// perRegion are the types that an account may have once in each region.
var perRegion = []string{
	"AWS::GuardDuty::Detector", "AWS::SecurityHub::Hub", "AWS::Config::ConfigurationRecorder", "AWS::Config::DeliveryChannel", "AWS::AccessAnalyzer::Analyzer",
}

func TestNothingIsSwitchedOnTwiceInARegionOfAnAccount(t *testing.T) {
	for _, a := range assemblies(t) {
		seen := map[string]string{}
		for _, r := range resourcesOf(a) {
			if !slices.Contains(perRegion, r.Type) {
				continue
			}
			where := r.Type + " " + r.Stack.Account + " " + r.Stack.Region
			assert.Empty(t, seen[where], "%s has one already, in %s", r.Stack.ID, seen[where])
			seen[where] = r.Stack.ID
		}
	}
}

func TestEveryAccountIsWatchedWhereItRunsAndInTheGlobalRegion(t *testing.T) {
	regions := map[string][]string{
		"111111111111": {"eu-central-1", "eu-west-1", "us-east-1"},
		"222222222222": {"eu-central-1", "eu-west-1", "us-east-1"},
		"333333333333": {"eu-west-1", "us-east-1"},
		"444444444444": {"eu-west-1", "us-east-1"},
		"555555555555": {"eu-central-1", "eu-west-1", "us-east-1"},
	}
	for _, resourceType := range perRegion {
		got := map[string][]string{}
		for _, r := range example(t).OfType(resourceType) {
			got[r.Stack.Account] = append(got[r.Stack.Account], r.Stack.Region)
		}
		for _, in := range got {
			slices.Sort(in)
		}
		assert.Equal(t, regions, got, resourceType)
	}
	stacks := map[string]bool{}
	for _, stack := range example(t).Stacks { // nothing runs where nobody watches
		stacks[stack.Account+" "+stack.Region] = true
	}
	for where := range stacks {
		account, region, _ := strings.Cut(where, " ")
		assert.Contains(t, regions[account], region)
	}
}

func TestEveryAccountHasOneTrailForAllRegionsThatShowsWhenItWasAltered(t *testing.T) {
	trails := map[string]int{}
	for _, trail := range example(t).OfType("AWS::CloudTrail::Trail") {
		trails[trail.Stack.Account]++
		for _, property := range []string{"IsLogging", "IsMultiRegionTrail", "EnableLogFileValidation", "IncludeGlobalServiceEvents"} {
			assert.Equal(t, true, trail.Get(property), "%s %s", trail, property)
		}
		assert.Equal(t, "acme-trails-111111111111-eu-west-1", trail.Get("S3BucketName"))
		key := named(t, example(t), "security", "AWS::KMS::Alias", "AliasName", "alias/acme-archive")
		assert.Equal(t, "arn:aws:kms:eu-west-1:111111111111:"+key.Get("AliasName").(string), trail.Get("KMSKeyId"))
		assert.Equal(t, "acme-trail", trail.Get("TrailName"), "the archive admits it by its ARN")
	}
	assert.Equal(t, map[string]int{"111111111111": 1, "222222222222": 1, "333333333333": 1, "444444444444": 1, "555555555555": 1}, trails)
}

// admitted are the accounts that a bucket lets a service write logs of, each below its own prefix and for nobody else.
func admitted(t testing.TB, a *assembly.Assembly, bucket, service string) []string {
	t.Helper()
	var accounts []string
	policy := policyFor(t, a, named(t, a, "security", "AWS::S3::Bucket", "BucketName", bucket))
	for _, s := range policy {
		if s.Effect != "Allow" || !slices.Contains(s.Actions, "s3:PutObject") {
			continue
		}
		assert.Equal(t, []assembly.Principal{{Kind: "Service", ID: service + ".amazonaws.com"}}, s.Principals)
		require.Len(t, s.Resources, 1)
		_, path, _ := strings.Cut(text(s.Resources[0]), "/AWSLogs/")
		account := path[:12]
		equals := s.Condition["StringEquals"].(map[string]any)
		assert.Contains(t, text(equals), account, "it acts for whom the prefix is of")
		accounts = append(accounts, account)
	}
	return accounts
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

func TestTrailsAndRecordersOfEveryAccountReachTheArchiveUnderTheirOwnPrefix(t *testing.T) {
	all := []string{"111111111111", "222222222222", "333333333333", "444444444444", "555555555555"}
	assert.ElementsMatch(t, all, admitted(t, example(t), "acme-trails-111111111111-eu-west-1", "cloudtrail"))
	assert.ElementsMatch(t, all, admitted(t, example(t), "acme-recorder-111111111111-eu-west-1", "config"))
	for _, channel := range example(t).OfType("AWS::Config::DeliveryChannel") {
		assert.Equal(t, "acme-recorder-111111111111-eu-west-1", channel.Get("S3BucketName"))
	}
	for name, mode := range map[string]any{"choices": "GOVERNANCE", "private": "COMPLIANCE", "plain": nil} {
		a := shared(t, name)
		locked := 0
		for _, bucket := range in(t, a, "security", "AWS::S3::Bucket") {
			if bucket.Get("ObjectLockEnabled") == true {
				locked++
				assert.Contains(t, bucket.Get("BucketName"), "-trails-", "AWS Config and load balancers deliver to no locked bucket")
				assert.Equal(t, mode, bucket.Get("ObjectLockConfiguration", "Rule", "DefaultRetention", "Mode"))
			}
		}
		assert.Equal(t, mode != nil, locked == 1, name)
	}
}

func TestConfigRecordsWhatHasNoRegionOnceAndHasItsRole(t *testing.T) {
	global, roles := map[string]int{}, map[string]int{}
	for _, recorder := range example(t).OfType("AWS::Config::ConfigurationRecorder") {
		assert.Equal(t, true, recorder.Get("RecordingGroup", "AllSupported"))
		assert.Equal(t, "arn:aws:iam::"+recorder.Stack.Account+":role/aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig", recorder.Get("RoleARN"))
		if recorder.Get("RecordingGroup", "IncludeGlobalResourceTypes") == true {
			global[recorder.Stack.Account]++
			role := only(t, example(t), recorder.Stack.ID, "AWS::IAM::ServiceLinkedRole")
			assert.Contains(t, recorder.DependsOn, role.LogicalID)
		}
		for _, rule := range ofType(t, example(t), recorder.Stack.ID, "AWS::Config::ConfigRule") {
			assert.Contains(t, rule.DependsOn, recorder.LogicalID, "there are no rules without a recorder")
		}
	}
	for _, role := range example(t).OfType("AWS::IAM::ServiceLinkedRole") {
		if role.Get("AWSServiceName") == "config.amazonaws.com" {
			roles[role.Stack.Account]++
		}
	}
	for _, account := range []string{"111111111111", "222222222222", "333333333333", "444444444444", "555555555555"} {
		assert.Equal(t, 1, global[account], account)
		assert.Equal(t, 1, roles[account], account)
	}
}

func TestGuardDutyWatchesWhatRuns(t *testing.T) {
	for _, detector := range example(t).OfType("AWS::GuardDuty::Detector") {
		assert.Equal(t, true, detector.Get("Enable"))
		features := map[string]any{}
		for _, feature := range list(detector.Get("Features")) {
			assert.Equal(t, "ENABLED", feature.(map[string]any)["Status"])
			features[feature.(map[string]any)["Name"].(string)] = feature
		}
		assert.Len(t, features, 5)
		assert.Contains(t, text(features["RUNTIME_MONITORING"]), "ECS_FARGATE_AGENT_MANAGEMENT")
	}
}

func TestSecurityHubComparesWithTheStandardsThatAreNamed(t *testing.T) {
	want := map[string][]string{
		"plain":   {"aws-foundational-security-best-practices/v/1.0.0", "cis-aws-foundations-benchmark/v/3.0.0"},
		"choices": {"nist-800-53/v/5.0.0", "pci-dss/v/4.0.1"},
		"private": nil,
	}
	for name, standards := range want {
		hubs := shared(t, name).OfType("AWS::SecurityHub::Hub")
		assert.Equal(t, standards != nil, len(hubs) > 0, name)
		for _, hub := range hubs {
			assert.Equal(t, false, hub.Get("EnableDefaultStandards"))
			var got []string
			before := hub
			for _, standard := range ofType(t, shared(t, name), hub.Stack.ID, "AWS::SecurityHub::Standard") {
				_, arn, _ := strings.Cut(standard.Get("StandardsArn").(string), "::standards/")
				got = append(got, arn)
				assert.NotEmpty(t, standard.DependsOn, "one after the other, and after %s", before)
			}
			assert.ElementsMatch(t, standards, got)
		}
	}
}

func TestWhatAnAccountHasAlreadyIsNotSwitchedOn(t *testing.T) {
	assert.Empty(t, maybeIn(choices(t), "lab", "AWS::CloudTrail::Trail"))
	assert.Empty(t, maybeIn(choices(t), "lab", "AWS::IAM::ServiceLinkedRole"))
	assert.Len(t, in(t, choices(t), "lab", "AWS::Config::ConfigurationRecorder"), 1)
	assert.Nil(t, choices(t).Stack("dev-zonal/detection"), "CloudFormation refuses a stack without resources")
	for _, resourceType := range perRegion {
		assert.Len(t, in(t, choices(t), "stores", resourceType), 1)
	}
}

package test

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"bulkhead/assembly"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// setIn are the properties of what sets a region of an account.
func setIn(t testing.TB, a *assembly.Assembly, stack string) map[string]any {
	t.Helper()
	set := maps.Clone(only(t, a, stack, "Custom::AccountSettings").Properties)
	for _, name := range []string{"ServiceToken", "ServiceTimeout", "FunctionCode", "Account"} {
		assert.NotEmpty(t, set[name], name)
		delete(set, name)
	}
	return set
}

func TestEveryRegionOfEveryAccountIsSetAndWhatHasNoRegionOnce(t *testing.T) {
	regional := map[string]any{
		"Volumes": "encrypt", "InstanceMetadata": "v2", "Images": "block", "Documents": "block", "DefaultVPC": "remove",
		"Inspector": []any{"EC2", "ECR", "LAMBDA"},
	}
	all := maps.Clone(regional)
	maps.Copy(all, map[string]any{"PublicAccess": "block", "Passwords": "strict"})
	for _, stack := range []string{"security/account", "dev/account", "stage/account", "prod/account"} {
		assert.Equal(t, all, setIn(t, example(t), stack), stack)
	}
	for _, stack := range []string{"shared-services/account", "shared-services/account-eu-central-1"} {
		assert.Equal(t, []any{"EC2", "LAMBDA"}, setIn(t, example(t), stack)["Inspector"], "%s: its registry says who scans images", stack)
	}
	for _, stack := range []string{"security/account-us-east-1", "security/account-eu-central-1", "shared-services/account-us-east-1", "dev/account-us-east-1", "prod/account-us-east-1", "prod-dr/account"} {
		assert.Equal(t, regional, setIn(t, example(t), stack), stack)
	}
	regions, shared := map[string]bool{}, map[string]bool{}
	for _, stack := range example(t).Stacks {
		regions[stack.Account+" "+stack.Region] = true
	}
	for _, r := range example(t).OfType("AWS::EC2::SnapshotBlockPublicAccess") {
		assert.Equal(t, "block-all-sharing", r.Get("State"))
		shared[r.Stack.Account+" "+r.Stack.Region] = true
	}
	assert.Equal(t, regions, shared, "no snapshot is public anywhere")
}

func TestWhatAnAccountIsNotSetToIsLeftAlone(t *testing.T) {
	assert.NotContains(t, setIn(t, choices(t), "lab/account"), "DefaultVPC", "settings.except")
	assert.Equal(t, map[string]any{"Passwords": "strict"}, setIn(t, shared(t, "private"), "dev-vault/account"), "settings.apply, and no inspector")
	for _, r := range resourcesOf(choices(t)) {
		assert.False(t, r.Stack.ID == "fleet/account" && (r.Type == "Custom::AccountSettings" || strings.HasPrefix(r.Type, "AWS::SSM::") || r.Type == "AWS::Lambda::Function"), r)
	}
}

// mayDo are the actions that the roles of a stack may take whose policies' logical ids begin so.
func mayDo(t testing.TB, a *assembly.Assembly, stack, role string) []string {
	t.Helper()
	var actions []string
	for _, policy := range ofType(t, a, stack, "AWS::IAM::Policy") {
		if strings.HasPrefix(policy.LogicalID, role) {
			for _, s := range assembly.Statements(policy) {
				actions = append(actions, s.Actions...)
			}
		}
	}
	require.NotEmpty(t, actions)
	return actions
}

func TestWhatSetsAnAccountMayDoNoMoreThanIsSet(t *testing.T) {
	assert.ElementsMatch(t, []string{"iam:UpdateAccountPasswordPolicy", "logs:CreateLogStream", "logs:PutLogEvents", "sqs:SendMessage"},
		mayDo(t, shared(t, "private"), "dev-vault/account", "SettingsFunction"))
	assert.NotContains(t, mayDo(t, choices(t), "lab/account", "SettingsFunction"), "ec2:DeleteVpc")
}

// documented are the permissions that a function of ours says it needs.
func documented(t testing.TB, function string) []string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("../lambda", function, "doc.go"))
	require.NoError(t, err)
	found := permission.FindAllString(string(text), -1)
	require.NotEmpty(t, found)
	slices.Sort(found)
	return slices.DeleteFunc(slices.Compact(found), func(s string) bool { return slices.Contains(conditionKeys, s) })
}

var (
	permission    = regexp.MustCompile(`\b(ec2|iam|inspector2|ram|route53|s3|ssm|sts):[A-Z][a-z][A-Za-z0-9]+\b`)
	conditionKeys = []string{"ec2:Region", "iam:AWSServiceName", "ram:ShareOwnerAccountId", "ram:ResourceShareName"}
)

func TestWhatSetsAnAccountMayDoWhatItSaysItNeeds(t *testing.T) {
	needs := append(documented(t, "account"), "logs:CreateLogStream", "logs:PutLogEvents", "sqs:SendMessage") // the last for calls that failed
	assert.ElementsMatch(t, needs, mayDo(t, example(t), "dev/account", "SettingsFunction"))
}

// importedKey is the export that the id of a key is taken from.
var importedKey = regexp.MustCompile(`^\{"Fn::Select".*\{"Fn::ImportValue":"([^"]+)"`)

func TestSessionsAreRecordedAndEncrypted(t *testing.T) {
	for _, document := range choices(t).OfType("AWS::SSM::Document") {
		assert.Equal(t, "SSM-SessionManagerRunShell", document.Get("Name"), "where Session Manager looks")
		assert.Equal(t, "Session", document.Get("DocumentType"))
		inputs := document.Get("Content", "inputs")
		group := denotes(t, choices(t), document, document.Get("Content", "inputs", "cloudWatchLogGroupName"))
		id := document.Get("Content", "inputs", "kmsKeyId")
		if imported := importedKey.FindStringSubmatch(text(id)); imported != nil { // the foundation of a standby has it
			id = map[string]any{"Fn::ImportValue": imported[1]}
		}
		key := denotes(t, choices(t), document, id)
		assert.Equal(t, key, denotes(t, choices(t), group, group.Get("KmsKeyId")))
		assert.Equal(t, true, inputs.(map[string]any)["cloudWatchEncryptionEnabled"])
		assert.NotNil(t, group.Get("RetentionInDays"))
	}
}

func TestInstancesWriteWhatHappensInSessionsAndReadNothingElse(t *testing.T) {
	for _, i := range []struct{ stage, stack, role string }{
		{"dev-fleet", "platform", "InstancesRole"},
		{"lab", "bastion", "BastionRole"},
		{"shared-services", "vpn", "ServerRole"},
	} {
		stack := choices(t).Stack(i.stage + "/" + i.stack)
		group := named(t, choices(t), i.stage, "AWS::Logs::LogGroup", "LogGroupName", "/choices/"+i.stage+"/sessions")
		assert.Equal(t, 400.0, group.Get("RetentionInDays"), "defaults.logRetentionDays")
		named(t, choices(t), i.stage, "AWS::KMS::Alias", "AliasName", "alias/choices-account")
		here := stack.Region + ":" + stack.Account + ":"
		writes, reads := false, false
		for _, policy := range ofType(t, choices(t), stack.ID, "AWS::IAM::Policy") {
			if !strings.HasPrefix(policy.LogicalID, i.role) {
				continue
			}
			for _, s := range assembly.Statements(policy) {
				writes = writes ||
					slices.Contains(s.Actions, "logs:PutLogEvents") &&
						strings.Contains(
							text(s.Resources),
							`"arn:aws:logs:`+here+`log-group:/choices/`+i.stage+`/sessions:*"`,
						)
				if slices.Contains(s.Actions, "kms:Decrypt") && strings.Contains(text(s.Resources), here+"key/*") {
					reads = true
					assert.Equal(t, `{"ForAnyValue:StringEquals":{"kms:ResourceAliases":"alias/choices-account"}}`, text(s.Condition), "%s: with no other key", policy)
				}
			}
		}
		assert.True(t, writes, stack.ID)
		assert.True(t, reads, stack.ID)
	}
}

func TestEveryInstanceSaysHowItIsPatched(t *testing.T) {
	want := map[string]any{"dev-brown/bastion": "in-place", "dev-fleet/platform": "replacement", "fleet/platform": nil, "lab/bastion": "in-place", "lab-dr/bastion": "in-place", "shared-services/vpn": "in-place"}
	for stack := range onInstances {
		want[stack] = "in-place"
	}
	for stack := range databasesOnInstances {
		want[stack] = "in-place"
	}
	got := map[string]any{}
	for _, group := range choices(t).OfType("AWS::AutoScaling::AutoScalingGroup") {
		got[group.Stack.ID] = nil
		for _, tag := range list(group.Get("Tags")) {
			if tag := tag.(map[string]any); tag["Key"] == "patching" {
				got[group.Stack.ID] = tag["Value"]
				assert.Equal(t, true, tag["PropagateAtLaunch"], group)
			}
		}
	}
	assert.Equal(t, want, got, "but for Bottlerocket, which Patch Manager does not know, and which is replaced as well")
}

func TestInstancesArePatchedInTheirWindowAndLookedAtEveryDay(t *testing.T) {
	window := only(t, choices(t), "dev-fleet/account", "AWS::SSM::MaintenanceWindow")
	assert.Equal(t, "cron(30 22 ? * SAT *)", window.Get("Schedule"))
	assert.Equal(t, 4.0, window.Get("Duration"))
	target := only(t, choices(t), "dev-fleet/account", "AWS::SSM::MaintenanceWindowTarget")
	assert.Equal(t, `[{"Key":"tag:patching","Values":["in-place"]}]`, text(target.Get("Targets")))
	task := only(t, choices(t), "dev-fleet/account", "AWS::SSM::MaintenanceWindowTask")
	assert.Equal(t, target, denotes(t, choices(t), task, list(list(task.Get("Targets"))[0].(map[string]any)["Values"])[0]))
	assert.Equal(t, window, denotes(t, choices(t), task, task.Get("WindowId")))
	run := task.Get("TaskInvocationParameters", "MaintenanceWindowRunCommandParameters", "Parameters")
	assert.Equal(t, `{"Operation":["Install"],"RebootOption":["RebootIfNeeded"]}`, text(run))
	scan := only(t, choices(t), "dev-fleet/account", "AWS::SSM::Association")
	assert.Equal(t, `{"Operation":["Scan"]}`, text(scan.Get("Parameters")))
	assert.Equal(t, `[{"Key":"tag:patching","Values":["in-place","replacement"]}]`, text(scan.Get("Targets")))
	baseline := only(t, choices(t), "dev-fleet/account", "AWS::SSM::PatchBaseline")
	assert.Equal(t, true, baseline.Get("DefaultBaseline"))
	assert.Equal(t, "Retain", baseline.DeletionPolicy, "AWS deletes no default, so a stack that fails must not try")
}

// TestSettingsAreMadeAgainEveryDay: what a function has set once, somebody may change, and no template would differ.
func TestSettingsAreMadeAgainEveryDay(t *testing.T) {
	seen := 0
	for _, a := range assemblies(t) {
		for _, r := range a.OfType("Custom::AccountSettings") {
			var asked struct {
				RequestType, ResourceType string
				ResourceProperties        map[string]any
			}
			for _, rule := range ofType(t, a, r.Stack.ID, "AWS::Events::Rule") {
				target := list(rule.Get("Targets"))[0].(map[string]any)
				if target["Input"] == nil {
					continue
				}
				seen++
				assert.Equal(t, "rate(1 day)", rule.Get("ScheduleExpression"))
				assert.Equal(t, denotes(t, a, r, r.Get("ServiceToken")), denotes(t, a, rule, target["Arn"]))
				require.NoError(t, json.Unmarshal([]byte(target["Input"].(string)), &asked))
			}
			assert.Equal(t, []string{"Repair", r.Type}, []string{asked.RequestType, asked.ResourceType})
			own := maps.Clone(r.Properties)
			for _, name := range []string{"ServiceToken", "ServiceTimeout", "FunctionCode"} {
				delete(own, name)
			}
			assert.Equal(t, own, asked.ResourceProperties, r)
		}
	}
	assert.Greater(t, seen, 40)
}

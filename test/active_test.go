package test

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"bulkhead/assembly"
	"bulkhead/config"
	"bulkhead/internal/spec"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// moves are the properties that a failover changes itself, so that a deployment after it finds them as it wants them.
var moves = []string{
	"AWS::ApplicationAutoScaling::ScalableTarget MaxCapacity",
	"AWS::ApplicationAutoScaling::ScalableTarget MinCapacity",
	"AWS::ApplicationAutoScaling::ScalableTarget ScheduledActions",
	"AWS::CloudWatch::Alarm TreatMissingData", // of a service that has no tasks nothing is counted
	"AWS::CloudWatch::Alarm WarmUpConfiguration",
	"AWS::CloudWatch::Dashboard DashboardBody",      // alarms of backups and canaries come and go
	"AWS::ECS::TaskDefinition ContainerDefinitions", // what runs before the start runs where it can write
	"AWS::ElasticLoadBalancingV2::ListenerRule Actions",
	"AWS::GlobalAccelerator::EndpointGroup EndpointConfigurations",
	"AWS::GlobalAccelerator::EndpointGroup TrafficDialPercentage",
	"AWS::Events::Rule State", // what starts functions
	"AWS::Lambda::EventSourceMapping Enabled",
	"AWS::Scheduler::Schedule State",
	"Custom::DatabaseUser Active",                       // a copy has the users of what it is a copy of
	"AWS::Synthetics::Canary StartCanaryAfterCreation",  // no failover starts it, and it asks for names that lead anywhere
	"AWS::StepFunctions::StateMachine DefinitionString", // it knows which side is active
}

// productionWith is the example's production, both sides of it, with a schedule for the number of web's tasks, a task
// before its start and one by the clock, and these lines under recovery.
func productionWith(t testing.TB, lines string) *assembly.Assembly {
	t.Helper()
	dir := t.TempDir()
	require.NoError(t, os.CopyFS(dir, os.DirFS("../config/example")))
	file := filepath.Join(dir, "environments", "prod.yaml")
	content, err := os.ReadFile(file)
	require.NoError(t, err)
	replaced := strings.NewReplacer(
		"  minTasks: 1\n",
		"  minTasks: 1\n"+lines,
		"      requests: 1000 # per task and minute\n",
		"      schedules: {night: {cron: \"0 20 * * ? *\", min: 1}}\n"+
			"    tasks: {migrate: {run: before-start, command: [migrate]}, tidy: {run: scheduled, cron: \"0 3 * * ? *\", command: [tidy]}}\n",
	).Replace(string(content))
	require.NoError(t, os.WriteFile(file, []byte(replaced), 0o644))
	c, err := config.Load(dir)
	require.NoError(t, err)
	c.Organization.Pipeline = nil
	c.Environments = slices.DeleteFunc(c.Environments, func(e config.Environment) bool { return e.Name != "prod" })
	return synthesizeEnvironments(t, c)
}

// TestADeploymentAfterAFailoverChangesOnlyWhatTheFailoverDid: whatever else differed between the templates of before
// and after would be undone, or done, by the deployment that follows a failover.
func TestADeploymentAfterAFailoverChangesOnlyWhatTheFailoverDid(t *testing.T) {
	before := productionWith(t, "")
	after := productionWith(t, "  active: recovery\n")
	moved, comes := map[string]bool{}, []string(nil)
	for _, stage := range []string{"prod-dr-foundation", "prod", "prod-dr"} {
		for _, stack := range before.Stage(stage) {
			twin := after.Stack(stack.ID)
			require.NotNil(t, twin, stack.ID)
			rest, restAfter := maps.Clone(stack.Template), maps.Clone(twin.Template)
			for _, of := range []map[string]any{rest, restAfter} {
				delete(of, "Resources")
				delete(of, "Transform") // of the rotation
			}
			assert.Equal(t, rest, restAfter, "%s: outputs and the like", stack.ID)
			for _, r := range twin.Resources {
				if stack.ID == "prod/replicator-events" && strings.Contains(r.LogicalID, "Replicator") {
					comes = append(comes, r.Type) // from the standby, which nothing was copied from before
					continue
				}
				if watchesCanary(r) && stage == "prod-dr" {
					assert.Nil(t, stack.Resource(r.LogicalID), "the canaries of the active side run: %s", r)
					continue
				}
				if backsUp(r) && stage == "prod-dr" {
					assert.Nil(t, stack.Resource(r.LogicalID), "the active side is backed up: %s", r)
					continue
				}
				assert.NotNil(t, stack.Resource(r.LogicalID), r)
			}
			for _, r := range stack.Resources {
				if watchesCanary(r) && stage == "prod" {
					assert.Nil(t, twin.Resource(r.LogicalID), "and the other's do not: %s", r)
					continue
				}
				if backsUp(r) && stage == "prod" {
					assert.Nil(t, twin.Resource(r.LogicalID), "and the other is not: %s", r)
					continue
				}
				if rotates(r) && stage == "prod" {
					assert.Nil(t, twin.Resource(r.LogicalID), "the failover has ended it: %s", r)
					continue
				}
				other := twin.Resource(r.LogicalID)
				require.NotNil(t, other, r)
				assert.Equal(t, r.Type, other.Type)
				for _, property := range differing(r, other) {
					change := r.Type + " " + property
					assert.Contains(t, moves, change, r)
					kind, known := spec.Of(r.Type)
					custom := strings.HasPrefix(r.Type, "Custom::") // of which our functions know, and their tests
					if !custom && assert.True(t, known, r) && r.Type != "AWS::ECS::TaskDefinition" {
						assert.Equal(t, spec.No, kind.Replaces(property), "%s would be replaced", r)
					}
					if r.Type == "AWS::ElasticLoadBalancingV2::ListenerRule" {
						assert.Contains(t, text(r.Get("Conditions")), gatePath, "no other rule")
					}
					moved[change] = true
				}
			}
		}
		assert.Len(t, after.Stage(stage), len(before.Stage(stage)), "no stack comes")
	}
	assert.ElementsMatch(t, moves, slices.Collect(maps.Keys(moved)), "each of them moves")
	assert.Contains(t, comes, "AWS::MSK::Replicator", "the standby's messages are copied, too")
}

// rotates tells whether a resource is of the rotation of a password.
func rotates(r *assembly.Resource) bool {
	return r.Type == "AWS::SecretsManager::RotationSchedule" ||
		r.Type == "AWS::CloudWatch::Alarm" && strings.Contains(r.LogicalID, "RotationErrors") || strings.HasSuffix(r.Type, "::ResourcePolicy") &&
		strings.Contains(r.LogicalID, "PasswordAttachmentPolicy")
}

// watchesCanary tells whether a resource is the alarm of a canary.
func watchesCanary(r *assembly.Resource) bool {
	return r.Type == "AWS::CloudWatch::Alarm" && r.Get("Namespace") == "CloudWatchSynthetics"
}

// differing are the properties, and other attributes, in which two versions of a resource differ.
func differing(a, b *assembly.Resource) (names []string) {
	one, other := a.Stack.Template["Resources"].(map[string]any)[a.LogicalID].(map[string]any),
		b.Stack.Template["Resources"].(map[string]any)[b.LogicalID].(map[string]any)
	properties := func(of map[string]any) map[string]any { p, _ := of["Properties"].(map[string]any); return p }
	keys := map[string]bool{}
	for _, of := range []map[string]any{properties(one), properties(other)} {
		for name := range of {
			keys[name] = true
		}
	}
	for name := range keys {
		if text(properties(one)[name]) != text(properties(other)[name]) {
			names = append(names, name)
		}
	}
	for _, attribute := range slices.Sorted(maps.Keys(one)) {
		if attribute != "Properties" && fmt.Sprint(one[attribute]) != fmt.Sprint(other[attribute]) {
			names = append(names, "attribute "+attribute)
		}
	}
	if len(one) != len(other) {
		names = append(names, "attributes")
	}
	return names
}

// backsUp tells whether a resource backs up the stores of the side that is active, restores them for tests, or hears
// when they are not backed up.
func backsUp(r *assembly.Resource) bool {
	return strings.HasSuffix(r.Stack.ID, "/backups") &&
		(strings.HasPrefix(r.Type, "AWS::Backup::") || r.Get("Namespace") == "AWS/Backup")
}

package test

import (
	"bytes"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestTemplatesAreAsReviewed(t *testing.T) {
	reviewed := map[string]bool{}
	for _, name := range slices.Sorted(maps.Keys(sharedConfigs)) {
		a, err := sharedConfigs[name].load()
		require.NoError(t, err)
		if *update {
			require.NoError(t, os.RemoveAll(filepath.Join(goldens, name)))
		}
		compare := func(golden string, got []byte, what string) {
			reviewed[golden] = true
			if *update {
				require.NoError(t, os.MkdirAll(filepath.Dir(golden), 0o755))
				require.NoError(t, os.WriteFile(golden, got, 0o644))
				return
			}
			want, err := os.ReadFile(golden)
			if assert.NoError(t, err, "a new stack: read its template, then accept it with make accept") && !bytes.Equal(want, got) {
				assert.Empty(t, cmp.Diff(strings.Split(string(want), "\n"), strings.Split(string(got), "\n")),
					"%s of %s has changed: read the difference, then accept it with make accept", what, name)
			}
		}
		for _, stack := range a.Stacks {
			compare(goldenOf(name, stack.ID), withoutFunctionKeys(t, stack.Path), stack.ID)
		}
		compare(indexOf(name), index(a), "where a stack is, or what it depends on,")
	}
	files, err := filepath.Glob(filepath.Join(goldens, "*", "*"))
	require.NoError(t, err)
	for _, file := range files {
		assert.True(t, reviewed[file], "no stack has the template %s any more: remove it with make accept", file)
	}
}

func TestTheIndexReadsBackAsItWasWritten(t *testing.T) {
	for name, config := range sharedConfigs {
		a, err := config.reviewed()
		require.NoError(t, err)
		written, err := os.ReadFile(indexOf(name))
		require.NoError(t, err)
		assert.Equal(t, string(written), string(index(a)), name)
	}
}

func TestOrganizationHasAStagePerAccountAndRegion(t *testing.T) {
	type place struct{ account, region string }
	got := map[string]place{}
	for _, stack := range example(t).Stacks {
		// The archive and the registry have a stack in every region that something runs in.
		if stack.Stage == "" || strings.HasSuffix(stack.ID, "-"+stack.Region) {
			continue
		}
		got[stack.Stage] = place{stack.Account, stack.Region}
	}
	assert.Equal(t, map[string]place{
		"security":           {"111111111111", "eu-west-1"},
		"shared-services":    {"222222222222", "eu-west-1"},
		"dev":                {"333333333333", "eu-west-1"},
		"stage":              {"444444444444", "eu-west-1"},
		"prod":               {"555555555555", "eu-west-1"},
		"prod-dr-foundation": {"555555555555", "eu-central-1"},
		"prod-dr":            {"555555555555", "eu-central-1"},
	}, got)
}

func TestStandbyHasTheSameResourcesAsItsPrimary(t *testing.T) {
	types := func(stages ...string) map[string]int {
		count := map[string]int{}
		for _, stage := range stages {
			for _, stack := range example(t).Stage(stage) {
				name := strings.TrimPrefix(stack.ID, stage+"/")
				for _, resource := range stack.Resources {
					count[name+" "+resource.Type]++
				}
			}
		}
		return count
	}
	standby := types("prod-dr-foundation", "prod-dr")
	for name := range standby {
		if stack, _, _ := strings.Cut(name, " "); strings.HasPrefix(stack, "replication-") || strings.HasPrefix(stack, "data-") {
			delete(standby, name) // parity judges what of a copy differs
		}
	}
	// The primary's names, for after a failover.
	standby["platform AWS::CertificateManager::Certificate"]--
	standby["platform AWS::CloudWatch::Alarm"]-- // for when it expires
	delete(standby, "front-load-balancer AWS::ElasticLoadBalancingV2::ListenerCertificate")
	primary := types("prod")
	for name := range primary {
		if strings.Contains(name, "-us-east-1 ") {
			delete(primary, name) // CloudFront does not depend on the region
		}
	}
	// Messages are copied to the standby, and back while it is active.
	for _, side := range []map[string]int{primary, standby} {
		maps.DeleteFunc(side, func(name string, _ int) bool { return strings.HasPrefix(name, "replicator-") })
	}
	delete(primary, "prerequisites AWS::IAM::ServiceLinkedRole") // the account has them then
	maps.DeleteFunc(primary, func(name string, _ int) bool { return strings.HasPrefix(name, "data-") })
	maps.DeleteFunc(primary, func(name string, _ int) bool { // roles have no region
		return strings.HasPrefix(name, "applications ") || name == "access AWS::IAM::Role"
	})
	maps.DeleteFunc(primary, func(name string, _ int) bool { return strings.HasPrefix(name, "backups AWS::Backup::") })
	delete(primary, "canaries AWS::CloudWatch::Alarm") // canaries run on the active side
	primary["backups AWS::CloudWatch::Alarm"] -= 3     // of backups that are missing: the active side is backed up
	for _, once := range []string{"AWS::CloudTrail::Trail", "AWS::IAM::ServiceLinkedRole", "AWS::Config::ConfigRule", "AWS::Budgets::Budget"} {
		delete(primary, "account "+once) // what has no region is watched in one
		delete(standby, "account "+once)
	}
	delete(primary, "account AWS::SecurityHub::FindingAggregator") // gathers in the account's first region
	// A user's password is made and changed by the primary, and the standby has it copied.
	maps.DeleteFunc(primary, func(name string, _ int) bool {
		return strings.HasPrefix(name, "user-") && strings.Contains(name, " AWS::SecretsManager::")
	})
	for user := range standby {
		stack, is := strings.CutSuffix(user, " Custom::DatabaseUser")
		if !is {
			continue
		}
		for _, part := range []string{
			"Custom::ReplicatedSecret",
			"AWS::IAM::Policy", "AWS::IAM::Role", "AWS::IAM::RolePolicy", "AWS::Lambda::Function", "AWS::Logs::LogGroup",
		} {
			assert.Equal(t, 1, standby[stack+" "+part], stack)
			delete(standby, stack+" "+part)
		}
	}
	// The primary has the accelerator, and the standby a function that finds it, and one that finds the primary's zone.
	delete(primary, "accelerator AWS::GlobalAccelerator::Accelerator")
	delete(primary, "accelerator AWS::GlobalAccelerator::Listener")
	delete(standby, "accelerator Custom::AcceleratorListener")
	delete(standby, "edge Custom::PublicZone")
	for _, stack := range []string{"accelerator", "edge"} {
		for _, part := range []string{
			"IAM::Policy", "IAM::Role", "Lambda::EventInvokeConfig", "Lambda::Function", "Logs::LogGroup",
		} {
			assert.Equal(t, 1, standby[stack+" AWS::"+part])
			delete(standby, stack+" AWS::"+part)
		}
	}
	assert.Equal(t, primary, standby)
}

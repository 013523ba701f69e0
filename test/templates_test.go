package test

import (
	"bytes"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// goldens holds every template as it was last reviewed, by configuration.
const goldens = "testdata/templates"

// functionKey is the hash of a function's bytes, which differ with the version of Go.
var functionKey = regexp.MustCompile(`"S3Key": "[0-9a-f]{64}\.zip"`)

func TestTemplatesAreAsReviewed(t *testing.T) {
	reviewed := map[string]bool{}
	for _, name := range slices.Sorted(maps.Keys(sharedConfigs)) {
		dir := filepath.Join(goldens, name)
		if *update {
			require.NoError(t, os.RemoveAll(dir))
			require.NoError(t, os.MkdirAll(dir, 0o755))
		}
		for _, stack := range shared(t, name).Stacks {
			golden := filepath.Join(dir, strings.NewReplacer("/", "-", ":", "-").Replace(stack.ID)+".json")
			reviewed[golden] = true
			got, err := os.ReadFile(stack.Path)
			require.NoError(t, err)
			got = functionKey.ReplaceAll(got, []byte(`"S3Key": "function.zip"`))
			if *update {
				require.NoError(t, os.WriteFile(golden, got, 0o644))
				continue
			}
			want, err := os.ReadFile(golden)
			if assert.NoError(t, err, "a new stack: read its template, then accept it with make accept") && !bytes.Equal(want, got) {
				assert.Empty(t, cmp.Diff(strings.Split(string(want), "\n"), strings.Split(string(got), "\n")),
					"%s of %s has changed: read the difference, then accept it with make accept", stack.ID, name)
			}
		}
	}
	files, err := filepath.Glob(filepath.Join(goldens, "*", "*.json"))
	require.NoError(t, err)
	for _, file := range files {
		assert.True(t, reviewed[file], "no stack has the template %s any more: remove it with make accept", file)
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
		"security":        {"111111111111", "eu-west-1"},
		"shared-services": {"222222222222", "eu-west-1"},
		"dev":             {"333333333333", "eu-west-1"},
		"stage":           {"444444444444", "eu-west-1"},
		"prod":            {"555555555555", "eu-west-1"},
		"prod-dr":         {"555555555555", "eu-central-1"},
	}, got)
}

func TestStandbyHasTheSameResourcesAsItsPrimary(t *testing.T) {
	types := func(stage string) map[string]int {
		count := map[string]int{}
		for _, stack := range example(t).Stage(stage) {
			name := strings.TrimPrefix(stack.ID, stage+"/")
			for _, resource := range stack.Resources {
				count[name+" "+resource.Type]++
			}
		}
		return count
	}
	standby := types("prod-dr")
	// The primary's names, for after a failover.
	standby["platform AWS::CertificateManager::Certificate"]--
	standby["platform AWS::CloudWatch::Alarm"]-- // for when it expires
	delete(standby, "platform AWS::ElasticLoadBalancingV2::ListenerCertificate")
	primary := types("prod")
	for name := range primary {
		if strings.Contains(name, "-us-east-1 ") {
			delete(primary, name) // CloudFront does not depend on the region
		}
	}
	delete(primary, "data AWS::IAM::ServiceLinkedRole") // the account has it then
	delete(primary, "access AWS::IAM::Role")            // which has no region
	for _, once := range []string{"AWS::CloudTrail::Trail", "AWS::IAM::ServiceLinkedRole", "AWS::Config::ConfigRule", "AWS::Budgets::Budget"} {
		delete(primary, "account "+once) // what has no region is watched in one
		delete(standby, "account "+once)
	}
	assert.Equal(t, primary, standby)
}

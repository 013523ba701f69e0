package test

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"bulkhead/assembly"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// protected tells whether lambda/protection protects a stack once it has been made.
func protected(s *assembly.Stack) bool {
	metadata, _ := s.Template["Metadata"].(map[string]any)
	return metadata["TerminationProtection"] == "on"
}

// protectors are the stacks of what protects others, by account and region.
func protectors(a *assembly.Assembly) map[string]*assembly.Stack {
	all := map[string]*assembly.Stack{}
	for _, s := range a.Stacks {
		if _, id, _ := strings.Cut(s.ID, "/"); id == "protection" || id == "protection-"+s.Region {
			all[s.Account+" "+s.Region] = s
		}
	}
	return all
}

// TestTheCLIProtectsWhatTheFunctionDoes: it takes the protection from a stack that is not said to have any. Only the
// function's own stack is not, because nothing would make a failed first deployment of that one deletable.
func TestTheCLIProtectsWhatTheFunctionDoes(t *testing.T) {
	for _, a := range assemblies(t) {
		own := slices.Collect(maps.Values(protectors(a)))
		for _, s := range a.Stacks {
			if slices.Contains(own, s) {
				assert.False(t, s.TerminationProtection, s.ID)
				assert.True(t, protected(s), s.ID)
			} else {
				assert.Equal(t, protected(s), s.TerminationProtection, s.ID)
			}
		}
	}
}

func TestEveryStackIsMadeAfterWhatProtectsItsAccountAndRegion(t *testing.T) {
	for _, a := range assemblies(t) {
		first := protectors(a)
		require.NotEmpty(t, first)
		for _, s := range a.Stacks {
			if s.Stage == "" || strings.HasPrefix(s.Stage, "infrastructure-") || strings.Contains(s.ID, madeByCDK) {
				assert.False(t, protected(s), "%s: nothing protects stacks of pipelines", s.ID)
				continue
			}
			if s.Stage == "management" { // which is deployed by hand, and protected by the CDK's command
				continue
			}
			own := first[s.Account+" "+s.Region]
			require.NotNil(t, own, "nothing protects %s in %s", s.ID, s.Region)
			function := only(t, a, own.ID, "AWS::Lambda::Function")
			stages := strings.Fields(function.Get("Environment", "Variables", "STAGES").(string))
			known := slices.ContainsFunc(stages, func(stage string) bool { return strings.HasPrefix(s.Name, stage+"-") })
			assert.True(t, known, "%s is none of %s", s.ID, stages)
			assert.True(t, strings.HasPrefix(s.Name, s.Stage+"-"), s.ID)
			if own != s && own.Stage == s.Stage {
				assert.Contains(t, s.DependsOn, own.ID, s.ID)
			}
		}
	}
}

func TestWhatProtectsStacksHearsOfThoseOfItsStagesAndMayChangeNoOthers(t *testing.T) {
	for _, a := range assemblies(t) {
		for _, own := range protectors(a) {
			function := only(t, a, own.ID, "AWS::Lambda::Function")
			assert.Equal(t, own.Name, function.Get("Environment", "Variables", "STACK"))
			var stacks, prefixes []any
			for _, stage := range strings.Fields(function.Get("Environment", "Variables", "STAGES").(string)) {
				arn := "arn:aws:cloudformation:" + own.Region + ":" + own.Account + ":stack/" + stage + "-"
				stacks = append(stacks, arn+"*")
				prefixes = append(prefixes, map[string]any{"prefix": arn})
			}
			changes := 0
			for _, s := range assembly.Statements(only(t, a, own.ID, "AWS::IAM::Policy")) {
				if slices.Contains(s.Actions, "cloudformation:UpdateTerminationProtection") {
					changes++
					assert.ElementsMatch(t, stacks, s.Resources)
				} else {
					assert.Subset(t, []string{"logs:CreateLogStream", "logs:PutLogEvents", "cloudformation:DescribeStacks"}, s.Actions)
				}
			}
			assert.Equal(t, 1, changes)
			hears, sweeps := 0, 0
			for _, rule := range ofType(t, a, own.ID, "AWS::Events::Rule") {
				target := list(rule.Get("Targets"))[0].(map[string]any)
				assert.Equal(t, function, denotes(t, a, rule, target["Arn"]))
				if rule.Get("ScheduleExpression") != nil {
					sweeps++
					continue
				}
				hears++
				assert.ElementsMatch(t, prefixes, rule.Get("EventPattern", "detail", "stack-id"))
			}
			assert.Equal(t, []int{1, 1}, []int{hears, sweeps})
		}
	}
}

func TestEveryStackSaysWhoseItIs(t *testing.T) {
	dir, err := sharedConfigs["example"].synthesize()
	require.NoError(t, err)
	manifests, err := filepath.Glob(filepath.Join(dir, "*", "manifest.json"))
	require.NoError(t, err)
	seen := 0
	for _, file := range append(manifests, filepath.Join(dir, "manifest.json")) {
		var manifest struct {
			Artifacts map[string]struct {
				Type       string
				Properties struct{ Tags map[string]string }
			}
		}
		content, err := os.ReadFile(file)
		require.NoError(t, err)
		require.NoError(t, json.Unmarshal(content, &manifest))
		stage, inStage := strings.CutPrefix(filepath.Base(filepath.Dir(file)), "assembly-")
		if !inStage {
			stage = "pipeline"
		}
		for name, artifact := range manifest.Artifacts {
			if artifact.Type == "aws:cloudformation:stack" {
				seen++
				// and nothing that changes: CloudFormation hands tags of stacks on to all that is in them
				want := map[string]string{"organization": "acme", "environment": sideOf(stage), "managed-by": "bulkhead"}
				assert.Equal(t, want, artifact.Properties.Tags, name)
			}
		}
	}
	assert.Equal(t, len(example(t).Stacks), seen)
}

package test

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"bulkhead/assembly"
	"bulkhead/internal/kernel"
	"bulkhead/stacks"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// delivered is the assembly of an organization with many members and a pipeline. All are copies of the first.
func delivered(t testing.TB, n int) *assembly.Assembly {
	t.Helper()
	own(t, n)
	return once("delivered", func() *assembly.Assembly {
		c, dir := members(t, n), filepath.Join(scratch, "delivered")
		for _, stage := range stacks.Stages(c) {
			out := filepath.Join(scratch, "members", stage.Name)
			of, side := strings.TrimPrefix(stage.Environment, "member"), strings.TrimPrefix(stage.Name, stage.Environment)
			if of == "" || of == "1" {
				if of != "" {
					require.NoError(t, kernel.Run(func() {
						options := stacks.Options{Outdir: out, Functions: standins()}
						stacks.SynthesizeStage(c.View(stage.Environment), stage, options)
					}))
				}
				copyStage(t, out, dir, "", "")
				continue
			}
			copyStage(t, filepath.Join(scratch, "members", "member1"+side), dir, "member1", of)
		}
		require.NoError(t, kernel.Run(func() { stacks.Join(c, stacks.Options{Outdir: dir, Functions: standins()}) }))
		a, err := assembly.Load(dir)
		require.NoError(t, err)
		return a
	})
}

// copyStage copies a stage to others, as that of another member, if one is named.
func copyStage(t testing.TB, from, to, first, of string) {
	t.Helper()
	rename := strings.NewReplacer()
	if first != "" {
		number, err := strconv.Atoi(of)
		require.NoError(t, err)
		rename = strings.NewReplacer(first, "member"+of, "900000000001", strconv.Itoa(900000000000+number))
	}
	require.NoError(t, fs.WalkDir(os.DirFS(from), ".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || path == "manifest.json" || path == "cdk.out" {
			return err
		}
		target := filepath.Join(to, rename.Replace(path))
		if entry.IsDir() {
			return os.MkdirAll(target, 0o755)
		}
		if _, err := os.Stat(target); err == nil { // an asset: its name is its hash
			return nil
		}
		data, err := os.ReadFile(filepath.Join(from, path))
		if err != nil {
			return err
		}
		if bytes.HasPrefix(bytes.TrimSpace(data), []byte("{")) {
			data = []byte(rename.Replace(string(data)))
		}
		return os.WriteFile(target, data, 0o644)
	}))
}

// delivering is what a pipeline does.
type delivering struct {
	deploys []string // templates
	starts  []string // pipelines
	pushed  bool     // a push starts it
	updates bool     // itself
	tests   bool     // what was pushed
}

// startable finds pipelines in what a role may start.
var startable = regexp.MustCompile(`acme-infrastructure[a-z0-9-]*`)

// deliveries are all pipelines, by name.
func deliveries(t testing.TB, a *assembly.Assembly) map[string]delivering {
	t.Helper()
	all := map[string]delivering{}
	for _, r := range a.OfType("AWS::CodePipeline::Pipeline") {
		var d delivering
		for _, stage := range list(r.Get("Stages")) {
			for _, action := range list(stage.(map[string]any)["Actions"]) {
				action := action.(map[string]any)
				settings := action["Configuration"].(map[string]any)
				switch action["ActionTypeId"].(map[string]any)["Provider"] {
				case "CodeStarSourceConnection":
					d.pushed = settings["DetectChanges"] != false
				case "CloudFormation":
					if path, prepares := settings["TemplatePath"].(string); prepares {
						_, template, _ := strings.Cut(path, "::")
						d.deploys = append(d.deploys, template)
					}
				}
				d.updates = d.updates || action["Name"] == "SelfMutate"
			}
		}
		for _, other := range r.Stack.Resources {
			for _, s := range assembly.Statements(other) {
				if slices.Contains(s.Actions, "codepipeline:StartPipelineExecution") {
					d.starts = append(d.starts, startable.FindAllString(text(s.Resources), -1)...)
				}
			}
			d.tests = d.tests || strings.Contains(text(other.Get("Source", "BuildSpec")), "make test")
		}
		all[r.Get("Name").(string)] = d
	}
	return all
}

// firstPipeline starts the others.
const firstPipeline = "acme-infrastructure"

func TestEveryStackOfManyEnvironmentsIsDeployedByOnePipeline(t *testing.T) {
	a, times := delivered(t, few), map[string]int{}
	for _, d := range deliveries(t, a) {
		for _, template := range d.deploys {
			times[template]++
		}
	}
	for _, stack := range a.Stacks {
		template, err := filepath.Rel(a.Dir, stack.Path)
		require.NoError(t, err)
		want := 1
		if stack.Stage == "" {
			want = 0 // the first pipeline's own, and what CDK adds to it for other regions
		}
		assert.Equal(t, want, times[template], stack.ID)
		delete(times, template)
	}
	assert.Empty(t, times, "what is deployed is there")
}

func TestOfManyPipelinesOnlyTheFirstIsStartedByAPushAndTestsAndUpdatesItself(t *testing.T) {
	all := deliveries(t, delivered(t, few))
	assert.Len(t, all, 14)
	for name, d := range all {
		assert.Equal(t, name == firstPipeline, d.pushed, name)
		assert.Equal(t, name == firstPipeline, d.updates, name)
		assert.Equal(t, name == firstPipeline, d.tests, name)
	}
	for _, r := range delivered(t, few).OfType("AWS::CodePipeline::Pipeline") {
		assert.Equal(t, r.Get("Name") == firstPipeline, r.Get("RestartExecutionOnUpdate"), "a restart would be of another commit")
	}
}

func TestAPipelineStartsThoseOfTheNextWaveAndNoOther(t *testing.T) {
	waves := [][]string{
		{firstPipeline},
		{"acme-infrastructure-wave-1-foundation-0", "acme-infrastructure-wave-1-foundation-1"},
		{"acme-infrastructure-wave-1-0", "acme-infrastructure-wave-1-1", "acme-infrastructure-wave-1-2", "acme-infrastructure-wave-1-3"},
		{
			"acme-infrastructure-wave-1-recovery-0", "acme-infrastructure-wave-1-recovery-1",
			"acme-infrastructure-wave-1-recovery-2", "acme-infrastructure-wave-1-recovery-3",
		},
		{"acme-infrastructure-wave-2-foundation-0"},
		{"acme-infrastructure-wave-2-0"},
		{"acme-infrastructure-wave-2-recovery-0"},
		nil,
	}
	all := deliveries(t, delivered(t, few))
	for i, wave := range waves[:len(waves)-1] {
		for _, name := range wave {
			assert.Equal(t, waves[i+1], all[name].starts, name)
			delete(all, name)
		}
	}
	assert.Empty(t, all)
}

func TestAPipelineStartsOthersAfterAllElse(t *testing.T) {
	for _, r := range delivered(t, few).OfType("AWS::CodePipeline::Pipeline") {
		stages := list(r.Get("Stages"))
		orders := make([]map[string]float64, len(stages)) // of actions, by stage and name
		for i, stage := range stages {
			orders[i] = map[string]float64{}
			for _, action := range list(stage.(map[string]any)["Actions"]) {
				action := action.(map[string]any)
				orders[i][action["Name"].(string)] = action["RunOrder"].(float64)
			}
		}
		for i, actions := range orders {
			starts, last := actions["start-next"]
			if !last {
				continue
			}
			assert.Equal(t, len(stages)-1, i, r)
			for name, order := range actions {
				if name != "start-next" && name != "left-over" { // which only looks
					assert.Less(t, order, starts, "%s: %s", r, name)
				}
			}
		}
	}
}

func TestPipelinesOfManyEnvironmentsStayFarFromLimits(t *testing.T) {
	a := delivered(t, few)
	var pipelines assembly.Assembly
	for _, stack := range a.Stacks {
		if stack.Stage == "" || strings.HasPrefix(stack.Stage, "infrastructure-") {
			pipelines.Stacks = append(pipelines.Stacks, stack)
		}
	}
	fits(t, &pipelines)
	staysFarFromLimits(t, &pipelines)
	// Source: the quotas of AWS CodePipeline.
	for _, r := range a.OfType("AWS::CodePipeline::Pipeline") {
		stages := list(r.Get("Stages"))
		assert.LessOrEqual(t, len(stages), 50, r)
		for _, stage := range stages {
			assert.LessOrEqual(t, len(list(stage.(map[string]any)["Actions"])), 50, r)
		}
		assert.LessOrEqual(t, len(r.Get("Name").(string)), 100, r)
	}
}

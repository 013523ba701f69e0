package config

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// patched loads the example with these patches of a stack.
func patched(t *testing.T, text string) (*Config, error) {
	t.Helper()
	dir := t.TempDir()
	require.NoError(t, os.CopyFS(dir, os.DirFS("example")))
	require.NoError(t, os.WriteFile(filepath.Join(dir, PatchesFile), []byte(text), 0o644))
	return Load(dir)
}

func TestPatchesAreOfStages(t *testing.T) {
	c, err := patched(t, `
dev/service-web:
  - {resource: Web1, type: "AWS::ECS::Service", property: "LoadBalancers[ContainerName=a.b].X", value: {Ref: Other, List: [1, true, 0.5, x]}, reason: no more fit}
`)
	require.NoError(t, err)
	assert.Empty(t, c.Patches("prod"))
	assert.Empty(t, c.Patches("de"))
	patches := c.Patches("dev")
	require.Len(t, patches["service-web"], 1)
	p := patches["service-web"][0]
	assert.Equal(t, []Step{{"LoadBalancers", "ContainerName", "a.b"}, {Name: "X"}}, p.Steps())
	assert.Equal(t, map[string]any{"Ref": "Other", "List": []any{1, true, 0.5, "x"}}, p.Value)
	assert.ErrorContains(
		t,
		p.Fault("is wrong", "mend it"),
		PatchesFile+":3:16: [\"dev/service-web\"][0].resource: is wrong; mend it",
	)
	assert.NotEmpty(t, c.OfStage("dev", "dev").Patched)
	assert.Empty(t, c.OfStage("prod", "prod").Patched, "another stage is not built again")
}

func TestAPatchThatCannotBeIsRefused(t *testing.T) {
	for problem, lines := range map[string]string{
		"AWS::ECS::Servce is no type of CloudFormation; did you mean AWS::ECS::Service": "type: AWS::ECS::Servce",
		"has no property DesiredCont; did you mean DesiredCount":                        "property: DesiredCont",
		"is no way to a property":             "property: DesiredCount..Of",
		"tags are the configuration's":        "property: Tags",
		"imports a value of another stack":    `value: {a: [{"Fn::ImportValue": x}]}`,
		"is what a macro makes":               `value: {"Fn::Transform": {Name: "AWS::Include"}}`,
		"has several lines":                   `reason: "no more\nfit here"`,
		"says too little":                     "reason: because",
		"CloudFormation or CDK would replace": `value: {a: ["{{resolve:ssm:x}}"]}`,
		"value: has no value":                 "value:",
	} {
		key, _, _ := strings.Cut(lines, ":")
		text := "dev/service-web:\n  - resource: Web1\n    " + lines + "\n"
		for other, line := range map[string]string{
			"type": "type: AWS::ECS::Service", "property": "property: DesiredCount", "value": "value: 3", "reason": "reason: no more fit",
		} {
			if other != key {
				text += "    " + line + "\n"
			}
		}
		_, err := patched(t, text)
		assert.ErrorContains(t, err, problem)
	}
	entry := `{resource: Web1, type: "AWS::ECS::Service", property: DesiredCount, value: 3, reason: no more fit}`
	_, err := patched(t, "dev/service-web: ["+entry+", "+entry+"]")
	assert.ErrorContains(t, err, "is patched twice")
	_, err = patched(t, "service-web: ["+entry+"]")
	assert.ErrorContains(t, err, "names no stack")
}

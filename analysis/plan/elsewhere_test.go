package plan

import (
	"testing"

	"bulkhead/config"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestWhatTheConfigurationSaidToBeThereIsNotMadeAgain(t *testing.T) {
	role := things("Role", "AWS::IAM::ServiceLinkedRole", `'AWSServiceName': 'config.amazonaws.com'`)
	github := things("Provider", "AWS::IAM::OIDCProvider", `'Url': 'https://token.actions.githubusercontent.com'`)
	opensearch := things("Role", "AWS::IAM::ServiceLinkedRole", `'AWSServiceName': 'opensearchservice.amazonaws.com'`)
	topic := thing("AWS::SNS::Topic", ``)
	for name, c := range map[string]struct {
		added map[string]string
		line  config.Line
		want  int
	}{
		"the recorder's role":       {role, config.Line{File: "organization.yaml", Path: "detection.recorderRoleExists[0]", Value: "lab"}, 1},
		"of another account":        {role, config.Line{File: "organization.yaml", Path: "detection.recorderRoleExists[0]", Value: "far"}, 0},
		"a provider":                {github, config.Line{File: "organization.yaml", Path: "oidcProviderExists.github[0]", Value: "lab"}, 1},
		"another provider":          {github, config.Line{File: "organization.yaml", Path: "oidcProviderExists.circleci[0]", Value: "lab"}, 0},
		"an environment's role":     {opensearch, config.Line{File: "environments/dev.yaml", Path: "existingRoles[0]", Value: "opensearch"}, 1},
		"another environment's":     {opensearch, config.Line{File: "environments/far.yaml", Path: "existingRoles[0]", Value: "opensearch"}, 0},
		"another role of the same":  {opensearch, config.Line{File: "environments/dev.yaml", Path: "existingRoles[0]", Value: "ecs"}, 0},
		"a line that says nothing":  {role, config.Line{File: "organization.yaml", Path: "tags.owner", Value: "lab"}, 0},
		"the recorder's, by theirs": {opensearch, config.Line{File: "organization.yaml", Path: "detection.recorderRoleExists[0]", Value: "lab"}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			base, head := one(t, map[string]string{"Topic": topic}), one(t, both(map[string]string{"Topic": topic}, c.added))
			wave := []config.IndexWave{{Name: "wave-1", Stages: []string{"dev"}}}
			accounts := []config.Line{
				{File: "organization.yaml", Path: "accounts.lab", Value: accountOf(t, base)},
				{File: "organization.yaml", Path: "accounts.far", Value: "999999999999"},
			}
			writeJSON(t, base+"/"+config.IndexFile, config.Index{Waves: wave, Values: append(accounts, c.line)})
			writeJSON(t, head+"/"+config.IndexFile, config.Index{Waves: wave, Values: accounts})
			p := compare(t, base, head, Options{})
			refused := 0
			for _, f := range p.Findings {
				if f.Severity == Refused {
					refused++
					assert.Contains(t, f.Reason, c.line.Path)
				}
			}
			assert.Equal(t, c.want, refused)
		})
	}
}

// accountOf is the account of a cloud assembly with one stack.
func accountOf(t *testing.T, dir string) string {
	t.Helper()
	c, err := Read(dir)
	require.NoError(t, err)
	return c.Assembly.Stacks[0].Account
}

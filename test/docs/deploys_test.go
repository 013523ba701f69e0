package docs

import (
	"cmp"
	"path"
	"regexp"
	"strings"
	"testing"

	"bulkhead/assembly"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// deploys finds what a document has the CDK CLI deploy.
var deploys = regexp.MustCompile("npx cdk deploy ([^`\n|]*)")

// deployment is of stacks that a document shows the deployment of, and whether of those that they need as well.
type deployment struct {
	where, targets string
	exclusively    bool
}

func deployments(t testing.TB) []deployment {
	t.Helper()
	var all []deployment
	for _, d := range documents(t) {
		for _, match := range deploys.FindAllStringSubmatch(string(d.source), -1) {
			found := deployment{where: d.path}
			var targets []string
			words := strings.Fields(match[1])
			for i := 0; i < len(words); i++ {
				switch word := strings.Trim(words[i], `'";,.)`); {
				case word == "--exclusively":
					found.exclusively = true
				case word == "--profile", word == "--concurrency":
					i++
				case regexp.MustCompile(`^[a-z][a-z-]*(/[a-z0-9*-]+)?$`).MatchString(word):
					targets = append(targets, word)
				}
			}
			for _, found.targets = range targets {
				all = append(all, found)
			}
		}
	}
	require.Greater(t, len(all), 20)
	return all
}

func TestEveryStackThatDocumentsDeployIsThere(t *testing.T) {
	all, err := deployed()
	require.NoError(t, err)
	for _, d := range deployments(t) {
		targets, found := cmp.Or(alike[d.targets], d.targets), false
		for _, a := range all {
			for _, stack := range a.Stacks {
				is, err := path.Match(targets, stack.ID)
				require.NoError(t, err, d.where)
				found = found || is
			}
		}
		assert.True(t, found, "%s deploys %s, which no configuration has", d.where, d.targets)
	}
}

// there are stacks of which documents deploy one alone, and why what it imports is there by then.
var there = map[string]string{
	"docs/deploy.md dev/service-web":                       "one stack of an environment that is deployed",
	"docs/operate/upgrade-stores.md prod-dr/data-products": "an upgrade is of what is deployed",
	"docs/maintenance.md prod/sites-us-east-1":             "what somebody has changed is deployed",
	"docs/existing.md dev/data-scans":                      "its line before deploys dev/access-logs, with what that needs",
	"docs/existing.md dev/data-ledger":                     "it needs less than dev/access-logs does",
}

func TestAStackIsDeployedAloneOnlyWhereWhatItImportsIsThere(t *testing.T) {
	used := map[string]bool{}
	for _, d := range deployments(t) {
		if d.exclusively {
			used[d.where+" "+d.targets] = true
			assert.NotEmpty(t, there[d.where+" "+d.targets], "%s deploys %s alone: without --exclusively it gets what it imports", d.where, d.targets)
		}
	}
	assert.Len(t, used, len(there))
}

// A parameter that somebody fills in has to be there before the services that read it, and after its key.
func TestTheKeyOfParametersIsDeployedWithoutAnyServiceThatReadsThem(t *testing.T) {
	all, err := deployed()
	require.NoError(t, err)
	needed := map[string]*assembly.Stack{}
	var need func(id string)
	need = func(id string) {
		if needed[id] != nil {
			return
		}
		stack := all[0].Stack(id)
		require.NotNil(t, stack, id)
		needed[id] = stack
		for _, other := range stack.DependsOn {
			need(other)
		}
	}
	shown := false
	for _, d := range deployments(t) {
		if d.where == "docs/secrets.md" {
			shown = true
			need(d.targets)
		}
	}
	require.True(t, shown)
	aliases := 0
	for _, stack := range needed {
		for _, r := range stack.Resources {
			assert.NotEqual(t, "AWS::ECS::Service", r.Type, "%s reads parameters", stack.ID)
			if r.Type == "AWS::KMS::Alias" && r.Get("AliasName") == "alias/acme-prod-secrets" {
				aliases++
			}
		}
	}
	assert.Equal(t, 1, aliases)
}

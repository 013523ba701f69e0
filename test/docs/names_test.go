package docs

import (
	"cmp"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"bulkhead/assembly"
	"bulkhead/assembly/reviewed"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// deployed are the reviewed templates of the configurations that documents speak of.
var deployed = sync.OnceValues(func() ([]*assembly.Assembly, error) {
	var all []*assembly.Assembly
	for _, name := range []string{"example", "choices", "private"} {
		a, err := reviewed.Read(filepath.Join(root, "test/testdata/templates", name))
		if err != nil {
			return nil, err
		}
		all = append(all, a)
	}
	return all, nil
})

// named are all names in the templates, and those that CloudFormation makes of a stack and a resource, a line each.
// Every organization is called acme there.
var named = sync.OnceValues(func() (string, error) {
	all, err := deployed()
	if err != nil {
		return "", err
	}
	organization := regexp.MustCompile(`\b(choices|private)\b`)
	names := map[string]bool{}
	var collect func(any)
	collect = func(value any) {
		switch value := value.(type) {
		case string:
			if len(value) < 200 && !strings.ContainsAny(value, " \n") {
				names[organization.ReplaceAllString(value, "acme")] = true
			}
		case []any:
			for _, v := range value {
				collect(v)
			}
		case map[string]any:
			for _, v := range value {
				collect(v)
			}
		}
	}
	for _, a := range all {
		for _, stack := range a.Stacks {
			names[stack.Name] = true
			for _, r := range stack.Resources {
				names[stack.Name+"-"+r.LogicalID] = true
				collect(r.Properties)
			}
		}
	}
	return strings.Join(slices.Sorted(maps.Keys(names)), "\n"), nil
})

// elsewhere are names of ours that no template has, and why documents say them.
var elsewhere = map[string]string{
	"acme-prod-catalogue-lost-writes-${snapshot#rds:unplanned-global-failover-}": "the command makes it",
	"acme-prod-dr-orders-restored":    "the command makes it",
	"acme-prod-dr-catalogue-restored": "the command makes it",
	"acme-prod-orders-b":              "the page makes it",
	"acme-prod-web-import":            "a task that the example does not have",
	"acme/prod/stripe-key":            "a secret that the page makes",
	"/acme/prod/maps-key":             "a parameter that the page makes",
	"acme-infrastructure-wave-1-0":    "of more environments than any configuration here has",
	"acme-scans":                      "a bucket that something else has made",
}

// ours finds names of an organization called acme in a text, and those that a document writes with parts in angle
// brackets. What begins with another part of a name, such as a cluster's, is found without it.
var ours = regexp.MustCompile(
	`(?:alias/|aws-waf-logs-|/aws/[a-z0-9/-]+/|\B/)?(?:\bacme|<organization>)[-/][A-Za-z0-9/_.<>…${}#:-]*[A-Za-z0-9>…}-]` +
		`|/aws/[a-z]+/<[a-z]+>[A-Za-z0-9/<>…-]*|\b(?:dev|prod|security|shared-services)-[a-z<>-]+-[A-Z][A-Za-z]+\b`)

// lives tells whether a template has a name. What stands in angle brackets, the name of the environment of a
// configuration that is not the example, and dots, stand for any.
func lives(t testing.TB, name string) bool {
	t.Helper()
	names, err := named()
	require.NoError(t, err)
	if strings.Contains("\n"+names+"\n", "\n"+name+"\n") {
		return true
	}
	pattern := regexp.QuoteMeta(strings.ReplaceAll(name, "<organization>", "acme"))
	pattern = regexp.MustCompile(`<[a-z-]+>|\\\$\\\{[^}]*\\\}|\\\$[a-z_]+`).ReplaceAllString(pattern, `[^\n/]+`)
	pattern = strings.ReplaceAll(pattern, "…", `.*`)
	if strings.HasSuffix(name, "-") { // what names begin with
		pattern += `[^\n]+`
	}
	is := func(pattern string) bool {
		return regexp.MustCompile(`(?m)(^|[/:-])` + pattern + `[A-F0-9]*($|[/*:])`).MatchString(names)
	}
	return is(pattern) || is(regexp.MustCompile(`^(acme-|/[a-z/]*acme-|)(prod|dev)\b`).ReplaceAllString(pattern, `$1[a-z-]+`))
}

func TestWhatDocumentsCallByItsNameIsInATemplate(t *testing.T) {
	where := map[string][]string{}
	find := func(page, text string) {
		text = regexp.MustCompile(`--profile "?acme-[a-z-]+|AWS_PROFILE=acme-[a-z-]+`).ReplaceAllString(text, "")
		for _, name := range ours.FindAllString(text, -1) {
			where[name] = append(where[name], page)
		}
	}
	for _, d := range documents(t) {
		if !strings.HasPrefix(d.path, "docs/") || slices.Contains([]string{"docs/evidence.md", "docs/configuration.md"}, d.path) ||
			strings.HasPrefix(d.path, "docs/decisions/") || strings.HasPrefix(d.path, "docs/operate/plans/") {
			continue
		}
		for _, b := range d.blocks() {
			if b.language == "sh" {
				find(b.where, b.text)
			}
		}
		for _, span := range d.spans() {
			if span != "acme-security" && span != "acme-shared-services" && !strings.HasPrefix(span, "npx cdk ") { // profiles
				find(d.path, span)
			}
		}
	}
	for name, pages := range where {
		if elsewhere[name] == "" {
			assert.True(t, lives(t, name), "%s names %s, which no template has", pages[0], name)
		}
	}
	assert.Greater(t, len(where), 100)
	for name := range elsewhere {
		assert.NotEmpty(t, where[name], "no document names %s", name)
	}
}

// alike are stacks that the example does not have, and one of another configuration that is made in the same way.
var alike = map[string]string{
	"dev-bastion": "lab-bastion", "prod-data-articles": "stores-data-manuals", "prod-domain-shop": "shielded-domain-shop",
	"dev/data-scans": "dev-stores/data-attic", "dev/data-ledger": "dev-stores/data-receipts",
}

// asks finds what a command asks of a stack: an output, or the resources of a type.
var asks = regexp.MustCompile(`--stack-name ([a-z0-9-]+)[^|&;)]*?(OutputKey|ResourceType)=='([A-Za-z0-9:]+)'`)

// passes finds the ARN of a role whose name a command has asked of a stack.
var passes = regexp.MustCompile(`arn:aws:iam::[0-9]{12}:role/([a-z0-9/-]*)\$`)

func TestWhatCommandsAskOfAStackIsThereOnce(t *testing.T) {
	seen := 0
	for _, d := range documents(t) {
		for _, b := range d.blocks() {
			for _, match := range asks.FindAllStringSubmatch(b.text, -1) {
				seen++
				stack := stackCalled(t, match[1])
				if match[2] == "OutputKey" {
					assert.Contains(t, stack.Outputs, match[3], "%s: %s", b.where, stack.ID)
					continue
				}
				var found []*assembly.Resource
				for _, r := range stack.Resources {
					if r.Type == match[3] {
						found = append(found, r)
					}
				}
				if !assert.Len(t, found, 1, "%s: %s of %s", b.where, match[3], stack.ID) || match[3] != "AWS::IAM::Role" {
					continue
				}
				role := passes.FindStringSubmatch(b.text)
				if assert.NotNil(t, role, "%s asks for a role, and passes none", b.where) {
					assert.Equal(t, found[0].Get("Path"), "/"+role[1], "%s: the path of %s is a part of its ARN", b.where, found[0])
				}
			}
		}
	}
	assert.Greater(t, seen, 3)
}

func TestEveryStackThatACommandNamesIsThere(t *testing.T) {
	seen := 0
	for _, d := range documents(t) {
		for _, b := range d.blocks() {
			for _, match := range regexp.MustCompile(`--stack-name ([a-z0-9-]+)`).FindAllStringSubmatch(b.text, -1) {
				seen++
				assert.NotNil(t, stackCalled(t, match[1]), b.where)
			}
		}
	}
	assert.Greater(t, seen, 4)
}

// stackCalled returns the stack that CloudFormation has under a name.
func stackCalled(t testing.TB, name string) *assembly.Stack {
	t.Helper()
	all, err := deployed()
	require.NoError(t, err)
	for _, a := range all {
		for _, stack := range a.Stacks {
			if stack.Name == cmp.Or(alike[name], name) {
				return stack
			}
		}
	}
	require.Fail(t, "no template is of this stack", name)
	return nil
}

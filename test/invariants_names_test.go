package test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"bulkhead/assembly"
	"bulkhead/assembly/iam"
	"bulkhead/internal/facts"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// accounts are the accounts of the example, and who they are.
var accounts = map[string]string{
	"111111111111": "security", "222222222222": "shared-services",
	"333333333333": "dev", "444444444444": "stage", "555555555555": "prod",
}

// foreignARN finds ARNs, and foreignHost image registries.
var (
	foreignARN  = regexp.MustCompile(`arn:aws:[a-z0-9-]+:[a-z0-9-]*:(\d{12}):[A-Za-z0-9_/.:+=@-]+`)
	foreignHost = regexp.MustCompile(`(\d{12})\.dkr\.ecr\.([a-z0-9-]+)\.[^/]*/([a-z0-9/_-]+)`)
	bucketName  = regexp.MustCompile(`(?:acme-(?:archive|access-logs|trails|recorder)|aws-waf-logs-acme)-(\d{12})-[a-z0-9-]+`)
)

// published are the names that an account's templates give to resources, as ARNs; a bucket's is known without.
func published(t testing.TB) map[string]bool {
	t.Helper()
	m, err := iam.New(example(t))
	require.NoError(t, err)
	names := map[string]bool{}
	for _, r := range resourcesOf(example(t)) {
		is, err := facts.Of(r.Type)
		require.NoError(t, err)
		name, literal := at(r, is.Name.Property).(string)
		if !literal || is.ARN.Shape == "" {
			continue
		}
		arn, err := m.ARN(r)
		require.NoError(t, err)
		names[arn] = true
		if r.Type == "AWS::S3::Bucket" {
			names[name] = true
		}
	}
	require.Greater(t, len(names), 10)
	return names
}

func TestEveryNameOfAnotherAccountIsPublishedThere(t *testing.T) {
	names := published(t)
	seen := 0
	check := func(r *assembly.Resource, account, name string) {
		if account == r.Stack.Account || accounts[account] == "" {
			return
		}
		// Whole accounts and CDK's own bootstrap roles are no resources of ours; a pattern names who may come, not what
		// is there.
		if strings.HasSuffix(name, ":root") || strings.Contains(name, "/cdk-hnb659fds-") ||
			strings.HasSuffix(name, "-dns-") || strings.HasSuffix(name, ":function:") || strings.HasSuffix(name, ":user/break-glass/") ||
			strings.HasSuffix(name, "loadbalancer/") || strings.HasSuffix(name, ":logs:"+r.Stack.Region+":"+account+":") {
			return
		}
		if session, is := strings.CutPrefix(name, "arn:aws:sts::"+account+":assumed-role/"); is {
			name = "arn:aws:iam::" + account + ":role/" + strings.TrimSuffix(session, "/")
		}
		seen++
		assert.True(t, names[name], "%s reads %s, which account %s (%s) does not have", r, name, account, accounts[account])
	}
	for _, r := range resourcesOf(example(t)) {
		if r.Stack.Stage == "" { // the pipeline's CodePipeline names every account's bootstrap roles
			continue
		}
		properties := text(r.Properties)
		for _, match := range foreignARN.FindAllStringSubmatch(properties, -1) {
			check(r, match[1], match[0])
		}
		for _, match := range bucketName.FindAllStringSubmatch(properties, -1) {
			check(r, match[1], match[0])
		}
		for _, match := range foreignHost.FindAllStringSubmatch(imageText(r), -1) {
			check(r, match[1], "arn:aws:ecr:"+match[2]+":"+match[1]+":repository/"+match[3])
		}
	}
	assert.Greater(t, seen, 20)
}

// imageText is the images of a task, with what CDK joins put together.
func imageText(r *assembly.Resource) string {
	if r.Type != "AWS::ECS::TaskDefinition" {
		return ""
	}
	var images strings.Builder
	for _, c := range list(r.Get("ContainerDefinitions")) {
		join := c.(map[string]any)["Image"].(map[string]any)["Fn::Join"].([]any)
		for _, part := range join[1].([]any) {
			if literal, ok := part.(string); ok {
				images.WriteString(literal)
			} else {
				images.WriteString("amazonaws.com")
			}
		}
		images.WriteString(" ")
	}
	return images.String()
}

func TestEveryImportIsExportedByAStackThatIsDeployedBefore(t *testing.T) {
	imports := regexp.MustCompile(`"Fn::ImportValue":"([^"]+)"`)
	seen := 0
	for _, a := range assemblies(t) {
		for _, stack := range a.Stacks {
			for _, match := range imports.FindAllStringSubmatch(text(stack.Template), -1) {
				seen++
				exporter := slices.IndexFunc(a.Stacks, func(s *assembly.Stack) bool {
					for _, output := range s.Outputs {
						if output.Export == match[1] && s.Account == stack.Account && s.Region == stack.Region {
							return true
						}
					}
					return false
				})
				if assert.GreaterOrEqual(t, exporter, 0, "%s imports %s, which nobody exports", stack.ID, match[1]) {
					of := a.Stacks[exporter]
					assert.True(t, before(a, stack, of.ID) || of.Stage == stack.Stage+"-foundation", "%s is not deployed after %s", stack.ID, of.ID)
				}
			}
		}
	}
	assert.Greater(t, seen, 1000)
}

// before tells whether the stack with that id is deployed before stack.
func before(a *assembly.Assembly, stack *assembly.Stack, id string) bool {
	for _, dependency := range stack.DependsOn {
		if dependency == id || before(a, a.Stack(dependency), id) {
			return true
		}
	}
	return false
}

// tooLong finds names that AWS would refuse.
func tooLong(a *assembly.Assembly) []string {
	return judge(a, func(r *assembly.Resource, is facts.Resource) string {
		if name, _ := at(r, is.Name.Property).(string); len(name) > is.Name.Most {
			return fmt.Sprintf("has a name of more than %d characters: %s", is.Name.Most, name)
		}
		return ""
	})
}

func TestNamesFitAWSLimits(t *testing.T) {
	holds(t, tooLong)
	named := func(r *assembly.Resource, is facts.Resource) bool { return has(r, is.Name.Property) }
	assert.Greater(t, count(t, named), 1000)
}

// inTheWay finds kept resources whose name nobody has decided about: one of ours is in the way when its stack is made
// again.
func inTheWay(a *assembly.Assembly) []string {
	return judge(a, func(r *assembly.Resource, is facts.Resource) string {
		if !strings.HasPrefix(r.DeletionPolicy, "Retain") || r.Stack.Stage == "" { // CDK names the pipeline's buckets
			return ""
		}
		ours := is.Name.Kept == facts.Ours && !has(r, is.Name.Unless)
		if r.Type == "AWS::S3::Bucket" && strings.HasPrefix(r.Stack.ID, r.Stack.Stage+"/sites") {
			ours = false // outputs tell it
		}
		stack := strings.TrimPrefix(r.Stack.ID, r.Stack.Stage+"/")
		if r.Type == "AWS::Logs::LogGroup" && (stack == "agents" || strings.HasPrefix(stack, "service-")) {
			ours = false // outputs tell it, and the next one is not in its way
		}
		switch {
		case is.Name.Kept == facts.NeverKept:
			return "is kept: say in internal/facts whether its name is ours or generated"
		case slices.Contains(comeBack, r.Type) && !has(r, is.Name.Property):
			return "" // what can go and come back has a generated one
		case ours != has(r, is.Name.Property):
			return fmt.Sprintf("is kept: whether its %s is ours is %t in internal/facts", is.Name.Property, ours)
		}
		return ""
	})
}

// comeBack are the types of what a configuration can take out of a stack that stays, and put back.
var comeBack = []string{"AWS::Logs::LogGroup", "AWS::S3::Bucket", "AWS::SQS::Queue"}

func TestOnlyKnownKindsOfKeptResourcesHaveNamesOfOurs(t *testing.T) {
	holds(t, inTheWay)
	kept := func(r *assembly.Resource, _ facts.Resource) bool {
		return strings.HasPrefix(r.DeletionPolicy, "Retain")
	}
	assert.Greater(t, count(t, kept), 500)
}

// nameless finds resources whose ARN nobody can tell, so that nobody can judge what policies say of them.
func nameless(a *assembly.Assembly) []string {
	m, err := iam.New(a)
	if err != nil {
		return []string{err.Error()}
	}
	return judge(a, func(r *assembly.Resource, is facts.Resource) string {
		if _, err := m.ARN(r); is.ARN.None == "" && err != nil {
			return err.Error()
		}
		return ""
	})
}

func TestEveryARNCanBeTold(t *testing.T) { holds(t, nameless) }

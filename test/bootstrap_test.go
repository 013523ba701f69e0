package test

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"bulkhead/assembly"
	"bulkhead/assembly/iam"
	"bulkhead/config"
	"bulkhead/internal/address"
	"bulkhead/operate/bootstrap"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// toolkit is the stack that bootstrap makes in a region of an account, as CloudFormation sees it: with the parameters
// that CDK's command gives it.
func toolkit(t testing.TB, cdk []byte, a bootstrap.Account, region string) *assembly.Stack {
	t.Helper()
	made, err := bootstrap.Template(cdk, a)
	require.NoError(t, err)
	var template map[string]any
	require.NoError(t, json.Unmarshal(made, &template))
	parameters := map[string]any{
		"FileAssetsBucketKmsKeyId":        "AWS_MANAGED_KEY",
		"CloudFormationExecutionPolicies": []any{"arn:aws:iam::aws:policy/AdministratorAccess"},
		"CdkBootstrapVersion":             "/cdk-bootstrap/hnb659fds/version", // what a reference to it is
	}
	for name, parameter := range template["Parameters"].(map[string]any) {
		if _, given := parameters[name]; !given {
			parameters[name] = parameter.(map[string]any)["Default"]
		}
	}
	evaluated := evaluation{parameters, template["Conditions"].(map[string]any)}
	resources := map[string]any{}
	for id, resource := range template["Resources"].(map[string]any) {
		condition, is := resource.(map[string]any)["Condition"].(string)
		if !is || evaluated.holds(evaluated.conditions[condition]) {
			resources[id] = evaluated.value(resource)
		}
	}
	// AWS's policy there reads stacks; the model would take it for everything.
	deploys := resources["DeploymentActionRole"].(map[string]any)["Properties"].(map[string]any)
	require.Equal(t, `[{"Fn::Sub":"arn:${AWS::Partition}:iam::aws:policy/AWSCloudFormationReadOnlyAccess"}]`,
		text(deploys["ManagedPolicyArns"]))
	delete(deploys, "ManagedPolicyArns")
	stack := &assembly.Stack{
		ID: a.Name + "/CDKToolkit-" + region, Name: "CDKToolkit", Stage: a.Name, Account: a.ID, Region: region,
	}
	return stack.With(map[string]any{"Resources": resources})
}

// evaluation does what CloudFormation does of conditions and parameters.
type evaluation struct{ parameters, conditions map[string]any }

// nothing is what AWS::NoValue stands for.
type nothing struct{}

func (e evaluation) value(value any) any {
	switch v := value.(type) {
	case []any:
		var all []any
		for _, item := range v {
			if got := e.value(item); got != any(nothing{}) {
				all = append(all, got)
			}
		}
		return all
	case string:
		return v
	case map[string]any:
		if chosen, is := v["Fn::If"].([]any); is {
			if e.holds(e.conditions[chosen[0].(string)]) {
				return e.value(chosen[1])
			}
			return e.value(chosen[2])
		}
		if name, is := v["Ref"].(string); is {
			if name == "AWS::NoValue" {
				return nothing{}
			}
			if given, has := e.parameters[name]; has {
				return given
			}
		}
		if text, is := v["Fn::Sub"].(string); is {
			for name, given := range e.parameters {
				text = strings.ReplaceAll(text, "${"+name+"}", fmt.Sprint(given))
			}
			return map[string]any{"Fn::Sub": text}
		}
		all := map[string]any{}
		for key, item := range v {
			if got := e.value(item); got != any(nothing{}) {
				all[key] = got
			}
		}
		return all
	}
	return value
}

func (e evaluation) holds(condition any) bool {
	for function, argument := range condition.(map[string]any) {
		switch function {
		case "Fn::Not":
			return !e.holds(argument.([]any)[0])
		case "Fn::Equals":
			return text(e.flat(argument.([]any)[0])) == text(e.flat(argument.([]any)[1]))
		case "Fn::And":
			return e.holds(argument.([]any)[0]) && e.holds(argument.([]any)[1])
		case "Condition":
			return e.holds(e.conditions[argument.(string)])
		}
	}
	panic(fmt.Sprint(condition))
}

// flat is a value that is compared: a list of a parameter is joined.
func (e evaluation) flat(value any) any {
	if joined, is := assembly.At(value, "Fn::Join").([]any); is {
		var parts []string
		for _, part := range assembly.List(e.value(joined[1])) {
			parts = append(parts, fmt.Sprint(part))
		}
		return strings.Join(parts, "")
	}
	return e.value(value)
}

// prepared are the accounts of a configuration with what bootstrap makes in them, beside all stacks.
func prepared(t testing.TB, c *config.Config, a *assembly.Assembly) (*iam.Model, []bootstrap.Account) {
	t.Helper()
	cdk, err := os.ReadFile("../node_modules/aws-cdk/lib/api/bootstrap/bootstrap-template.yaml")
	require.NoError(t, err)
	all := *a
	all.Stacks = slices.Clone(a.Stacks)
	accounts := bootstrap.Accounts(address.Of(c))
	for _, account := range accounts {
		for _, region := range account.Regions {
			all.Stacks = append(all.Stacks, toolkit(t, cdk, account, region))
		}
	}
	m, err := iam.New(&all)
	require.NoError(t, err)
	return m, accounts
}

// cdkRole is the ARN of a role of CDK's.
func cdkRole(kind, account, region string) string {
	return "arn:aws:iam::" + account + ":role/cdk-hnb659fds-" + kind + "-role-" + account + "-" + region
}

// assumes tells whether a principal can act as a role of CDK's, whatever else is so.
func assumes(t testing.TB, m *iam.Model, principal, kind, role string) bool {
	t.Helper()
	return decide(t, m, iam.Request{
		Principal: principal, Action: "sts:AssumeRole", Resource: role, Open: true,
		Context: map[string][]string{"iam:ResourceTag/aws-cdk:bootstrap-role": {kind}},
	}).Allowed
}

// whoMay says by which part of its ARN a principal may assume a role of CDK's in an account.
func whoMay(account, kind string, securityDelivered bool) []string {
	may := []string{
		"::" + account + ":role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_acme-admin_",
		"::" + account + ":role/acme-break-glass",
	}
	if account == "111111111111" && !securityDelivered {
		return may
	}
	for right, of := range map[string]string{"deploy": "deploy", "publish": "file-publishing", "look-over": "lookup"} {
		if of == kind {
			may = append(may, "::222222222222:role/acme/pipeline/"+right+"/")
		}
	}
	if account == "222222222222" && kind != "lookup" {
		may = append(may, "::222222222222:role/acme/pipeline/change/")
	}
	return may
}

func TestNobodyBecomesARoleOfCDKsButAdministratorsOfItsAccountAndThePipelinesRoleForIt(t *testing.T) {
	for name, delivered := range map[string]bool{"example": false, "plain": true} {
		c, err := config.Load(sharedConfigs[name].dir)
		require.NoError(t, err)
		m, accounts := prepared(t, c, shared(t, name))
		require.Len(t, accounts, 5)
		pipelines := map[string]int{}
		for principal := range m.Principals() {
			for _, a := range accounts {
				for _, kind := range []string{bootstrap.Deploy, bootstrap.Publish, bootstrap.Lookup} {
					may := slices.ContainsFunc(whoMay(a.ID, kind, delivered), func(part string) bool {
						return strings.Contains(principal, part)
					})
					role := cdkRole(kind, a.ID, a.Regions[0])
					assert.Equal(t, may, assumes(t, m, principal, kind, role), "%s: %s becomes %s", name, principal, role)
					if may && strings.Contains(principal, ":role/acme/pipeline/") {
						pipelines[kind]++
					}
				}
			}
		}
		n := 4
		if delivered {
			n = 5
		}
		assert.Equal(t, map[string]int{"deploy": n + 1, "file-publishing": n + 1, "lookup": n}, pipelines, name)
	}
}

func TestEveryRoleThatTheActionsOfAPipelineNameIsOneThatItMayBecome(t *testing.T) {
	c := plainConfig(t)
	a := plain(t)
	m, _ := prepared(t, c, a)
	p := pipeline(t)
	own, err := m.Text(p.Stack, p.Get("RoleArn"))
	require.NoError(t, err)
	assert.Equal(t, "arn:aws:iam::222222222222:role/acme/pipeline/deploy/acme-infrastructure-deploy", own)
	roles := 0
	for _, readers := range artifactReaders(p) {
		for reader := range readers {
			roles++
			assert.True(t, assumes(t, m, own, bootstrap.Deploy, reader.arn), reader.arn)
		}
	}
	places := map[string]bool{}
	for _, stack := range a.Stacks {
		if stack.Stage != "" {
			places[stack.Account+stack.Region] = true
		}
	}
	assert.Equal(t, len(places), roles, "every account and region with stacks")
	var executes []string
	for _, stage := range list(p.Get("Stages")) {
		for _, action := range list(stage.(map[string]any)["Actions"]) {
			if role := assembly.At(action, "Configuration", "RoleArn"); role != nil {
				arn, err := m.Text(p.Stack, role)
				require.NoError(t, err)
				executes = append(executes, arn)
			}
		}
	}
	slices.Sort(executes)
	for _, role := range slices.Compact(executes) {
		account := strings.Split(role, ":")[4]
		_, region, named := strings.Cut(role, "-role-"+account+"-")
		require.True(t, named, role)
		deploy := cdkRole(bootstrap.Deploy, account, region)
		assert.True(t, decide(t, m, iam.Request{Principal: deploy, Action: "iam:PassRole", Resource: role}).Allowed, role)
		assert.False(t, assumes(t, m, own, "cfn-exec", role), "CloudFormation alone becomes it")
	}
}

// TestWhatIsDeployedIsWrittenAndReadWithTheRolesOfCDK: files where functions are made from, and artifacts where the
// pipeline keeps them, and nothing else of other accounts.
func TestWhatIsDeployedIsWrittenAndReadWithTheRolesOfCDK(t *testing.T) {
	m, _ := prepared(t, plainConfig(t), plain(t))
	artifacts, err := m.ARN(only(t, plain(t), "pipeline", "AWS::S3::Bucket"))
	require.NoError(t, err)
	const dev, region = "333333333333", "eu-west-1"
	files := "arn:aws:s3:::cdk-hnb659fds-assets-" + dev + "-" + region
	deploy, publish := cdkRole("deploy", dev, region), cdkRole("file-publishing", dev, region)
	look := cdkRole("lookup", dev, region)
	stack := "arn:aws:cloudformation:" + region + ":" + dev + ":stack/dev-network/1"
	for _, c := range []struct {
		who, action, resource string
		may                   bool
	}{
		{publish, "s3:PutObject", files + "/a.zip", true},
		{publish, "s3:DeleteObject", files + "/a.zip", false},
		{publish, "s3:DeleteObjectVersion", files + "/a.zip", false},
		{deploy, "s3:GetObject", files + "/a.json", true},
		{deploy, "s3:PutObject", files + "/a.zip", false},
		{deploy, "s3:GetObject", artifacts + "/a", true},
		{deploy, "s3:PutObject", artifacts + "/a", false},
		{deploy, "s3:DeleteObject", artifacts + "/a", false},
		{deploy, "cloudformation:ExecuteChangeSet", stack, true},
		{deploy, "cloudformation:CreateStackRefactor", stack, false},
		{look, "cloudformation:GetTemplate", stack, true},
		{look, "cloudformation:UpdateStack", stack, false},
		{look, "s3:GetObject", files + "/a.zip", false},
		{look, "logs:FilterLogEvents", "arn:aws:logs:eu-west-1:333333333333:log-group:/acme/dev/web", false},
	} {
		owner := dev
		if strings.HasPrefix(c.resource, artifacts) {
			owner = "222222222222"
		}
		d := decide(t, m, iam.Request{
			Principal: c.who, Action: c.action, Resource: c.resource,
			Context: map[string][]string{
				"aws:SecureTransport": {"true"}, "s3:TlsVersion": {"1.3"},
				"aws:ResourceAccount": {owner}, "s3:ResourceAccount": {owner},
			},
		})
		assert.Equal(t, c.may, d.Allowed, "%s: %s on %s: %s", c.who, c.action, c.resource, d.Because)
	}
}

func TestEveryAccountAndRegionWithStacksIsPreparedAndNoOther(t *testing.T) {
	for name, from := range sharedConfigs {
		c, err := config.Load(from.dir)
		require.NoError(t, err)
		with, prepared := map[string]bool{}, map[string]bool{}
		for _, stack := range shared(t, name).Stacks {
			with[stack.Account+"/"+stack.Region] = true
		}
		for _, a := range bootstrap.Accounts(address.Of(c)) {
			for _, region := range a.Regions {
				prepared[a.ID+"/"+region] = true
			}
		}
		assert.Equal(t, slices.Sorted(maps.Keys(with)), slices.Sorted(maps.Keys(prepared)), name)
	}
}

// TestWhatRunsBeforeSomebodyAgreesIsLetInNowhere: with approve: [self], tests and synthesis of what was pushed.
func TestWhatRunsBeforeSomebodyAgreesIsLetInNowhere(t *testing.T) {
	m, accounts := prepared(t, plainConfig(t), plain(t))
	p, builds := pipeline(t), 0
	for _, stage := range list(p.Get("Stages")) {
		if stage.(map[string]any)["Name"] == "Approve" {
			break
		}
		for _, action := range list(stage.(map[string]any)["Actions"]) {
			name := assembly.At(action, "Configuration", "ProjectName")
			if name == nil {
				continue
			}
			builds++
			role, err := m.Text(p.Stack, denotes(t, plain(t), p, name).Get("ServiceRole"))
			require.NoError(t, err)
			for _, a := range accounts {
				for _, kind := range []string{bootstrap.Deploy, bootstrap.Publish, bootstrap.Lookup} {
					assert.False(t, assumes(t, m, role, kind, cdkRole(kind, a.ID, a.Regions[0])), "%s in %s", kind, a.Name)
				}
			}
		}
	}
	assert.Equal(t, 1, builds)
}

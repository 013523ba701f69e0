package test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"bulkhead/assembly"
	"bulkhead/assembly/iam"
	"bulkhead/config"
	"bulkhead/internal/address"
	"bulkhead/internal/ci"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// applicationConfig is a fresh copy of a shared configuration.
func applicationConfig(t testing.TB, name string) *config.Config {
	t.Helper()
	c, err := config.Load(sharedConfigs[name].dir)
	require.NoError(t, err)
	return c
}

// applicationPipelines are the pipelines of an application, by kind.
func applicationPipelines(t testing.TB, name, application string) map[string]*assembly.Resource {
	t.Helper()
	b, all := address.Of(applicationConfig(t, name)), map[string]*assembly.Resource{}
	for _, r := range shared(t, name).OfType("AWS::CodePipeline::Pipeline") {
		for _, kind := range []string{address.ValidatePipeline, address.BuildPipeline, address.DeployPipeline} {
			if r.Get("Name") == b.ApplicationPipeline(kind, application) {
				all[kind] = r
			}
		}
	}
	require.Len(t, all, 3, "%s of %s", application, name)
	return all
}

// pipelined are the applications that have pipelines of ours, by configuration.
var pipelined = map[string]string{"example": "worker", "choices": "shop"}

// applicationGrants are all actions that the role of a resource is granted, and on what.
func applicationGrants(t testing.TB, a *assembly.Assembly, r *assembly.Resource, property string) map[string][]any {
	t.Helper()
	role, all := denotes(t, a, r, r.Get(property)), map[string][]any{}
	for _, policy := range a.OfType("AWS::IAM::Policy") {
		for _, of := range list(policy.Get("Roles")) {
			if policy.Stack != role.Stack || denotes(t, a, policy, of) != role {
				continue
			}
			for _, s := range assembly.Statements(policy) {
				assert.Equal(t, "Allow", s.Effect)
				for _, action := range s.Actions {
					all[action] = append(all[action], s.Resources...)
				}
			}
		}
	}
	require.NotEmpty(t, all, "%s", r)
	return all
}

// applicationSteps are the projects that a pipeline runs, by the names of its actions.
func applicationSteps(t testing.TB, a *assembly.Assembly, pipeline *assembly.Resource) map[string]*assembly.Resource {
	t.Helper()
	all := map[string]*assembly.Resource{}
	for _, action := range applicationActions(pipeline) {
		if project := assembly.At(action, "Configuration", "ProjectName"); project != nil {
			all[action["Name"].(string)] = denotes(t, a, pipeline, project)
		}
	}
	return all
}

// applicationActions are all actions of a pipeline, in order.
func applicationActions(pipeline *assembly.Resource) []map[string]any {
	var all []map[string]any
	for _, stage := range list(pipeline.Get("Stages")) {
		for _, action := range list(stage.(map[string]any)["Actions"]) {
			all = append(all, action.(map[string]any))
		}
	}
	return all
}

func TestAPullRequestOfAnApplicationReadsItsCodeAndWritesALogAndMayDoNothingElse(t *testing.T) {
	for name, application := range pipelined {
		a, pipeline := shared(t, name), applicationPipelines(t, name, application)[address.ValidatePipeline]
		assert.Equal(t, "PARALLEL", pipeline.Get("ExecutionMode"))
		triggers := text(pipeline.Get("Triggers"))
		assert.Contains(t, triggers, `"PullRequest"`)
		assert.NotContains(t, triggers, `"Push"`)
		steps := applicationSteps(t, a, pipeline)
		require.Len(t, steps, 1)
		grants := applicationGrants(t, a, steps["validate"], "ServiceRole")
		assert.ElementsMatch(t, []string{
			"s3:GetObject",
			"s3:GetObjectVersion",
			"s3:GetBucketAcl",
			"s3:GetBucketLocation",
			"s3:GetBucketVersioning",
			"kms:Decrypt",
			"kms:DescribeKey",
			"kms:GenerateDataKey*",
			"logs:CreateLogStream",
			"logs:PutLogEvents",
		}, slices.Collect(maps.Keys(grants)))
		for _, resource := range grants["s3:GetObject"] {
			prefix, _, _ := strings.Cut(pipeline.Get("Name").(string)+"                    ", " ")
			assert.Contains(
				t,
				text(resource),
				"/"+prefix[:min(20, len(prefix))]+"/*",
				"not what another pipeline builds",
			)
		}
		assert.Contains(t, text(grants["logs:PutLogEvents"]), ":log-stream:validate/*", "not the log of another step")
	}
}

func TestArtifactsOfAnApplicationsPipelinesBeginDifferently(t *testing.T) {
	for _, organization := range []string{"ab", "twelve-chars"} {
		b, seen := address.Of(
			&config.Config{Organization: config.Organization{Name: organization}},
		), map[string]bool{}
		for _, kind := range []string{address.ValidatePipeline, address.BuildPipeline, address.DeployPipeline} {
			pipeline := b.ApplicationPipeline(kind, "an-application-of-20")
			seen[pipeline[:20]] = true
			assert.LessOrEqual(t, len(pipeline), 64, "the name of a role, too")
		}
		assert.Len(t, seen, 3, "CodePipeline takes 20 characters of the names")
	}
}

func TestABuildOfAnApplicationPushesToOneRepositoryAndReleasesNothing(t *testing.T) {
	for name, application := range pipelined {
		a, c := shared(t, name), applicationConfig(t, name)
		pipeline := applicationPipelines(t, name, application)[address.BuildPipeline]
		of := c.Organization.Applications[application]
		assert.Equal(t, "QUEUED", pipeline.Get("ExecutionMode"))
		push := assembly.At(list(pipeline.Get("Triggers"))[0], "GitConfiguration", "Push")
		assert.Equal(t, of.CodePipeline.Branch, assembly.At(list(push)[0], "Branches", "Includes", "0"))
		assert.Len(t, list(assembly.At(list(push)[0], "FilePaths", "Includes")), len(of.CodePipeline.Paths))
		repository := address.Of(c).RepositoryARN(c.Organization.Regions.Primary, of.Repository)
		for step, project := range applicationSteps(t, a, pipeline) {
			for action, resources := range applicationGrants(t, a, project, "ServiceRole") {
				service, _, _ := strings.Cut(action, ":")
				switch service {
				case "s3", "kms", "logs":
				case "ecr":
					assert.True(t, step == "build" || action == "ecr:BatchGetImage", "%s: %s", step, action)
					if action != "ecr:GetAuthorizationToken" {
						assert.Equal(t, []any{repository}, resources, "%s", action)
					}
				case "inspector2":
					assert.Equal(t, "scan", step)
				default:
					assert.Fail(t, "an unexpected right", "%s: %s", step, action)
				}
			}
		}
		grants := applicationGrants(t, a, pipeline, "RoleArn")
		assert.Contains(t, grants, "s3:PutObjectAcl", "the action of the source gives it to what it takes")
		for action, resources := range grants {
			if strings.HasPrefix(action, "codepipeline:") {
				assert.Equal(t, "codepipeline:StartPipelineExecution", action)
				require.Len(t, resources, 1)
				assert.True(
					t,
					strings.HasSuffix(
						resources[0].(string),
						":"+address.Of(c).ApplicationPipeline(address.DeployPipeline, application),
					),
				)
			}
			assert.False(t, strings.HasPrefix(action, "sts:") || strings.HasPrefix(action, "states:"), action)
		}
	}
}

func TestAnImageIsBuiltThenScannedThenReleasedUnderTheTagOfItsCommit(t *testing.T) {
	for name, application := range pipelined {
		a, of := shared(t, name), applicationConfig(t, name).Organization.Applications[application]
		pipeline := applicationPipelines(t, name, application)[address.BuildPipeline]
		var order []string
		for _, action := range applicationActions(pipeline) {
			order = append(order, action["Name"].(string))
		}
		assert.Equal(t, []string{"source", "build", "scan", "deploy"}, order)
		steps := applicationSteps(t, a, pipeline)
		assert.Contains(t, buildCommands(t, a, steps["scan"]), ci.Scan)
		if of.CodePipeline.Buildspec == "" {
			assert.Contains(t, buildCommands(t, a, steps["build"]), ci.Push)
		} else {
			assert.Equal(t, of.CodePipeline.Buildspec, steps["build"].Get("Source", "BuildSpec"))
		}
		kind := map[config.Architecture]string{config.ARM64: "ARM_CONTAINER", config.AMD64: "LINUX_CONTAINER"}[of.Architecture]
		assert.Equal(t, kind, steps["build"].Get("Environment", "Type"), "built where it could run")
		assert.Equal(t, true, steps["build"].Get("Environment", "PrivilegedMode"), "Docker")
		assert.Equal(t, false, steps["scan"].Get("Environment", "PrivilegedMode"))
		actions := applicationActions(pipeline)
		assert.Contains(
			t,
			text(assembly.At(actions[1], "Configuration", "EnvironmentVariables")),
			"#{source.CommitId}",
		)
		assert.Equal(
			t,
			`[{"name":"TAG","value":"#{source.CommitId}"}]`,
			assembly.At(actions[3], "Configuration", "Variables"),
		)
		assert.Less(t, actions[1]["RunOrder"], actions[2]["RunOrder"], "they are of one stage")
	}
}

func TestAReleaseGoesToEachEnvironmentInOrderAfterApprovalAndItsStandbyLast(t *testing.T) {
	for name, application := range pipelined {
		b := address.Of(applicationConfig(t, name))
		pipeline := applicationPipelines(t, name, application)[address.DeployPipeline]
		of := b.Organization.Applications[application]
		assert.Equal(t, "QUEUED", pipeline.Get("ExecutionMode"))
		assert.Empty(t, list(pipeline.Get("Triggers")), "the build starts it")
		stages := list(pipeline.Get("Stages"))[1:]
		sides := b.Released(of)
		require.Len(t, stages, len(sides))
		stores := map[string]bool{}
		for _, store := range list(pipeline.Get("ArtifactStores")) {
			stores[assembly.At(store, "Region").(string)] = true
		}
		for i, side := range sides {
			stage := stages[i].(map[string]any)
			assert.Equal(t, side.Name, stage["Name"])
			actions := list(stage["Actions"])
			if slices.Contains(of.Approve, side.Name) {
				assert.Equal(t, "Approval", assembly.At(actions[0], "ActionTypeId", "Category"))
				actions = actions[1:]
			}
			require.Len(t, actions, len(of.Services))
			for n, service := range of.Services {
				assert.Equal(t, b.ReleaserARN(side), assembly.At(actions[n], "Configuration", "StateMachineArn"))
				assert.Equal(
					t,
					`{"service":"`+service+`","tag":"#{variables.TAG}"}`,
					assembly.At(actions[n], "Configuration", "Input"),
				)
				role, account := assembly.At(actions[n], "RoleArn").(string), string(side.AccountID)
				assert.Contains(t, role, ":"+account+":role/")
				if string(side.Region) != pipeline.Stack.Region {
					assert.Equal(t, string(side.Region), assembly.At(actions[n], "Region"))
					assert.True(t, stores[string(side.Region)], "an action elsewhere needs a store there")
				}
			}
		}
		assert.Equal(t, []string{"prod"}, applicationConfig(t, "example").Organization.Applications["worker"].Approve)
	}
}

func TestOnlyThePipelineThatDeploysMayReleaseAndNothingElse(t *testing.T) {
	m, b := modelOf(t, "example"), address.Of(applicationConfig(t, "example"))
	deploy := address.RoleARN("222222222222", b.ApplicationPipeline(address.DeployPipeline, "worker"))
	seen := 0
	for principal := range m.Principals() {
		for _, e := range b.Environments {
			role := address.RoleARN(e.AccountID, b.ReleaseRole(e.Name, "worker"))
			d := decide(t, m, iam.Request{Principal: principal, Action: "sts:AssumeRole", Resource: role})
			if principal == deploy {
				assert.True(t, d.Allowed, "%s: %s", role, d.Because)
				seen++
			} else {
				assert.False(t, d.Allowed, "%s becomes %s: %s", principal, role, d.Because)
			}
		}
	}
	assert.Equal(t, len(b.Environments), seen)
	for _, e := range b.Environments {
		release := address.RoleARN(e.AccountID, b.ReleaseRole(e.Name, "worker"))
		machine := b.ReleaserARN(e)
		// CodePipeline asks of which kind it is.
		assert.True(
			t,
			decide(t, m, iam.Request{Principal: release, Action: "states:DescribeStateMachine", Resource: machine}).Allowed,
		)
		execution := strings.Replace(machine, ":stateMachine:", ":execution:", 1) + ":1"
		assert.True(
			t,
			decide(t, m, iam.Request{Principal: release, Action: "states:StartExecution", Resource: machine}).Allowed,
		)
		assert.True(
			t,
			decide(
				t,
				m,
				iam.Request{Principal: release, Action: "states:DescribeExecution", Resource: execution},
			).Allowed,
		)
		refused(t, m, []string{release}, []string{
			"states:UpdateStateMachine",
			"states:StartExecution",
			"ssm:PutParameter",
			"cloudformation:UpdateStack",
			"iam:PassRole",
			"ecs:UpdateService",
		}, []string{machine + "-of-another", "arn:aws:ssm:eu-west-1:" + string(e.AccountID) + ":parameter/acme/x"})
	}
}

// applicationTokens are of jobs that roles of the choices trust, and those like them that they do not.
func applicationTokens(t testing.TB) []struct {
	role, provider string
	claims         map[string]string
	not            []map[string]string // claims that differ
} {
	t.Helper()
	b := address.Of(applicationConfig(t, "choices"))
	shared := b.Organization.Accounts[config.SharedServices]
	fleet, portal := b.Organization.Accounts["fleet"], b.Organization.Accounts["portal"]
	const (
		organization = "01234567-89ab-cdef-0123-456789abcdef"
		project      = "89abcdef-0123-4567-89ab-cdef01234567"
		user         = "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee"
		origin       = "/vcs-origin/github.com/choices/pages/vcs-ref/refs/heads/"
	)
	circle := address.CircleCIHost(organization)
	by := func(branch string) string {
		return "org/" + organization + "/project/" + project + "/user/" + user + origin + branch
	}
	github := func(account config.AccountID) string { return address.OIDCProviderARN(account, address.GitHubHost) }
	ofCircle := []map[string]string{
		{"sub": by("main")},
		// A branch whose name repeats the end of the pattern.
		{"sub": by("x" + origin + "release")},
		{
			"sub": "org/" + organization + "/project/" + project + "/user/" + user + "/vcs-origin/github.com/fork/pages/vcs-ref/refs/heads/x" + origin + "release",
		},
		{"sub": strings.Replace(by("release"), project, organization, 1)},
		{
			"sub": "org/" + organization + "/project/" + project + "/user/" + user,
		}, // the older token, which tells no branch
		{"aud": project},
	}
	return []struct {
		role, provider string
		claims         map[string]string
		not            []map[string]string
	}{
		{
			address.RoleARN(shared, b.PushRole("api")),
			github(shared),
			map[string]string{
				"aud":           "sts.amazonaws.com",
				"sub":           "repo:choices@1234567/api@2345678:ref:refs/heads/main",
				"repository_id": "2345678",
				"ref":           "refs/heads/main",
			},
			[]map[string]string{
				{
					"sub": "repo:choices/api:ref:refs/heads/main",
				},
				{"sub": "repo:choices@1234567/api@2345678:pull_request", "ref": "refs/pull/1/merge"},
				{"sub": "repo:choices@1234567/api@2345678:ref:refs/heads/main2", "ref": "refs/heads/main2"},
				{
					"sub": "repo:choices@1234567/api@2345678:environment:fleet",
				},
				{"repository_id": "9"},
				{"aud": "https://github.com/choices"},
				{"sub": "repo:choices@7/api@2345678:ref:refs/heads/main"},
			},
		},
		{
			address.RoleARN(fleet, b.ReleaseRole("fleet", "api")),
			github(fleet),
			map[string]string{
				"aud":           "sts.amazonaws.com",
				"sub":           "repo:choices@1234567/api@2345678:environment:fleet",
				"repository_id": "2345678",
				"ref":           "refs/heads/main",
			},
			[]map[string]string{
				{"ref": "refs/heads/topic"},
				{"sub": "repo:choices@1234567/api@2345678:environment:dev"},
				{"sub": "repo:choices@1234567/api@2345678:ref:refs/heads/main"},
			},
		},
		{
			address.RoleARN(shared, b.PushRole("jobs")),
			github(shared),
			map[string]string{
				"aud":           "sts.amazonaws.com",
				"sub":           "repo:choices/jobs:ref:refs/heads/release",
				"repository_id": "7654321",
				"ref":           "refs/heads/release",
			},
			[]map[string]string{
				{"repository_id": "7654322"},
				{"sub": "repo:choices/jobs:ref:refs/heads/main", "ref": "refs/heads/main"},
			},
		},
		{
			address.RoleARN(shared, b.PushRole("pages")), address.OIDCProviderARN(shared, circle),
			map[string]string{"aud": organization, "sub": by("release")},
			ofCircle,
		},
		{
			address.RoleARN(portal, b.ReleaseRole("portal", "pages")), address.OIDCProviderARN(portal, circle),
			map[string]string{"aud": organization, "sub": by("release")},
			ofCircle,
		},
	}
}

func TestJobsElsewhereGetARoleForTheirRepositoryAndBranchOnlyWhateverABranchIsCalled(t *testing.T) {
	m, trusted := modelOf(t, "choices"), map[string]bool{}
	for _, c := range applicationTokens(t) {
		trusted[c.role] = true
		admitted, err := m.Admits(c.role, iam.Token{Provider: c.provider, Claims: c.claims})
		require.NoError(t, err)
		assert.True(t, admitted, c.role)
		for _, differs := range c.not {
			claims := maps.Clone(c.claims)
			maps.Copy(claims, differs)
			admitted, err := m.Admits(c.role, iam.Token{Provider: c.provider, Claims: claims})
			require.NoError(t, err)
			assert.False(t, admitted, "%s: %v", c.role, differs)
		}
		for claim := range c.claims {
			claims := maps.Clone(c.claims)
			delete(claims, claim)
			admitted, err := m.Admits(c.role, iam.Token{Provider: c.provider, Claims: claims})
			require.NoError(t, err)
			assert.False(t, admitted, "%s: without %s", c.role, claim)
		}
	}
	for _, role := range shared(t, "choices").OfType("AWS::IAM::Role") {
		if strings.Contains(text(role.Get("AssumeRolePolicyDocument")), "Federated") {
			arn, err := m.ARN(role)
			require.NoError(t, err)
			ofJobs := strings.Contains(arn, "-release-jobs") // like that of api
			assert.True(t, trusted[arn] || ofJobs, "nothing is known of whom %s trusts", arn)
		}
	}
}

func TestJobsElsewherePushToOneRepositoryOrStartReleasersAndDoNothingElse(t *testing.T) {
	m, b := modelOf(t, "choices"), address.Of(applicationConfig(t, "choices"))
	for name, a := range b.Organization.Applications {
		if a.CodePipeline != nil {
			continue
		}
		push := address.RoleARN(b.Organization.Accounts[config.SharedServices], b.PushRole(name))
		own := b.RepositoryARN(b.Organization.Regions.Primary, a.Repository)
		assert.True(t, decide(t, m, iam.Request{Principal: push, Action: "ecr:PutImage", Resource: own}).Allowed)
		refused(t, m, []string{push}, []string{"ecr:PutImage", "ecr:BatchGetImage"},
			[]string{b.RepositoryARN(b.Organization.Regions.Primary, "otel-collector")})
		refused(
			t,
			m,
			[]string{push},
			[]string{"ecr:DeleteRepository", "ecr:BatchDeleteImage", "ecr:SetRepositoryPolicy"},
			[]string{own},
		)
		for _, side := range b.Released(a) {
			environment := side.Name
			if side.Side == config.Standby {
				environment = side.Other.Name
			}
			release := address.RoleARN(side.AccountID, b.ReleaseRole(environment, name))
			assert.True(
				t,
				decide(
					t,
					m,
					iam.Request{Principal: release, Action: "states:StartExecution", Resource: b.ReleaserARN(side)},
				).Allowed,
				"%s on both sides",
				name,
			)
			refused(
				t,
				m,
				[]string{release},
				[]string{"states:*", "states:StopExecution", "iam:PassRole", "ecr:PutImage"},
				[]string{own, b.ReleaserARN(side)},
			)
		}
	}
}

func TestAnAccountHasTheProviderOfTokensOnceUnlessItHadOne(t *testing.T) {
	b, providers := address.Of(applicationConfig(t, "choices")), map[string][]string{}
	for _, r := range shared(t, "choices").OfType("AWS::IAM::OIDCProvider") {
		providers[r.Stack.Account] = append(providers[r.Stack.Account], r.Get("Url").(string))
	}
	circle := "https://" + address.CircleCIHost("01234567-89ab-cdef-0123-456789abcdef")
	account := func(name string) string { return string(b.Organization.Accounts[name]) }
	assert.Equal(t, map[string][]string{
		account("shared-services"): {circle}, // GitHub's is there
		account("fleet"):           {"https://token.actions.githubusercontent.com"},
		account("dev-zonal"):       {"https://token.actions.githubusercontent.com"},
	}, providers, "portal has CircleCI's")
}

func TestPeopleHearOfBuildsAndReleasesThatFailAndOfThoseThatWaitAndNotOfPullRequests(t *testing.T) {
	a := shared(t, "example")
	heard := map[string]string{}
	for _, rule := range a.OfType("AWS::Events::Rule") {
		if rule.Stack.Stage == "shared-services" && strings.Contains(rule.Stack.ID, "applications") {
			heard[text(rule.Get("EventPattern", "detail", "state"))] = text(
				rule.Get("EventPattern", "detail", "pipeline"),
			)
		}
	}
	assert.Equal(t, map[string]string{
		`["FAILED"]`:  `[{"prefix":"acme-build-"},{"prefix":"acme-deploy-"}]`,
		`["STARTED"]`: `[{"prefix":"acme-deploy-"}]`,
	}, heard)
}

func TestBillsOfMaterialsAreKeptAndInspectorWritesNothingElse(t *testing.T) {
	a, seen := shared(t, "example"), 0
	for _, policy := range a.OfType("AWS::S3::BucketPolicy") {
		for _, s := range assembly.Statements(policy) {
			if s.Sid != "BillsOfMaterials" {
				continue
			}
			seen++
			assert.Contains(t, text(s.Resources), "/sbom/*")
			assert.Equal(t, policy.Stack.Account, assembly.At(s.Condition, "StringEquals", "aws:SourceAccount"))
			bucket := denotes(t, a, policy, policy.Get("Bucket"))
			for _, rule := range list(bucket.Get("LifecycleConfiguration", "Rules")) {
				rule := rule.(map[string]any)
				expires := rule["ExpirationInDays"] != nil || rule["NoncurrentVersionExpiration"] != nil
				prefix, _ := rule["Prefix"].(string)
				assert.True(t, !expires || strings.HasPrefix(prefix, "acme-"), "%v", rule)
			}
		}
	}
	assert.Equal(t, 1, seen)
}

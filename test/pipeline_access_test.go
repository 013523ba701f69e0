package test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"bulkhead/assembly"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// bootstrapped is a role of CDK's bootstrap, in the ARN of one.
var bootstrapped = regexp.MustCompile(`:iam::\d{12}:role/cdk-`)

// withPipelines are the templates of one pipeline, and of many.
func withPipelines(t testing.TB) map[string]*assembly.Assembly {
	t.Helper()
	return map[string]*assembly.Assembly{"one": plain(t), "many": delivered(t, few)}
}

func TestNoPolicyNamesARoleThatBootstrappingAnewMakesAnother(t *testing.T) {
	for name, a := range withPipelines(t) {
		seen := 0
		for _, r := range resourcesOf(a) {
			for _, s := range assembly.Statements(r) {
				for _, principal := range append(s.Principals, s.NotPrincipals...) {
					seen++
					assert.NotRegexp(
						t,
						bootstrapped,
						text(principal.ID),
						"%s: %s %s: AWS would keep the role's id",
						name,
						r,
						s.Sid,
					)
				}
			}
		}
		assert.Greater(t, seen, 100, name)
	}
}

// reader is a role that reads artifacts of a pipeline in a region.
type reader struct{ account, arn string }

// artifactReaders are the roles that the actions of a pipeline read artifacts with, by region, as the actions say.
func artifactReaders(pipeline *assembly.Resource) map[string]map[reader]bool {
	all := map[string]map[reader]bool{}
	for _, stage := range list(pipeline.Get("Stages")) {
		for _, action := range list(stage.(map[string]any)["Actions"]) {
			action := action.(map[string]any)
			role := strings.NewReplacer(`{"Fn::Join":["",["arn:",{"Ref":"AWS::Partition"},"`, "arn:aws", `"]]}`, "").
				Replace(text(action["RoleArn"]))
			if !bootstrapped.MatchString(role) {
				continue // the pipeline's own, in its account
			}
			region, elsewhere := action["Region"].(string)
			if !elsewhere {
				region = pipeline.Stack.Region
			}
			if all[region] == nil {
				all[region] = map[reader]bool{}
			}
			all[region][reader{strings.Split(role, ":")[4], role}] = true
		}
	}
	return all
}

func TestEveryRoleThatDeploysReadsArtifactsOfItsRegionByItsNameAndNobodyElseDoes(t *testing.T) {
	for name, a := range withPipelines(t) {
		for _, pipeline := range a.OfType("AWS::CodePipeline::Pipeline") {
			readers := artifactReaders(pipeline)
			assert.NotEmpty(t, readers, "%s: %s", name, pipeline)
			for region, want := range readers {
				stack := pipeline.Stack
				if region != stack.Region {
					stack = supportOf(t, a, pipeline, region)
				}
				bucket, key := map[reader]bool{}, map[reader]bool{}
				for _, r := range stack.Resources {
					switch {
					case r.Type == "AWS::S3::BucketPolicy":
						admits(t, r, bucket)
					case r.Type == "AWS::KMS::Key" && (stack != pipeline.Stack || strings.HasPrefix(r.LogicalID, "Artifacts")):
						admits(t, r, key)
					}
				}
				assert.Equal(t, want, bucket, "%s: %s in %s", name, pipeline, region)
				for own := range want {
					if own.account == pipeline.Stack.Account {
						delete(want, own) // the key leaves it to their own policies, which allow them any
					}
				}
				assert.Equal(t, want, key, "%s: %s in %s", name, pipeline, region)
			}
		}
	}
}

// supportOf is the stack with the artifacts of a pipeline in another region: where its store is.
func supportOf(t testing.TB, a *assembly.Assembly, pipeline *assembly.Resource, region string) *assembly.Stack {
	t.Helper()
	for _, store := range list(pipeline.Get("ArtifactStores")) {
		if assembly.At(store, "Region") != region {
			continue
		}
		for _, bucket := range a.OfType("AWS::S3::Bucket") {
			if bucket.Get("BucketName") == assembly.At(store, "ArtifactStore", "Location") &&
				bucket.Stack.Region == region {
				return bucket.Stack
			}
		}
	}
	require.Fail(t, "no artifacts", "%s in %s", pipeline, region)
	return nil
}

// admits adds whom a policy lets read, by the name of their role. What lets anybody in otherwise is an account's own.
func admits(t testing.TB, policy *assembly.Resource, readers map[reader]bool) {
	t.Helper()
	for _, s := range assembly.Statements(policy) {
		if s.Effect != "Allow" || policy.Type == "AWS::KMS::Key" && text(s.Actions) == `["kms:*"]` {
			continue
		}
		accounts := map[string]bool{} // whether roles of it are named
		for _, principal := range s.Principals {
			id := fmt.Sprint(principal.ID)
			if id == "*" {
				id = fmt.Sprint(assembly.At(s.Condition, "StringEquals", "aws:PrincipalAccount"))
			}
			accounts[strings.TrimSuffix(strings.TrimPrefix(id, "arn:aws:iam::"), ":root")] = false
		}
		for _, role := range assembly.List(assembly.At(s.Condition, "ArnEquals", "aws:PrincipalArn")) {
			account := strings.Split(role.(string), ":")[4]
			require.Contains(t, accounts, account, "%s: %s is of no principal", policy, role)
			accounts[account] = true
			readers[reader{account, role.(string)}] = true
		}
		for account, named := range accounts {
			assert.True(t, named, "%s: %s: the whole account %s", policy, s.Sid, account)
		}
	}
}

// TestWhoPublishesFilesStartsNoBuild: CDK would let it start all, that which changes the pipeline among them.
func TestWhoPublishesFilesStartsNoBuild(t *testing.T) {
	m := modelOf(t, "plain")
	var publishers, builds []string
	for _, role := range plain(t).OfType("AWS::IAM::Role") {
		if role.Get("RoleName") == "acme-infrastructure-publish" {
			arn, err := m.ARN(role)
			require.NoError(t, err)
			publishers = append(publishers, arn)
		}
	}
	for _, project := range plain(t).OfType("AWS::CodeBuild::Project") {
		arn, err := m.ARN(project)
		require.NoError(t, err)
		builds = append(builds, arn)
	}
	forbidden(t, m, publishers, []string{"codebuild:StartBuild", "codebuild:StartBuildBatch", "codebuild:StopBuild"}, builds)
}

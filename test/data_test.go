package test

import (
	"slices"
	"strings"
	"testing"

	"bulkhead/assembly"
	"bulkhead/config"

	"github.com/stretchr/testify/assert"
)

func TestEveryStoreIsInAStackOfItsOwn(t *testing.T) {
	everyEnvironment(t, func(a *assembly.Assembly, e config.Environment) {
		want := map[string]bool{}
		for name, kind := range e.StoreKinds() {
			// Addresses of mail are of one domain, and what exists is in no stack.
			if !slices.Contains([]string{"service", "function", "mail", "existing bucket", "existing store"}, kind) &&
				e.Secrets[name].Store != config.ParameterStore { // which operators make
				want[dataStack(a, e, name).ID] = true
			}
		}
		for _, stack := range slices.Concat(a.Stage(e.Name), a.Stage(e.Name+"-foundation")) {
			if !strings.HasPrefix(stack.ID, e.Name+"/data-") && !strings.HasPrefix(stack.ID, e.Name+"-foundation/data-") {
				continue
			}
			assert.True(t, want[stack.ID], "%s holds no store", stack.ID)
			delete(want, stack.ID)
			for _, dependency := range stack.DependsOn {
				name, other := strings.TrimPrefix(stack.ID, e.Name+"/data-"), strings.TrimPrefix(dependency, e.Name+"/data-")
				_, topic := e.Topics[other]
				subscribes := topic && e.StoreKinds()[name] == "queue"
				shares := other != "" && e.Volumes[name].Of == other
				assert.True(t, subscribes || shares || !strings.Contains(dependency, "/data-"), "%s fails with another store", stack.ID)
				assert.NotContains(t, dependency, "/service-", "%s changes with a service", stack.ID)
			}
		}
		assert.Empty(t, want)
	})
}

func TestServiceLinkedRolesAreMadeOnceInAnAccountBeforeWhatNeedsThem(t *testing.T) {
	for _, a := range assemblies(t) {
		for _, role := range a.OfType("AWS::IAM::ServiceLinkedRole") {
			switch service := role.Get("AWSServiceName"); service {
			case "config.amazonaws.com": // of the account's recorder
			case "ecs.amazonaws.com", "opensearchservice.amazonaws.com":
				assert.Equal(t, role.Stack.Stage+"/prerequisites", role.Stack.ID)
				assert.Equal(t, []string{role.Stack.Stage + "/protection"}, role.Stack.DependsOn, "it comes first")
				assert.False(t, strings.HasSuffix(role.Stack.Stage, "-dr"), "the account has them from its primary")
			default:
				assert.Fail(t, "nobody says what waits for it", "%s: %v", role, service)
			}
		}
		for _, made := range append(a.OfType("AWS::ECS::Cluster"), a.OfType("AWS::OpenSearchService::Domain")...) {
			first := made.Stack.Stage + "/prerequisites"
			if a.Stack(first) == nil {
				assert.True(t, strings.HasSuffix(made.Stack.Stage, "-dr") || made.Stack.Stage == "dev-stores", "%s: the account has the roles", made)
				continue
			}
			assert.True(t, before(a, made.Stack, first), made)
		}
	}
}

func TestTheBucketOfAccessLogsTakesThoseOfTheEnvironmentsBucketsOnly(t *testing.T) {
	seen := 0
	for _, a := range assemblies(t) {
		for _, bucket := range a.OfType("AWS::S3::Bucket") {
			logs := bucket.Get("LoggingConfiguration", "DestinationBucketName")
			if logs == nil || !strings.Contains(bucket.Stack.ID, "/data-") {
				continue
			}
			seen++
			name := bucket.Get("BucketName").(string)
			assert.Equal(t, name+"/", bucket.Get("LoggingConfiguration", "LogFilePrefix"))
			to := denotes(t, a, bucket, logs)
			assert.Equal(t, bucket.Stack.Stage+"/access-logs", to.Stack.ID)
			delivers := 0
			for _, s := range policyFor(t, a, to) {
				if s.Effect != "Allow" {
					continue
				}
				delivers++
				assert.Equal(t, []assembly.Principal{{Kind: "Service", ID: "logging.s3.amazonaws.com"}}, s.Principals)
				assert.Equal(t, bucket.Stack.Account, s.Condition["StringEquals"].(map[string]any)["aws:SourceAccount"])
				own, fits := "-"+bucket.Stack.Account, false
				for _, pattern := range assembly.List(assembly.At(s.Condition, "ArnLike", "aws:SourceArn")) {
					pattern := pattern.(string)
					fits = fits || fitsPattern(pattern, "arn:aws:s3:::"+name)
					itsOwn := slices.ContainsFunc(a.Stage(bucket.Stack.Stage), func(s *assembly.Stack) bool {
						return slices.ContainsFunc(s.Resources, func(r *assembly.Resource) bool {
							return r.TakesOver && pattern == "arn:aws:s3:::"+textOf(r.Get("BucketName"))
						})
					})
					made := strings.HasSuffix(pattern, own) || strings.HasSuffix(pattern, own+"-"+bucket.Stack.Region)
					assert.True(t, itsOwn || made, "names of others do not fit %s", pattern)
				}
				assert.True(t, fits, name)
			}
			assert.Equal(t, 1, delivers)
		}
	}
	assert.Greater(t, seen, 4)
}

// fitsPattern tells whether an ARN fits a pattern with one wildcard.
func fitsPattern(pattern, arn string) bool {
	start, end, wild := strings.Cut(pattern, "*")
	if !wild {
		return pattern == arn
	}
	return strings.HasPrefix(arn, start) && strings.HasSuffix(arn, end)
}

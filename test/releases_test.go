package test

import (
	"encoding/json"
	"fmt"
	"path"
	"slices"
	"strings"
	"testing"

	"bulkhead/assembly"
	"bulkhead/assembly/iam"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// releasedStacks call judge with the stack of every service whose image releases decide, in all shared configurations.
func releasedStacks(t *testing.T, judge func(a *assembly.Assembly, s *assembly.Stack, parameter string)) {
	t.Helper()
	seen := 0
	for _, a := range assemblies(t) {
		for _, s := range a.Stacks {
			if p, is := s.Parameters["Release"]; is {
				seen++
				judge(a, s, p.Default.(string))
			}
		}
	}
	assert.Greater(t, seen, 5)
}

// TestTheImageThatRunsIsWhatItsParameterSays: in every container of the service's image, and CloudFormation reads it.
func TestTheImageThatRunsIsWhatItsParameterSays(t *testing.T) {
	releasedStacks(t, func(a *assembly.Assembly, s *assembly.Stack, parameter string) {
		_, service, _ := strings.Cut(s.ID, "/service-")
		assert.True(t, strings.HasSuffix(parameter, "/"+s.Stage+"/release/"+service), parameter)
		assert.Equal(t, "AWS::SSM::Parameter::Value<String>", s.Parameters["Release"].Type)
		body, err := json.Marshal(s.Template["Parameters"])
		require.NoError(t, err)
		assert.Contains(t, string(body), "[cdk:skip]", "the CDK CLI does not look it up")
		assert.Contains(t, s.DependsOn, s.Stage+"/releases", "the parameter is made before")
		assert.NotContains(t, s.Template, "Transform", "the state machine has no capability for it")
		released := 0
		for _, r := range s.Resources {
			if r.Type == "Custom::KubernetesObjects" && strings.Contains(text(r.Get("Objects")), `{"Ref":"Release"}`) {
				released++
			}
			for _, one := range list(r.Get("ContainerDefinitions")) {
				image, err := json.Marshal(asObject(one)["Image"])
				require.NoError(t, err)
				if strings.Contains(string(image), `{"Ref":"Release"}`) {
					released++
				}
				name := asObject(one)["Name"]
				assert.Equal(
					t,
					name != "collector",
					strings.Contains(string(image), `{"Ref":"Release"}`),
					"%s %s",
					s.ID,
					name,
				)
			}
		}
		assert.Positive(t, released, s.ID)
	})
}

func asObject(value any) map[string]any {
	object, _ := value.(map[string]any)
	return object
}

// TestASideHasOneStateMachineThatReleases: by the name that pipelines know.
func TestASideHasOneStateMachineThatReleases(t *testing.T) {
	sides := map[string]bool{}
	releasedStacks(t, func(a *assembly.Assembly, s *assembly.Stack, parameter string) {
		organization := strings.Split(parameter, "/")[1]
		if sides[organization+s.Stage] {
			return
		}
		sides[organization+s.Stage] = true
		releases := a.Stack(s.Stage + "/releases")
		require.NotNil(t, releases)
		var machines []any
		for _, r := range releases.Resources {
			if r.Type == "AWS::StepFunctions::StateMachine" {
				machines = append(machines, r.Get("StateMachineName"))
			}
		}
		assert.Equal(t, []any{organization + "-" + s.Stage + "-releaser"}, machines)
		assert.Equal(t, s.Region, releases.Region)
	})
}

// TestOnlyTheReleaserUpdatesTheStacksOfServices: CloudFormation works in the role that a stack was made with, whoever
// updates it.
func TestOnlyTheReleaserUpdatesTheStacksOfServices(t *testing.T) {
	updates := []string{"cloudformation:UpdateStack", "cloudformation:CreateChangeSet", "cloudformation:ExecuteChangeSet"}
	seen := 0
	for _, a := range assemblies(t) {
		for _, r := range resourcesOf(a) {
			for _, s := range assembly.Statements(r) {
				if s.Effect != "Allow" || !strings.HasPrefix(r.Type, "AWS::IAM::") {
					continue
				}
				for _, action := range updates {
					if !slices.ContainsFunc(s.Actions, func(pattern string) bool { return covers(pattern, action) }) {
						continue
					}
					seen++
					assert.True(t, strings.HasSuffix(r.Stack.ID, "/releases"), "%s may %s", r, action)
					assert.Equal(t, updates[0], action, "%s: a change set brings another template", r)
					for _, of := range s.Resources {
						assert.Contains(t, of, ":stack/"+r.Stack.Stage+"-service-", "%s", r)
					}
				}
			}
		}
	}
	assert.Greater(t, seen, 4)
}

// covers tells whether a pattern of actions holds one.
func covers(pattern, action string) bool {
	ok, err := path.Match(strings.ToLower(pattern), strings.ToLower(action))
	return err == nil && ok
}

// TestDevelopersReleaseAndDoNotGoAroundIt: in development they start the state machine, and change neither it nor what
// it moves.
func TestDevelopersReleaseAndDoNotGoAroundIt(t *testing.T) {
	for _, name := range withPeople {
		m := modelOf(t, name)
		_, _, development := accountsOf(t, name)
		for _, developer := range people(t, m, among(development...), "developer") {
			account := strings.Split(developer, ":")[4]
			for _, s := range shared(t, name).Stacks {
				if s.Account != account || s.Parameters["Release"].Default == nil {
					continue
				}
				parameter := s.Parameters["Release"].Default.(string)
				organization := strings.Split(parameter, "/")[1]
				here := s.Region + ":" + account
				machine := "arn:aws:states:" + here + ":stateMachine:" + organization + "-" + s.Stage + "-releaser"
				refused(
					t,
					m,
					[]string{developer},
					[]string{"states:DeleteStateMachine", "states:UpdateStateMachine"},
					[]string{machine},
				)
				refused(
					t,
					m,
					[]string{developer},
					[]string{"ssm:DeleteParameter", "ssm:DeleteParameters", "ssm:PutParameter"},
					[]string{
						"arn:aws:ssm:" + here + ":parameter" + parameter,
						"arn:aws:ssm:" + here + ":parameter" + strings.Replace(
							parameter,
							"/release/",
							"/releasing/",
							1,
						),
					},
				)
				start := iam.Request{Principal: developer, Action: "states:StartExecution", Resource: machine}
				assert.True(t, decide(t, m, start).Allowed, machine)
			}
		}
	}
}

// image is one of a repository: the newer, the higher its number.
type pushedImage struct {
	number int
	tags   []string
}

// expire does what a lifecycle policy says, as the Amazon ECR user guide has it: a rule keeps what it speaks of from
// those that come after it.
func expire(t *testing.T, policy string, images []pushedImage) (left []pushedImage) {
	t.Helper()
	var lifecycle struct {
		Rules []struct {
			RulePriority int
			Selection    struct {
				TagStatus, CountType string
				TagPatternList       []string
				CountNumber          int
			}
		}
	}
	require.NoError(t, json.Unmarshal([]byte(policy), &lifecycle))
	spoken, gone := map[int]bool{}, map[int]bool{}
	for i, rule := range lifecycle.Rules {
		require.Equal(t, i+1, rule.RulePriority)
		var of []pushedImage
		for _, image := range images {
			matches := rule.Selection.TagStatus == "any"
			for _, tag := range image.tags {
				for _, pattern := range rule.Selection.TagPatternList {
					matches = matches || strings.HasPrefix(tag, strings.TrimSuffix(pattern, "*"))
				}
			}
			if matches {
				of = append(of, image)
			}
		}
		if rule.Selection.CountType == "imageCountMoreThan" {
			slices.SortFunc(of, func(a, b pushedImage) int { return b.number - a.number })
			for _, image := range of[min(len(of), rule.Selection.CountNumber):] {
				gone[image.number] = gone[image.number] || !spoken[image.number]
			}
		}
		for _, image := range of {
			spoken[image.number] = true
		}
	}
	return slices.DeleteFunc(slices.Clone(images), func(i pushedImage) bool { return gone[i.number] })
}

// TestAnImageThatRunsNeverExpires: however many builds come after it, and however many services and sides mark one.
func TestAnImageThatRunsNeverExpires(t *testing.T) {
	seen := 0
	for _, a := range assemblies(t) {
		for _, r := range a.OfType("AWS::ECR::Repository") {
			if strings.Contains(fmt.Sprint(r.Get("RepositoryName")), "cdk-") {
				continue
			}
			seen++
			policy := r.Get("LifecyclePolicy", "LifecyclePolicyText").(string)
			var images []pushedImage
			for number := range 3000 {
				image := pushedImage{number, []string{fmt.Sprint("build-", number)}}
				if number < 1000 {
					image.tags = append(image.tags, fmt.Sprint("running.prod.service-", number, ".now"))
				}
				images = append(images, image)
			}
			left := expire(t, policy, images)
			assert.Equal(t, images[:1000], left[:1000], "%s keeps what is marked", r)
			assert.Equal(t, images[2500:], left[1000:], "%s keeps the newest of the others", r)

			assert.Equal(t, "IMMUTABLE_WITH_EXCLUSION", r.Get("ImageTagMutability"), r)
			filters, err := json.Marshal(r.Get("ImageTagMutabilityExclusionFilters"))
			require.NoError(t, err)
			assert.JSONEq(
				t,
				`[{"ImageTagMutabilityExclusionFilterType": "WILDCARD", "ImageTagMutabilityExclusionFilterValue": "running.*"}]`,
				string(filters),
				"%s: a mark moves, and no other tag does",
				r,
			)
		}
	}
	assert.Positive(t, seen)
}

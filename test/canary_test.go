package test

import (
	"regexp"
	"strings"
	"testing"

	"bulkhead/assembly"
	"bulkhead/config"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const canaryType = "AWS::Synthetics::Canary"

// askedBy are the addresses that a canary asks for.
func askedBy(canary *assembly.Resource) string {
	first, _, _ := strings.Cut(text(canary.Get("Code", "Script")), "\n")
	return first
}

func TestEachPublicHostHasACanaryThatRunsOnTheActiveSideOnly(t *testing.T) {
	asked := 0
	for name := range sharedConfigs {
		a := shared(t, name)
		c, err := config.Load(sharedConfigs[name].dir)
		require.NoError(t, err)
		for _, e := range c.Sides() {
			hosts := e.Outside()
			canaries := maybeIn(a, e.Name, canaryType)
			assert.Len(t, canaries, len(hosts), e.Name)
			for host, all := range hosts {
				asked++
				i, name := 0, c.Organization.Name+"-"+e.Name+"-"+strings.ReplaceAll(host, ".", "_")
				for i < len(canaries) && canaries[i].Get("Name") != name {
					i++
				}
				require.Less(t, i, len(canaries), "%s has no canary for %s", e.Name, host)
				for _, one := range all {
					assert.Contains(t, askedBy(canaries[i]), one.URL+`"`)
				}
				assert.Equal(t, e.Active, canaries[i].Get("StartCanaryAfterCreation"), canaries[i])
				watched := 0
				for _, alarm := range canaries[i].Stack.Resources {
					if watchesCanary(alarm) &&
						strings.Contains(text(alarm.Get("Dimensions")), canaries[i].LogicalID) {
						watched++
						assert.Equal(t, float64(*e.Canaries.EveryMinutes*60), alarm.Get("Period"), "each run is seen")
					}
				}
				assert.Equal(
					t,
					map[bool]int{true: 1, false: 0}[e.Active],
					watched,
					"what does not run is silent: %s",
					canaries[i],
				)
			}
		}
	}
	assert.Greater(t, asked, 10)
}

func TestACanaryBeginsWhenThereIsSomethingToAskFor(t *testing.T) {
	for name, a := range everyAssembly(t) {
		for _, canary := range a.OfType(canaryType) {
			after := strings.Join(canary.Stack.DependsOn, " ")
			assert.Contains(t, after, "edge", "%s: the names", name)
			if strings.HasPrefix(canary.Stack.ID, "portal/") {
				assert.Contains(t, after, "sites", "the sites")
			}
			for _, r := range canary.Stack.Resources {
				assert.NotEqual(t, "AWS::IAM::Policy", r.Type, "the role has its permissions from the beginning")
			}
		}
	}
}

func TestACanaryLeavesNothingBehindThatNobodyKeepsInOrder(t *testing.T) {
	for name, a := range everyAssembly(t) {
		for _, canary := range a.OfType(canaryType) {
			assert.Equal(t, "AUTOMATIC", canary.Get("ProvisionedResourceCleanup"), "its function goes with it")
			assert.Nil(t, canary.Get("DryRunAndUpdate"), "a host in trouble would fail the deployment that mends it")
			assert.Nil(t, canary.Get("VPCConfig"), "it is outside")
			role := denotes(t, a, canary, canary.Get("ExecutionRoleArn"))
			for _, s := range assembly.Statements(role) {
				for _, action := range s.Actions {
					assert.NotContains(
						t,
						action,
						"logs:",
						"%s: Lambda would make a group without a key that is never emptied",
						name,
					)
				}
			}
			match := regexp.MustCompile(`"Ref":"([A-Za-z0-9]+)"`).
				FindStringSubmatch(text(canary.Get("ArtifactS3Location")))
			require.NotNil(t, match, canary)
			bucket := canary.Stack.Resource(match[1])
			assert.Equal(t, 31.0, bucket.Get("LifecycleConfiguration", "Rules", "0", "ExpirationInDays"))
			key := bucket.Get(
				"BucketEncryption",
				"ServerSideEncryptionConfiguration",
				"0",
				"ServerSideEncryptionByDefault",
				"KMSMasterKeyID",
			)
			assert.Equal(
				t,
				key,
				canary.Get("ArtifactConfig", "S3Encryption", "KmsKeyArn"),
				"it would take AWS's own key",
			)
		}
	}
}

func TestNothingIsAskedFromOutsideWhereTheInternetReachesNothing(t *testing.T) {
	assert.Empty(t, shared(t, "private").OfType(canaryType))
	for _, stage := range []string{"stores", "streams", "dev-stores", "dev-fleet"} {
		assert.Empty(
			t,
			maybeIn(choices(t), stage, canaryType),
			"%s has no public route, and development no canaries",
			stage,
		)
	}
}

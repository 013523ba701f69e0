package test

import (
	"encoding/json"
	"slices"
	"testing"

	"bulkhead/assembly"
	"bulkhead/config"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestImagesAreImmutableScannedAndEncrypted(t *testing.T) {
	repositories := in(t, example(t), "shared-services", "AWS::ECR::Repository")
	require.Len(t, repositories, 4, "web and worker in two regions")
	for _, repository := range repositories {
		assert.Equal(t, "IMMUTABLE_WITH_EXCLUSION", repository.Get("ImageTagMutability"))
		assert.Equal(t, []any{map[string]any{
			"ImageTagMutabilityExclusionFilterType": "WILDCARD", "ImageTagMutabilityExclusionFilterValue": "running.*",
		}}, repository.Get("ImageTagMutabilityExclusionFilters"), "what releases mark, and nothing else")
		assert.Equal(t, true, repository.Get("ImageScanningConfiguration", "ScanOnPush"))
		assert.Equal(t, "KMS", repository.Get("EncryptionConfiguration", "EncryptionType"))
		assert.Equal(t, "AWS::KMS::Key", denotes(t, example(t), repository, repository.Get("EncryptionConfiguration", "KmsKey")).Type)
		assert.Equal(t, "RetainExceptOnCreate", repository.DeletionPolicy)
		assert.Nil(t, repository.Get("EmptyOnDelete"))
	}
}

func TestOldImagesExpireAndRecentOnesStay(t *testing.T) {
	for _, repository := range in(t, example(t), "shared-services", "AWS::ECR::Repository") {
		var lifecycle struct {
			Rules []struct {
				RulePriority int
				Selection    struct {
					TagStatus, CountType string
					CountNumber          int
				}
			}
		}
		require.NoError(t, json.Unmarshal([]byte(repository.Get("LifecyclePolicy", "LifecyclePolicyText").(string)), &lifecycle))
		require.Len(t, lifecycle.Rules, 3, "and one that keeps what runs")
		untagged, any := lifecycle.Rules[1].Selection, lifecycle.Rules[2].Selection
		assert.Equal(t, "untagged", untagged.TagStatus)
		assert.Equal(t, "sinceImagePushed", untagged.CountType)
		assert.Equal(t, "any", any.TagStatus)
		assert.Equal(t, "imageCountMoreThan", any.CountType, "what runs for long without a new build is not old")
		assert.GreaterOrEqual(t, any.CountNumber, 100)
	}
}

func TestOnlyWorkloadAccountsPullImagesAndNobodyElsePushes(t *testing.T) {
	for _, repository := range in(t, example(t), "shared-services", "AWS::ECR::Repository") {
		statements := assembly.Statements(repository)
		require.Len(t, statements, 2, "and Lambda, for them")
		for _, s := range statements {
			assert.Subset(t, []string{"ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"}, s.Actions)
		}
		assert.ElementsMatch(t, []string{"ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"}, statements[0].Actions)
		var accounts []any
		for _, principal := range statements[0].Principals {
			accounts = append(accounts, principal.ID)
		}
		assert.ElementsMatch(t, []any{"arn:aws:iam::333333333333:root", "arn:aws:iam::444444444444:root", "arn:aws:iam::555555555555:root"}, accounts)
	}
}

func TestImagesAreReplicatedToEveryRegionThatHasTheirRepositories(t *testing.T) {
	replication := one(t, example(t), "shared-services", "AWS::ECR::ReplicationConfiguration")
	assert.Equal(t, "eu-west-1", replication.Stack.Region)
	require.Len(t, list(replication.Get("ReplicationConfiguration", "Rules")), 1)
	rule := replication.Get("ReplicationConfiguration", "Rules", "0").(map[string]any)
	assert.Equal(t, []any{map[string]any{"Region": "eu-central-1", "RegistryId": "222222222222"}}, rule["Destinations"])
	assert.Equal(t, []any{map[string]any{"Filter": "acme/", "FilterType": "PREFIX_MATCH"}}, rule["RepositoryFilters"])

	byRegion := map[string][]any{}
	for _, repository := range in(t, example(t), "shared-services", "AWS::ECR::Repository") {
		byRegion[repository.Stack.Region] = append(byRegion[repository.Stack.Region], repository.Get("RepositoryName"))
	}
	both := []any{"acme/web", "acme/worker"}
	assert.Equal(t, map[string][]any{"eu-west-1": both, "eu-central-1": both}, byRegion, "with their own key and policy: replication copies images only")
}

func TestEveryImageIsScannedWhateverItsRepository(t *testing.T) {
	for _, scanning := range in(t, choices(t), "shared-services", "AWS::ECR::RegistryScanningConfiguration") {
		assert.Equal(t, `[{"RepositoryFilters":[{"Filter":"*","FilterType":"WILDCARD"}],"ScanFrequency":"CONTINUOUS_SCAN"}]`, text(scanning.Get("Rules")))
	}
}

func TestOnlyOneSaysWhoScansARegistrysImages(t *testing.T) {
	byECR := *plainConfig(t)
	byECR.Organization.Detection.Watch = []config.Detector{config.Trail}
	by := *plainConfig(t)
	by.Organization.Detection.Elsewhere = map[string][]config.Detector{config.SharedServices: {config.Inspector}}
	scanner := map[string]string{}
	for name, a := range map[string]*assembly.Assembly{
		"example": example(t), "choices": choices(t), "private": shared(t, "private"),
		"no Inspector": synthesize(t, &byECR), "another's Inspector": synthesize(t, &by),
	} {
		said := map[string][]string{} // who has images scanned, by account and region
		for _, r := range resourcesOf(a) {
			switch place := r.Stack.Account + " " + r.Stack.Region; {
			case r.Type == "AWS::ECR::RegistryScanningConfiguration":
				scanner[name] = r.Get("ScanType").(string)
				said[place] = append(said[place], r.String())
			case r.Type == "Custom::AccountSettings" && slices.Contains(list(r.Get("Inspector")), any("ECR")):
				said[place] = append(said[place], r.String())
			}
		}
		for place, by := range said {
			assert.Len(t, by, 1, "%s: %s", name, place)
		}
	}
	assert.Equal(t, map[string]string{
		"example": "ENHANCED", "choices": "ENHANCED", "private": "BASIC", "no Inspector": "BASIC", "another's Inspector": "ENHANCED",
	}, scanner, "who watches the account")
}

func TestCopiesOfUpstreamsImagesAreKeptLikeOurOwn(t *testing.T) {
	upstreams := map[string]string{"choices/ecr-public": "public.ecr.aws", "choices/kubernetes": "registry.k8s.io", "choices/quay": "quay.io"}
	regions := map[string]int{}
	for _, rule := range in(t, choices(t), "shared-services", "AWS::ECR::PullThroughCacheRule") {
		regions[rule.Stack.Region]++
		prefix := rule.Get("EcrRepositoryPrefix").(string)
		assert.Equal(t, upstreams[prefix], rule.Get("UpstreamRegistryUrl"))
		var template *assembly.Resource
		for _, candidate := range ofType(t, choices(t), rule.Stack.ID, "AWS::ECR::RepositoryCreationTemplate") {
			if candidate.Get("Prefix") == prefix {
				template = candidate
			}
		}
		require.NotNil(t, template, prefix)
		assert.Contains(t, rule.DependsOn, template.LogicalID, "else the first repository is made without it")
		assert.Equal(t, "IMMUTABLE", template.Get("ImageTagMutability"))
		assert.Equal(t, "KMS", template.Get("EncryptionConfiguration", "EncryptionType"))
		var policy map[string]any
		require.NoError(t, json.Unmarshal([]byte(template.Get("RepositoryPolicy").(string)), &policy))
		assert.NotContains(t, text(policy), "Put", "nobody pushes")
		assert.NotContains(t, text(policy), `"*"`)
	}
	assert.Equal(t, map[string]int{"us-east-1": 3, "us-west-2": 3, "eu-west-1": 3}, regions, "wherever something runs")
}

func TestOnlyTasksThatRunAnUpstreamsImageMayHaveItFetched(t *testing.T) {
	policy := ofType(t, choices(t), "shared-services/registry", "AWS::ECR::RegistryPolicy")
	require.Len(t, policy, 1)
	assert.Contains(t, text(policy[0].Get("PolicyText")), `"arn:aws:ecr:us-east-1:202020202020:repository/choices/quay/*"`)
	fetchers := map[string]bool{}
	for _, r := range resourcesOf(choices(t)) {
		if r.Type != "AWS::IAM::Policy" {
			continue
		}
		for _, s := range assembly.Statements(r) {
			for _, action := range s.Actions {
				if action == "ecr:BatchImportUpstreamImage" {
					fetchers[r.Stack.ID] = true
					for _, resource := range s.Resources {
						assert.Regexp(t, `repository/choices/ecr-public/aws-observability/[a-z-]+$`, resource, "one repository")
					}
				}
			}
		}
	}
	assert.Contains(t, fetchers, "fleet/agents")
	assert.Contains(t, fetchers, "fleet/service-shop", "its collector")
	assert.NotContains(t, fetchers, "lab/service-api")
}

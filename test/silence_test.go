package test

import (
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"
	"testing"

	"bulkhead/assembly"
	"bulkhead/assembly/iam"
	"bulkhead/internal/facts"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// action is one that changes something.
type action struct {
	name     string
	tagging  bool
	kinds    []string // of resources that it is about, as service:kind
	required []string // those of them that a request names
}

// changing are all actions of the services that watch but those that read, and the kinds of resources whose tags
// decide.
func changing(t testing.TB) (all []action, byTags map[string]bool) {
	t.Helper()
	services := map[string]bool{}
	for _, written := range facts.Types() {
		for _, kind := range facts.Watching(written) {
			service, _, _ := strings.Cut(kind, ":")
			services[service] = true
		}
	}
	byTags = map[string]bool{}
	for _, service := range slices.Sorted(maps.Keys(services)) {
		of := facts.Actions(service)
		require.NotEmpty(t, of, "internal/facts/actions.py has no %s", service)
		for _, known := range of {
			if known.Reads() {
				continue
			}
			a := action{name: known.String(), tagging: known.Level == "Tagging"}
			for _, kind := range known.On {
				a.kinds = append(a.kinds, service+":"+kind)
			}
			for _, kind := range known.Named {
				a.required = append(a.required, service+":"+kind)
			}
			for _, kind := range known.ByTag {
				byTags[service+":"+kind] = true
			}
			all = append(all, a)
		}
	}
	require.Greater(t, len(all), 500)
	return all, byTags
}

// harmless are changes that silence nothing, by why they do not. In a pattern * is any text.
var harmless = map[string][]string{
	"it adds something that watches or tells, and takes nothing away": {
		"access-analyzer:Create*", "access-analyzer:DeleteArchiveRule", "application-signals:Create*", "application-signals:StartDiscovery",
		"cloudtrail:CreateTrail", "cloudtrail:StartLogging", "cloudwatch:Create*", "cloudwatch:PutManagedInsightRules",
		"config:Start*", "ec2:CreateFlowLogs", "guardduty:SendSecurityTelemetry", "guardduty:StartM*", "guardduty:UnarchiveFindings",
		"inspector2:Create*", "inspector2:Enable", "inspector2:SendCis*", "inspector2:Start*", "logs:CreateLogStream", "logs:PutLogEvents",
		"oam:Create*", "route53resolver:CreateResolverQueryLogConfig", "securityhub:Batch*", "securityhub:Enable*", "synthetics:Create*",
	},
	"it looks": {
		"access-analyzer:CancelPolicyGeneration", "access-analyzer:Generate*", "access-analyzer:Start*", "cloudwatch:*Omni*", "cloudwatch:*Telemetry*",
		"cloudwatch:QueryTraces", "cloudwatch:SearchPrincipals", "cloudwatch:SubmitFeedback", "inspector2:Cancel*",
		"logs:CallWithBearerToken", "logs:CancelExportTask", "logs:DeleteQueryDefinition", "logs:PutQueryDefinition",
		"securityhub:GenerateRecommendedPolicyV2",
	},
	"it uses a key, or makes one": {
		"kms:Create*", "kms:Decrypt", "kms:Encrypt", "kms:Generate*", "kms:ReEncrypt*",
	},
	"it speaks in a topic, or listens to one": {"sns:Publish", "sns:Subscribe"},
	"nothing of ours is such a thing": {
		"application-signals:*GroupingConfiguration", "cloudtrail:StartImport", "cloudtrail:StopImport", "cloudwatch:*AnomalyDetector",
		"cloudwatch:*OTelEnrichment", "cloudwatch:AssumeAccessProfile", "cloudwatch:CallWithBearerToken", "cloudwatch:EnableTopologyDiscovery",
		"cloudwatch:InvokeIntegration", "cloudwatch:PutIntelligenceConfiguration", "cloudwatch:UpdatePreferences",
		"events:PutPartnerEvents", "guardduty:SendObjectMalwareScan", "inspector2:BatchAssociateCodeSecurityScanConfiguration",
		"inspector2:StopCisSession", "kms:*CustomKeyStore", "logs:*S3TableIntegration", "logs:CancelImportTask", "logs:CreateImportTask",
		"securityhub:AllowVendedLogDeliveryForResource", "securityhub:ConnectorRegistrationsV2",
		"sns:*Endpoint*", "sns:*PlatformApplication*", "sns:*SMS*", "sns:OptInPhoneNumber", "wafv2:*APIKey",
	},
	"AWS lets a member's principals do nothing with it": {
		"*:DeclineInvitations", "*:EnableOrganizationAdminAccount", "*:InviteMembers", "*OrganizationDelegatedAdmin",
		"guardduty:DisableOrganizationAdminAccount", "inspector2:AssociateMember", "inspector2:EnableDelegatedAdminAccount",
	},
	"it lets another account see what there is": {"*:Link"},
}

// TestNoDeveloperSilencesWhatWatches: of every action of IAM on a kind of resource that our alarms, logs, keys and
// trails are made of, those that only read and those that are harmless aside, a policy denies it by name: on each such
// resource of every template.
func TestNoDeveloperSilencesWhatWatches(t *testing.T) {
	all, byTags := changing(t)
	for _, name := range withPeople {
		m, seen := modelOf(t, name), 0
		_, _, development := accountsOf(t, name)
		for _, developer := range people(t, m, among(development...), "developer") {
			account := strings.Split(developer, ":")[4]
			ours := whatWatches(t, name, account)
			protected := map[string]bool{} // kinds of which what is denied goes by tags
			for _, a := range all {
				if why := whyHarmless(a.name); why != "" || a.tagging {
					continue
				}
				for kind, on := range targets(a, ours, account) {
					for _, resource := range on {
						seen++
						asked := iam.Request{Principal: developer, Action: a.name, Resource: resource, Open: true}
						d := decide(t, m, asked)
						if !assert.True(t, strings.HasPrefix(d.Because, "denied by "), "%s: %s %s", developer, a.name, resource) {
							break
						}
						if strings.HasSuffix(d.Because, "NoMuting") {
							protected[kind] = true
						}
					}
				}
			}
			for _, a := range all {
				for kind, on := range targets(a, ours, account) {
					if !a.tagging || !protected[kind] {
						continue
					}
					assert.True(t, byTags[kind], "%s: AWS does not look at its tags", kind)
					forbidden(t, m, []string{developer}, []string{a.name}, on)
				}
			}
			assert.Greater(t, len(protected), 5)
		}
		assert.Greater(t, seen, 500)
	}
}

// whyHarmless is why an action silences nothing, if it does not.
func whyHarmless(name string) string {
	for why, patterns := range harmless {
		for _, pattern := range patterns {
			if is, _ := path.Match(pattern, name); is {
				return why
			}
		}
	}
	return ""
}

// whatWatches are the ARNs of what watches an account, by kind. Of what no template gives an ARN, there is one of its
// kind.
func whatWatches(t testing.TB, name, account string) map[string][]string {
	t.Helper()
	m, ours, told := modelOf(t, name), map[string][]string{}, map[string]bool{}
	for _, written := range facts.Types() {
		is, err := facts.Of(written)
		require.NoError(t, err)
		for _, kind := range facts.Watching(written) {
			told[kind] = told[kind] || is.ARN.Shape != "" && !strings.HasSuffix(kind, ":*")
		}
	}
	for kind, told := range told {
		if service, what, _ := strings.Cut(kind, ":"); !told {
			ours[kind] = []string{fmt.Sprintf("arn:aws:%s:eu-west-1:%s:%s/any", service, account, strings.TrimSuffix(what, "*"))}
		}
	}
	for _, r := range resourcesOf(shared(t, name)) {
		if r.Stack.Account != account {
			continue
		}
		for _, kind := range facts.Watching(r.Type) {
			if arn, err := m.ARN(r); err == nil {
				ours[kind] = append(ours[kind], arn)
			}
		}
	}
	return ours
}

// targets are the resources that a request for an action can be about, by kind. One that names none of ours is about
// anything: only what denies it everywhere denies it. A mute rule names alarms that AWS need not look at.
func targets(a action, ours map[string][]string, account string) map[string][]string {
	service, _, _ := strings.Cut(a.name, ":")
	all := map[string][]string{}
	for _, kind := range a.kinds {
		if on := append(slices.Clone(ours[kind]), ours[service+":*"]...); len(on) > 0 {
			all[kind] = on
		}
	}
	isOurs := func(kind string) bool { return all[kind] != nil }
	elsewhere := len(a.required) > 0 && !slices.ContainsFunc(a.required, isOurs)
	alone := len(a.kinds) == 1 && len(a.required) == 0
	if len(a.kinds) == 0 || len(all) > 0 && (elsewhere || alone) {
		all[""] = []string{"none:none:none:none:" + account + ":none"}
	}
	return all
}

// TestPeopleWhoOnlyLookAreGivenNothingElse: AWS's policy for them is ViewOnlyAccess, and what ours allow reads.
func TestPeopleWhoOnlyLookAreGivenNothingElse(t *testing.T) {
	reads := []string{
		"BatchGet*", "Describe*", "Filter*", "Get*", "List*", "StartLiveTail", "StartQuery", "StopLiveTail", "StopQuery",
		"DeleteQueryDefinition", "PutQueryDefinition", // one's own questions
	}
	seen := 0
	for _, name := range withPeople {
		for _, r := range resourcesOf(shared(t, name)) {
			named := fmt.Sprint(r.Get("RoleName"), r.Get("Name"))
			if r.Type != "AWS::IAM::Role" && r.Type != "AWS::SSO::PermissionSet" || !looks(named) {
				continue
			}
			seen++
			for _, arn := range append(list(r.Get("ManagedPolicyArns")), list(r.Get("ManagedPolicies"))...) {
				assert.Equal(t, "arn:aws:iam::aws:policy/job-function/ViewOnlyAccess", arn, r)
			}
			for _, s := range assembly.Statements(r) {
				if s.Effect != "Allow" || len(s.Principals) > 0 {
					continue
				}
				for _, a := range s.Actions {
					_, verb, _ := strings.Cut(a, ":")
					is := func(pattern string) bool {
						begins, open := strings.CutSuffix(pattern, "*")
						return pattern == verb || open && strings.HasPrefix(verb, begins)
					}
					assert.True(t, slices.ContainsFunc(reads, is), "%s %s", r, a)
				}
			}
		}
	}
	assert.GreaterOrEqual(t, seen, 3)
}

// looks tells whether a role is of people who only look: whoever reads, and developers of production.
func looks(named string) bool {
	return strings.Contains(named, "-read-only") || strings.Contains(named, "-developer-prod")
}

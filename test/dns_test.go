package test

import (
	"slices"
	"strings"
	"testing"

	"bulkhead/assembly"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// domains are the public domains of the example's environments.
var domains = map[string]string{
	"dev": "dev.example.com", "stage": "stage.example.com", "prod": "app.example.com", "prod-dr": "prod-dr.example.com",
}

func TestDomainAndWildcardPointAtTheLoadBalancer(t *testing.T) {
	for stage, domain := range domains {
		balancer := one(t, plain(t), stage, "AWS::ElasticLoadBalancingV2::LoadBalancer")
		var names []string
		for _, record := range in(t, plain(t), stage, "AWS::Route53::RecordSet") {
			if record.Get("Type") != "A" || strings.HasPrefix(record.Get("Name").(string), "_") {
				continue
			}
			names = append(names, record.Get("Name").(string))
			assert.Equal(t, true, record.Get("AliasTarget", "EvaluateTargetHealth"))
			if stage == "prod" {
				continue // they lead to either side
			}
			assert.Equal(t, balancer, denotes(t, plain(t), record, record.Get("AliasTarget", "HostedZoneId")))
			assert.Contains(t, text(record.Get("AliasTarget", "DNSName")), balancer.LogicalID+"DNSName")
			assert.Equal(t, domain+".", denotes(t, plain(t), record, record.Get("HostedZoneId")).Get("Name"))
		}
		assert.ElementsMatch(t, []string{domain + ".", "*." + domain + "."}, names)
	}
}

func TestCertificateCoversDomainAndWildcardOnceItsZoneAnswers(t *testing.T) {
	for stage, domain := range domains {
		listed := in(t, plain(t), stage, "AWS::CertificateManager::Certificate")
		i := slices.IndexFunc(listed, func(r *assembly.Resource) bool { return r.Get("DomainName") == domain })
		require.GreaterOrEqual(t, i, 0, "%s has a certificate", domain)
		certificate := listed[i]
		assert.Equal(t, []any{"*." + domain}, certificate.Get("SubjectAlternativeNames"))
		assert.Equal(t, "DNS", certificate.Get("ValidationMethod"))
		zone := denotes(t, plain(t), certificate, certificate.Get("DomainValidationOptions", "0", "HostedZoneId"))
		assert.Equal(t, domain+".", zone.Get("Name"))

		delegation := one(t, plain(t), stage, "Custom::CrossAccountZoneDelegation")
		assert.Equal(t, domain, delegation.Get("DelegatedZoneName"))
		assert.Equal(t, zone, denotes(t, plain(t), delegation, delegation.Get("DelegatedZoneNameServers")))
		assert.NotEqual(t, delegation.Stack, certificate.Stack)
		assert.Contains(t, certificate.Stack.DependsOn, delegation.Stack.ID, "the zone is delegated before a certificate is asked for")
		balancer := one(t, plain(t), stage, "AWS::ElasticLoadBalancingV2::LoadBalancer")
		assert.Contains(t, balancer.Stack.DependsOn, certificate.Stack.ID,
			"a certificate that is never issued leaves no protected load balancer behind")
	}
}

func TestStandbyHoldsACertificateForItsPrimarysNames(t *testing.T) {
	certificates := in(t, plain(t), "prod-dr", "AWS::CertificateManager::Certificate")
	require.Len(t, certificates, 2, "its own names and its primary's")
	i := slices.IndexFunc(certificates, func(r *assembly.Resource) bool { return r.Get("DomainName") == domains["prod"] })
	require.GreaterOrEqual(t, i, 0)
	assert.Equal(t, []any{"*." + domains["prod"]}, certificates[i].Get("SubjectAlternativeNames"))
	assert.Equal(t, "DNS", certificates[i].Get("ValidationMethod"))
	assert.Nil(t, certificates[i].Get("DomainValidationOptions"), "the primary's record validates it")
	extra := one(t, plain(t), "prod-dr", "AWS::ElasticLoadBalancingV2::ListenerCertificate")
	assert.Equal(t, certificates[i], denotes(t, plain(t), extra, extra.Get("Certificates", "0", "CertificateArn")))
	assert.Equal(t, "HTTPS", denotes(t, plain(t), extra, extra.Get("ListenerArn")).Get("Protocol"))
	for _, stage := range []string{"dev", "stage", "prod"} {
		one(t, plain(t), stage, "AWS::CertificateManager::Certificate")
		assert.Empty(t, maybeIn(plain(t), stage, "AWS::ElasticLoadBalancingV2::ListenerCertificate"), stage)
	}
}

// delegationRole is the role in the parent's account that a stage's delegation assumes.
func delegationRole(t testing.TB, stage string) *assembly.Resource {
	t.Helper()
	arn := one(t, plain(t), stage, "Custom::CrossAccountZoneDelegation").Get("AssumeRoleArn").(string)
	for _, role := range in(t, plain(t), "shared-services", "AWS::IAM::Role") {
		if name, named := role.Get("RoleName").(string); named && arn == "arn:aws:iam::"+role.Stack.Account+":role/"+name {
			return role
		}
	}
	require.Fail(t, "no such role", arn)
	return nil
}

func TestOnlyAnEnvironmentsOwnFunctionMayDelegateItsDomain(t *testing.T) {
	taken := map[*assembly.Resource]bool{}
	for stage := range domains {
		delegation, role := one(t, plain(t), stage, "Custom::CrossAccountZoneDelegation"), delegationRole(t, stage)
		assert.False(t, taken[role], "%s is shared", role)
		taken[role] = true

		trust := assembly.Statements(role)
		require.Len(t, trust, 1)
		account := delegation.Stack.Account
		assert.Equal(t, []assembly.Principal{{Kind: "AWS", ID: "arn:aws:iam::" + account + ":root"}}, trust[0].Principals)
		assert.Equal(t, map[string]any{"ArnLike": map[string]any{"aws:PrincipalArn": "arn:aws:iam::" + account + ":role/" + delegation.Stack.Name + "-*"}},
			trust[0].Condition, "roles made by the dns stack")

	}
}

func TestDelegatingFunctionMayOnlyAssumeItsRoleAndLog(t *testing.T) {
	for stage := range domains {
		delegation := one(t, plain(t), stage, "Custom::CrossAccountZoneDelegation")
		var allowed []string
		for _, r := range delegation.Stack.Resources {
			if r.Type == "AWS::IAM::Role" {
				assert.Nil(t, r.Get("ManagedPolicyArns"), r)
				assert.Nil(t, r.Get("Policies"), r)
			}
			if r.Type != "AWS::IAM::Policy" && r.Type != "AWS::IAM::RolePolicy" {
				continue
			}
			for _, s := range assembly.Statements(r) {
				allowed = append(allowed, s.Actions...)
				require.Len(t, s.Resources, 1)
				if s.Actions[0] == "sts:AssumeRole" {
					assert.Equal(t, delegation.Get("AssumeRoleArn"), s.Resources[0])
				} else {
					assert.Equal(t, "/acme/"+stage+"/custom-resources/dns", denotes(t, plain(t), r, s.Resources[0]).Get("LogGroupName"))
				}
			}
		}
		assert.ElementsMatch(t, []string{"sts:AssumeRole", "logs:CreateLogStream", "logs:PutLogEvents"}, allowed, stage)
	}
}

func TestEnvironmentCanDelegateItsOwnDomainOnly(t *testing.T) {
	zone := one(t, plain(t), "shared-services", "AWS::Route53::HostedZone")
	for stage, domain := range domains {
		writes := 0
		for _, policy := range in(t, plain(t), "shared-services", "AWS::IAM::Policy") {
			if denotes(t, plain(t), policy, policy.Get("Roles", "0")) != delegationRole(t, stage) {
				continue
			}
			for _, s := range assembly.Statements(policy) {
				if slices.Equal(s.Actions, []string{"route53:ListHostedZonesByName"}) {
					continue // reading, to find the zone
				}
				writes++
				assert.Equal(t, []string{"route53:ChangeResourceRecordSets"}, s.Actions)
				require.Len(t, s.Resources, 1)
				assert.Equal(t, []string{zone.LogicalID}, assembly.References(s.Resources[0]))
				assert.Equal(t, map[string]any{"ForAllValues:StringEquals": map[string]any{
					"route53:ChangeResourceRecordSetsRecordTypes":           []any{"NS"},
					"route53:ChangeResourceRecordSetsActions":               []any{"UPSERT", "DELETE"},
					"route53:ChangeResourceRecordSetsNormalizedRecordNames": []any{domain},
				}}, s.Condition)
			}
		}
		assert.Equal(t, 1, writes, stage)
	}
}

func TestParentZoneIsMadeUnlessItExists(t *testing.T) {
	zone := one(t, plain(t), "shared-services", "AWS::Route53::HostedZone")
	assert.Equal(t, "example.com.", zone.Get("Name"))
	servers := zone.Stack.Outputs["NameServers"].Value
	assert.Contains(t, text(servers), `"NameServers"`, "the operator enters them at the registrar")
	assert.Equal(t, []string{zone.LogicalID}, assembly.References(servers))

	assert.Empty(t, maybeIn(lavish(t), "shared-services", "AWS::Route53::HostedZone"))
	assert.Empty(t, lavish(t).Stack("shared-services/domain").Outputs)
	assert.Contains(t, text(lavish(t).Stack("shared-services/domain").Template), "hostedzone/"+existingZone)
	delegation := one(t, lavish(t), "dev", "Custom::CrossAccountZoneDelegation")
	assert.Equal(t, existingZone, delegation.Get("ParentZoneId"))
	assert.Nil(t, delegation.Get("ParentZoneName"))
}

func TestParentZoneMayBelongToAnotherAccount(t *testing.T) {
	assert.Nil(t, bare(t).Stack("shared-services/domain"), "nothing of ours is in somebody else's zone")
	delegation := one(t, bare(t), "dev", "Custom::CrossAccountZoneDelegation")
	assert.Equal(t, foreignRole, delegation.Get("AssumeRoleArn"))
	assert.Equal(t, existingZone, delegation.Get("ParentZoneId"))

	assert.NotNil(t, hosted(t).Stack("security/domain"))
	assert.Nil(t, hosted(t).Stack("shared-services/domain"))
	for _, stage := range []string{"prod", "prod-dr"} {
		arn := one(t, hosted(t), stage, "Custom::CrossAccountZoneDelegation").Get("AssumeRoleArn").(string)
		name := strings.TrimPrefix(arn, "arn:aws:iam::111111111111:role/")
		assert.True(t, slices.ContainsFunc(in(t, hosted(t), "security", "AWS::IAM::Role"), func(r *assembly.Resource) bool {
			return r.Get("RoleName") == name
		}), "%s exists", arn)
	}
}

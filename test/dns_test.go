package test

import (
	"slices"
	"strings"
	"testing"

	"bulkhead/assembly"
	"bulkhead/config"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// domains are the public domains of the example's environments.
var domains = map[string]string{
	"dev": "dev.example.com", "stage": "stage.example.com", "prod": "app.example.com", "prod-dr": "prod-dr.example.com",
}

func TestDomainAndWildcardPointAtTheLoadBalancer(t *testing.T) {
	for stage, domain := range domains {
		var names []string
		for _, record := range in(t, example(t), stage, "AWS::Route53::RecordSet") {
			if record.Get("Type") != "A" {
				continue
			}
			names = append(names, record.Get("Name").(string))
			assert.Equal(t, true, record.Get("AliasTarget", "EvaluateTargetHealth"))
			target := denotes(t, example(t), record, record.Get("AliasTarget", "HostedZoneId"))
			assert.Equal(t, "AWS::ElasticLoadBalancingV2::LoadBalancer", target.Type)
			assert.Equal(t, domain+".", denotes(t, example(t), record, record.Get("HostedZoneId")).Get("Name"))
		}
		assert.ElementsMatch(t, []string{domain + ".", "*." + domain + "."}, names)
	}
}

func TestCertificateCoversDomainAndWildcardOnceItsZoneAnswers(t *testing.T) {
	for stage, domain := range domains {
		for _, certificate := range in(t, example(t), stage, "AWS::CertificateManager::Certificate") {
			assert.Equal(t, []any{"*." + certificate.Get("DomainName").(string)}, certificate.Get("SubjectAlternativeNames"))
			assert.Equal(t, "DNS", certificate.Get("ValidationMethod"))
			if certificate.Get("DomainName") == domain {
				zone := denotes(t, example(t), certificate, certificate.Get("DomainValidationOptions", "0", "HostedZoneId"))
				assert.Equal(t, "AWS::Route53::HostedZone", zone.Type)
			}
		}
		assert.Contains(t, example(t).Stack(stage+"/platform").DependsOn, stage+"/dns", "the zone is delegated before a certificate is asked for")
		delegation := one(t, example(t), stage, "Custom::CrossAccountZoneDelegation")
		assert.Equal(t, stage+"/dns", delegation.Stack.ID)
	}
}

func TestStandbyHoldsACertificateForItsPrimarysNames(t *testing.T) {
	i := slices.IndexFunc(in(t, example(t), "prod-dr", "AWS::CertificateManager::Certificate"), func(r *assembly.Resource) bool {
		return r.Get("DomainName") == domains["prod"]
	})
	require.GreaterOrEqual(t, i, 0)
	certificate := in(t, example(t), "prod-dr", "AWS::CertificateManager::Certificate")[i]
	assert.Nil(t, certificate.Get("DomainValidationOptions"), "the primary's record validates it")
	extra := one(t, example(t), "prod-dr", "AWS::ElasticLoadBalancingV2::ListenerCertificate")
	assert.Equal(t, certificate, denotes(t, example(t), extra, extra.Get("Certificates", "0", "CertificateArn")))
}

func TestEnvironmentCanDelegateItsOwnDomainOnly(t *testing.T) {
	for stage, domain := range domains {
		delegation := one(t, example(t), stage, "Custom::CrossAccountZoneDelegation")
		arn := delegation.Get("AssumeRoleArn").(string)
		assert.Equal(t, "arn:aws:iam::222222222222:role/acme-delegate-"+stage, arn)

		roles := in(t, example(t), "shared-services", "AWS::IAM::Role")
		i := slices.IndexFunc(roles, func(r *assembly.Resource) bool {
			return strings.HasSuffix(arn, "/"+text(r.Get("RoleName"))[1:len(text(r.Get("RoleName")))-1])
		})
		require.GreaterOrEqual(t, i, 0, "%s exists", arn)
		trust := assembly.Statements(roles[i])
		require.Len(t, trust, 1)
		account := delegation.Stack.Account
		assert.Equal(t, []assembly.Principal{{Kind: "AWS", ID: "arn:aws:iam::" + account + ":root"}}, trust[0].Principals)
		assert.Equal(t, "arn:aws:iam::"+account+":role/"+stage+"-dns-*", trust[0].Condition["ArnLike"].(map[string]any)["aws:PrincipalArn"],
			"only the function of the dns stack")

		writes := 0
		for _, policy := range in(t, example(t), "shared-services", "AWS::IAM::Policy") {
			if denotes(t, example(t), policy, policy.Get("Roles", "0")) != roles[i] {
				continue
			}
			for _, s := range assembly.Statements(policy) {
				if !slices.Equal(s.Actions, []string{"route53:ChangeResourceRecordSets"}) {
					assert.Equal(t, []string{"route53:ListHostedZonesByName"}, s.Actions)
					continue
				}
				writes++
				assert.Equal(t, map[string]any{
					"route53:ChangeResourceRecordSetsRecordTypes":           []any{"NS"},
					"route53:ChangeResourceRecordSetsActions":               []any{"UPSERT", "DELETE"},
					"route53:ChangeResourceRecordSetsNormalizedRecordNames": []any{domain},
				}, s.Condition["ForAllValues:StringEquals"])
			}
		}
		assert.Equal(t, 1, writes, stage)
	}
}

func TestParentZoneIsMadeUnlessItExists(t *testing.T) {
	zone := one(t, example(t), "shared-services", "AWS::Route53::HostedZone")
	assert.Equal(t, "example.com.", zone.Get("Name"))
	assert.Contains(t, zone.Stack.Outputs, "NameServers", "the operator enters them at the registrar")

	existing := small(t, "dev", func(o *config.Organization, e *config.Environment) { o.Domain.Zone = "Z0123456789ABCDEFGHIJ" })
	assert.Empty(t, maybeIn(existing, "shared-services", "AWS::Route53::HostedZone"))
	assert.Contains(t, text(existing.Stack("shared-services/domain").Template), "hostedzone/Z0123456789ABCDEFGHIJ")
	assert.Equal(t, "Z0123456789ABCDEFGHIJ", one(t, existing, "dev", "Custom::CrossAccountZoneDelegation").Get("ParentZoneId"))
}

func TestParentZoneMayBelongToAnotherAccount(t *testing.T) {
	const role = "arn:aws:iam::999999999999:role/dns-delegation"
	foreign := small(t, "dev", func(o *config.Organization, e *config.Environment) {
		o.Domain = config.Domain{Name: "example.com", Account: "999999999999", Zone: "Z0123456789ABCDEFGHIJ", DelegationRole: role}
	})
	assert.Nil(t, foreign.Stack("shared-services/domain"))
	assert.Equal(t, role, one(t, foreign, "dev", "Custom::CrossAccountZoneDelegation").Get("AssumeRoleArn"))

	security := small(t, "dev", func(o *config.Organization, e *config.Environment) { o.Domain.Account = config.Security })
	assert.NotNil(t, security.Stack("security/domain"))
	assert.Equal(t, "arn:aws:iam::111111111111:role/acme-delegate-dev", one(t, security, "dev", "Custom::CrossAccountZoneDelegation").Get("AssumeRoleArn"))
}

package guardrail

import "strings"

// kept services are those of resource control policies that hold data or lead to it, and that nobody uses without
// signing. Roles are assumed by tokens of providers outside as well, which their trust is about: AssumeRole alone.
var perimeterActions = strings.Fields("dynamodb:* ecr:* kms:* s3:* secretsmanager:* sqs:* sts:AssumeRole")

// perimeter keeps what accounts own to principals of the AWS organization, and to services that act for it. Sources:
// AWS's data perimeter policy examples, "identity_perimeter_rcp"; AWS's resource control policy examples.
func (b Book) perimeter() []any {
	id := b.Organization.AWSOrganization.ID
	statement := func(sid string, actions []string, conditions map[string]any) map[string]any {
		s := deny(sid, actions, everything, conditions)
		s["Principal"] = "*"
		return s
	}
	return []any{
		statement("Principals", perimeterActions, map[string]any{
			"StringNotEqualsIfExists": map[string]any{"aws:PrincipalOrgID": id},
			"BoolIfExists":            map[string]any{"aws:PrincipalIsAWSService": "false"},
		}),
		statement("Services", perimeterActions, map[string]any{
			"StringNotEqualsIfExists": map[string]any{"aws:SourceOrgID": id},
			"Null":                    map[string]any{"aws:SourceAccount": "false"}, // some services do not say whom they act for
			"Bool":                    map[string]any{"aws:PrincipalIsAWSService": "true"},
		}),
		statement("TLS", perimeterActions, map[string]any{"Bool": map[string]any{"aws:SecureTransport": "false"}}),
		statement("TLSVersion", []string{"s3:*"}, map[string]any{"NumericLessThan": map[string]any{"s3:TlsVersion": "1.2"}}),
		statement("KeyPolicies", []string{"kms:CreateKey", "kms:PutKeyPolicy"}, map[string]any{
			"Bool": map[string]any{"kms:BypassPolicyLockoutSafetyCheck": "true"},
		}),
	}
}

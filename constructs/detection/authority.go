package detection

import "bulkhead/config"

// Authority is what decides whom the VPN lets in, and where to: the certificate authority, which signs; the secrets,
// one of which has the list that the server goes by; and the levels.
type Authority struct {
	Account config.AccountID
	Secrets string // what the names of the secrets begin with
	Role    string // name of the role of the server, which reads its secret every minute
	Levels  string // name of the parameter, which CloudFormation writes
}

// pattern returns the pattern of its uses, also of those that AWS refuses. The account has no other key that signs, and
// a key has many names, so each signature counts. CloudTrail does not tell what is signed.
func (a Authority) pattern() map[string]any {
	one := func(service, parameter, name string, names ...string) map[string]any {
		c := call(service, names...)
		c["requestParameters"] = map[string]any{parameter: []any{map[string]any{"wildcard": "*" + name + "*"}}}
		return c
	}
	reads := one("secretsmanager", "secretId", a.Secrets, "GetSecretValue")
	reads["userIdentity"] = map[string]any{"arn": []any{map[string]any{"anything-but": map[string]any{
		"prefix": "arn:aws:sts::" + string(a.Account) + ":assumed-role/" + a.Role + "/",
	}}}}
	byHand := func(c map[string]any) map[string]any {
		c["sourceIPAddress"] = []any{map[string]any{"anything-but": "cloudformation.amazonaws.com"}}
		return c
	}
	return map[string]any{
		"source":      fromAWS,
		"detail-type": []string{apiCall},
		"account":     []config.AccountID{a.Account},
		"detail": map[string]any{"$or": []any{
			call("kms", "Sign"),
			call("secretsmanager", "BatchGetSecretValue"), // which may find it by a filter
			reads,
			one("secretsmanager", "secretId", a.Secrets, "PutSecretValue", "UpdateSecret", "UpdateSecretVersionStage",
				"ReplicateSecretToRegions", "PutResourcePolicy", "DeleteSecret"),
			byHand(one("ssm", "name", a.Levels, "PutParameter", "DeleteParameter")),
			byHand(one("ssm", "names", a.Levels, "DeleteParameters")),
		}},
	}
}

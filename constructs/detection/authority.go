package detection

import "bulkhead/config"

// Authority is the certificate authority of the VPN: what its key signs, anybody with access lets in.
type Authority struct {
	Account config.AccountID
	Secret  string // name of the secret with all of it but the key
}

// pattern returns the pattern of its uses, also of those that AWS refuses. The account has no other key that signs, and
// a key has many names, so each signature counts. CloudTrail does not tell what is signed.
func (a Authority) pattern() map[string]any {
	return map[string]any{
		"source":      fromAWS,
		"detail-type": []string{apiCall},
		"account":     []config.AccountID{a.Account},
		"detail": map[string]any{"$or": []any{
			call("kms", "Sign"),
			call("secretsmanager", "BatchGetSecretValue"), // which may find it by a filter
			map[string]any{
				"eventSource":       []string{"secretsmanager.amazonaws.com"},
				"eventName":         []string{"GetSecretValue"},
				"requestParameters": map[string]any{"secretId": []any{map[string]any{"wildcard": "*" + a.Secret + "*"}}},
			},
		}},
	}
}

package iam

import (
	"fmt"
	"slices"
	"strings"
)

// Token is what somebody outside AWS shows to get a role.
type Token struct {
	Provider string            // the ARN of the provider that AWS knows it by
	Claims   map[string]string // such as sub
}

// Admits tells whether a role, by its ARN, is had for a token. A claim is a condition key after the provider's host.
func (m *Model) Admits(role string, token Token) (bool, error) {
	_, host, found := strings.Cut(token.Provider, ":oidc-provider/")
	if !found {
		return false, fmt.Errorf("%q is not a provider of tokens", token.Provider)
	}
	if _, known := m.identities[role]; !known {
		return false, fmt.Errorf("no template has the role %s", role)
	}
	q := question{Request: Request{Action: "sts:AssumeRoleWithWebIdentity", Resource: role}, context: map[string][]string{}}
	for claim, value := range token.Claims {
		q.context[strings.ToLower(host+":"+claim)] = []string{value}
	}
	admitted := false
	for _, s := range m.policyOf(role) {
		if !slices.Contains(s.providers, token.Provider) {
			continue
		}
		matches, err := q.matches(s)
		if err != nil {
			return false, err
		}
		if matches && s.deny {
			return false, nil
		}
		admitted = admitted || matches
	}
	return admitted, nil
}

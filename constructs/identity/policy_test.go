package identity

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"bulkhead/config"
)

// How many characters a policy may have. Sources: the quotas of IAM and of Identity Center.
const (
	inlineOfRole = 10240 // or of a permission set
	managed      = 6144
)

func size(t *testing.T, document any) int {
	t.Helper()
	text, err := json.Marshal(document)
	if err != nil {
		t.Fatal(err)
	}
	return len(text)
}

func TestPoliciesHaveRoomForAsManyEnvironmentsAsAreAccepted(t *testing.T) {
	s := Scope{Organization: "organization", Development: true}
	roles := []string{}
	for i := range config.MaxEnvironments + 2 {
		account := config.AccountID(fmt.Sprintf("%012d", i))
		s.Closed = append(s.Closed, account)
		name := strings.Repeat("e", 20) + "-*"
		s.Stacks = append(s.Stacks, "arn:aws:cloudformation:*:*:stack/"+name, "arn:aws:lambda:*:*:function:"+name)
		roles = append(roles, "arn:aws:iam::"+string(account)+":role/organization-break-glass")
	}
	for _, role := range []config.Role{config.ReadOnly, config.Developer, config.Admin} {
		for _, development := range []bool{true, false} {
			s.Development = development
			if _, inline := permissions(role, s); size(t, inline) > inlineOfRole {
				t.Errorf("%s, development %t: %d characters", role, development, size(t, inline))
			}
		}
	}
	if got := size(t, policy(assumption(roles, "o-"+strings.Repeat("a", 32)))); got > managed {
		t.Errorf("what a group may assume has %d characters", got)
	}
	own := document([]string{"own-credentials"}, map[string]any{"security": "111111111111", "path": breakGlassPath})
	if got := size(t, own); got > managed {
		t.Errorf("own credentials have %d characters", got)
	}
}

func TestPoliciesHaveRoomForAsMuchAsTheConfigurationAccepts(t *testing.T) {
	s := Scope{Organization: "organization", Development: true}
	for i := range 350 + 1 { // of production, and security
		s.Closed = append(s.Closed, config.AccountID(fmt.Sprintf("%012d", i)))
	}
	for _, role := range []config.Role{config.ReadOnly, config.Developer, config.Admin} {
		for _, development := range []bool{true, false} {
			s.Development = development
			if _, inline := permissions(role, s); size(t, inline) > inlineOfRole {
				t.Errorf("%s, development %t: %d characters", role, development, size(t, inline))
			}
		}
	}
	roles := []string{}
	for i := range 90 { // that a group may assume
		roles = append(roles, fmt.Sprintf("arn:aws:iam::%012d:role/organization-developer", i))
	}
	if got := size(t, policy(assumption(roles, "o-"+strings.Repeat("a", 32)))); got > managed {
		t.Errorf("what a group may assume has %d characters", got)
	}
}

func TestEveryNameInBracesIsFilledIn(t *testing.T) {
	for _, development := range []bool{true, false} {
		for _, role := range []config.Role{config.ReadOnly, config.Developer, config.Admin} {
			_, inline := permissions(role, Scope{
				Organization: "acme",
				Development:  development,
				Closed:       []config.AccountID{"111111111111"},
				Stacks:       []string{"stack"},
			})
			text, err := json.Marshal(inline)
			if err != nil || strings.Contains(strings.ReplaceAll(string(text), "${", ""), `"{`) {
				t.Errorf("%s: %s %v", role, text, err)
			}
			for _, name := range []string{"{organization}", "{closed}", "{stacks}"} {
				if strings.Contains(string(text), name) {
					t.Errorf("%s leaves %s", role, name)
				}
			}
		}
	}
}

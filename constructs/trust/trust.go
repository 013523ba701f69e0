// Package trust writes the statements that let other accounts in.
package trust

import (
	"bulkhead/config"

	"github.com/aws/constructs-go/constructs/v10"
)

// Roots returns the accounts as the principals of a policy that is written as data.
func Roots(accounts []config.AccountID) []string {
	var all []string
	for _, account := range accounts {
		all = append(all, "arn:aws:iam::"+string(account)+":root")
	}
	return all
}

// OrganizationContext is the key of CDK's context that holds the id of the AWS organization, if there is one.
const OrganizationContext = "bulkhead:organization"

// Organization returns the id of the AWS organization, or nothing where there is none.
func Organization(scope constructs.Construct) string {
	id, _ := scope.Node().TryGetContext(new(OrganizationContext)).(string)
	return id
}

// AsMember adds to the conditions of a statement that lets another account in: that it still is of the AWS
// organization. Conditions may be nil, and stay so where there is no AWS organization.
func AsMember(scope constructs.Construct, conditions map[string]any) *map[string]any {
	if id := Organization(scope); id != "" {
		if conditions == nil {
			conditions = map[string]any{}
		}
		equals, _ := conditions["StringEquals"].(map[string]any)
		if equals == nil {
			equals = map[string]any{}
		}
		equals["aws:PrincipalOrgID"] = id
		conditions["StringEquals"] = equals
	}
	if conditions == nil {
		return nil
	}
	return &conditions
}

// Admit returns the policy of a resource, written as data, that lets other accounts do what a statement says: all
// members of the AWS organization, so that the policy does not grow with them, or else the accounts that it lists.
func Admit(scope constructs.Construct, accounts []config.AccountID, statement map[string]any) map[string]any {
	statement["Principal"] = map[string]any{"AWS": Roots(accounts)}
	if Organization(scope) != "" {
		conditions, _ := statement["Condition"].(map[string]any)
		statement["Principal"], statement["Condition"] = map[string]any{"AWS": "*"}, *AsMember(scope, conditions)
	}
	return map[string]any{"Version": "2012-10-17", "Statement": []any{statement}}
}

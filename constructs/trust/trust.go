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

// AsMember adds to the conditions of a statement that lets another account in: that it still is of the AWS
// organization. Conditions may be nil, and stay so where there is no AWS organization.
func AsMember(scope constructs.Construct, conditions map[string]any) *map[string]any {
	id, _ := scope.Node().TryGetContext(new(OrganizationContext)).(string)
	if id != "" {
		if conditions == nil {
			conditions = map[string]any{}
		}
		conditions["StringEquals"] = map[string]any{"aws:PrincipalOrgID": id}
	}
	if conditions == nil {
		return nil
	}
	return &conditions
}

// Admit returns the policy of a resource, written as data, that lets other accounts in as members of the AWS
// organization, if there is one.
func Admit(scope constructs.Construct, statement map[string]any) map[string]any {
	if condition := AsMember(scope, nil); condition != nil {
		statement["Condition"] = *condition
	}
	return map[string]any{"Version": "2012-10-17", "Statement": []any{statement}}
}

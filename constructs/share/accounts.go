package share

import "bulkhead/config"

// Roots are the accounts as the principals of a policy that is written as data.
func Roots(accounts []config.AccountID) []string {
	var all []string
	for _, account := range accounts {
		all = append(all, "arn:aws:iam::"+string(account)+":root")
	}
	return all
}

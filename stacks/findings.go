package stacks

import (
	"bulkhead/config"
	"bulkhead/constructs/detection"
	"bulkhead/constructs/keys"

	"github.com/aws/aws-cdk-go/awscdk/v2"
)

// newFindings is the stack of what gathers every account's findings.
func newFindings(stage awscdk.Stage, c *config.Config) awscdk.Stack {
	stack := newStack(stage, "findings", stateful, "Findings of every account, and who hears of them")
	key := keys.New(stack, "Key", keys.Props{Alias: c.Organization.Name + "-findings", Description: "encrypts findings on their way to people"})
	key.AddToResourcePolicy(keys.ForEvents(), nil)
	key.AddToResourcePolicy(keys.ForAlarms(stack), nil)
	var accounts []config.AccountID
	for _, r := range recorded(c) {
		accounts = append(accounts, r.Account)
	}
	detection.NewFindings(stack, "Findings", detection.FindingsProps{
		Findings:   c.Organization.Detection.Findings,
		Name:       findingsBus(c),
		ARN:        findingsBusARN(c),
		Accounts:   accounts,
		Key:        key,
		BreakGlass: emergencies(c),
	})
	return stack
}

// emergencies are the role and the users for them, if there are any.
func emergencies(c *config.Config) *detection.BreakGlass {
	if c.Organization.Identity == nil {
		return nil
	}
	return &detection.BreakGlass{Role: breakGlassRole(c), Users: c.Organization.Identity.BreakGlass}
}

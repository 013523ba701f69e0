package stacks

import (
	"bulkhead/config"
	"bulkhead/constructs/detection"
	"bulkhead/constructs/keys"
	"bulkhead/internal/address"

	"github.com/aws/aws-cdk-go/awscdk/v2"
)

// newFindings is the stack of what gathers every account's findings.
func (s stage) newFindings() awscdk.Stack {
	stack := s.newStack("findings", stateful, "Findings of every account, and who hears of them")
	key := keys.New(stack, "Key", keys.Props{Alias: s.Organization.Name + "-findings", Description: "encrypts findings on their way to people"})
	key.AddToResourcePolicy(keys.ForEvents(), nil)
	key.AddToResourcePolicy(keys.ForAlarms(stack), nil)
	var accounts []config.AccountID
	for _, r := range s.recorded() {
		accounts = append(accounts, r.Account)
	}
	var alone config.AccountID
	if s.Organization.Observability != nil { // accounts share with it, at once or later
		alone = s.id
	}
	detection.NewFindings(stack, "Findings", detection.FindingsProps{
		Findings:    s.Organization.Detection.Findings,
		Name:        s.FindingsBus(),
		ARN:         s.FindingsBusARN(),
		Rules:       s.Organization.Name,
		Accounts:    accounts,
		Key:         key,
		Queue:       s.Undelivered(),
		Undelivered: s.UndeliveredARN(s.id, s.region),
		Alone:       alone,
		BreakGlass:  s.emergencies(),
		Authority:   s.authority(),
	})
	return stack
}

// emergencies are the role and the users for them, if there are any.
func (o organization) emergencies() *detection.BreakGlass {
	if o.Organization.Identity == nil {
		return nil
	}
	return &detection.BreakGlass{Role: o.BreakGlassRole(), Users: o.Organization.Identity.BreakGlass}
}

// authority is what decides whom the VPN lets in, if there is a server of ours.
func (o organization) authority() *detection.Authority {
	if o.Organization.VPN == nil || o.Organization.VPN.Server != config.OpenVPN {
		return nil
	}
	return &detection.Authority{
		Account: o.Organization.Accounts[config.SharedServices],
		Secrets: address.VPNSecrets(o.Organization.Name),
		Role:    address.VPNRole(o.Organization.Name),
		Levels:  address.VPNLevels(o.Organization.Name),
	}
}

package preflight

import (
	"fmt"
	"strings"

	"bulkhead/config"
)

// ours fails where templates are of another configuration: a stage that it does not have, or one in another account.
func (n Needs) ours() error {
	stages := map[string]string{}
	for _, name := range n.Organization.OwnAccounts() {
		stages[name] = string(n.Organization.Accounts[name])
	}
	for _, e := range n.Sides() {
		stages[e.Name] = string(n.Organization.Accounts[e.Account])
	}
	if m := n.Organization.Management; m != nil {
		stages[Management] = string(m.Account)
	}
	for _, s := range n.Assembly.Stacks {
		account, known := stages[strings.TrimSuffix(s.Stage, "-foundation")]
		switch {
		case s.Stage == "":
			account = string(n.Organization.Accounts[config.SharedServices])
		case !known:
			return fmt.Errorf("the templates are of another configuration: they have a stage %s, which is none of it", s.Stage)
		}
		if s.Account != account {
			return fmt.Errorf("the templates are of another configuration: %s is in account %s, and should be in %s",
				s.ID, s.Account, account)
		}
	}
	return nil
}

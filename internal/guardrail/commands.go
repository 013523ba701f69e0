package guardrail

import (
	"slices"
	"strings"

	"bulkhead/config"
)

// Command is something that has to be switched on in the management account, once, and has no CloudFormation type.
type Command struct {
	Why     string   `json:"why"`
	Args    []string `json:"args"`              // of the AWS CLI
	Already string   `json:"already,omitempty"` // the error that says that it is on
}

// Commands returns what has to be switched on in the management account, in order, also where management says nothing
// of it. Each may be run again.
func (b Book) Commands() []Command {
	var all []Command
	run := func(why, already, command string, args ...string) {
		all = append(all, Command{why, append(strings.Fields(command), args...), already})
	}
	if b.Organization.Management != nil {
		var kinds []string
		for _, p := range b.Policies() {
			if !slices.Contains(kinds, p.Type) {
				kinds = append(kinds, p.Type)
				run("policies of this type are made", "PolicyTypeAlreadyEnabledException",
					"organizations enable-policy-type --root-id "+root+" --policy-type", p.Type)
			}
		}
		run("root users of members are done without", "", "organizations enable-aws-service-access --service-principal iam.amazonaws.com")
		run("root's credentials can be taken from members; new ones get none", "", "iam enable-organizations-root-credentials-management")
		run("what only root can mend, the management account does", "", "iam enable-organizations-root-sessions")
		if b.Keeps(config.GuardMembership) {
			run("regions of accounts are switched on in the management account, since the accounts may not", "",
				"organizations enable-aws-service-access --service-principal account.amazonaws.com")
		}
	}
	security := string(b.Organization.Accounts[config.Security])
	delegate := func(why, service string) {
		run(why, "", "organizations enable-aws-service-access --service-principal", service)
		run(why, "AccountAlreadyRegisteredException",
			"organizations register-delegated-administrator --account-id "+security+" --service-principal", service)
	}
	if b.Organization.Delegates(config.DelegatedRecorder) {
		delegate("security gathers what AWS Config records", "config.amazonaws.com")
	}
	if b.Organization.Delegates(config.DelegatedAccessAnalyzer) {
		delegate("security finds who from outside can use anything", "access-analyzer.amazonaws.com")
	}
	if b.Organization.Delegates(config.DelegatedSecurityHub) {
		const why = "Security Hub in security shows all accounts: run this once security is deployed, since it switches hubs on"
		run(why, "", "organizations enable-aws-service-access --service-principal securityhub.amazonaws.com")
		for _, region := range b.SecurityRegions() {
			run(why, "ResourceConflictException", "securityhub enable-organization-admin-account --admin-account-id "+security+
				" --region", string(region))
		}
	}
	if i := b.Organization.Identity; i != nil && i.Provider == config.IdentityCenter {
		delegate("security says who gets into the accounts", "sso.amazonaws.com")
	}
	if b.Organization.VPN != nil {
		run("the transit gateway is shared with members", "", "ram enable-sharing-with-aws-organization")
	}
	if len(b.CopiesRegions()) > 0 {
		run("backups are copied to security", "", "backup update-global-settings --global-settings isCrossAccountBackupEnabled=true")
	}
	return all
}

// root stands for the id of the AWS organization's root, which the script asks for.
const root = "$root"

const scriptHeader = `#!/bin/sh
# What has to be switched on in the management account. Run it there, as an
# administrator: it may be run again.
set -eu
root=$(aws organizations list-roots --query 'Roots[0].Id' --output text)

# already ERROR COMMAND... runs the command, and is content with that error. It waits
# while another change is being made.
already() {
	error=$1
	shift
	for seconds in 5 15 30 60 0; do
		if said=$("$@" 2>&1); then return; fi
		case $said in
		*"$error"*) return 0 ;;
		# AWS Organizations does one change after the other.
		*ConcurrentModificationException* | *PolicyChangesInProgressException*) sleep "$seconds" ;;
		*) break ;;
		esac
	done
	printf '%s\n' "$said" >&2
	return 1
}
`

// Script returns commands as a program of the shell.
func Script(commands []Command) string {
	var text strings.Builder
	text.WriteString(scriptHeader)
	why := ""
	for _, c := range commands {
		if c.Why != why {
			why = c.Why
			text.WriteString("\n# " + why + "\n")
		}
		line := "aws " + strings.Join(c.Args, " ")
		line = strings.ReplaceAll(line, root, `"`+root+`"`)
		if c.Already != "" {
			line = "already " + c.Already + " " + line
		}
		text.WriteString(line + "\n")
	}
	return text.String()
}

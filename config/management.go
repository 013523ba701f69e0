package config

import (
	"fmt"
	"slices"

	"bulkhead/internal/document"
)

// Management is what the AWS organization's management account puts upon the accounts of this organization, whatever
// their own administrators may do. Its stage is deployed by whoever administers that account, and by no pipeline.
type Management struct {
	// Account is the id of the management account.
	Account AccountID `yaml:"account" jsonschema:"required"`
	// Guardrails lists what accounts are kept to (default all of them): regions (nothing is done in others), membership
	// (they stay in the AWS organization, and nobody is root), detection (only deployments change what watches),
	// deployments (only deployments change stacks, their roles and what they are made from), sharing (nothing is made
	// public or shared with outsiders, by whatever AWS can tell it by), perimeter (only the organization's own
	// principals, and services for it, use its data, and by TLS) and console (no serial console of EC2).
	Guardrails []Guardrail `yaml:"guardrails"`
	// Accounts lists the accounts that are kept to them, by name (default all): one, to try them on.
	Accounts []string `yaml:"accounts"`
	// Deployers lists roles that may deploy and bootstrap by hand, besides the pipeline's and the one for emergencies:
	// at most 5, without ARN, and * stands for any text (default OrganizationAccountAccessRole, by which the management
	// account administers members).
	Deployers []string `yaml:"deployers"`
	// Regions lists at most 20 regions that accounts may use besides those of this organization, such as one that an
	// environment has left and still has stacks in.
	Regions []Region `yaml:"regions"`
}

// Guardrail is what accounts of the AWS organization are kept to.
type Guardrail string

// The guardrails.
const (
	GuardRegions     Guardrail = "regions"
	GuardMembership  Guardrail = "membership"
	GuardDetection   Guardrail = "detection"
	GuardDeployments Guardrail = "deployments"
	GuardSharing     Guardrail = "sharing"
	GuardPerimeter   Guardrail = "perimeter"
	GuardConsole     Guardrail = "console"
)

var allGuardrails = []Guardrail{
	GuardRegions, GuardMembership, GuardDetection, GuardDeployments, GuardSharing, GuardPerimeter, GuardConsole,
}

// Values returns the choices.
func (Guardrail) Values() []string { return texts(allGuardrails...) }

// The most of what policies list, so that they are never longer than AWS accepts.
const (
	mostDeployers    = 5
	mostOtherRegions = 20
)

// complete fills in the defaults.
func (m *Management) complete() {
	if m.Guardrails == nil {
		m.Guardrails = slices.Clone(allGuardrails)
	}
	if m.Deployers == nil {
		m.Deployers = DefaultDeployers()
	}
}

// DefaultDeployers are the roles that may deploy by hand where nobody says which: the one by which the management
// account administers members.
func DefaultDeployers() []string { return []string{"OrganizationAccountAccessRole"} }

// check runs the rules of the management account.
func (m Management) check(at document.Path, o Organization) {
	at.Demand(o.AWSOrganization != nil, "has no use without awsOrganization", "say which AWS organization it is of, or leave it out")
	for name, id := range o.Accounts {
		at.Key("account").Demand(m.Account == "" || id != m.Account, string(m.Account)+" is "+name+", which would be kept to nothing",
			"give the management account's id, and keep it for nothing else")
	}
	checkOnce(at.Key("guardrails"), m.Guardrails)
	checkOnce(at.Key("accounts"), m.Accounts)
	for i, account := range m.Accounts {
		checkAccount(at.Key("accounts").Index(i), account, o)
	}
	deployers := at.Key("deployers")
	checkOnce(deployers, m.Deployers)
	deployers.Demand(len(m.Deployers) <= mostDeployers, fmt.Sprintf("lists more than %d roles", mostDeployers), "let * stand for what they have in common")
	for i, role := range m.Deployers {
		deployers.Index(i).Demand(rolePattern.MatchString(role) && role[0] != '*', fmt.Sprintf("%q is not the name of a role", role),
			"write it without ARN, and begin it with text, such as OrganizationAccountAccessRole")
	}
	regions := at.Key("regions")
	checkOnce(regions, m.Regions)
	regions.Demand(len(m.Regions) <= mostOtherRegions, fmt.Sprintf("lists more than %d regions", mostOtherRegions), "leave the guardrail regions out instead")
}

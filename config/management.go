package config

import (
	"fmt"
	"slices"
	"strings"

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

// ofCenter begins the names of the roles that Identity Center makes.
const ofCenter = "aws-reserved/"

// ByIdentityCenter tells whether a pattern of the names of roles matches one that Identity Center makes.
func ByIdentityCenter(role string) bool {
	begin, _, wild := strings.Cut(role, "*")
	return strings.HasPrefix(role, ofCenter) || wild && strings.HasPrefix(ofCenter, begin)
}

// checkArchive demands that somebody deploys to a log archive with an account of its own whom security does not let in.
func (m Management) checkArchive(at document.Path, o Organization) {
	if !o.ArchiveApart() || !o.Identity.OfCenter() {
		return
	}
	others := 0
	for i, role := range m.Deployers {
		at.Key("deployers").Index(i).Demand(strings.HasPrefix(role, ofCenter) || !ByIdentityCenter(role),
			role+" is also what Identity Center makes, which security could let anybody be in log-archive",
			"write more of the name before the *")
		if !ByIdentityCenter(role) {
			others++
		}
	}
	at.Key("deployers").Demand(others > 0 || len(m.Deployers) == 0,
		"lists nobody who deploys to log-archive: security decides who has the roles that Identity Center makes",
		"add a role that is not below "+ofCenter+", such as OrganizationAccountAccessRole")
}

// checkArchiveKept demands that something keeps a log archive with an account of its own, where whoever administers
// Identity Center in security could let themselves into that account.
func (o Organization) checkArchiveKept(at document.Path) {
	if !o.ArchiveApart() || !o.Identity.OfCenter() || o.Archive.Lock == LockCompliance {
		return
	}
	kept := false
	if m := o.Management; m != nil {
		kept = slices.Contains(m.Guardrails, GuardDetection) && slices.Contains(m.Guardrails, GuardDeployments) &&
			(len(m.Accounts) == 0 || slices.Contains(m.Accounts, LogArchive))
	}
	at.Demand(kept, "nothing keeps who administers Identity Center in security from letting themselves in and erasing logs",
		"keep it to the guardrails detection and deployments, under management, or set archive.lock: compliance")
}

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
	m.checkArchive(at, o)
	regions := at.Key("regions")
	checkOnce(regions, m.Regions)
	regions.Demand(len(m.Regions) <= mostOtherRegions, fmt.Sprintf("lists more than %d regions", mostOtherRegions), "leave the guardrail regions out instead")
}

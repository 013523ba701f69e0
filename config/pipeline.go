package config

import (
	"cmp"
	"slices"
)

// Pipeline delivers this application: on every push to the branch it runs the
// tests, updates itself, and deploys the stages in wave order.
type Pipeline struct {
	// Repository is owner/name at the provider that the connection was made for.
	Repository string `yaml:"repository" jsonschema:"required"`
	// Branch to deliver (default main).
	Branch string `yaml:"branch"`
	// Connection is the ARN of a CodeConnections connection in the shared-services account.
	// Somebody has to finish its handshake in the console once.
	Connection string `yaml:"connection" jsonschema:"required"`
	// Directory is this configuration's, from the root of the repository (default config/example).
	Directory string `yaml:"directory"`
	// Approve lists what waits for a person first: that the pipeline changes itself (self), and the deployments of the
	// organization's own accounts (log-archive, security, shared-services). Environments say it themselves (approval).
	Approve []Approved `yaml:"approve"`
	// Deploys lists the organization's own accounts that the pipeline deploys besides shared-services, where it runs:
	// security and log-archive. Those that are not listed let nothing of it in, and are deployed from a workstation,
	// before what needs them is pushed.
	Deploys []Delivered `yaml:"deploys"`
}

// Delivered is an account of the organization's own that the pipeline deploys.
type Delivered string

// What the pipeline deploys only where the configuration says so.
const (
	DeliveredSecurity   Delivered = "security"
	DeliveredLogArchive Delivered = "log-archive"
)

// Values returns all of them.
func (Delivered) Values() []string { return texts(DeliveredSecurity, DeliveredLogArchive) }

// DeploysTo tells whether the pipeline, if there is one, deploys to an account.
func (p *Pipeline) DeploysTo(account string) bool {
	mayBeClosed := slices.Contains(Delivered("").Values(), account)
	return p != nil && (!mayBeClosed || slices.Contains(p.Deploys, Delivered(account)))
}

// Approved is what a person agrees to before the pipeline goes on.
type Approved string

// What can wait beside environments.
const (
	ApprovedSelf           Approved = "self"
	ApprovedLogArchive     Approved = "log-archive"
	ApprovedSecurity       Approved = "security"
	ApprovedSharedServices Approved = "shared-services"
)

// Values returns all of them.
func (Approved) Values() []string {
	return texts(ApprovedSelf, ApprovedLogArchive, ApprovedSecurity, ApprovedSharedServices)
}

// Approval tells whether a person has to agree first. Nobody does where there is no pipeline.
func (p *Pipeline) Approval(to Approved) Approval {
	if p != nil && slices.Contains(p.Approve, to) {
		return ApprovalRequired
	}
	return ApprovalNone
}

// complete fills in the defaults.
func (p *Pipeline) complete() {
	p.Branch = cmp.Or(p.Branch, "main")
	p.Directory = cmp.Or(p.Directory, "config/example")
}

package config

// Tier selects an environment's defaults.
type Tier string

// The tiers.
const (
	Production  Tier = "production"
	Development Tier = "development"
)

// Values returns the tiers.
func (Tier) Values() []string { return texts(Production, Development) }

// Approval says whether the pipeline waits for a person before it deploys.
type Approval string

// The approvals.
const (
	ApprovalRequired Approval = "required"
	ApprovalNone     Approval = "none"
)

// Values returns the approvals.
func (Approval) Values() []string { return texts(ApprovalRequired, ApprovalNone) }

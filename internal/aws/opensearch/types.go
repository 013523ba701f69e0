package opensearch

// ReplicationPeer is the domain that another one replicates with.
type ReplicationPeer struct {
	PeerDomainArn *string
	PeerRole      *string
	Status        *string
	StatusMessage *string
}

// DomainStatus is a domain.
type DomainStatus struct {
	EngineVersion     *string // OpenSearch_3.3
	Created           *bool
	Deleted           *bool
	Processing        *bool // its configuration is changed
	UpgradeProcessing *bool
}

// CompatibleVersionsMap is a version, and those that it can be upgraded to.
type CompatibleVersionsMap struct {
	SourceVersion  *string
	TargetVersions []string
}

// UpgradeHistory is an upgrade, or a check whether there can be one.
type UpgradeHistory struct {
	UpgradeName    *string
	StartTimestamp *float64 // seconds
	UpgradeStatus  *string
	StepsList      []UpgradeStepItem
}

// UpgradeStepItem is a part of an upgrade.
type UpgradeStepItem struct {
	UpgradeStep       *string
	UpgradeStepStatus *string
	Issues            []string
}

// Healths of a domain.
const (
	HealthRed    = "Red"
	HealthYellow = "Yellow" // a replica is missing
	HealthGreen  = "Green"
)

// Statuses of upgrades and checks.
const (
	UpgradeInProgress          = "IN_PROGRESS"
	UpgradeSucceeded           = "SUCCEEDED"
	UpgradeSucceededWithIssues = "SUCCEEDED_WITH_ISSUES"
	UpgradeFailed              = "FAILED"
)

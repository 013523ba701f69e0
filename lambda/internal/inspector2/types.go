package inspector2

// AccountState tells what is scanned in an account.
type AccountState struct {
	ResourceState *ResourceState `json:"resourceState"`
}

// ResourceState tells which kinds of resources are scanned.
type ResourceState struct {
	Ec2        *State `json:"ec2"`
	Ecr        *State `json:"ecr"`
	Lambda     *State `json:"lambda"`
	LambdaCode *State `json:"lambdaCode"`
}

// State tells whether a kind of resources is scanned, or why not.
type State struct {
	ErrorMessage *string `json:"errorMessage"`
	Status       Status  `json:"status"`
}

// FailedAccount tells why an account failed.
type FailedAccount struct {
	AccountId    *string   `json:"accountId"`
	ErrorCode    ErrorCode `json:"errorCode"`
	ErrorMessage *string   `json:"errorMessage"`
}

// The values that AWS has for a field, as far as they are used.
type (
	ErrorCode        string
	ResourceScanType string
	Status           string
)

const (
	ErrorCodeAlreadyEnabled   ErrorCode = "ALREADY_ENABLED"
	ErrorCodeEnableInProgress ErrorCode = "ENABLE_IN_PROGRESS"
	ErrorCodeAccessDenied     ErrorCode = "ACCESS_DENIED"

	ResourceScanTypeEc2        ResourceScanType = "EC2"
	ResourceScanTypeEcr        ResourceScanType = "ECR"
	ResourceScanTypeLambda     ResourceScanType = "LAMBDA"
	ResourceScanTypeLambdaCode ResourceScanType = "LAMBDA_CODE"

	StatusEnabling Status = "ENABLING"
	StatusEnabled  Status = "ENABLED"
	StatusDisabled Status = "DISABLED"
)

package look

// What the management account has switched on, and who people are.
var (
	ListRoots     = call[ListRootsInput, ListRootsOutput]("organizations", "ListRoots")
	ListAccess    = call[ListAccessInput, ListAccessOutput]("organizations", "ListAWSServiceAccessForOrganization")
	ListDelegated = call[ListDelegatedInput, ListDelegatedOutput]("organizations", "ListDelegatedAdministrators")
	ListInstances = call[ListInstancesInput, ListInstancesOutput]("ssoadmin", "ListInstances")
	DescribeGroup = call[DescribeGroupInput, DescribeGroupOutput]("identitystore", "DescribeGroup")
	GlobalBackup  = call[GlobalBackupInput, GlobalBackupOutput]("backup", "DescribeGlobalSettings")
	RegionBackup  = call[RegionBackupInput, RegionBackupOutput]("backup", "DescribeRegionSettings")
)

// ListRootsInput says where to go on.
type ListRootsInput struct {
	NextToken *string `json:",omitempty"`
}

// ListRootsOutput is the organization's root: there is one.
type ListRootsOutput struct {
	Roots     []Root
	NextToken *string
}

// Root is the root of an organization, with the types of policies that it has.
type Root struct {
	ID          *string `json:"Id"`
	PolicyTypes []PolicyType
}

// PolicyType is a type of policies, and whether it is on: ENABLED.
type PolicyType struct{ Type, Status *string }

// ListAccessInput says where to go on.
type ListAccessInput struct {
	NextToken *string `json:",omitempty"`
}

// ListAccessOutput is a page of the services that work with the organization.
type ListAccessOutput struct {
	EnabledServicePrincipals []EnabledService
	NextToken                *string
}

// EnabledService is one.
type EnabledService struct{ ServicePrincipal *string }

// ListDelegatedInput names the service, and says where to go on.
type ListDelegatedInput struct {
	NextToken        *string `json:",omitempty"`
	ServicePrincipal *string
}

// ListDelegatedOutput is a page of the accounts that administer it.
type ListDelegatedOutput struct {
	DelegatedAdministrators []Delegated
	NextToken               *string
}

// Delegated is an account.
type Delegated struct {
	ID *string `json:"Id"`
}

// ListInstancesInput says where to go on.
type ListInstancesInput struct {
	NextToken *string `json:",omitempty"`
}

// ListInstancesOutput is a page of instances of Identity Center.
type ListInstancesOutput struct {
	Instances []Instance
	NextToken *string
}

// Instance is one.
type Instance struct {
	InstanceArn     *string
	IdentityStoreID *string `json:"IdentityStoreId"`
}

// DescribeGroupInput names a group.
type DescribeGroupInput struct {
	GroupID         *string `json:"GroupId"`
	IdentityStoreID *string `json:"IdentityStoreId"`
}

// DescribeGroupOutput is the group.
type DescribeGroupOutput struct {
	DisplayName *string `answer:"optional"`
}

// GlobalBackupInput has nothing to say.
type GlobalBackupInput struct{}

// GlobalBackupOutput is what AWS Backup does in the whole organization.
type GlobalBackupOutput struct{ GlobalSettings map[string]string }

// RegionBackupInput has nothing to say.
type RegionBackupInput struct{}

// RegionBackupOutput is what AWS Backup looks after in a region.
type RegionBackupOutput struct{ ResourceTypeOptInPreference map[string]bool }

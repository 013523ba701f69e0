package look

// What accounts are, and what is prepared in them.
var (
	DescribeStacks            = call[DescribeStacksInput, DescribeStacksOutput]("cloudformation", "DescribeStacks")
	GetRole                   = call[GetRoleInput, GetRoleOutput]("iam", "GetRole")
	GetLoginProfile           = call[GetLoginProfileInput, GetLoginProfileOutput]("iam", "GetLoginProfile")
	ListMFADevices            = call[ListMFADevicesInput, ListMFADevicesOutput]("iam", "ListMFADevices")
	ListSAMLProviders         = call[ListSAMLProvidersInput, ListSAMLProvidersOutput]("iam", "ListSAMLProviders")
	ListOIDCProviders         = call[ListOIDCProvidersInput, ListOIDCProvidersOutput]("iam", "ListOpenIDConnectProviders")
	ListOrganizationsFeatures = call[ListOrganizationsFeaturesInput, ListOrganizationsFeaturesOutput]("iam", "ListOrganizationsFeatures")
)

// DescribeStacksInput names a stack, or none for all.
type DescribeStacksInput struct{ StackName, NextToken *string }

// DescribeStacksOutput is a page of stacks.
type DescribeStacksOutput struct {
	Stacks    []Stack `xml:"DescribeStacksResult>Stacks>member"`
	NextToken *string `xml:"DescribeStacksResult>NextToken"`
}

// Stack is one of CloudFormation's.
type Stack struct {
	StackName                   *string
	StackStatus                 *string
	EnableTerminationProtection *bool
	Parameters                  []Parameter `xml:"Parameters>member"`
	Outputs                     []Output    `xml:"Outputs>member"`
}

// Parameter is a value that a stack was given.
type Parameter struct{ ParameterKey, ParameterValue *string }

// Output is a value that a stack gives.
type Output struct{ OutputKey, OutputValue *string }

// GetRoleInput names the role.
type GetRoleInput struct{ RoleName *string }

// GetRoleOutput is the role.
type GetRoleOutput struct {
	Role *Role `xml:"GetRoleResult>Role"`
}

// Role is one of IAM's. Who may assume it is JSON, as in a URL.
type Role struct{ Arn, AssumeRolePolicyDocument *string }

// GetLoginProfileInput names the user.
type GetLoginProfileInput struct{ UserName *string }

// GetLoginProfileOutput is that the user has a password.
type GetLoginProfileOutput struct {
	LoginProfile *LoginProfile `xml:"GetLoginProfileResult>LoginProfile"`
}

// LoginProfile is whose the password is.
type LoginProfile struct{ UserName *string }

// ListMFADevicesInput names the user.
type ListMFADevicesInput struct{ UserName *string }

// ListMFADevicesOutput is the user's devices: eight at most.
type ListMFADevicesOutput struct {
	MFADevices []MFADevice `xml:"ListMFADevicesResult>MFADevices>member"`
}

// MFADevice is one.
type MFADevice struct{ SerialNumber *string }

// ListSAMLProvidersInput has nothing to say.
type ListSAMLProvidersInput struct{}

// ListSAMLProvidersOutput is all of them.
type ListSAMLProvidersOutput struct {
	SAMLProviderList []Provider `xml:"ListSAMLProvidersResult>SAMLProviderList>member"`
}

// ListOIDCProvidersInput has nothing to say.
type ListOIDCProvidersInput struct{}

// ListOIDCProvidersOutput is all of them.
type ListOIDCProvidersOutput struct {
	OpenIDConnectProviderList []Provider `xml:"ListOpenIDConnectProvidersResult>OpenIDConnectProviderList>member"`
}

// Provider is one of identities.
type Provider struct{ Arn *string }

// ListOrganizationsFeaturesInput has nothing to say.
type ListOrganizationsFeaturesInput struct{}

// ListOrganizationsFeaturesOutput is what is done centrally with members' root users.
type ListOrganizationsFeaturesOutput struct {
	EnabledFeatures []string `xml:"ListOrganizationsFeaturesResult>EnabledFeatures>member"`
}

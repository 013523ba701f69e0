package release

import (
	"bulkhead/config"
	"bulkhead/constructs/trust"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/constructs-go/constructs/v10"
)

// RegistryRoleProps is an environment that releases images of the registry.
type RegistryRoleProps struct {
	Name         string // of the environment
	Role         string // name of the role to make
	Account      config.AccountID
	Callers      []string // ARNs of the account's roles that may assume it
	Repositories []string // ARNs, in the regions of the environment
}

// NewRegistryRole adds the role through which the releases of an environment look at images and mark them. A mark is a
// tag of an image that is there: the role brings no layers, so that it brings no image either.
func NewRegistryRole(scope constructs.Construct, props RegistryRoleProps) {
	role := awsiam.NewRole(scope, &props.Name, &awsiam.RoleProps{
		RoleName:    &props.Role,
		Description: new("looks at the images that " + props.Name + " releases, and marks those that run"),
		AssumedBy: awsiam.NewPrincipalWithConditions(
			awsiam.NewAccountPrincipal(new(string(props.Account))),
			trust.AsMember(scope, map[string]any{
				// Its roles do not exist yet, so they cannot be the principals themselves.
				"ArnEquals": map[string]any{"aws:PrincipalArn": props.Callers},
			}),
		),
	})
	role.AddToPolicy(allow(props.Repositories,
		"ecr:BatchGetImage", "ecr:DescribeImageScanFindings", "ecr:DescribeImages", "ecr:PutImage"))
	// What Amazon Inspector has found, ECR asks for in the name of who asks; it knows no resources.
	role.AddToPolicy(allow([]string{"*"}, "inspector2:ListCoverage", "inspector2:ListFindings"))
}

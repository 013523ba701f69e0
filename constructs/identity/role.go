package identity

import (
	"bulkhead/config"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// Paths of the users in the security account. Roles trust a path: a trust policy cannot name a group.
const (
	peoplePath     = "/people/"
	breakGlassPath = "/" + config.BreakGlass + "/"
)

// secondsAnHour is the shortest session of a role, and how fresh the second factor of an emergency has to be.
const secondsAnHour = 3600

// RoleProps is a role that people assume from the security account.
type RoleProps struct {
	Scope
	Name     string
	Role     config.Role
	Hours    int // that a session lasts
	Security config.AccountID
}

// NewRole adds a role to an account for the IAM users of the security account whose groups may assume it.
func NewRole(scope constructs.Construct, id string, props RoleProps) {
	managed, inline := permissions(props.Role, props.Scope)
	role := &awsiam.CfnRoleProps{
		RoleName:           &props.Name,
		Description:        new("people with the role " + string(props.Role)),
		MaxSessionDuration: jsii.Number(props.Hours * secondsAnHour),
		Policies: []any{
			&awsiam.CfnRole_PolicyProperty{PolicyName: new("people"), PolicyDocument: inline},
		},
		AssumeRolePolicyDocument: trust(props.Security, peoplePath, nil),
	}
	if len(managed) > 0 {
		var arns []any
		for _, arn := range managed {
			arns = append(arns, arn)
		}
		role.ManagedPolicyArns = &arns
	}
	awsiam.NewCfnRole(scope, &id, role)
}

// BreakGlassRoleProps is the role for emergencies in an account.
type BreakGlassRoleProps struct {
	Name     string
	Security config.AccountID
	Regions  []config.Region // in which somebody hears when it is assumed
}

// NewBreakGlassRole adds the role that may do everything in the account, for an hour. No permissions boundary bounds
// it: one that is wrong can be the emergency. It is assumed only in regions where somebody hears of it.
func NewBreakGlassRole(scope constructs.Construct, id string, props BreakGlassRoleProps) {
	role := awsiam.NewCfnRole(scope, &id, &awsiam.CfnRoleProps{
		RoleName:           &props.Name,
		Description:        new("emergencies"),
		MaxSessionDuration: jsii.Number(secondsAnHour),
		ManagedPolicyArns:  &[]any{policyARN(administrator)},
		AssumeRolePolicyDocument: trust(props.Security, breakGlassPath, map[string]any{
			"NumericLessThan": map[string]any{"aws:MultiFactorAuthAge": secondsAnHour},
			"StringEquals":    map[string]any{"aws:RequestedRegion": props.Regions},
		}),
	})
	awsiam.PermissionsBoundary_Of(role).Clear()
}

// trust lets the users below a path of the security account assume a role, with a second factor and under conditions.
func trust(security config.AccountID, path string, conditions map[string]any) map[string]any {
	account := "arn:aws:iam::" + string(security)
	all := map[string]any{
		"ArnLike": map[string]any{"aws:PrincipalArn": account + ":user" + path + "*"},
		"Bool":    map[string]any{"aws:MultiFactorAuthPresent": "true"},
	}
	for operator, condition := range conditions {
		all[operator] = condition
	}
	return policy(map[string]any{
		"Effect":    "Allow",
		"Principal": map[string]any{"AWS": account + ":root"},
		"Action":    "sts:AssumeRole",
		"Condition": all,
	})
}

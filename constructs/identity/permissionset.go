package identity

import (
	"strconv"

	"bulkhead/config"

	"github.com/aws/aws-cdk-go/awscdk/v2/awssso"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// PermissionSetProps is what groups of Identity Center may do in accounts.
type PermissionSetProps struct {
	Scope
	Name     string
	Role     config.Role
	Hours    int    // that a session lasts
	Instance string // ARN of Identity Center's instance
	Boundary string // name of a policy in every account; empty for none
	Assigned []Assignment
}

// Assignment is a group with a permission set in an account, each by its id.
type Assignment struct {
	Group   string
	Account config.AccountID
}

// NewPermissionSet adds what people with a role may do, and who has it where. Identity Center makes a role of it in
// each of the accounts.
func NewPermissionSet(scope constructs.Construct, id string, props PermissionSetProps) {
	scope = constructs.NewConstruct(scope, &id)
	managed, inline := permissions(props.Role, props.Scope)
	set := &awssso.CfnPermissionSetProps{
		InstanceArn:     &props.Instance,
		Name:            &props.Name,
		Description:     new("people with the role " + string(props.Role)),
		SessionDuration: new("PT" + strconv.Itoa(props.Hours) + "H"),
		ManagedPolicies: listOf(managed),
		InlinePolicy:    inline,
	}
	if props.Boundary != "" {
		set.PermissionsBoundary = &awssso.CfnPermissionSet_PermissionsBoundaryProperty{
			CustomerManagedPolicyReference: &awssso.CfnPermissionSet_CustomerManagedPolicyReferenceProperty{
				Name: &props.Boundary,
			},
		}
	}
	arn := awssso.NewCfnPermissionSet(scope, new("Resource"), set).AttrPermissionSetArn()
	// Ids are what an assignment is: names of ours for the group or the account can change without making it twice.
	for _, a := range props.Assigned {
		awssso.NewCfnAssignment(scope, new(a.Group+"-in-"+string(a.Account)), &awssso.CfnAssignmentProps{
			InstanceArn:      &props.Instance,
			PermissionSetArn: arn,
			PrincipalType:    new("GROUP"),
			PrincipalId:      &a.Group,
			TargetType:       new("AWS_ACCOUNT"),
			TargetId:         new(string(a.Account)),
		})
	}
}

// listOf returns texts for CDK, or nothing where there are none.
func listOf(all []string) *[]*string {
	if len(all) == 0 {
		return nil
	}
	return jsii.Strings(all...)
}

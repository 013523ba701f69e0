package identity

import (
	"maps"
	"slices"

	"bulkhead/config"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/constructs-go/constructs/v10"
)

// UsersProps is IAM users of the security account.
type UsersProps struct {
	Security     config.AccountID
	Organization string // id of the AWS organization, in whose accounts alone roles are assumed; empty without
	Groups       []Group
}

// Group is users who may do the same.
type Group struct {
	Name  string
	Users []string
	Roles map[string][]string // ARNs of the roles that they may assume, by what they may do there
}

// NewPeople adds people as IAM users. They get no password and no access key here: an operator gives them a first
// password, and everything else waits until they have an MFA device.
func NewPeople(scope constructs.Construct, id string, props UsersProps) {
	newUsers(scope, id, peoplePath, props)
}

// NewBreakGlass adds the users for emergencies.
func NewBreakGlass(scope constructs.Construct, id string, props UsersProps) {
	newUsers(scope, id, breakGlassPath, props)
}

// newUsers adds users below a path who may assume roles and care for their own credentials, and nothing else. The
// policies are managed ones, because all that is inline in a group has 5,120 characters together.
func newUsers(scope constructs.Construct, id, path string, props UsersProps) {
	scope = constructs.NewConstruct(scope, &id)
	own := newPolicy(scope, "OwnCredentials", path, "own password and MFA device, and nothing else without MFA",
		document([]string{"own-credentials"}, map[string]any{"security": string(props.Security), "path": path}))
	groupsOf := map[string][]any{}
	for _, group := range props.Groups {
		in := constructs.NewConstruct(scope, new("group-"+group.Name))
		policies := []any{own}
		for _, name := range slices.Sorted(maps.Keys(group.Roles)) {
			may := policy(assumption(group.Roles[name], props.Organization))
			policies = append(policies, newPolicy(in, name, path, "members of "+group.Name+" as "+name, may))
		}
		made := awsiam.NewCfnGroup(
			in,
			new("Resource"),
			&awsiam.CfnGroupProps{GroupName: &group.Name, Path: &path, ManagedPolicyArns: &policies},
		)
		for _, user := range group.Users {
			groupsOf[user] = append(groupsOf[user], made.Ref())
		}
	}
	for _, name := range slices.Sorted(maps.Keys(groupsOf)) {
		groups := groupsOf[name]
		user := awsiam.NewCfnUser(
			scope,
			new("user-"+name),
			&awsiam.CfnUserProps{UserName: &name, Path: &path, Groups: &groups},
		)
		awsiam.PermissionsBoundary_Of(user).Clear() // it is for roles, and may not let anybody assume one
	}
}

// assumption lets somebody assume roles, in accounts of the AWS organization if there is one.
func assumption(roles []string, organization string) map[string]any {
	statement := map[string]any{"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": roles}
	if organization != "" {
		statement["Condition"] = map[string]any{"StringEquals": map[string]any{"aws:ResourceOrgID": organization}}
	}
	return statement
}

// newPolicy adds a managed policy and returns its ARN.
func newPolicy(scope constructs.Construct, id, path, description string, document map[string]any) *string {
	return awsiam.NewCfnManagedPolicy(scope, &id, &awsiam.CfnManagedPolicyProps{
		Path: &path, Description: &description, PolicyDocument: document,
	}).Ref()
}

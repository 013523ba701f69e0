package kubernetes

import (
	"bulkhead/config"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awseks"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// Person is people with the same access to a cluster.
type Person struct {
	Access config.ClusterAccess
	Role   string   // name of the role that they assume
	From   []string // patterns of ARNs of the roles that they have in the account
}

// accessPolicies are EKS's own, by what somebody may do.
var accessPolicies = map[config.ClusterAccess]string{
	config.ViewAccess:  "AmazonEKSViewPolicy",
	config.EditAccess:  "AmazonEKSEditPolicy",
	config.AdminAccess: "AmazonEKSClusterAdminPolicy",
}

// newEntry lets a role into a cluster. EKS knows a role by its id: one that is made again needs another entry, so that
// an entry refers to its role. Without namespaces, it is for all of them, and for what is in none.
func newEntry(
	scope constructs.Construct,
	id string,
	cluster *string, // its name
	role string,
	access config.ClusterAccess,
	namespaces ...string,
) awseks.CfnAccessEntry {
	within := &awseks.CfnAccessEntry_AccessScopeProperty{Type: new("cluster")}
	if len(namespaces) > 0 {
		within.Type, within.Namespaces = new("namespace"), jsii.Strings(namespaces...)
	}
	return awseks.NewCfnAccessEntry(scope, &id, &awseks.CfnAccessEntryProps{
		ClusterName:  cluster,
		PrincipalArn: &role,
		Type:         new("STANDARD"),
		AccessPolicies: []any{&awseks.CfnAccessEntry_AccessPolicyProperty{
			PolicyArn:   new("arn:aws:eks::aws:cluster-access-policy/" + accessPolicies[access]),
			AccessScope: within,
		}},
	})
}

// newPeople adds a role for each access that people have, and lets it into the cluster. Roles of Identity Center have
// names that nobody knows before, so people assume these from theirs.
func newPeople(scope constructs.Construct, cluster awseks.CfnCluster, props ClusterProps) {
	account := *awscdk.Stack_Of(scope).Account()
	for _, person := range props.People {
		here := constructs.NewConstruct(scope, new("People-"+string(person.Access)))
		role := awsiam.NewRole(here, new("Role"), &awsiam.RoleProps{
			RoleName:    &person.Role,
			Description: new("people with " + string(person.Access) + " in cluster " + props.Name),
			AssumedBy: awsiam.NewPrincipalWithConditions(
				awsiam.NewAccountPrincipal(&account),
				&map[string]any{"ArnLike": map[string]any{"aws:PrincipalArn": person.From}},
			),
		})
		role.AddToPolicy(awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
			Actions:   jsii.Strings("eks:DescribeCluster"),
			Resources: jsii.Strings(props.arn(here)),
		}))
		newEntry(here, "Entry", cluster.Ref(), *role.RoleArn(), person.Access)
	}
}

package store

import (
	"bulkhead/config"
	"bulkhead/internal/hash"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/constructs-go/constructs/v10"
)

// Allow adds a policy of its own, with that id, to a role, and returns it. Without permissions it adds none.
func Allow(scope constructs.Construct, id string, role awsiam.IRole, permissions ...Permission) awsiam.Policy {
	if len(permissions) == 0 {
		return nil
	}
	var statements []awsiam.PolicyStatement
	for _, permission := range permissions {
		statements = append(statements, permission.Statement())
	}
	return awsiam.NewPolicy(scope, &id, &awsiam.PolicyProps{Roles: &[]awsiam.IRole{role}, Statements: &statements})
}

// PermitEach lets a role do what a configuration permits in IAM's words. Each permission has a policy of its own,
// called after what it permits: one that changes is another one, so that what runs from before keeps what it has.
func PermitEach(scope constructs.Construct, role awsiam.IRole, permissions []config.Permission) {
	for _, p := range permissions {
		policy := Allow(scope, "Permit-"+hash.Of(p.Same()), role, Permit(p))
		policy.Node().DefaultChild().(awsiam.CfnPolicy).AddMetadata(new("Reason"), p.Reason)
	}
}

// Use lets the role of running code do what the store permits, and read its secrets in a region, by a policy of the
// store's own: it goes when the store does.
func (s Store) Use(scope constructs.Construct, role awsiam.IRole, region string) {
	Allow(scope, "Use-"+s.PolicyName(), role, append(s.Read(region), s.Permissions...)...)
}

// PolicyName is what the ids of policies about the store end in.
func (s Store) PolicyName() string {
	if s.InParameters() {
		return s.Name + "-Parameter" // it may have been a secret in Secrets Manager
	}
	if s.Grants != "" {
		return s.Name + "-" + s.Grants // another policy, so that what runs from before keeps what it has
	}
	return s.Name
}

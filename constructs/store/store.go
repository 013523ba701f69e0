// Package store is what whatever runs code has in common with all that it names in uses: which ports open to it, what
// it is told, and what it may do. It knows nothing of what runs the code: constructs/ecs makes containers' variables
// and secrets of it.
package store

import (
	"cmp"
	"maps"
	"slices"

	"bulkhead/config"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/jsii-runtime-go"
)

// Store is what follows for a service from naming a store in uses.
type Store struct {
	Name        string            // as in uses
	As          string            // begins its variables; empty for its name
	Door        string            // shared by stores that have one security group and port; empty for its own
	Ports       []Port            // where it listens
	Variables   map[string]string // plain values by the suffix of their variable
	Secrets     map[string]Secret // values that are read when the service starts, by the suffix of their variable
	Permissions []Permission      // what the service may do beyond that
	Grants      string            // what permissions are about, where that can change; empty elsewhere
	Mount       *Mount            // of a volume; nil for all others
}

// Mount is what it takes to have a volume's files at a path.
type Mount struct {
	FileSystem string // its id
	ID, ARN    string // of the access point, the way to the volume's directory
	Path       string // where the files are
}

// Mounts are those of the volumes among stores, by the names of the volumes.
func Mounts(stores []Store) map[string]Mount {
	all := map[string]Mount{}
	for _, s := range stores {
		if s.Mount != nil {
			all[s.Name] = *s.Mount
		}
	}
	return all
}

// Variable is the name of the variable with that suffix.
func (s Store) Variable(suffix string) string { return config.Variable(cmp.Or(s.As, s.Name), suffix) }

// Port is a TCP port that a security group guards.
type Port struct {
	SecurityGroup awsec2.ISecurityGroup
	Number        int
}

// Secret is a value that only AWS knows.
type Secret struct {
	ARN       string // of a secret in Secrets Manager, or of a parameter
	Field     string // of the secret's JSON; empty for all of it
	Key       string // ARN of the KMS key that encrypts it; empty for one of AWS's own
	Parameter bool   // it is a SecureString in SSM Parameter Store
}

// LogIn lets the service log in with the username and the password of a secret, and tells it where the secret is.
func (s *Store) LogIn(secret, key string) {
	s.Variables[config.SecretARN] = secret
	s.Secrets = map[string]Secret{
		config.Username: {ARN: secret, Field: "username", Key: key},
		config.Password: {ARN: secret, Field: "password", Key: key},
	}
}

// In keeps what has no condition yet of what the service may do to resources of an account: the name of a bucket that
// somebody deletes is anybody's to take.
func (s Store) In(account config.AccountID) Store {
	for i := range s.Permissions {
		p := &s.Permissions[i]
		if p.Conditions == nil {
			p.Conditions = map[string]any{"StringEquals": map[string]string{"aws:ResourceAccount": string(account)}}
		}
	}
	return s
}

// InParameters tells whether the store's secrets are in SSM Parameter Store.
func (s Store) InParameters() bool {
	for _, secret := range s.Secrets {
		if secret.Parameter {
			return true
		}
	}
	return false
}

// Read returns the permissions to read the store's secrets in a region.
func (s Store) Read(region string) []Permission {
	var all []Permission
	for _, suffix := range slices.Sorted(maps.Keys(s.Secrets)) {
		secret := s.Secrets[suffix]
		actions := []string{"secretsmanager:GetSecretValue", "secretsmanager:DescribeSecret"}
		if secret.Parameter {
			actions = []string{"ssm:GetParameters", "ssm:GetParameter"}
		}
		read := Permission{Actions: actions, Resources: []string{secret.ARN}}
		if slices.ContainsFunc(all, func(p Permission) bool { return slices.Equal(p.Resources, read.Resources) }) {
			continue // another of its fields
		}
		all = append(all, read)
		if secret.Key != "" { // AWS's own key lets whoever may read the secret
			all = append(all, secret.decrypt(region))
		}
	}
	return all
}

// decrypt returns the permission to use the secret's key through the AWS service that keeps the secret in a region, and
// only there.
func (s Secret) decrypt(region string) Permission {
	service := "secretsmanager"
	if s.Parameter {
		service = "ssm"
	}
	return Permission{
		Actions:   []string{"kms:Decrypt"},
		Resources: []string{s.Key},
		Conditions: map[string]any{
			"StringEquals": map[string]string{"kms:ViaService": service + "." + region + ".amazonaws.com"},
		},
	}
}

// Permission is what the service may do with the store, besides connecting to it.
type Permission struct {
	Actions, Resources []string
	Conditions         map[string]any // may be nil
}

// Permit returns what a configuration permits in IAM's words.
func Permit(p config.Permission) Permission {
	permission := Permission{Actions: p.Actions, Resources: p.Resources}
	if len(p.Conditions) > 0 {
		permission.Conditions = map[string]any{}
		for operator, condition := range p.Conditions {
			permission.Conditions[operator] = map[string][]string(condition)
		}
	}
	return permission
}

// Statement returns the permission as a policy has it.
func (p Permission) Statement() awsiam.PolicyStatement {
	props := &awsiam.PolicyStatementProps{Actions: jsii.Strings(p.Actions...), Resources: jsii.Strings(p.Resources...)}
	if p.Conditions != nil {
		props.Conditions = &p.Conditions
	}
	return awsiam.NewPolicyStatement(props)
}

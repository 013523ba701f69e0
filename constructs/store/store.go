// Package store is what services have in common with all that they name in uses: what opens, what they are told, and
// what they may do.
package store

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"bulkhead/config"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsecs"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssecretsmanager"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsssm"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// Store is what follows for a service from naming a store in uses: what opens,
// what it is told, and what it may do.
type Store struct {
	Name        string            // as in uses
	Doors       []Door            // where it listens
	Variables   map[string]string // plain values by the suffix of their variable
	Secrets     map[string]Secret // values that ECS injects when a task starts, by the suffix of their variable
	Permissions []Permission      // what a task may do beyond that
}

// Door is a port of a security group.
type Door struct {
	Group awsec2.ISecurityGroup
	Port  int
}

// Secret is a value that only AWS knows.
type Secret struct {
	ARN       string // of a secret in Secrets Manager, or of a parameter
	Field     string // of the secret's JSON; empty for all of it
	Key       string // ARN of the KMS key that encrypts it
	Parameter bool   // it is a SecureString in SSM Parameter Store
}

// Permission is what a task may do with the store, besides connecting to it.
type Permission struct {
	Actions, Resources []string
	Conditions         map[string]any // may be nil
}

// LogIn has ECS inject the username and the password of a secret, and tells where the secret is.
func (s *Store) LogIn(secret, key string) {
	s.Variables[config.SecretARN] = secret
	s.Secrets = map[string]Secret{
		config.Username: {ARN: secret, Field: "username", Key: key},
		config.Password: {ARN: secret, Field: "password", Key: key},
	}
}

// Admit opens the store to an address range.
func (s Store) Admit(cidr, description string) {
	for _, door := range s.Doors {
		door.Group.AddIngressRule(awsec2.Peer_Ipv4(&cidr), awsec2.Port_Tcp(jsii.Number(door.Port)), &description, nil)
	}
}

// Connect opens the store to a client's security group, and the client's group to the store. Both rules belong to
// the client's stack, so that a store never depends on those who use it.
func (s Store) Connect(scope constructs.Construct, client awsec2.ISecurityGroup) {
	for i, door := range s.Doors {
		id := s.Name
		if i > 0 {
			id += "Port" + strconv.Itoa(door.Port)
		}
		awsec2.NewCfnSecurityGroupIngress(scope, new(id+"Ingress"), &awsec2.CfnSecurityGroupIngressProps{
			GroupId:               door.Group.SecurityGroupId(),
			SourceSecurityGroupId: client.SecurityGroupId(),
			IpProtocol:            new("tcp"),
			FromPort:              jsii.Number(door.Port),
			ToPort:                jsii.Number(door.Port),
			Description:           client.Node().Path(),
		})
		awsec2.NewCfnSecurityGroupEgress(scope, new(id+"Egress"), &awsec2.CfnSecurityGroupEgressProps{
			GroupId:                    client.SecurityGroupId(),
			DestinationSecurityGroupId: door.Group.SecurityGroupId(),
			IpProtocol:                 new("tcp"),
			FromPort:                   jsii.Number(door.Port),
			ToPort:                     jsii.Number(door.Port),
			Description:                new("to " + s.Name),
		})
	}
}

// Inject adds the variables that tell a container where the store is and how to log in. Secrets are references: ECS
// reads them when a task starts. The task may read them itself as well, because some change while it runs.
func (s Store) Inject(scope constructs.Construct, task awsecs.TaskDefinition, environment map[string]*string, secrets map[string]awsecs.Secret) {
	for suffix, value := range s.Variables {
		environment[config.Variable(s.Name, suffix)] = &value
	}
	imported := map[string]awssecretsmanager.ISecret{}
	for _, suffix := range slices.Sorted(maps.Keys(s.Secrets)) {
		secret := s.Secrets[suffix]
		variable := config.Variable(s.Name, suffix)
		if secret.Parameter {
			secrets[variable] = secret.injectParameter(scope, variable, task)
			continue
		}
		if imported[secret.ARN] == nil {
			id := s.Name + "Secret"
			if len(imported) > 0 {
				id += suffix
			}
			imported[secret.ARN] = awssecretsmanager.Secret_FromSecretCompleteArn(scope, &id, &secret.ARN)
			imported[secret.ARN].GrantRead(task.TaskRole(), nil)
			secret.letDecrypt(scope, task, "secretsmanager")
		}
		var field *string
		if secret.Field != "" {
			field = &secret.Field
		}
		secrets[variable] = awsecs.Secret_FromSecretsManager(imported[secret.ARN], field)
	}
	for _, permission := range s.Permissions {
		task.TaskRole().AddToPrincipalPolicy(permission.statement())
	}
}

// injectParameter is the reference to a parameter, and leave for the task to read it.
func (s Secret) injectParameter(scope constructs.Construct, variable string, task awsecs.TaskDefinition) awsecs.Secret {
	_, name, _ := strings.Cut(s.ARN, ":parameter")
	parameter := awsssm.StringParameter_FromSecureStringParameterAttributes(scope, new(variable+"Parameter"), &awsssm.SecureStringParameterAttributes{
		ParameterName: &name,
	})
	parameter.GrantRead(task.TaskRole())
	s.letDecrypt(scope, task, "ssm")
	return awsecs.Secret_FromSsmParameter(parameter)
}

// letDecrypt allows the secret's key to be used through the service that keeps the secret, and only there.
func (s Secret) letDecrypt(scope constructs.Construct, task awsecs.TaskDefinition, service string) {
	for _, role := range []awsiam.IRole{task.TaskRole(), task.ObtainExecutionRole()} {
		role.AddToPrincipalPolicy(Permission{
			Actions:   []string{"kms:Decrypt"},
			Resources: []string{s.Key},
			Conditions: map[string]any{"StringEquals": map[string]string{
				"kms:ViaService": service + "." + *awscdk.Stack_Of(scope).Region() + ".amazonaws.com",
			}},
		}.statement())
	}
}

func (p Permission) statement() awsiam.PolicyStatement {
	props := &awsiam.PolicyStatementProps{Actions: jsii.Strings(p.Actions...), Resources: jsii.Strings(p.Resources...)}
	if p.Conditions != nil {
		props.Conditions = &p.Conditions
	}
	return awsiam.NewPolicyStatement(props)
}

package ecs

import (
	"maps"
	"slices"
	"strings"

	"bulkhead/constructs/store"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsecs"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssecretsmanager"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsssm"
	"github.com/aws/constructs-go/constructs/v10"
)

// injection is where a task's containers get to know the stores that it uses.
type injection struct {
	scope       constructs.Construct
	region      string
	task        awsecs.TaskDefinition
	role        awsiam.IRole // of the task
	environment map[string]*string
	secrets     map[string]awsecs.Secret
}

// add adds the variables that tell a container where a store is and how to log in. Secrets are references: ECS reads
// them when a task starts. The task may read them itself as well, because some change while it runs.
func (i injection) add(s store.Store) {
	for suffix, value := range s.Variables {
		i.environment[s.Variable(suffix)] = &value
	}
	imported := map[string]awssecretsmanager.ISecret{}
	for _, suffix := range slices.Sorted(maps.Keys(s.Secrets)) {
		secret := s.Secrets[suffix]
		variable := s.Variable(suffix)
		if secret.Parameter {
			i.secrets[variable] = i.parameter(variable, secret)
			continue
		}
		if imported[secret.ARN] == nil {
			id := s.Name + "Secret"
			if len(imported) > 0 {
				id += suffix
			}
			imported[secret.ARN] = awssecretsmanager.Secret_FromSecretCompleteArn(i.scope, &id, &secret.ARN)
			imported[secret.ARN].GrantRead(i.role, nil)
			i.letDecrypt(secret)
		}
		var field *string
		if secret.Field != "" {
			field = &secret.Field
		}
		i.secrets[variable] = awsecs.Secret_FromSecretsManager(imported[secret.ARN], field)
	}
	for _, permission := range s.Permissions {
		i.task.AddToTaskRolePolicy(permission.Statement())
	}
}

// parameter returns the reference to a parameter, and lets the task read it.
func (i injection) parameter(variable string, secret store.Secret) awsecs.Secret {
	_, name, _ := strings.Cut(secret.ARN, ":parameter")
	parameter := awsssm.StringParameter_FromSecureStringParameterAttributes(i.scope, new(variable+"Parameter"),
		&awsssm.SecureStringParameterAttributes{ParameterName: &name})
	parameter.GrantRead(i.role)
	i.letDecrypt(secret)
	return awsecs.Secret_FromSsmParameter(parameter)
}

// letDecrypt allows the secret's key to be used by the task, and by ECS, which starts it.
func (i injection) letDecrypt(secret store.Secret) {
	statement := secret.Decrypt(i.region).Statement()
	i.task.AddToTaskRolePolicy(statement)
	i.task.AddToExecutionRolePolicy(statement)
}

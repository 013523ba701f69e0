package ecs

import (
	"maps"
	"slices"
	"strings"

	"bulkhead/constructs/store"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsecs"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssecretsmanager"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsssm"
	"github.com/aws/constructs-go/constructs/v10"
)

// injection is where a task's containers get to know the stores that it uses.
type injection struct {
	scope       constructs.Construct
	environment map[string]*string
	secrets     map[string]awsecs.Secret
}

// add adds the variables that tell a container where a store is and how to log in. Secrets are references: ECS reads
// them when a task starts.
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
		}
		var field *string
		if secret.Field != "" {
			field = &secret.Field
		}
		i.secrets[variable] = awsecs.Secret_FromSecretsManager(imported[secret.ARN], field)
	}
}

// parameter returns the reference to a parameter.
func (i injection) parameter(variable string, secret store.Secret) awsecs.Secret {
	_, name, _ := strings.Cut(secret.ARN, ":parameter")
	return awsecs.Secret_FromSsmParameter(awsssm.StringParameter_FromSecureStringParameterAttributes(
		i.scope,
		new(variable+"Parameter"),
		&awsssm.SecureStringParameterAttributes{ParameterName: &name},
	))
}

package stacks

import (
	"bulkhead/config"
	"bulkhead/constructs/secret"
	"bulkhead/constructs/store"
)

// newSecret makes a secret in Secrets Manager. One in Parameter Store is made by the operator, because CloudFormation
// cannot make encrypted parameters; services know it by name.
func (w *workload) newSecret(name string, settings config.Secret) store.Store {
	key := *w.base.secrets.KeyArn()
	full := w.Secret(w.Name, name)
	if settings.Store == config.ParameterStore {
		arn := "arn:aws:ssm:" + string(w.Region) + ":" + string(w.AccountID) + ":parameter/" + full
		return store.Store{
			Name:      name,
			Variables: map[string]string{config.Parameter: "/" + full},
			Secrets:   map[string]store.Secret{config.Value: {ARN: arn, Key: key, Parameter: true}},
		}
	}
	arn := w.secretARN(name, full, settings)
	return store.Store{
		Name:      name,
		Variables: map[string]string{config.SecretARN: arn},
		Secrets:   map[string]store.Secret{config.Value: {ARN: arn, Key: key}},
	}
}

// secretARN makes a secret, or finds the replica of the primary's.
func (w *workload) secretARN(name, full string, settings config.Secret) string {
	stack := w.newDataStack("Secret", name)
	replicated := settings.Standby == config.Replica
	if replicated && w.Side == config.Standby {
		return w.findSecret(stack, name)
	}
	props := secret.Props{Name: full, Key: w.base.secrets}
	if replicated {
		props.Replica = new(w.replica(name))
	}
	return secret.New(stack, name, props)
}

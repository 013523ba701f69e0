package config

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"bulkhead/internal/document"
)

// Secret is one value, such as an API key, which an operator fills in after the deployment, and that services name in
// uses. They get it in a variable with the secret's own name: stripe-key is STRIPE_KEY. It is never in a configuration
// or a template.
type Secret struct {
	// Store is secrets-manager (default: it has a random value, which nobody accepts, until it is filled in) or
	// parameter-store (costs nothing, but has to exist before the first service that uses it is deployed).
	Store SecretStore `yaml:"store"`
	// Standby is what the recovery region has of it: the same value (replica; default in secrets-manager), which a
	// disaster leaves as it was when it last changed, or a value of its own (empty; parameter-store has no other, so
	// that it is filled in on both sides). Only with recovery.
	Standby Copy `yaml:"standby"`
}

// SecretStore is what keeps a secret.
type SecretStore string

// The stores of secrets.
const (
	SecretsManager SecretStore = "secrets-manager"
	ParameterStore SecretStore = "parameter-store"
)

// Values returns the stores of secrets.
func (SecretStore) Values() []string { return texts(SecretsManager, ParameterStore) }

// complete fills in the defaults of the secret with this name.
func (x *Secret) complete(_ string, e Environment) {
	x.Store = cmp.Or(x.Store, SecretsManager)
	x.Standby = e.copyOf(x.Standby, x.Store == SecretsManager)
}

func (Secret) kind() string     { return "secret" }
func (Secret) endpoint() string { return "" }
func (Secret) ports() int       { return 0 }

func (x Secret) variables() []string {
	if x.Store == ParameterStore {
		return []string{Value, Parameter}
	}
	return []string{Value, SecretARN}
}

func (Secret) addresses() int { return 0 }

// Suffixes for what a service gets of a secret.
const (
	Value     = ""          // the value itself, in a variable with the secret's name
	Parameter = "PARAMETER" // the name of the parameter, to read it again
)

// takenVariables mean something to containers or to AWS's SDKs.
var takenVariables = []string{"PATH", "HOME", "HOSTNAME", "USER", "SHELL", "PWD", "LANG", "TZ", "TMPDIR", "PORT"}

// check runs the rules of one secret.
func (x Secret) check(at document.Path, name string, e Environment) {
	variable := Variable(name, Value)
	taken := slices.Contains(takenVariables, variable) || strings.HasPrefix(variable, "AWS_") ||
		strings.HasPrefix(variable, "ECS_")
	e.checkCopy(at.Key("standby"))
	at.Key("standby").Demand(x.Standby != Replica || x.Store == SecretsManager,
		"Parameter Store replicates nothing", "leave it out and fill the parameter in on both sides, or choose secrets-manager")
	at.Key(
		"store",
	).Demand(
		x.Store != ParameterStore ||
			!strings.HasPrefix(e.organization, "aws") && !strings.HasPrefix(e.organization, "ssm"),
		"Parameter Store takes no names that begin with "+e.organization,
		"choose secrets-manager",
	)
	at.Demand(
		!taken,
		fmt.Sprintf("a service that used it would get %s, which has a meaning already", variable),
		"choose another name",
	)
}

package config

// Secret is something like an API key, which an operator fills in after the deployment, and that services name in uses.
type Secret struct{}

// complete fills in the defaults of the secret with this name.
func (x *Secret) complete(string, Environment) {}

func (Secret) kind() string        { return "secret" }
func (Secret) variables() []string { return nil }
func (Secret) addresses() int      { return 0 }

// check runs the rules of one secret.
func (Secret) check(spot, string, Environment) {}

package config

import "strings"

// StoreVariables are the names of the environment variables that a service gets for a store in its uses.
type StoreVariables struct {
	Host, Port, Name, SecretARN string // plain values
	Username, Password          string // injected from the secret
}

// VariablesOf are the variables of a store: those of order-events begin with ORDER_EVENTS_.
func VariablesOf(store string) StoreVariables {
	prefix := strings.ToUpper(strings.ReplaceAll(store, "-", "_"))
	return StoreVariables{
		Host:      prefix + "_HOST",
		Port:      prefix + "_PORT",
		Name:      prefix + "_NAME",
		SecretARN: prefix + "_SECRET_ARN",
		Username:  prefix + "_USERNAME",
		Password:  prefix + "_PASSWORD",
	}
}

func (v StoreVariables) all() []string {
	return []string{v.Host, v.Port, v.Name, v.SecretARN, v.Username, v.Password}
}

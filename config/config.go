// Package config is what an operator may say: one organization.yaml and one file
// per environment. It parses, completes and checks them, and reports every fault
// of a run at once with its file, line, path and remedy. It never imports CDK.
package config

//go:generate go run ./internal/schemagen
//go:generate go run ./internal/reference

// Config is a whole configuration directory, completed with defaults and checked.
type Config struct {
	Dir          string // the directory it was read from
	Organization Organization
	Environments []Environment // in deployment order: by wave, then by name; primary sides only
	Patched      patches       // what other files have no key for

	files []string // names of what is in the directory of environments, without endings, environments or not
}

// Sides returns every environment, each followed by its standby if it has one.
func (c *Config) Sides() []Environment {
	var all []Environment
	for _, e := range c.Environments {
		all = append(all, e.Both()...)
	}
	return all
}

// Both returns the environment, and after it its other side if it has one.
func (e Environment) Both() []Environment {
	if e.Other == nil {
		return []Environment{e}
	}
	return []Environment{e, *e.Other}
}

package config

import "cmp"

// Pipeline delivers this application: on every push to the branch it runs the
// tests, updates itself, and deploys the stages in wave order.
type Pipeline struct {
	// Repository is owner/name at the provider that the connection was made for.
	Repository string `yaml:"repository" jsonschema:"required"`
	// Branch to deliver (default main).
	Branch string `yaml:"branch"`
	// Connection is the ARN of a CodeConnections connection in the shared-services account.
	// Somebody has to finish its handshake in the console once.
	Connection string `yaml:"connection" jsonschema:"required"`
	// Directory is this configuration's, from the root of the repository (default config/example).
	Directory string `yaml:"directory"`
}

// complete fills in the defaults.
func (p *Pipeline) complete() {
	p.Branch = cmp.Or(p.Branch, "main")
	p.Directory = cmp.Or(p.Directory, "config/example")
}

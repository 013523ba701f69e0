// Package environment sets what the jsii kernel reads when it starts. CDK's
// packages start it while they are initialized, before main, so a package that
// needs these settings imports this one: it depends on os alone, and Go
// initializes packages in the order of their import paths once their
// dependencies are, which puts it before all of github.com.
package environment

import "os"

func init() {
	// `bulkhead verify` validates finished templates, four times faster, and sees
	// findings that CDK's own report hides.
	set("CDK_VALIDATION", "false")
	// The Makefile says in one line what jsii says in a box.
	set("JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION", "20")
}

// set leaves what the operator has set already.
func set(name, value string) {
	if _, found := os.LookupEnv(name); !found {
		os.Setenv(name, value)
	}
}

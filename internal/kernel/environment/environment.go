// Package environment sets what the jsii kernel reads when it starts. CDK's
// packages start it while they are initialized, before main, so a package that
// needs these settings imports this one: it depends on little, and Go
// initializes packages in the order of their import paths once their
// dependencies are, which puts it before all of github.com.
package environment

import (
	_ "embed"
	"os"
	"strings"

	"bulkhead/internal/interrupt"
	"bulkhead/internal/node"
)

func init() {
	interrupt.Scratch() // the kernel writes itself out before main
	// `bulkhead verify` validates finished templates, four times faster, and sees
	// findings that CDK's own report hides.
	if _, found := os.LookupEnv("CDK_VALIDATION"); !found {
		os.Setenv("CDK_VALIDATION", "false")
	}
	// The CDK CLI asks for timings beside the cloud assembly, which would be other bytes in each run.
	os.Unsetenv("CDK_PERF_COUNTERS_FILE")
	os.Setenv("JSII_NODE", node.Binary())
	if options := os.Getenv("NODE_OPTIONS"); !strings.Contains(options, preload) {
		os.Setenv("NODE_OPTIONS", strings.TrimSpace(options+" "+preload))
	}
}

//go:embed preload.mjs
var script string

// preload is the option that has Node.js run the script first. It is part of NODE_OPTIONS, which spaces divide.
var preload = "--import=data:text/javascript," + strings.NewReplacer(
	"%", "%25", " ", "%20", "\n", "%0A", `"`, "%22", "#", "%23", `\`, "%5C",
).Replace(script)

// Package environment sets what the jsii kernel reads when it starts. CDK's
// packages start it while they are initialized, before main, so a package that
// needs these settings imports this one: it depends on little, and Go
// initializes packages in the order of their import paths once their
// dependencies are, which puts it before all of github.com.
package environment

import (
	"os"
	"strings"

	"bulkhead/internal/node"
)

func init() {
	// `bulkhead verify` validates finished templates, four times faster, and sees
	// findings that CDK's own report hides.
	if _, found := os.LookupEnv("CDK_VALIDATION"); !found {
		os.Setenv("CDK_VALIDATION", "false")
	}
	// The CDK CLI asks for timings beside the cloud assembly, which would be other bytes in each run.
	os.Unsetenv("CDK_PERF_COUNTERS_FILE")
	os.Setenv("JSII_NODE", node.Binary())
	if options := os.Getenv("NODE_OPTIONS"); !strings.Contains(options, countFromFar) {
		os.Setenv("NODE_OPTIONS", strings.TrimSpace(options+" "+countFromFar))
	}
}

// countFromFar has CDK number its tokens from 1,000,000,000. It puts some things, such as exports, in the order of
// the texts of tokens, in which 10 comes before 9: with as many digits in every number, the order does not depend on
// what the kernel has made before.
const countFromFar = "--import=data:text/javascript," +
	"Object.defineProperty(globalThis,'__cdkTokenMap',{configurable:true,get(){},set(tokens){tokens.tokenCounter=1e9;" +
	"Object.defineProperty(globalThis,'__cdkTokenMap',{value:tokens,writable:true})}})"

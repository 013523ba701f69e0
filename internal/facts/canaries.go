package facts

// CanaryRuntimes are the runtimes of CloudWatch Synthetics for Node.js without a browser, as of 2026-11, that AWS has
// not deprecated and that run on a Node.js which Lambda supports: when a part of one is not supported any more, AWS
// deprecates it, and makes no canary with it. 3.0 and 3.1 are on Node.js 20, which ended on 2026-04-30; the others are
// on 22. Sources: the Amazon CloudWatch user guide, "Runtime versions using Node.js" and "Runtime versions support
// policy"; the AWS Lambda developer guide, "Lambda runtimes".
var CanaryRuntimes = versions(
	"syn-nodejs-4.0", "syn-nodejs-4.1", "syn-nodejs-4.2",
	"syn-nodejs-5.0", "syn-nodejs-5.1", "syn-nodejs-5.2", "syn-nodejs-5.3", "syn-nodejs-5.4",
)

// CanaryRuntime is the newest of them.
var CanaryRuntime = CanaryRuntimes[len(CanaryRuntimes)-1].Name

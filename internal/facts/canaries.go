package facts

// CanaryRuntime is the newest runtime of CloudWatch Synthetics for Node.js without a browser, as of 2026-11. Source:
// the Amazon CloudWatch user guide, "Runtime versions using Node.js".
const CanaryRuntime = "syn-nodejs-5.4"

// Package preflight looks into the real accounts, with calls that only read, for what a deployment needs and
// CloudFormation cannot do: what docs/by-hand.md and docs/deploy.md tell an operator to do. It compares what AWS says
// with the configuration and the templates. The table of checks is also what says which permissions it takes.
//
// A check finds that something is done, or missing, with what mends it, or that it is not knowable, and why. It changes
// nothing, and asks for no data: no object, no secret's value, no parameter's, no message.
package preflight

// Package assembly reads synthesized CloudFormation into a graph: stacks, their
// resources, what refers to what, and which policy statements they carry.
//
// It reads templates and nothing else: it does not evaluate conditions or
// parameters, and it never calls AWS. Checks, pictures and plans are built on
// it; it knows none of them, nor the CDK.
package assembly

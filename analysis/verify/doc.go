// Package verify runs independent verifiers over synthesized templates and
// merges what they find.
//
// They are tools written by others: CloudFormation Validate, CloudFormation
// Guard with the Control Tower rules, cfn-lint, and the reports CDK Nag left
// behind. None of them is trusted to have run: a tool that fails, prints what
// cannot be read, or does not account for every template is an error.
//
// What a tool found on a template is kept under a key of everything that decides
// it, so that only what changed is verified again. See kept.go.
package verify

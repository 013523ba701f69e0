package stacks

import (
	"bulkhead/config"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/constructs-go/constructs/v10"
)

// place is an account and region, and whose they are.
type place struct {
	name    string // of the stage; permanent, because it begins every stack's name
	account config.AccountID
	region  config.Region
	tags    config.Tags
}

// newStage adds a stage with what holds for everything in it: place, tags and permissions boundary.
func newStage(scope constructs.Construct, c *config.Config, p place) awscdk.Stage {
	stage := awscdk.NewStage(scope, &p.name, &awscdk.StageProps{
		Env:                 environmentOf(p.account, p.region),
		PermissionsBoundary: boundary(c),
	})
	tag(stage, c, p)
	return stage
}

// boundary bounds every role, when the configuration names a policy for it.
func boundary(c *config.Config) awscdk.PermissionsBoundary {
	if c.Organization.PermissionsBoundary == "" {
		return nil
	}
	return awscdk.PermissionsBoundary_FromName(&c.Organization.PermissionsBoundary)
}

// tag puts the organization's tags on everything below scope.
func tag(scope constructs.Construct, c *config.Config, p place) {
	all := awscdk.Tags_Of(scope)
	for _, t := range tags(c, p) {
		all.Add(&t[0], &t[1], nil)
	}
}

// tags are the keys and values of the tags of a place.
func tags(c *config.Config, p place) [][2]string {
	return [][2]string{
		{"organization", c.Organization.Name},
		{"environment", p.name},
		{"account", string(p.account)},
		{"owner", p.tags.Owner},
		{"cost-centre", p.tags.CostCentre},
		{"data-class", string(p.tags.DataClass)},
		{"managed-by", "bulkhead"},
	}
}

// kind tells what a stack would take with it. A stack with one resource that
// holds state is stateful; an invariant knows the types.
type kind bool

const (
	stateful  kind = true // has termination protection
	stateless kind = false
)

// newStack adds a stack to a stage.
func newStack(scope constructs.Construct, id string, kind kind, description string) awscdk.Stack {
	return awscdk.NewStack(scope, &id, &awscdk.StackProps{
		Description:           &description,
		TerminationProtection: new(bool(kind)),
	})
}

func environmentOf(account config.AccountID, region config.Region) *awscdk.Environment {
	return &awscdk.Environment{Account: new(string(account)), Region: new(string(region))}
}

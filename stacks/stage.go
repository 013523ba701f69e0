package stacks

import (
	"bulkhead/config"
	"bulkhead/internal/address"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// organization is what every stage knows: the configuration, and the names and addresses that follow from it.
type organization struct{ address.Book }

// place is an account and region, and whose they are.
type place struct {
	name    string // begins the physical names of what is there; permanent, as they are
	part    string // of the place, where it is deployed in several; with the name, it begins every stack's name
	account string // its name in the organization's accounts
	id      config.AccountID
	region  config.Region
	tags    config.Tags
}

// stage is a place while its stacks are made.
type stage struct {
	organization
	place
	Stage       awscdk.Stage            // a field, not embedded: jsii refuses a struct that embeds its interfaces
	protections map[config.Region]first // of the regions in which the stage watches its account
}

// newStage adds a stage with what holds for everything in it: place, tags and permissions boundary.
func (o organization) newStage(scope constructs.Construct, p place) stage {
	id := p.name
	if p.part != "" {
		id += "-" + p.part
	}
	made := awscdk.NewStage(scope, &id, &awscdk.StageProps{
		Env:                 environmentOf(p.id, p.region),
		PermissionsBoundary: o.boundary(),
	})
	o.tag(made, p)
	return stage{o, p, made, map[config.Region]first{}}
}

// newOwnStage adds the stage, or a part of it, of an account that is not an environment's.
func (o organization) newOwnStage(scope constructs.Construct, account, part string) stage {
	return o.newStage(scope, place{
		name:    account,
		part:    part,
		account: account,
		id:      o.Organization.Accounts[account],
		region:  o.Organization.Regions.Primary,
		tags:    o.Organization.Tags,
	})
}

// prefix begins the physical names of the stage.
func (s stage) prefix() string { return s.Prefix(s.name) }

// logName is the name of a log group of the stage, where the name is ours to choose.
func (s stage) logName(component string) string { return s.LogName(s.name, component) }

// boundary bounds every role, when the configuration names a policy for it.
func (o organization) boundary() awscdk.PermissionsBoundary {
	if o.Organization.PermissionsBoundary == "" {
		return nil
	}
	return awscdk.PermissionsBoundary_FromName(&o.Organization.PermissionsBoundary)
}

// replacedByTags are types that CloudFormation replaces when a tag changes, and that cannot be there twice.
var replacedByTags = jsii.Strings("AWS::Route53Resolver::ResolverQueryLoggingConfig")

// tag puts the organization's tags on everything below scope that can change them. Stacks have those that never change
// and tell whose they are, since CloudFormation hands a stack's tags on to all that is in it.
func (o organization) tag(scope constructs.Construct, p place) {
	all := awscdk.Tags_Of(scope)
	for _, t := range o.tagsOf(p) {
		all.Add(&t[0], &t[1], &awscdk.TagProps{ExcludeResourceTypes: replacedByTags})
	}
	stacks := &awscdk.TagProps{IncludeResourceTypes: jsii.Strings("aws:cdk:stack")}
	all.Add(new(address.OrganizationTag), &o.Organization.Name, stacks)
	all.Add(new(address.EnvironmentTag), &p.name, stacks)
	all.Add(new(address.ManagedByTag), new(address.ManagedBy), stacks)
}

// tagsOf are the keys and values of the tags of a place.
func (o organization) tagsOf(p place) [][2]string {
	return [][2]string{
		{address.OrganizationTag, o.Organization.Name},
		{address.EnvironmentTag, p.name},
		{"account", string(p.id)},
		{"owner", p.tags.Owner},
		{"cost-centre", p.tags.CostCentre},
		{"data-class", string(p.tags.DataClass)},
		{address.ManagedByTag, address.ManagedBy},
	}
}

// kind tells what a stack would take with it. A stack with one resource that
// holds state is stateful; an invariant knows the types.
type kind bool

const (
	stateful  kind = true // has termination protection
	stateless kind = false
)

// newStack adds a stack in the stage's own region.
func (s stage) newStack(id string, kind kind, description string) awscdk.Stack {
	return s.addStack(id, s.region, kind, description)
}

// newRegionalStack adds a stateful stack that may live in another region than its stage; its id tells which.
func (s stage) newRegionalStack(id string, region config.Region, description string) awscdk.Stack {
	if region != s.region {
		id += "-" + string(region)
	}
	return s.addStack(id, region, stateful, description)
}

// addStack adds a stack, after what protects it once it has been made. The CDK CLI is told of its protection as well,
// because it takes it away from a stack that is not said to have any.
func (s stage) addStack(id string, region config.Region, kind kind, description string) awscdk.Stack {
	stack := awscdk.NewStack(s.Stage, &id, &awscdk.StackProps{
		Description:           &description,
		Env:                   environmentOf(s.id, region),
		TerminationProtection: new(bool(kind)),
	})
	if kind == stateful {
		stack.AddMetadata(new("TerminationProtection"), "on") // lambda/protection reads it
	}
	if first := s.protections[region]; first.stack != nil {
		stack.AddStackDependency(first.stack, new("it protects the stack once it has been made"))
	}
	return stack
}

func environmentOf(account config.AccountID, region config.Region) *awscdk.Environment {
	return &awscdk.Environment{Account: new(string(account)), Region: new(string(region))}
}

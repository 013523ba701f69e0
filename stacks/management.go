package stacks

import (
	"bulkhead/config"
	construct "bulkhead/constructs/guardrail"
	"bulkhead/internal/guardrail"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/constructs-go/constructs/v10"
)

// management is the AWS organization's management account: what it keeps the accounts of this organization to.
// Everything else in it is somebody else's.
func (o organization) management(scope constructs.Construct) awscdk.Stage {
	s := o.newStage(scope, place{
		name:    config.ManagementStage,
		account: config.ManagementStage,
		id:      o.Organization.Management.Account,
		region:  o.Organization.Regions.Primary,
		tags:    o.Organization.Tags,
	})
	stack := s.newStack("guardrails", stateless, "What accounts are kept to, whatever their administrators may do")
	book := guardrail.Of(o.Config)
	var policies []construct.Policy
	for _, p := range book.Policies() {
		policies = append(policies, construct.Policy{
			Name: p.Name, Type: p.Type, Description: p.Description, Content: p.Content,
		})
	}
	construct.New(stack, policies, book.Targets())
	return s.Stage
}

// managed tells whether there is a stage of the management account: one without guardrails would have an empty stack.
func managed(c *config.Config) bool {
	m := c.Organization.Management
	return m != nil && len(m.Guardrails) > 0
}

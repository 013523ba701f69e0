package stacks

import (
	"bulkhead/config"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/constructs-go/constructs/v10"
)

// security is the account that says who gets in and hears what is found, and, where it has no account of its own, keeps
// the log archive, in every region that something logs from.
func (o organization) security(scope constructs.Construct) awscdk.Stage {
	s := o.newOwnStage(scope, config.Security, "")
	s.protect(s.SecurityRegions(), s.name)
	before := []awscdk.Stack{s.newFindings()}
	if !s.Organization.ArchiveApart() {
		before = append(before, s.newArchives()...)
	}
	for _, region := range s.CopiesRegions() {
		s.newCopiesVault(region)
	}
	if s.Organization.Domain.Account == config.Security {
		s.newParentDomain()
	}
	s.newObservability()
	s.newAccount(s.region, s.SecurityRegions(), s.SecurityRegions(), before...)
	s.newAccess(s.SecurityRegions())
	s.newIdentity()
	return s.Stage
}

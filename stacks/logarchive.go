package stacks

import (
	"bulkhead/config"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/constructs-go/constructs/v10"
)

// logArchiveFoundation is the log archive in an account of its own. It is there before security, which logs to it, too.
func (o organization) logArchiveFoundation(scope constructs.Construct) awscdk.Stage {
	s := o.newOwnStage(scope, config.LogArchive, foundation)
	s.protect(s.ArchiveRegions(), s.name)
	s.offerAccountKeys(s.ArchiveRegions())
	s.newArchives()
	return s.Stage
}

// logArchive is the rest of that account: what watches it, and who gets in. It comes after security, because
// EventBridge makes no rule for a bus that is not there or lets the account send nothing. Source: the comments of the
// AWS CDK's code for targets in other accounts.
func (o organization) logArchive(scope constructs.Construct) awscdk.Stage {
	s := o.newOwnStage(scope, config.LogArchive, "")
	s.newAccount(s.region, s.ArchiveRegions(), s.ArchiveRegions())
	s.newAccess(s.ArchiveRegions())
	return s.Stage
}

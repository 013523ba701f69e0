package stacks

import (
	"bulkhead/config"
	"bulkhead/constructs/audit"
	"bulkhead/constructs/identity"
	"bulkhead/constructs/keys"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/constructs-go/constructs/v10"
)

// security is the account that keeps what others must not alter: the log
// archive, in every region that something logs from.
func security(scope constructs.Construct, c *config.Config) awscdk.Stage {
	at := place{
		name:    "security",
		account: c.Organization.Accounts["security"],
		region:  c.Organization.Regions.Primary,
		tags:    c.Organization.Tags,
	}
	stage := newStage(scope, c, at)
	before := []awscdk.Stack{newFindings(stage, c)}
	for _, region := range logRegions(c) {
		before = append(before, newArchive(stage, c, region))
	}
	if c.Organization.Domain.Account == "security" {
		newParentDomain(stage, c)
	}
	newAccount(stage, c, config.Security, at, c.Organization.Regions.Primary, securityRegions(c), before...)
	newAccess(stage, c, config.Security, securityRegions(c))
	newIdentity(stage, c)
	return stage
}

// newArchive is the stack of one region's log archive.
func newArchive(stage awscdk.Stage, c *config.Config, region config.Region) awscdk.Stack {
	stack := newRegionalStack(stage, "archive", region, "Log archive: flow logs and access logs of every account")
	cloudFront := ""
	if region == config.SitesRegion && hasSites(c) {
		cloudFront = cloudFrontLogs(c)
	}
	key := keys.New(stack, "Key", keys.Props{Alias: archiveKey(c), Description: "encrypts the log archive"})
	accessLogs := audit.NewArchive(stack, "Archive", audit.ArchiveProps{
		Archive:    c.Organization.Archive,
		Bucket:     archiveBucket(c, region),
		AccessLogs: accessLogsBucket(c, region),
		Firewall:   firewallLogsBucket(c, region),
		CloudFront: cloudFront,
		Key:        key,
		Readers:    archiveReaders(c),
		Region:     region,
		Writers:    loggingAccounts(c),
	})
	if region == c.Organization.Regions.Primary {
		audit.NewRecords(stack, "Records", audit.RecordsProps{
			Archive:    c.Organization.Archive,
			Trails:     trailsBucket(c),
			Recorder:   recorderBucket(c),
			AccessLogs: accessLogs,
			Key:        key,
			Accounts:   recorded(c),
		})
	}
	return stack
}

// archiveReaders are the ARNs of the roles that read the archive, where the configuration knows them.
func archiveReaders(c *config.Config) []string {
	roles := c.Organization.Archive.Readers
	if c.Organization.Identity != nil {
		roles = append([]string{breakGlassRole(c), roleName(c, config.Admin), identity.PermissionSetRole(roleName(c, config.Admin))}, roles...)
	}
	var all []string
	for _, role := range roles {
		all = append(all, roleARN(c.Organization.Accounts[config.Security], role))
	}
	return all
}

// newRegionalStack adds a stateful stack that may live in another region than its stage; its id tells which.
func newRegionalStack(stage awscdk.Stage, id string, region config.Region, description string) awscdk.Stack {
	if string(region) != *stage.Region() {
		id += "-" + string(region)
	}
	return awscdk.NewStack(stage, &id, &awscdk.StackProps{
		Description:           &description,
		Env:                   &awscdk.Environment{Account: stage.Account(), Region: new(string(region))},
		TerminationProtection: new(true),
	})
}

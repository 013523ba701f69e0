package stacks

import (
	"bulkhead/config"
	"bulkhead/constructs/audit"
	"bulkhead/constructs/keys"
	"bulkhead/internal/address"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/constructs-go/constructs/v10"
)

// security is the account that keeps what others must not alter: the log
// archive, in every region that something logs from.
func (o organization) security(scope constructs.Construct) awscdk.Stage {
	s := o.newOwnStage(scope, config.Security)
	s.protect(s.SecurityRegions(), s.name)
	before := []awscdk.Stack{s.newFindings()}
	for _, region := range s.LogRegions() {
		before = append(before, s.newArchive(region))
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

// newArchive is the stack of one region's log archive.
func (s stage) newArchive(region config.Region) awscdk.Stack {
	stack := s.newRegionalStack("archive", region, "Log archive: flow logs and access logs of every account")
	cloudFront := ""
	if region == config.SitesRegion && s.HasSites() {
		cloudFront = s.CloudFrontLogs()
	}
	key := keys.New(stack, "Key", keys.Props{Alias: s.ArchiveKey(), Description: "encrypts the log archive"})
	accessLogs := audit.NewArchive(stack, "Archive", audit.ArchiveProps{
		Archive:    s.Organization.Archive,
		Bucket:     s.ArchiveBucket(region),
		AccessLogs: s.AccessLogsBucket(region),
		Firewall:   s.FirewallLogsBucket(region),
		CloudFront: cloudFront,
		Key:        key,
		Readers:    s.archiveReaders(),
		Region:     region,
		Writers:    s.LoggingAccounts(),
	})
	ask := audit.AskProps{
		Archive:    s.Organization.Archive,
		Region:     region,
		Writers:    s.LoggingAccounts(),
		Bucket:     s.ArchiveBucket(region),
		AccessLogs: s.AccessLogsBucket(region),
		Firewall:   s.FirewallLogsBucket(region),
		Database:   s.ArchiveDatabase(),
		Workgroup:  s.ArchiveWorkgroup(),
		Answers:    s.AnswersBucket(region),
		Names: map[string]string{
			"emergency": s.BreakGlassRole(),
			"secrets":   address.VPNSecrets(s.Organization.Name),
			"server":    address.VPNRole(s.Organization.Name),
			"levels":    address.VPNLevels(s.Organization.Name),
		},
		LogTo: accessLogs,
		Key:   key,
	}
	if region == s.Organization.Regions.Primary {
		ask.Trails = s.TrailsBucket()
		for _, r := range s.recorded() {
			ask.Recorded = append(ask.Recorded, r.Account)
		}
		audit.NewRecords(stack, "Records", audit.RecordsProps{
			Archive:    s.Organization.Archive,
			Trails:     s.TrailsBucket(),
			Recorder:   s.RecorderBucket(),
			Trail:      s.Trail(),
			AccessLogs: accessLogs,
			Key:        key,
			Accounts:   s.recorded(),
		})
	}
	audit.NewAsk(stack, "Ask", ask)
	return stack
}

// archiveReaders are the ARNs of the roles that read the archive, where the configuration knows them.
func (o organization) archiveReaders() []string {
	roles := o.Organization.Archive.Readers
	if o.Organization.Identity != nil {
		roles = append(
			[]string{
				o.BreakGlassRole(),
				o.RoleName(config.Admin),
				address.PermissionSetRole(o.RoleName(config.Admin)),
				o.RoleName(config.Auditor),
				address.PermissionSetRole(o.RoleName(config.Auditor)),
			},
			roles...)
	}
	var all []string
	for _, role := range roles {
		all = append(all, address.RoleARN(o.Organization.Accounts[config.Security], role))
	}
	return all
}

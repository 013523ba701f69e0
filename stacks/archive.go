package stacks

import (
	"bulkhead/config"
	"bulkhead/constructs/audit"
	"bulkhead/constructs/keys"
	"bulkhead/internal/address"

	"github.com/aws/aws-cdk-go/awscdk/v2"
)

// newArchives are the stacks of the log archive, in every region that something logs from.
func (s stage) newArchives() []awscdk.Stack {
	var all []awscdk.Stack
	for _, region := range s.LogRegions() {
		all = append(all, s.newArchive(region))
	}
	return all
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
	account := o.Organization.ArchiveAccount()
	if o.Organization.Identity != nil {
		auditor := o.RoleName(config.Auditor)
		people := []string{auditor, address.PermissionSetRole(auditor)}
		if account == config.Security {
			admin := o.RoleName(config.Admin)
			people = append([]string{o.BreakGlassRole(), admin, address.PermissionSetRole(admin)}, people...)
		}
		roles = append(people, roles...)
	}
	var all []string
	for _, role := range roles {
		all = append(all, address.RoleARN(o.Organization.Accounts[account], role))
	}
	return all
}

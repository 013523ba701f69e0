package stacks

import (
	"fmt"
	"hash/fnv"
	"slices"
	"strings"

	"bulkhead/config"
)

// This file is everything that one account knows of another: names that both
// sides derive, never values that CloudFormation would have to carry.

// archiveBucket is the name of a region's log archive in the security account.
func archiveBucket(c *config.Config, region config.Region) string {
	return c.Organization.Name + "-archive-" + string(c.Organization.Accounts["security"]) + "-" + string(region)
}

// accessLogsBucket is the name of a region's bucket for access logs in the security account.
func accessLogsBucket(c *config.Config, region config.Region) string {
	return c.Organization.Name + "-access-logs-" + string(c.Organization.Accounts["security"]) + "-" + string(region)
}

// firewallLogsBucket is the name of a region's bucket for firewalls' logs in the security account. AWS WAF wants the beginning.
func firewallLogsBucket(c *config.Config, region config.Region) string {
	return "aws-waf-logs-" + c.Organization.Name + "-" + string(c.Organization.Accounts["security"]) + "-" + string(region)
}

// trail is the name of every account's trail.
func trail(c *config.Config) string { return c.Organization.Name + "-trail" }

// trailsBucket is the name of the bucket for CloudTrail's log files, in the primary region of the security account.
func trailsBucket(c *config.Config) string {
	return c.Organization.Name + "-trails-" + string(c.Organization.Accounts["security"]) + "-" + string(c.Organization.Regions.Primary)
}

// recorderBucket is the name of the bucket for what AWS Config records, in the primary region of the security account.
func recorderBucket(c *config.Config) string {
	return c.Organization.Name + "-recorder-" + string(c.Organization.Accounts["security"]) + "-" + string(c.Organization.Regions.Primary)
}

// archiveKey is the alias of the key that encrypts a region's archive, without "alias/".
func archiveKey(c *config.Config) string { return c.Organization.Name + "-archive" }

// archiveKeyARN is the ARN of the same alias, in a region.
func archiveKeyARN(c *config.Config, region config.Region) string {
	return "arn:aws:kms:" + string(region) + ":" + string(c.Organization.Accounts["security"]) + ":alias/" + archiveKey(c)
}

// findingsBus is the name of the bus in the primary region of the security account that receives every account's findings.
func findingsBus(c *config.Config) string { return c.Organization.Name + "-findings" }

// findingsBusARN is the same one's ARN.
func findingsBusARN(c *config.Config) string {
	return "arn:aws:events:" + string(c.Organization.Regions.Primary) + ":" + string(c.Organization.Accounts["security"]) + ":event-bus/" + findingsBus(c)
}

// accountKey is the alias of the key that every region of an account has for sessions and the logs of its functions.
func accountKey(c *config.Config) string { return c.Organization.Name + "-account" }

// sessionsLog is the component in the name of a stage's log group for recorded sessions and patching.
const sessionsLog = "sessions"

// transitGateway is the name of every region's transit gateway, and of the share that environments know it by.
func transitGateway(c *config.Config) string { return c.Organization.Name + "-transit" }

// vpnNetwork is the name of the VPC that the VPN's server is in.
func vpnNetwork(c *config.Config) string { return c.Organization.Name + "-vpn" }

// zoneRole is the name of the role in shared-services through which an environment has the VPN resolve its private zone.
func zoneRole(c *config.Config, environment string) string {
	return c.Organization.Name + "-resolve-" + environment
}

// joinRole is the name of the role of an environment's function that joins it to the VPN, and assumes the other.
func joinRole(c *config.Config, environment string) string {
	return c.Organization.Name + "-join-" + environment
}

// roleARN is the ARN of a role of that name.
func roleARN(account config.AccountID, name string) string {
	return "arn:aws:iam::" + string(account) + ":role/" + name
}

// roleName is the name of a role of people in every account that it is in, or of their permission set.
func roleName(c *config.Config, role config.Role) string {
	return c.Organization.Name + "-" + string(role)
}

// breakGlassRole is the name of the role for emergencies in every account, and of the group that may assume it.
func breakGlassRole(c *config.Config) string { return roleName(c, config.BreakGlass) }

// roleARNs are the ARNs of a role of people in accounts.
func roleARNs(c *config.Config, role config.Role, accounts []string) []string {
	var all []string
	for _, account := range accounts {
		all = append(all, roleARN(c.Organization.Accounts[account], roleName(c, role)))
	}
	return all
}

// cloudFrontLogs is the name of what CloudFront's access logs are delivered to in the security account.
func cloudFrontLogs(c *config.Config) string { return c.Organization.Name + "-cloudfront" }

// cloudFrontLogsARN is the same one's ARN.
func cloudFrontLogsARN(c *config.Config) string {
	return "arn:aws:logs:" + string(config.SitesRegion) + ":" + string(c.Organization.Accounts["security"]) + ":delivery-destination:" + cloudFrontLogs(c)
}

// repositoryARN is the ARN of an image repository, in the environment's own region.
func repositoryARN(c *config.Config, region config.Region, name string) string {
	return "arn:aws:ecr:" + string(region) + ":" + string(c.Organization.Accounts["shared-services"]) + ":repository/" + c.Organization.Name + "/" + name
}

// delegationRole is the name of the role in the parent zone's account that an environment assumes to delegate its domain.
func delegationRole(c *config.Config, environment string) string {
	return c.Organization.Name + "-delegate-" + environment
}

// delegationRoleARN is the same role's ARN, or the one that configuration names for a zone outside the organization.
func delegationRoleARN(c *config.Config, environment string) string {
	if c.Organization.Domain.DelegationRole != "" {
		return c.Organization.Domain.DelegationRole
	}
	return roleARN(c.Organization.Accounts[c.Organization.Domain.Account], delegationRole(c, environment))
}

// prefix starts the physical names of a stage.
func prefix(c *config.Config, stage string) string {
	return c.Organization.Name + "-" + stage
}

// short is a name of at most so many characters: itself, or its beginning and a hash of all of it.
func short(name string, most int) string {
	if len(name) <= most {
		return name
	}
	hash := fnv.New32a()
	hash.Write([]byte(name))
	suffix := fmt.Sprintf("-%08x", hash.Sum32())
	return strings.TrimSuffix(name[:most-len(suffix)], "-") + suffix
}

// regions are all regions that an environment or a standby runs in, the primary first.
func regions(c *config.Config) []config.Region {
	all := []config.Region{c.Organization.Regions.Primary}
	for _, e := range environments(c) {
		if !slices.Contains(all, e.Region) {
			all = append(all, e.Region)
		}
	}
	return all
}

// hasSites tells whether any environment has static sites.
func hasSites(c *config.Config) bool {
	return slices.ContainsFunc(c.Environments, func(e config.Environment) bool { return len(e.Sites) > 0 })
}

// logRegions are all regions that something logs from, the primary first.
func logRegions(c *config.Config) []config.Region {
	if hasSites(c) {
		return withGlobal(regions(c))
	}
	return regions(c)
}

// loggingAccounts are the accounts with a network: those of all environments, and that of the VPN.
func loggingAccounts(c *config.Config) []config.AccountID {
	all := workloadAccounts(c)
	if c.Organization.VPN != nil {
		all = append(all, c.Organization.Accounts[config.SharedServices])
	}
	slices.Sort(all)
	return all
}

// workloadAccounts are the accounts of all environments, each once, in order.
func workloadAccounts(c *config.Config) []config.AccountID {
	return accountsOf(c.Environments)
}

// stageAccounts are the names of all accounts that have stages, in order.
func stageAccounts(c *config.Config) []string {
	all := []string{config.Security, config.SharedServices}
	for _, e := range c.Environments {
		all = append(all, e.Account)
	}
	return all
}

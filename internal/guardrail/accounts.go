package guardrail

import (
	"slices"
	"strings"

	"bulkhead/internal/address"
)

// anywhere are the actions of services that have one region for all, or none, as of 2026-11: us-east-1 is always among
// the regions, so that what is only there needs no exception. Sources: the AWS Control Tower controls reference,
// "CT.MULTISERVICE.PV.1"; AWS's service control policy examples, "Deny access to AWS resources outside specific
// Regions".
var anywhere = strings.Fields(`
	account:* aws-portal:* billing:* budgets:* ce:* cloudfront:* compute-optimizer:* consolidatedbilling:* cur:*
	ec2:DescribeRegions ec2:DescribeTransitGateways ec2:DescribeVpnGateways ecr-public:* freetier:* globalaccelerator:*
	health:* iam:* invoicing:* networkmanager:* notifications-contacts:* notifications:* organizations:* payments:*
	pricing:* resource-explorer-2:* route53-recovery-cluster:* route53-recovery-control-config:*
	route53-recovery-readiness:* route53:* route53domains:* s3:CreateMultiRegionAccessPoint
	s3:DeleteMultiRegionAccessPoint s3:DescribeMultiRegionAccessPointOperation s3:GetAccountPublic*
	s3:GetBucketLocation s3:GetBucketPolicyStatus s3:GetBucketPublic* s3:GetMultiRegionAccessPoint*
	s3:GetStorageLensConfiguration s3:ListAllMyBuckets s3:ListMultiRegionAccessPoints s3:ListStorageLensConfigurations
	s3:PutAccountPublic* s3:PutMultiRegionAccessPointPolicy savingsplans:* shield:* sso:* sts:* support:*
	supportapp:* supportplans:* tag:GetResources tax:* trustedadvisor:*`)

// AllowedRegions returns the regions that accounts may use, in order.
func (b Book) AllowedRegions() []string {
	var all []string
	for _, region := range append(b.SecurityRegions(), b.Organization.Management.Regions...) {
		all = append(all, string(region))
	}
	all = append(all, string(address.GlobalRegion))
	slices.Sort(all)
	return slices.Compact(all)
}

// regions keeps everything in the regions of the configuration. Deployments are not bound: they take away what is in
// one that the configuration has left.
func (b Book) regions() []any {
	return []any{map[string]any{
		"Sid": "Regions", "Effect": "Deny", "NotAction": anywhere, "Resource": "*",
		"Condition": b.unlessDeployed(map[string]any{
			"StringNotEquals": map[string]any{"aws:RequestedRegion": b.AllowedRegions()},
		}),
	}}
}

// membership keeps accounts in the AWS organization, with their regions, without instances of Identity Center of their
// own, and without a root user. Tasks that the management account does as root have aws:AssumedRoot and pass.
func (b Book) membership() []any {
	return []any{
		deny("Membership", []string{
			"account:CloseAccount", "account:DisableRegion", "account:EnableRegion", "organizations:LeaveOrganization",
			"sso:CreateInstance",
		}, everything, nil),
		deny("Root", everything, everything, map[string]any{
			"ArnLike": map[string]any{"aws:PrincipalArn": "arn:aws:iam::*:root"},
			"Null":    map[string]any{"aws:AssumedRoot": "true"},
		}),
	}
}

// Resolver prepares the DNS firewall of a VPC: what CloudFormation has no resource for.
//
// What the function's role must be allowed, by type:
//
//	type          action                                     resource
//	DNSFirewall   route53resolver:ListFirewallDomainLists    *
//	              route53resolver:UpdateFirewallConfig       arn:aws:route53resolver:REGION:ACCOUNT:firewall-config/*:
//	                                                         its id is no VPC's
//	              ec2:DescribeVpcs                           *; Route 53 asks for it
package main

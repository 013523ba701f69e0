package network

import (
	"bulkhead/config"
	"bulkhead/constructs/alarm"
	"bulkhead/constructs/function"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsroute53resolver"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// threats is AWS's list of all names that its other lists have.
const threats = "AWSManagedDomainsAggregateThreatList"

// The orders in which rules of a group, and groups of a VPC, are asked.
const (
	allowFirst  = 100
	thenThreats = 200
	groupOfVPC  = 1000
)

// newDNSFirewall adds what judges the names that the VPC's resolver is asked for. Its function has said what happens
// when it fails before it is put before the resolver.
func newDNSFirewall(scope constructs.Construct, vpc awsec2.Vpc, props VPCProps) {
	if props.DNSFirewall.Mode == config.DNSFirewallOff {
		return
	}
	scope = constructs.NewConstruct(scope, new("DnsFirewall"))
	handler := function.New(scope, "Function", function.Props{
		Name:        "resolver",
		Description: "finds the list of malicious names, and has names answered when the firewall fails",
		Log:         props.Log,
		Permissions: resolverPermissions(scope),
	})
	prepared := function.NewCustomResource(scope, "Prepared", handler, "DNSFirewall", map[string]any{
		"VPC":  vpc.VpcId(),
		"List": threats,
	})
	list := prepared.GetAttString(new("List"))
	group := awsroute53resolver.NewCfnFirewallRuleGroup(scope, new("Group"),
		&awsroute53resolver.CfnFirewallRuleGroupProps{FirewallRules: rulesOfNames(scope, props.DNSFirewall, list)})
	awsroute53resolver.NewCfnFirewallRuleGroupAssociation(scope, new("Association"),
		&awsroute53resolver.CfnFirewallRuleGroupAssociationProps{
			FirewallRuleGroupId: group.AttrId(),
			VpcId:               vpc.VpcId(),
			Priority:            jsii.Number(groupOfVPC),
		})
	alarm.New(scope, alarm.Props{
		ID: "Matches",
		Description: "Something in the VPC has asked for a name that belongs to malware: " +
			"find who asked, and whether it is what it should be.",
		Metric: alarm.Metric{
			Namespace: "AWS/Route53Resolver",
			Name:      "FirewallRuleQueryVolume",
			Dimensions: map[string]string{
				"FirewallRuleGroupId":  *group.AttrId(),
				"FirewallDomainListId": *list,
			},
			Statistic: "Sum",
			Minutes:   5,
		},
		When:    alarm.Above(0),
		Periods: 1,
		Missing: alarm.MissingIsFine,
		Runbook: "malicious-names",
		Tell:    props.Alerts,
	})
}

// rulesOfNames returns the rules of the group: what is allowed comes before what AWS lists.
func rulesOfNames(scope constructs.Construct, firewall config.DNSFirewall, list *string) *[]any {
	var all []any
	if len(firewall.Allow) > 0 {
		allowed := awsroute53resolver.NewCfnFirewallDomainList(scope, new("Allowed"),
			&awsroute53resolver.CfnFirewallDomainListProps{Domains: jsii.Strings(firewall.Allow...)})
		all = append(all, &awsroute53resolver.CfnFirewallRuleGroup_FirewallRuleProperty{
			Priority:                        jsii.Number(allowFirst),
			Action:                          new("ALLOW"),
			FirewallDomainListId:            allowed.AttrId(),
			FirewallDomainRedirectionAction: new("TRUST_REDIRECTION_DOMAIN"),
		})
	}
	listed := &awsroute53resolver.CfnFirewallRuleGroup_FirewallRuleProperty{
		Priority:             jsii.Number(thenThreats),
		Action:               new("ALERT"),
		FirewallDomainListId: list,
	}
	if firewall.Mode == config.DNSFirewallBlock {
		// Not NXDOMAIN: resolvers take from that that there is nothing below the name either.
		listed.Action, listed.BlockResponse = new("BLOCK"), new("NODATA")
	}
	all = append(all, listed)
	return &all
}

// resolverPermissions returns what the function may do: see lambda/resolver.
func resolverPermissions(scope constructs.Construct) []awsiam.PolicyStatement {
	stack := awscdk.Stack_Of(scope)
	return []awsiam.PolicyStatement{
		awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
			// They know no resources. Route 53 looks for the VPC as the function.
			Actions:   jsii.Strings("route53resolver:ListFirewallDomainLists", "ec2:DescribeVpcs"),
			Resources: jsii.Strings("*"),
		}),
		awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
			Actions: jsii.Strings("route53resolver:UpdateFirewallConfig"),
			Resources: jsii.Strings(
				"arn:aws:route53resolver:" + *stack.Region() + ":" + *stack.Account() + ":firewall-config/*",
			),
		}),
	}
}

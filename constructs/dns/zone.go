// Package dns makes public zones, their delegation from the parent domain, and
// the certificates and records in them.
package dns

import (
	"strings"

	"bulkhead/config"
	"bulkhead/constructs/trust"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsroute53"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// ZoneProps is an environment's public domain, and who delegates it.
type ZoneProps struct {
	Domain string
	Parent config.Domain
	Role   string // ARN of the role in the parent zone's account that may write the delegation
	// Authorities are who else, beside Amazon, may issue certificates for names in it.
	Authorities []string
}

// Zone is a delegated public zone.
type Zone struct {
	Zone       awsroute53.PublicHostedZone
	Delegation constructs.IDependable // certificates must wait for it: the zone does not answer before
}

// NewZone adds the zone and the NS records for it in the parent zone to scope.
func NewZone(scope constructs.Construct, id string, props ZoneProps) Zone {
	scope = constructs.NewConstruct(scope, &id)
	zone := awsroute53.NewPublicHostedZone(scope, new("Default"), &awsroute53.PublicHostedZoneProps{
		ZoneName:                   &props.Domain,
		Comment:                    new("delegated from " + props.Parent.Name),
		AcceleratedRecoveryEnabled: new(true),
	})
	zone.ApplyRemovalPolicy(awscdk.RemovalPolicy_RETAIN_ON_UPDATE_OR_DELETE)
	newIssuers(zone, props.Authorities)

	record := &awsroute53.CrossAccountZoneDelegationRecordProps{
		DelegatedZone:    zone,
		DelegationRole:   awsiam.Role_FromRoleArn(scope, new("DelegationRole"), &props.Role, nil),
		AssumeRoleRegion: awscdk.Stack_Of(scope).Region(), // else a fault of us-east-1 is one of every region
		Ttl:              awscdk.Duration_Minutes(jsii.Number(5)),
		RemovalPolicy:    awscdk.RemovalPolicy_DESTROY,
	}
	if props.Parent.Zone != "" {
		record.ParentHostedZoneId = &props.Parent.Zone
	} else {
		record.ParentHostedZoneName = &props.Parent.Name
	}
	delegation := awsroute53.NewCrossAccountZoneDelegationRecord(scope, new("Delegation"), record)
	return Zone{Zone: zone, Delegation: delegation}
}

// newIssuers says who may issue certificates for names in a zone: Amazon, and others.
func newIssuers(zone awsroute53.PublicHostedZone, others []string) {
	var values []*awsroute53.CaaRecordValue
	for _, who := range append([]string{"amazon.com"}, others...) {
		values = append(values, &awsroute53.CaaRecordValue{
			Flag: jsii.Number(0), Tag: awsroute53.CaaTag_ISSUE, Value: &who,
		})
	}
	// The id is that which CDK gives to the record where nobody but Amazon may.
	awsroute53.NewCaaRecord(zone, new("CaaAmazon"), &awsroute53.CaaRecordProps{Zone: zone, Values: &values})
}

// Delegate is who may delegate a domain to itself.
type Delegate struct {
	Name    string // of the environment
	Account config.AccountID
	Domain  string
	Role    string // name of the role to make
	Callers string // pattern of the names of the account's roles that may assume it
}

// NewParentZone adds the parent zone, unless it exists already, and returns it. Its name servers are not known when it
// existed.
func NewParentZone(scope constructs.Construct, parent config.Domain) awsroute53.IHostedZone {
	if parent.Zone != "" {
		return awsroute53.HostedZone_FromHostedZoneAttributes(scope, new("Existing"), &awsroute53.HostedZoneAttributes{
			HostedZoneId: &parent.Zone, ZoneName: &parent.Name,
		})
	}
	zone := awsroute53.NewPublicHostedZone(scope, new("Default"), &awsroute53.PublicHostedZoneProps{
		ZoneName:                   &parent.Name,
		AcceleratedRecoveryEnabled: new(true),
	})
	zone.ApplyRemovalPolicy(awscdk.RemovalPolicy_RETAIN_ON_UPDATE_OR_DELETE)
	return zone
}

// NewDelegationRole adds the role that can write the NS records of a delegate's own domain and no others.
func NewDelegationRole(scope constructs.Construct, zoneARN string, delegate Delegate) {
	role := awsiam.NewRole(scope, &delegate.Name, &awsiam.RoleProps{
		RoleName:    &delegate.Role,
		Description: new("writes the NS records of " + delegate.Domain),
		AssumedBy: awsiam.NewPrincipalWithConditions(
			awsiam.NewAccountPrincipal(new(string(delegate.Account))),
			trust.AsMember(scope, map[string]any{
				"ArnLike": map[string]string{
					"aws:PrincipalArn": "arn:aws:iam::" + string(delegate.Account) + ":role/" + delegate.Callers,
				},
			}),
		),
	})
	role.AddToPolicy(awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
		Actions:   jsii.Strings("route53:ChangeResourceRecordSets"),
		Resources: &[]*string{&zoneARN},
		Conditions: &map[string]any{"ForAllValues:StringEquals": map[string]any{
			"route53:ChangeResourceRecordSetsRecordTypes":           []string{"NS"},
			"route53:ChangeResourceRecordSetsActions":               []string{"UPSERT", "DELETE"},
			"route53:ChangeResourceRecordSetsNormalizedRecordNames": []string{strings.ToLower(delegate.Domain)},
		}},
	}))
	// The function finds a zone that bulkhead made by its name; listing knows no resources.
	role.AddToPolicy(awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
		Actions:   jsii.Strings("route53:ListHostedZonesByName"),
		Resources: jsii.Strings("*"),
	}))
}

package search

import (
	"bulkhead/config"
	"bulkhead/constructs/function"
	"bulkhead/constructs/secret"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslogs"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssecretsmanager"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// Recovery is how a search domain is replicated between two regions. Its user is the same in both.
type Recovery struct {
	Side   config.Side
	Secret secret.Replica
	Of     string // ARN of the replica of the primary's secret; empty in the primary
}

// secretOf returns the secret of the user of a domain: that of a standby's is the primary's.
func secretOf(scope constructs.Construct, props DomainProps) awssecretsmanager.ISecret {
	if props.Recovery != nil && props.Recovery.Side == config.Standby {
		return awssecretsmanager.Secret_FromSecretCompleteArn(scope, new("Secret"), &props.Recovery.Of)
	}
	made := newUser(scope, props)
	if props.Recovery != nil {
		props.Recovery.Secret.Replicate(made)
	}
	return made
}

// Replication is two domains of an environment, of which that of the active side replicates to the other.
type Replication struct {
	Environment string                   // as the tables call it
	Domains     map[config.Side]string   // ARNs
	Tables      map[config.Side]string   // names of those that say which side is active
	Records     []awsiam.PolicyStatement // let the function read the tables
	Log         awslogs.ILogGroup
	After       constructs.IDependable // the domain of this side; that of the other is there
}

// NewReplication adds what makes two domains replicate, in the stack of the second one. CloudFormation cannot connect
// domains: a function of ours does.
func NewReplication(scope constructs.Construct, id string, r Replication) {
	scope = constructs.NewConstruct(scope, &id)
	both := []string{r.Domains[config.Primary], r.Domains[config.Standby]}
	pairs := function.New(scope, "Function", function.Props{
		Name:        "replication",
		Description: "has the domain of the active side replicate to the other one",
		Log:         r.Log,
		Permissions: append([]awsiam.PolicyStatement{awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
			Actions: jsii.Strings(
				"es:DescribeDomainReplication",
				"es:AddReplicationPeer",
				"es:RemoveReplicationPeer",
			),
			Resources: jsii.Strings(both...),
		})}, r.Records...),
	})
	function.NewCustomResource(scope, "Default", pairs, "DomainReplication", map[string]any{
		"Environment":  r.Environment,
		"Primary":      r.Domains[config.Primary],
		"Standby":      r.Domains[config.Standby],
		"PrimaryTable": r.Tables[config.Primary],
		"StandbyTable": r.Tables[config.Standby],
	}).Node().AddDependency(r.After)
}

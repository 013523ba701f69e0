package stacks

import (
	"bulkhead/config"
	"bulkhead/constructs/search"
	"bulkhead/internal/address"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// searchRecovery is how a search domain is replicated.
func (w *workload) searchRecovery(stack awscdk.Stack, name string) *search.Recovery {
	r := &search.Recovery{Side: w.Side, Secret: w.replica(name)}
	if w.Side == config.Standby {
		r.Of = w.findSecret(stack, name)
	}
	return r
}

// newSearchReplication has the domains of both sides replicate, once the standby's is made.
func (w *workload) newSearchReplication(stack awscdk.Stack, name string, made constructs.IDependable) {
	primary := address.PrimaryOf(w.Environment)
	r := search.Replication{
		Environment: primary.Name,
		Domains:     map[config.Side]string{},
		Tables:      map[config.Side]string{},
		Log:         w.newLogGroup(stack, "ReplicationLogs", ""),
		After:       made,
	}
	var tables, keys, aliases, services []string
	for _, side := range []config.Environment{primary, w.Environment} {
		region, account := string(side.Region), string(side.AccountID)
		r.Domains[side.Side] = domainARN(side, SearchDomain(w.Book, side, name))
		r.Tables[side.Side] = w.RecordTable(side.Name)
		tables = append(tables, "arn:aws:dynamodb:"+region+":"+account+":table/"+r.Tables[side.Side])
		keys = append(keys, "arn:aws:kms:"+region+":"+account+":key/*")
		aliases = append(aliases, w.KeyAlias(side.Name, "data"))
		services = append(services, "dynamodb."+region+".amazonaws.com")
	}
	r.Records = []awsiam.PolicyStatement{
		awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
			Actions: jsii.Strings("dynamodb:GetItem"), Resources: jsii.Strings(tables...),
		}),
		awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
			Actions: jsii.Strings("kms:Decrypt"), Resources: jsii.Strings(keys...),
			Conditions: &map[string]any{
				"StringEquals":             map[string]any{"kms:ViaService": services},
				"ForAnyValue:StringEquals": map[string]any{"kms:ResourceAliases": aliases},
			},
		}),
	}
	search.NewReplication(stack, "Replication", r)
}

// Package database makes relational databases that nothing can reach until a
// service names them: instances of RDS and clusters of Aurora.
package database

import (
	"bulkhead/config"
	"bulkhead/constructs/alarm"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awskms"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslogs"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsrds"
	"github.com/aws/constructs-go/constructs/v10"
)

// Props is what the configuration says about a database, and what it plugs into.
type Props struct {
	config.Database
	Identifier string // of the instance or cluster; log groups are named after it, so it cannot be generated
	Protected  bool   // refuse to delete it, and log no values of data
	Vpc        awsec2.IVpc
	Subnets    *awsec2.SubnetSelection // the isolated tier
	Private    *awsec2.SubnetSelection // where a function that changes the password runs
	DataKey    awskms.IKey             // encrypts storage, backups and insights
	SecretKey  awskms.IKey             // encrypts the master user's secret
	Alerts     alarm.Topics            // that alarms tell
	// Log makes a log group with a construct id and a name. AWS makes those that it misses, without key and retention.
	Log func(id, name string) awslogs.LogGroup
	// Recovery is nil for a database that is in one region only.
	Recovery *Recovery
}

// Database is what a service needs to use a database.
type Database struct {
	Host, ReaderHost string               // the second is empty on RDS without replicas
	SecurityGroup    awsec2.SecurityGroup // has no rules of its own: each service that uses the database adds its own
	Secret           string               // ARN of the master user's secret
	Earlier          []string             // addresses that services may still use, until they are deployed again

	Target ProxyTarget
}

// masterUser is the name of the master user.
const masterUser = "bulkhead"

// New adds a database with its parameter groups, security group and alarms to scope.
func New(scope constructs.Construct, id string, props Props) Database {
	scope = constructs.NewConstruct(scope, &id)
	group := newGroup(scope, "Group", "database "+props.Identifier, props)
	build := newInstance
	if props.Aurora() {
		build = newCluster
	}
	made := build(scope, id, group, props)
	newEventAlarms(scope, props)
	made.SecurityGroup = group
	return made
}

func newGroup(scope constructs.Construct, id, description string, props Props) awsec2.SecurityGroup {
	return awsec2.NewSecurityGroup(scope, &id, &awsec2.SecurityGroupProps{
		Vpc:              props.Vpc,
		Description:      &description,
		AllowAllOutbound: new(false),
	})
}

func newSubnetGroup(scope constructs.Construct, props Props) awsrds.SubnetGroup {
	group := awsrds.NewSubnetGroup(scope, new("Subnets"), &awsrds.SubnetGroupProps{
		Description: new("isolated subnets for " + props.Identifier),
		Vpc:         props.Vpc,
		VpcSubnets:  props.Subnets,
	})
	keep(props, group.Node().FindChild(new("Default")).(awscdk.CfnResource))
	return group
}

// newLogs makes the log groups that a database will export to, and has it wait for them.
func newLogs(database constructs.IConstruct, id string, names map[string]string, exports []string, props Props) {
	for _, export := range exports {
		database.Node().AddDependency(props.Log(id+"-"+export, names[export]))
	}
}

// kept is how what is kept goes: when the stack that makes it fails, so that the next try finds nothing, but never
// afterwards.
const kept = awscdk.RemovalPolicy_RETAIN_ON_UPDATE_OR_DELETE

// keep keeps what a kept database uses.
func keep(props Props, companions ...awscdk.CfnResource) {
	for _, companion := range companions {
		if props.Protected {
			companion.ApplyRemovalPolicy(kept, nil)
		}
	}
}

// resource returns what CloudFormation is told of a construct.
func resource(of constructs.IConstruct) awscdk.CfnResource {
	return of.Node().FindChild(new("Resource")).(awscdk.CfnResource)
}

// removal keeps what is protected, and takes a last snapshot of what is not.
func removal(protected bool) awscdk.RemovalPolicy {
	if protected {
		return kept
	}
	return awscdk.RemovalPolicy_SNAPSHOT
}

// pointers returns a map of strings as jsii takes it.
func pointers(values map[string]string) *map[string]*string {
	out := make(map[string]*string, len(values))
	for key, value := range values {
		out[key] = &value
	}
	return &out
}

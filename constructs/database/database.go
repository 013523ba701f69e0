// Package database makes relational databases that nothing can reach until a
// service names them: instances of RDS and clusters of Aurora.
package database

import (
	"bulkhead/config"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awskms"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslogs"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsrds"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// Props is what the configuration says about a database, and what it plugs into.
type Props struct {
	config.Database
	Identifier string // of the instance or cluster; log groups are named after it, so it cannot be generated
	Protected  bool   // refuse to delete it
	Vpc        awsec2.IVpc
	Subnets    *awsec2.SubnetSelection // the isolated tier
	Private    *awsec2.SubnetSelection // where a function that changes the password runs
	DataKey    awskms.IKey             // encrypts storage, backups and insights
	SecretKey  awskms.IKey             // encrypts the master user's secret
	Alerts     string                  // ARN of the topic that alarms tell
	// Log makes a log group with a construct id and a name. AWS makes those that it misses, without key and retention.
	Log func(id, name string) awslogs.LogGroup
}

// Database is what a service needs to use a database.
type Database struct {
	Host, ReaderHost string               // the second is empty without replicas or readers
	SecurityGroup    awsec2.SecurityGroup // has no rules of its own: each service that uses the database adds its own
	Secret           string               // ARN of the master user's secret

	target  proxyTarget
	members []constructs.IDependable // the proxy waits for them
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
	made.SecurityGroup = group
	if props.Proxy == config.Enabled {
		made.Host, made.SecurityGroup = newProxy(scope, made, props)
	}
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
	return awsrds.NewSubnetGroup(scope, new("Subnets"), &awsrds.SubnetGroupProps{
		Description:   new("isolated subnets for " + props.Identifier),
		Vpc:           props.Vpc,
		VpcSubnets:    props.Subnets,
		RemovalPolicy: awscdk.RemovalPolicy_RETAIN, // a kept instance or snapshot still uses it
	})
}

// newLogs makes the log groups that a database will export to, and has it wait for them.
func newLogs(database constructs.IConstruct, id string, names map[string]string, exports []string, props Props) {
	for _, export := range exports {
		database.Node().AddDependency(props.Log(id+"-"+export, names[export]))
	}
}

// keep keeps what a kept database uses.
func keep(props Props, companions ...constructs.IConstruct) {
	if !props.Protected {
		return
	}
	for _, companion := range companions {
		companion.Node().FindChild(new("Resource")).(awscdk.CfnResource).ApplyRemovalPolicy(
			awscdk.RemovalPolicy_RETAIN,
			nil,
		)
	}
}

// removal keeps what is protected, and takes a last snapshot of what is not.
func removal(protected bool) awscdk.RemovalPolicy {
	if protected {
		return awscdk.RemovalPolicy_RETAIN
	}
	return awscdk.RemovalPolicy_SNAPSHOT
}

func masterCredentials(props Props) awsrds.Credentials {
	return awsrds.Credentials_FromUsername(
		new(masterUser),
		&awsrds.CredentialsFromUsernameOptions{EncryptionKey: props.SecretKey},
	)
}

// pointers returns a map of strings as jsii takes it.
func pointers(values map[string]string) *map[string]*string {
	out := make(map[string]*string, len(values))
	for key, value := range values {
		out[key] = &value
	}
	return &out
}

func days(n int) awscdk.Duration { return awscdk.Duration_Days(jsii.Number(n)) }

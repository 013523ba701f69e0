// Package database makes relational databases that nothing can reach until a service names them.
package database

import (
	"maps"
	"strconv"
	"strings"

	"bulkhead/config"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awskms"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslogs"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsrds"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssns"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// PostgresProps is what the configuration says about a database, and what it plugs into.
type PostgresProps struct {
	config.Database
	Identifier string // of the instance; log groups are named after it, so it cannot be generated
	Protected  bool   // refuse to delete it
	Vpc        awsec2.IVpc
	Subnets    *awsec2.SubnetSelection // the isolated tier
	DataKey    awskms.IKey             // encrypts storage, backups and insights
	SecretKey  awskms.IKey             // encrypts the master user's secret
	Logs       []awslogs.LogGroup      // made before the instance, or RDS makes them without key and retention
	Alerts     awssns.ITopic
}

// major is the engine's major version.
func (p PostgresProps) major() string {
	major, _, _ := strings.Cut(p.Version, ".")
	return major
}

// Postgres is a database and what a service needs to use it.
type Postgres struct {
	Instance      awsrds.DatabaseInstance
	SecurityGroup awsec2.SecurityGroup // has no rules of its own: each service that uses the database adds its own
	Secret        string               // ARN of the master user's secret
}

// LogExports are the logs that PostgreSQL exports to CloudWatch.
var LogExports = []string{"postgresql", "upgrade"}

// LogGroupName is where RDS writes an exported log.
func LogGroupName(identifier, export string) string {
	return "/aws/rds/instance/" + identifier + "/" + export
}

// NewPostgres adds an encrypted RDS for PostgreSQL instance with its parameter
// group, security group and alarms to scope.
func NewPostgres(scope constructs.Construct, id string, props PostgresProps) Postgres {
	scope = constructs.NewConstruct(scope, &id)
	group := awsec2.NewSecurityGroup(scope, new("Group"), &awsec2.SecurityGroupProps{
		Vpc:              props.Vpc,
		Description:      new("database " + props.Identifier),
		AllowAllOutbound: new(false),
	})
	engine := awsrds.DatabaseInstanceEngine_Postgres(&awsrds.PostgresInstanceEngineProps{
		Version: awsrds.PostgresEngineVersion_Of(&props.Version, new(props.major()), nil),
	})
	parameters := newParameterGroup(scope, engine, props)
	instance := awsrds.NewDatabaseInstance(scope, new("Default"), &awsrds.DatabaseInstanceProps{
		Engine:                   engine,
		EngineLifecycleSupport:   awsrds.EngineLifecycleSupport_OPEN_SOURCE_RDS_EXTENDED_SUPPORT_DISABLED,
		AllowMajorVersionUpgrade: new(false),
		AutoMinorVersionUpgrade:  new(true),
		InstanceIdentifier:       &props.Identifier,
		InstanceType:             awsec2.NewInstanceType(&props.Class),
		DatabaseName:             &props.Name,
		ParameterGroup:           parameters,

		Credentials:              awsrds.Credentials_FromUsername(new("bulkhead"), &awsrds.CredentialsFromUsernameOptions{EncryptionKey: props.SecretKey}),
		ManageMasterUserPassword: new(true),
		IamAuthentication:        new(true),
		CaCertificate:            awsrds.CaCertificate_RDS_CA_RSA2048_G1(),

		Vpc:                props.Vpc,
		SubnetGroup:        newSubnetGroup(scope, props),
		SecurityGroups:     &[]awsec2.ISecurityGroup{group},
		Port:               jsii.Number(props.Port()),
		PubliclyAccessible: new(false),
		MultiAz:            new(props.MultiAZ == config.Enabled),

		StorageType:          awsrds.StorageType_GP3,
		AllocatedStorage:     jsii.Number(props.StorageGiB),
		MaxAllocatedStorage:  jsii.Number(props.MaxStorageGiB),
		StorageEncrypted:     new(true),
		StorageEncryptionKey: props.DataKey,

		BackupRetention:            awscdk.Duration_Days(jsii.Number(props.BackupDays)),
		PreferredBackupWindow:      &props.BackupWindow,
		PreferredMaintenanceWindow: &props.MaintenanceWindow,
		CopyTagsToSnapshot:         new(true),
		DeleteAutomatedBackups:     new(!props.Protected),
		DeletionProtection:         &props.Protected,
		RemovalPolicy:              removal(props.Protected),

		CloudwatchLogsExports:           jsii.Strings(LogExports...),
		MonitoringInterval:              awscdk.Duration_Seconds(jsii.Number(60)),
		DatabaseInsightsMode:            awsrds.DatabaseInsightsMode_STANDARD,
		EnablePerformanceInsights:       new(true),
		PerformanceInsightRetention:     awsrds.PerformanceInsightRetention_DEFAULT,
		PerformanceInsightEncryptionKey: props.DataKey,
	})
	for _, log := range props.Logs {
		instance.Node().AddDependency(log)
	}
	if props.Protected {
		// What the kept instance uses stays with it.
		for _, companion := range []constructs.IConstruct{group, parameters, instance.Node().FindChild(new("MonitoringRole"))} {
			companion.Node().FindChild(new("Resource")).(awscdk.CfnResource).ApplyRemovalPolicy(awscdk.RemovalPolicy_RETAIN, nil)
		}
	}
	newAlarms(scope, instance, props)
	secret := instance.Node().DefaultChild().(awsrds.CfnDBInstance).AttrMasterUserSecretSecretArn()
	return Postgres{Instance: instance, SecurityGroup: group, Secret: *secret}
}

// newParameterGroup forces TLS, and logs what slows a database down.
func newParameterGroup(scope constructs.Construct, engine awsrds.IInstanceEngine, props PostgresProps) awsrds.ParameterGroup {
	parameters := map[string]string{
		"log_disconnections":          "1",
		"log_lock_waits":              "1",
		"log_min_duration_statement":  "1000",  // milliseconds
		"log_temp_files":              "1024",  // kB
		"log_autovacuum_min_duration": "10000", // milliseconds
	}
	// From 18 on it takes a list of stages; set it in parameters.
	if major, _ := strconv.Atoi(props.major()); major < 18 {
		parameters["log_connections"] = "1"
	}
	maps.Copy(parameters, props.Parameters)
	parameters["rds.force_ssl"] = "1"
	return awsrds.NewParameterGroup(scope, new("Parameters"), &awsrds.ParameterGroupProps{
		Engine:      engine,
		Description: new("parameters of " + props.Identifier),
		Parameters:  pointers(parameters),
	})
}

func newSubnetGroup(scope constructs.Construct, props PostgresProps) awsrds.SubnetGroup {
	return awsrds.NewSubnetGroup(scope, new("Subnets"), &awsrds.SubnetGroupProps{
		Description:   new("isolated subnets for " + props.Identifier),
		Vpc:           props.Vpc,
		VpcSubnets:    props.Subnets,
		RemovalPolicy: awscdk.RemovalPolicy_RETAIN, // a kept instance or snapshot still uses it
	})
}

// removal keeps what is protected, and takes a last snapshot of what is not.
func removal(protected bool) awscdk.RemovalPolicy {
	if protected {
		return awscdk.RemovalPolicy_RETAIN
	}
	return awscdk.RemovalPolicy_SNAPSHOT
}

// pointers is how jsii takes a map of strings.
func pointers(values map[string]string) *map[string]*string {
	out := make(map[string]*string, len(values))
	for key, value := range values {
		out[key] = &value
	}
	return &out
}

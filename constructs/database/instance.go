package database

import (
	"fmt"

	"bulkhead/config"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsrds"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// newInstance adds a database on RDS and its replicas.
func newInstance(scope constructs.Construct, id string, group awsec2.ISecurityGroup, props Props) Database {
	engine := props.instanceEngine()
	parameters := newParameterGroup(scope, engine, props)
	settings := &awsrds.DatabaseInstanceProps{
		Engine:                   engine,
		EngineLifecycleSupport:   awsrds.EngineLifecycleSupport_OPEN_SOURCE_RDS_EXTENDED_SUPPORT_DISABLED,
		AllowMajorVersionUpgrade: new(false),
		AutoMinorVersionUpgrade:  new(true),
		InstanceIdentifier:       &props.Identifier,
		InstanceType:             awsec2.NewInstanceType(&props.Class),
		DatabaseName:             &props.Name,
		ParameterGroup:           parameters,

		IamAuthentication: new(true),
		CaCertificate:     awsrds.CaCertificate_RDS_CA_RSA2048_G1(),

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

		BackupRetention:            days(props.BackupDays),
		PreferredBackupWindow:      &props.BackupWindow,
		PreferredMaintenanceWindow: &props.MaintenanceWindow,
		CopyTagsToSnapshot:         new(true),
		DeleteAutomatedBackups:     new(!props.Protected),
		DeletionProtection:         &props.Protected,
		RemovalPolicy:              removal(props.Protected),

		CloudwatchLogsExports: jsii.Strings(props.logExports()...),
		MonitoringInterval:    seconds(60),
		DatabaseInsightsMode:  awsrds.DatabaseInsightsMode_STANDARD,
	}
	kept := []constructs.IConstruct{group, parameters}
	if props.MySQL() {
		options := newOptionGroup(scope, engine, props)
		settings.OptionGroup = options
		kept = append(kept, options)
	}
	settings.EnablePerformanceInsights = new(props.insights())
	if props.insights() {
		settings.PerformanceInsightRetention = awsrds.PerformanceInsightRetention_DEFAULT
		settings.PerformanceInsightEncryptionKey = props.DataKey
	}
	var password password
	if props.Replicas > 0 {
		password = newPassword(scope, props)
		settings.Credentials = awsrds.Credentials_FromSecret(password.secret, new(masterUser))
	} else {
		settings.Credentials = masterCredentials(props)
		settings.ManageMasterUserPassword = new(true)
	}
	instance := awsrds.NewDatabaseInstance(scope, new("Default"), settings)
	newLogs(instance, id, props.logNames(props.Identifier), props.logExports(), props)
	kept = append(kept, instance.Node().FindChild(new("MonitoringRole")))
	keep(props, kept...)
	newInstanceAlarms(scope, instance, props)

	made := Database{Host: *instance.DbInstanceEndpointAddress()}
	if props.Replicas > 0 {
		made.Secret = password.rotate(scope, instance, group, props)
		made.ReaderHost = newReplicas(scope, id, instance, group, parameters, settings, props)
	} else {
		made.Secret = *instance.Node().DefaultChild().(awsrds.CfnDBInstance).AttrMasterUserSecretSecretArn()
	}
	made.members = []constructs.IDependable{instance}
	made.target = proxyTarget{instance: instance.InstanceIdentifier()}
	return made
}

// newReplicas adds copies in other zones, under the same key, and returns the address of the first.
func newReplicas(
	scope constructs.Construct,
	id string,
	source awsrds.DatabaseInstance,
	group awsec2.ISecurityGroup,
	parameters awsrds.IParameterGroup,
	settings *awsrds.DatabaseInstanceProps,
	props Props,
) string {
	zones := *props.Vpc.AvailabilityZones()
	first := ""
	for i := range props.Replicas {
		name := fmt.Sprintf("replica-%d", i+1)
		window := props.FollowerWindow(i)
		replica := awsrds.NewDatabaseInstanceReadReplica(scope, &name, &awsrds.DatabaseInstanceReadReplicaProps{
			SourceDatabaseInstance:          source,
			InstanceIdentifier:              new(props.Identifier + "-" + name),
			InstanceType:                    settings.InstanceType,
			EngineLifecycleSupport:          settings.EngineLifecycleSupport,
			AutoMinorVersionUpgrade:         settings.AutoMinorVersionUpgrade,
			ParameterGroup:                  parameters,
			OptionGroup:                     settings.OptionGroup,
			IamAuthentication:               settings.IamAuthentication,
			CaCertificate:                   settings.CaCertificate,
			Vpc:                             props.Vpc,
			SubnetGroup:                     settings.SubnetGroup,
			SecurityGroups:                  &[]awsec2.ISecurityGroup{group},
			Port:                            settings.Port,
			PubliclyAccessible:              new(false),
			AvailabilityZone:                zones[(i+1)%len(zones)],
			StorageType:                     settings.StorageType,
			MaxAllocatedStorage:             settings.MaxAllocatedStorage,
			PreferredMaintenanceWindow:      &window,
			CopyTagsToSnapshot:              new(true),
			DeletionProtection:              new(false), // it has nothing of its own
			RemovalPolicy:                   awscdk.RemovalPolicy_DESTROY,
			CloudwatchLogsExports:           settings.CloudwatchLogsExports,
			MonitoringInterval:              settings.MonitoringInterval,
			DatabaseInsightsMode:            settings.DatabaseInsightsMode,
			EnablePerformanceInsights:       settings.EnablePerformanceInsights,
			PerformanceInsightRetention:     settings.PerformanceInsightRetention,
			PerformanceInsightEncryptionKey: settings.PerformanceInsightEncryptionKey,
		})
		newLogs(replica, id+"-"+name, props.logNames(props.Identifier+"-"+name), props.logExports(), props)
		keep(props, replica.Node().FindChild(new("MonitoringRole")))
		newReplicaAlarms(replica, props)
		if i == 0 {
			first = *replica.DbInstanceEndpointAddress()
		}
	}
	return first
}

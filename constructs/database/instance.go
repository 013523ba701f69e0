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
	parameters := newInstanceParameters(scope, props)
	login, secret := newLogin(scope, props)
	settings := &awsrds.DatabaseInstanceProps{
		Engine:                   props.instanceEngine(),
		EngineLifecycleSupport:   awsrds.EngineLifecycleSupport_OPEN_SOURCE_RDS_EXTENDED_SUPPORT_DISABLED,
		AllowMajorVersionUpgrade: new(props.UpgradesInPlace()),
		AutoMinorVersionUpgrade:  new(props.MinorVersions()),
		ApplyImmediately:         new(props.AppliesAtOnce()),
		InstanceIdentifier:       &props.Identifier,
		InstanceType:             awsec2.NewInstanceType(&props.Class),
		DatabaseName:             &props.Name,
		ParameterGroup:           parameters,

		Credentials:       login,
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
	if props.MySQL() {
		settings.OptionGroup = newOptions(scope, props)
	}
	settings.EnablePerformanceInsights = new(props.insights())
	if props.insights() {
		settings.PerformanceInsightRetention = awsrds.PerformanceInsightRetention_DEFAULT
		settings.PerformanceInsightEncryptionKey = props.DataKey
	}
	if props.standby() {
		keep(props, resource(group))
		return newCopies(scope, id, group, parameters, settings, props).lead(Database{Secret: secret}, props)
	}
	instance := awsrds.NewDatabaseInstance(scope, new("Default"), settings)
	restoreInstance(instance, props.RestoreFrom)
	newLogs(instance, id, props.logNames(props.Identifier), props.logExports(), props)
	keep(props, resource(group), resource(instance.Node().FindChild(new("MonitoringRole"))))
	newInstanceAlarms(scope, instance, props)
	rotate(scope, instance.Secret(), instance, group, props)

	made := Database{
		Host:   *instance.DbInstanceEndpointAddress(),
		Secret: secret,
		Target: ProxyTarget{Instance: *instance.InstanceIdentifier()},
	}
	if *props.Replicas > 0 {
		made.ReaderHost = newReplicas(scope, id, instance, group, parameters, settings, props)
	}
	if props.Recovery != nil && len(props.Recovery.Copies) > 0 {
		made.Earlier = []string{made.Host, made.ReaderHost}
		all := newCopies(scope, id, group, parameters, settings, props)
		all.attach(instance.Secret())
		made = all.lead(made, props)
	}
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
	for i := range *props.Replicas {
		name := replicaName(i)
		window := props.FollowerWindow(i)
		copied := copyOf(source, group, parameters, settings, props)
		copied.InstanceIdentifier = new(props.replicaIdentifier(i))
		copied.AvailabilityZone = zones[(i+1)%len(zones)]
		copied.PreferredMaintenanceWindow = &window
		copied.DeletionProtection = new(false) // it has nothing of its own
		copied.RemovalPolicy = awscdk.RemovalPolicy_DESTROY
		replica := awsrds.NewDatabaseInstanceReadReplica(scope, &name, copied)
		newLogs(replica, id+"-"+name, props.logNames(props.Identifier+"-"+name), props.logExports(), props)
		newReplicaAlarms(replica, *copied.InstanceIdentifier, window, props)
		if i == 0 {
			first = *replica.DbInstanceEndpointAddress()
		}
	}
	return first
}

// replicaName returns the name of a replica in the same region, counted from 0.
func replicaName(number int) string { return fmt.Sprintf("replica-%d", number+1) }

// replicaIdentifier returns what RDS calls that replica.
func (p Props) replicaIdentifier(number int) string { return p.Identifier + "-" + replicaName(number) }

// copyOf returns what replicas have in common with the instance that settings are of, whichever region they are in.
func copyOf(
	source awsrds.IDatabaseInstance,
	group awsec2.ISecurityGroup,
	parameters awsrds.IParameterGroup,
	settings *awsrds.DatabaseInstanceProps,
	props Props,
) *awsrds.DatabaseInstanceReadReplicaProps {
	return &awsrds.DatabaseInstanceReadReplicaProps{
		SourceDatabaseInstance:          source,
		InstanceType:                    settings.InstanceType,
		EngineLifecycleSupport:          settings.EngineLifecycleSupport,
		AutoMinorVersionUpgrade:         settings.AutoMinorVersionUpgrade,
		ApplyImmediately:                settings.ApplyImmediately,
		ParameterGroup:                  parameters,
		OptionGroup:                     settings.OptionGroup,
		IamAuthentication:               settings.IamAuthentication,
		CaCertificate:                   settings.CaCertificate,
		Vpc:                             props.Vpc,
		SubnetGroup:                     settings.SubnetGroup,
		SecurityGroups:                  &[]awsec2.ISecurityGroup{group},
		Port:                            settings.Port,
		PubliclyAccessible:              new(false),
		StorageType:                     settings.StorageType,
		MaxAllocatedStorage:             settings.MaxAllocatedStorage,
		CopyTagsToSnapshot:              new(true),
		CloudwatchLogsExports:           settings.CloudwatchLogsExports,
		MonitoringInterval:              settings.MonitoringInterval,
		DatabaseInsightsMode:            settings.DatabaseInsightsMode,
		EnablePerformanceInsights:       settings.EnablePerformanceInsights,
		PerformanceInsightRetention:     settings.PerformanceInsightRetention,
		PerformanceInsightEncryptionKey: settings.PerformanceInsightEncryptionKey,
	}
}

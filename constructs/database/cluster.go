package database

import (
	"strconv"

	"bulkhead/config"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsrds"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// idleMinutes is how long a serverless instance that may pause is idle before it does.
const idleMinutes = 10

// newCluster adds an Aurora cluster: one writer and its readers.
func newCluster(scope constructs.Construct, id string, group awsec2.ISecurityGroup, props Props) Database {
	login, secret := newLogin(scope, props)
	settings := &awsrds.DatabaseClusterProps{
		Engine:                  props.clusterEngine(),
		EngineLifecycleSupport:  awsrds.EngineLifecycleSupport_OPEN_SOURCE_RDS_EXTENDED_SUPPORT_DISABLED,
		AutoMinorVersionUpgrade: new(props.MinorVersions()),
		ClusterIdentifier:       &props.Identifier,
		DefaultDatabaseName:     &props.Name,
		ParameterGroup:          newClusterParameters(scope, props),
		Writer:                  newMember(0, props.MaintenanceWindow, props),

		Credentials:       login,
		IamAuthentication: new(true),

		Vpc:            props.Vpc,
		SubnetGroup:    newSubnetGroup(scope, props),
		SecurityGroups: &[]awsec2.ISecurityGroup{group},
		Port:           jsii.Number(props.Port()),

		StorageEncrypted:     new(true),
		StorageEncryptionKey: props.DataKey,

		Backup: &awsrds.BackupProps{
			Retention:       days(props.BackupDays),
			PreferredWindow: &props.BackupWindow,
		},
		PreferredMaintenanceWindow: &props.MaintenanceWindow,
		CopyTagsToSnapshot:         new(true),
		DeleteAutomatedBackups:     new(!props.Protected),
		DeletionProtection:         &props.Protected,
		RemovalPolicy:              removal(props.Protected),

		CloudwatchLogsExports:           jsii.Strings(props.logExports()...),
		MonitoringInterval:              seconds(60),
		DatabaseInsightsMode:            awsrds.DatabaseInsightsMode_STANDARD,
		EnablePerformanceInsights:       new(true),
		PerformanceInsightRetention:     awsrds.PerformanceInsightRetention_DEFAULT,
		PerformanceInsightEncryptionKey: props.DataKey,
	}
	var readers []awsrds.IClusterInstance
	for i := range *props.Replicas {
		readers = append(readers, newMember(i+1, props.FollowerWindow(i), props))
	}
	settings.Readers = &readers
	if s := props.Serverless; s != nil {
		settings.ServerlessV2MinCapacity, settings.ServerlessV2MaxCapacity = &s.MinACU, &s.MaxACU
		if s.Pause == config.Enabled {
			settings.ServerlessV2MinCapacity = jsii.Number(0)
			settings.ServerlessV2AutoPauseDuration = awscdk.Duration_Minutes(jsii.Number(idleMinutes))
		}
	}
	cluster := awsrds.NewDatabaseCluster(scope, new("Default"), settings)
	restoreCluster(cluster, props.RestoreFrom)
	newLogs(cluster, id, props.logNames(props.Identifier), props.logExports(), props)
	keep(props, resource(group), resource(cluster.Node().FindChild(new("MonitoringRole"))))
	keep(props, resource(cluster.Node().FindChild(new(memberID(0)))))
	for i := range *props.Replicas { // what they have is the cluster's, and a reader that comes again needs its name
		resource(cluster.Node().FindChild(new(memberID(i+1)))).ApplyRemovalPolicy(awscdk.RemovalPolicy_DESTROY, nil)
	}
	newClusterAlarms(scope, cluster, props)
	if props.Recovery != nil {
		newGlobalAlarm(scope, cluster, props)
	}
	if props.standby() {
		joinGlobalCluster(cluster, props)
	} else {
		rotate(scope, cluster.Secret(), cluster, group, props)
		if props.Recovery != nil {
			newGlobalCluster(scope, cluster, props)
		}
	}

	return Database{
		Host:       *cluster.ClusterEndpoint().Hostname(),
		ReaderHost: *cluster.ClusterReadEndpoint().Hostname(), // which leads to the writer while there is no reader
		Secret:     secret,
		Target:     ProxyTarget{Cluster: *cluster.ClusterIdentifier()},
	}
}

// memberID returns the construct id of an instance of a cluster, counted from 0.
func memberID(number int) string { return "Instance" + strconv.Itoa(number+1) }

// memberIdentifier returns what RDS calls an instance of a cluster, counted from 0.
func (p Props) memberIdentifier(number int) string {
	return p.Identifier + "-" + strconv.Itoa(number+1)
}

// newMember adds an instance of a cluster: the first one writes until it fails. The first reader is the first to take
// over.
func newMember(number int, window string, props Props) awsrds.IClusterInstance {
	identifier := new(props.memberIdentifier(number))
	if props.Serverless != nil {
		return awsrds.ClusterInstance_ServerlessV2(new(memberID(number)), &awsrds.ServerlessV2ClusterInstanceProps{
			InstanceIdentifier:         identifier,
			ScaleWithWriter:            new(number == 1),
			AutoMinorVersionUpgrade:    new(props.MinorVersions()),
			ApplyImmediately:           new(props.AppliesAtOnce()),
			PreferredMaintenanceWindow: &window,
			PubliclyAccessible:         new(false),
			CaCertificate:              awsrds.CaCertificate_RDS_CA_RSA2048_G1(),
		})
	}
	return awsrds.ClusterInstance_Provisioned(new(memberID(number)), &awsrds.ProvisionedClusterInstanceProps{
		InstanceType:               awsec2.NewInstanceType(&props.Class),
		InstanceIdentifier:         identifier,
		PromotionTier:              jsii.Number(number),
		AutoMinorVersionUpgrade:    new(props.MinorVersions()),
		ApplyImmediately:           new(props.AppliesAtOnce()),
		PreferredMaintenanceWindow: &window,
		PubliclyAccessible:         new(false),
		CaCertificate:              awsrds.CaCertificate_RDS_CA_RSA2048_G1(),
	})
}

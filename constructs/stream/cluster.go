// Package stream makes Kafka clusters (MSK) that nothing can reach until a service names them.
package stream

import (
	"bulkhead/config"
	"bulkhead/constructs/alarm"
	"bulkhead/constructs/securitygroup"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awskms"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslogs"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsmsk"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// ClusterProps is what the configuration says about a stream, and what it plugs into.
type ClusterProps struct {
	config.Stream
	Name        string // of the cluster; permissions on its topics are made from it, so it cannot be generated
	Protected   bool   // keep it when its stack is deleted
	Functions   bool   // its messages start functions
	Authorities []string
	Vpc         awsec2.IVpc
	Subnets     *awsec2.SubnetSelection // the isolated tier; the brokers are in the first of its zones
	Key         awskms.IKey             // encrypts the brokers' storage
	Log         awslogs.ILogGroup       // receives the brokers' logs
	Alerts      alarm.Topics            // that alarms tell
}

// Cluster is a Kafka cluster and what a service needs to use it.
type Cluster struct {
	ARN           string
	SecurityGroup awsec2.SecurityGroup // has no rules of its own: each service that uses the stream adds its own
}

// Ports of the brokers.
const (
	IAMPort         = 9098 // TLS, and IAM tells who it is
	CertificatePort = 9094 // TLS, and the client's certificate tells who it is
	JMXPort         = 11001
	NodePort        = 11002
)

// NewCluster adds a Kafka cluster without ZooKeeper, its configuration, security group and alarms to scope.
func NewCluster(scope constructs.Construct, id string, props ClusterProps) Cluster {
	scope = constructs.NewConstruct(scope, &id)
	group := securitygroup.New(scope, props.Vpc, "stream "+props.Name)
	configuration := newConfiguration(scope, props)
	subnets := (*props.Vpc.SelectSubnets(props.Subnets).SubnetIds)[:props.Zones]
	// Not "Default": then streams a-b and ab would get the same logical id.
	cluster := awsmsk.NewCfnCluster(scope, new("Resource"), &awsmsk.CfnClusterProps{
		ClusterName:         &props.Name,
		KafkaVersion:        new(props.Version + ".kraft"),
		NumberOfBrokerNodes: jsii.Number(props.Nodes),
		BrokerNodeGroupInfo: &awsmsk.CfnCluster_BrokerNodeGroupInfoProperty{
			InstanceType:   new(instanceType(props.Stream)),
			ClientSubnets:  &subnets,
			SecurityGroups: &[]*string{group.SecurityGroupId()},
			StorageInfo:    storage(props.Stream),
			ConnectivityInfo: &awsmsk.CfnCluster_ConnectivityInfoProperty{
				PublicAccess: &awsmsk.CfnCluster_PublicAccessProperty{Type: new("DISABLED")},
			},
		},
		ConfigurationInfo: &awsmsk.CfnCluster_ConfigurationInfoProperty{
			Arn:      configuration.AttrArn(),
			Revision: configuration.AttrLatestRevisionRevision(),
		},
		EncryptionInfo: &awsmsk.CfnCluster_EncryptionInfoProperty{
			EncryptionAtRest: &awsmsk.CfnCluster_EncryptionAtRestProperty{DataVolumeKmsKeyId: props.Key.KeyArn()},
			EncryptionInTransit: &awsmsk.CfnCluster_EncryptionInTransitProperty{
				ClientBroker: new("TLS"),
				InCluster:    new(true),
			},
		},
		ClientAuthentication: authentication(props),
		EnhancedMonitoring:   new(monitoring[props.Monitoring]),
		OpenMonitoring: &awsmsk.CfnCluster_OpenMonitoringProperty{Prometheus: &awsmsk.CfnCluster_PrometheusProperty{
			JmxExporter:  &awsmsk.CfnCluster_JmxExporterProperty{EnabledInBroker: props.Prometheus == config.Enabled},
			NodeExporter: &awsmsk.CfnCluster_NodeExporterProperty{EnabledInBroker: props.Prometheus == config.Enabled},
		}},
		LoggingInfo: &awsmsk.CfnCluster_LoggingInfoProperty{BrokerLogs: &awsmsk.CfnCluster_BrokerLogsProperty{
			CloudWatchLogs: &awsmsk.CfnCluster_CloudWatchLogsProperty{
				Enabled:  true,
				LogGroup: props.Log.LogGroupName(),
			},
		}},
	})
	if props.Brokers == config.StandardBrokers && props.MaxStorageGiB > props.StorageGiB {
		newStorageScaling(scope, cluster, props)
	}
	newAlarms(scope, cluster, props)
	if props.Functions {
		admitPollers(scope, group, props)
	}
	if props.Protected {
		// What the kept cluster uses stays with it.
		guard := group.Node().DefaultChild().(awscdk.CfnResource)
		for _, kept := range []awscdk.CfnResource{cluster, configuration, guard} {
			kept.ApplyRemovalPolicy(awscdk.RemovalPolicy_RETAIN_ON_UPDATE_OR_DELETE, nil)
		}
	}
	return Cluster{ARN: *cluster.AttrArn(), SecurityGroup: group}
}

// monitoring is what MSK calls the levels of monitoring.
var monitoring = map[config.StreamMonitoring]string{
	config.ClusterMetrics:   "DEFAULT",
	config.BrokerMetrics:    "PER_BROKER",
	config.TopicMetrics:     "PER_TOPIC_PER_BROKER",
	config.PartitionMetrics: "PER_TOPIC_PER_PARTITION",
}

// instanceType returns what MSK calls a class.
func instanceType(s config.Stream) string {
	if s.Brokers == config.ExpressBrokers {
		return "express." + s.Class
	}
	return "kafka." + s.Class
}

// storage returns the volume of a standard broker; MSK refuses it for express ones.
func storage(s config.Stream) any {
	if s.Brokers == config.ExpressBrokers {
		return nil
	}
	return &awsmsk.CfnCluster_StorageInfoProperty{
		EbsStorageInfo: &awsmsk.CfnCluster_EBSStorageInfoProperty{VolumeSize: jsii.Number(s.StorageGiB)},
	}
}

// authentication lets clients in by IAM and, where there are authorities, by certificate. Nobody comes in unknown.
func authentication(props ClusterProps) *awsmsk.CfnCluster_ClientAuthenticationProperty {
	authentication := &awsmsk.CfnCluster_ClientAuthenticationProperty{
		Sasl: &awsmsk.CfnCluster_SaslProperty{
			Iam: &awsmsk.CfnCluster_IamProperty{Enabled: true},
		},
		Unauthenticated: &awsmsk.CfnCluster_UnauthenticatedProperty{Enabled: false},
	}
	if len(props.Authorities) > 0 {
		authentication.Tls = &awsmsk.CfnCluster_TlsProperty{
			Enabled:                     true,
			CertificateAuthorityArnList: jsii.Strings(props.Authorities...),
		}
	}
	return authentication
}

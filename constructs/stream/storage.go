package stream

import (
	scaling "github.com/aws/aws-cdk-go/awscdk/v2/awsapplicationautoscaling"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsmsk"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// storagePercent of the volumes may be used before they grow. MSK waits six hours between two steps, so there is room
// to wait in.
const storagePercent = 60

// newStorageScaling adds what grows the volumes of all brokers together; they never shrink.
func newStorageScaling(scope constructs.Construct, cluster awsmsk.CfnCluster, props ClusterProps) {
	target := scaling.NewCfnScalableTarget(scope, new("Storage"), &scaling.CfnScalableTargetProps{
		ServiceNamespace:  new("kafka"),
		ScalableDimension: new("kafka:broker-storage:VolumeSize"),
		ResourceId:        *cluster.AttrArn(),
		MinCapacity:       jsii.Number(1), // the only one that MSK takes
		MaxCapacity:       jsii.Number(props.MaxStorageGiB),
	})
	tracking := &scaling.CfnScalingPolicy_TargetTrackingScalingPolicyConfigurationProperty{
		TargetValue:    jsii.Number(storagePercent),
		DisableScaleIn: true,
		PredefinedMetricSpecification: &scaling.CfnScalingPolicy_PredefinedMetricSpecificationProperty{
			PredefinedMetricType: new("KafkaBrokerStorageUtilization"),
		},
	}
	scaling.NewCfnScalingPolicy(scope, new("StoragePolicy"), &scaling.CfnScalingPolicyProps{
		PolicyName:                               new(props.Name + "-storage"),
		PolicyType:                               new("TargetTrackingScaling"),
		ScalingTargetId:                          *target.Ref(),
		TargetTrackingScalingPolicyConfiguration: tracking,
	})
}

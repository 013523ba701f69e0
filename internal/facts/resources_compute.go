package facts

// computeResources are what runs, and what leads to it.
var computeResources = map[string]Resource{
	"AWS::ECS::Cluster": {
		State: stateless, Alarms: unwatched("its services are watched"),
		Name: named("ClusterName", 255), Tags: tagged, Scope: regional,
		Network: noAddress, ARN: arn("ecs:R:A:cluster/$"), Quotas: noQuota, Verifiers: bySchema,
	},
	"AWS::ECS::Service": {
		State: stateless, Alarms: by("ServiceName"),
		Name: named("ServiceName", 255), Tags: tagged, Scope: regional,
		Network: inGroups("NetworkConfiguration.AwsvpcConfiguration.SecurityGroups").unless("SchedulingStrategy=DAEMON"),
		ARN:     arn("ecs:R:A:service/$").byRef(), Verifiers: bySchema,
		Quotas: takes(
			measured(FargateCPUs, ServiceCPUs).having("CapacityProviderStrategy.0.CapacityProvider", "FARGATE"),
			measured(FargateSpotCPUs, ServiceSpotCPUs).having("CapacityProviderStrategy.1.CapacityProvider", "FARGATE_SPOT"),
		),
	},
	"AWS::ECS::TaskDefinition": {
		State: stateless, Alarms: unwatched("its service is watched"),
		Name: named("Family", 255), Tags: tagged, Scope: regional,
		Network: noAddress, ARN: arn("ecs:R:A:task-definition/$:1").byRef(),
		Quotas: takes(measured(FargateCPUs, TaskCPUs).having("RequiresCompatibilities.0", "FARGATE")), Verifiers: bySchema,
	},
	"AWS::ECS::CapacityProvider": {
		State: stateless, Alarms: unwatched("its services are watched"),
		Name: named("Name", 255), Tags: tagged, Scope: regional,
		Network: noAddress, ARN: arn("ecs:R:A:capacity-provider/$"), Quotas: noQuota, Verifiers: bySchema,
	},
	"AWS::ECS::ClusterCapacityProviderAssociations": piece("a cluster"),
	"AWS::AutoScaling::AutoScalingGroup": {
		State: stateless,
		// A group with several classes is a cluster's, whose services are watched.
		Alarms: by("AutoScalingGroupName").unless("MixedInstancesPolicy"),
		Name:   named("AutoScalingGroupName", 255), Tags: tagged, Scope: regional,
		Network: noAddress, ARN: arn("autoscaling:R:A:autoScalingGroup:id:autoScalingGroupName/$"),
		Quotas: takes(measured(InstanceCPUs, GroupCPUs), measured(SpotCPUs, GroupSpotCPUs)), Verifiers: bySchema,
	},
	"AWS::EC2::LaunchTemplate": {
		State: stateless, Alarms: unwatched("its instances are watched"),
		Name: named("LaunchTemplateName", 128), Tags: untaggedBecause("tags are for what is launched"),
		Scope:   regional,
		Network: inGroups("LaunchTemplateData.SecurityGroupIds").unless("LaunchTemplateData.NetworkInterfaces"),
		ARN:     arn("ec2:R:A:launch-template/$"), Quotas: noQuota, Verifiers: bySchema,
	},
	"AWS::ApplicationAutoScaling::ScalableTarget": {
		State: stateless, Alarms: unwatched("what it scales is watched"),
		Name: unnamed, Tags: tagged, Scope: regional,
		Network: noAddress, ARN: arn("application-autoscaling:R:A:scalable-target/$"), Quotas: noQuota,
		Verifiers: bySchema,
	},
	"AWS::ApplicationAutoScaling::ScalingPolicy": {
		State: stateless, Alarms: unwatched("the service that it scales is watched"),
		Name: named("PolicyName", 256), Tags: untagged, Scope: regional,
		Network: noAddress, ARN: noARN, Quotas: noQuota, Verifiers: bySchema,
	},
	"AWS::Scheduler::Schedule": {
		State: stateless, Alarms: unwatched("tasks that do not start land in a queue, which is watched"),
		Name: named("Name", 64), Tags: untagged, Scope: regional,
		Network: inGroups("Target.EcsParameters.NetworkConfiguration.AwsvpcConfiguration.SecurityGroups"),
		ARN:     arn("scheduler:R:A:schedule/default/$"), Quotas: noQuota, Verifiers: bySchema,
	},
	"AWS::Lambda::Function": {
		State:  stateless,
		Alarms: unwatched("a custom resource that fails fails its stack; what protects stacks looks again every hour"),
		Name:   named("FunctionName", 64), Tags: tagged, Scope: regional,
		Network: noAddress, ARN: arn("lambda:R:A:function:$"), Quotas: takes(each(Functions)), Verifiers: bySchema,
	},
	"AWS::StepFunctions::StateMachine": {
		State: stateless, Alarms: byReference,
		Name: ours("StateMachineName", 80, "operators start it by name"), Tags: tagged, Scope: regional,
		Network: noAddress, ARN: arn("states:R:A:stateMachine:$").byRef(), Quotas: noQuota, Verifiers: bySchema,
	},
	"AWS::Lambda::EventInvokeConfig": piece("a function"),
	"AWS::Lambda::Permission":        piece("a function"),
	"AWS::Lambda::LayerVersion": {
		State: stateless, Alarms: unwatched("nothing of it can fail"),
		Name: named("LayerName", 140), Tags: untagged, Scope: regional,
		Network: noAddress, ARN: arn("lambda:R:A:layer:$:1").byRef(), Quotas: noQuota, Verifiers: bySchema,
	},
	"AWS::ElasticLoadBalancingV2::LoadBalancer": {
		State: stateless, Alarms: byReference,
		Name: named("Name", 32), Tags: tagged, Scope: regional,
		Network: inGroups("SecurityGroups"), ARN: arn("elasticloadbalancing:R:A:loadbalancer/app/$/id").byRef(),
		Quotas:    takes(each(ALBs).having("Type", "application"), each(NLBs).having("Type", "network")),
		Verifiers: bySchema,
	},
	"AWS::ElasticLoadBalancingV2::Listener": {
		State: stateless, Alarms: unwatched("its load balancer is watched"),
		Name: unnamed, Tags: tagged, Scope: regional,
		Network: noAddress, ARN: arn("elasticloadbalancing:R:A:listener/app/$/id").byRef(), Quotas: noQuota,
		Verifiers: bySchema,
	},
	"AWS::ElasticLoadBalancingV2::ListenerRule": {
		State: stateless, Alarms: unwatched("its load balancer is watched"),
		Name: unnamed, Tags: tagged, Scope: regional,
		Network: noAddress, ARN: arn("elasticloadbalancing:R:A:listener-rule/app/$/id").byRef(), Quotas: noQuota,
		Verifiers: bySchema,
	},
	"AWS::ElasticLoadBalancingV2::ListenerCertificate": piece("a listener"),
	"AWS::ElasticLoadBalancingV2::TargetGroup": {
		State: stateless, Alarms: unwatched("its service is watched"),
		Name: named("Name", 32), Tags: tagged, Scope: regional,
		Network: noAddress, ARN: arn("elasticloadbalancing:R:A:targetgroup/$/id").byRef(), Quotas: noQuota,
		Verifiers: bySchema,
	},
	"AWS::ApiGatewayV2::Api": {
		State: stateless, Alarms: byReference,
		Name: named("Name", 128), Tags: tagged, Scope: regional,
		Network: noGroups("AWS runs it outside our networks"), ARN: arn("apigateway:R::/apis/$"), Quotas: noQuota,
		Verifiers: bySchema,
	},
	"AWS::ApiGatewayV2::DomainName": {
		State: stateless, Alarms: unwatched("its certificate is watched"),
		Name: named("DomainName", 512), Tags: tagged, Scope: regional,
		Network: noAddress, ARN: arn("apigateway:R::/domainnames/$"), Quotas: noQuota, Verifiers: bySchema,
	},
	"AWS::ApiGatewayV2::Stage": {
		State: stateless, Alarms: unwatched("its API is watched"),
		Name: named("StageName", 128), Tags: tagged, Scope: regional,
		Network: noAddress, ARN: arn("apigateway:R::/apis/api/stages/$"), Quotas: noQuota, Verifiers: bySchema,
	},
	"AWS::ApiGatewayV2::VpcLink": {
		State: stateless, Alarms: unwatched("its API is watched"),
		Name: named("Name", 128), Tags: tagged, Scope: regional,
		Network: inGroups("SecurityGroupIds"), ARN: arn("apigateway:R::/vpclinks/$"), Quotas: noQuota,
		Verifiers: bySchema,
	},
	"AWS::ApiGatewayV2::ApiMapping":  piece("an API"),
	"AWS::ApiGatewayV2::Integration": piece("an API"),
	"AWS::ApiGatewayV2::Route":       piece("an API"),
	"AWS::CloudFront::Distribution": {
		State: stateless, Alarms: byReference,
		Name: unnamed, Tags: tagged, Scope: global,
		Network: noGroups("AWS runs it outside our networks"), ARN: arn("cloudfront::A:distribution/$"),
		Quotas: noQuota, Verifiers: bySchema,
	},
	"AWS::CloudFront::Function": {
		State: stateless, Alarms: unwatched("its distribution is watched"),
		Name: named("Name", 64), Tags: tagged, Scope: global,
		Network: noAddress, ARN: arn("cloudfront::A:function/$"), Quotas: noQuota, Verifiers: bySchema,
	},
	"AWS::CloudFront::OriginAccessControl": {
		State: stateless, Alarms: unwatched("a setting"),
		Name: named("OriginAccessControlConfig.Name", 64), Tags: untagged, Scope: global,
		Network: noAddress, ARN: arn("cloudfront::A:origin-access-control/$"), Quotas: noQuota, Verifiers: bySchema,
	},
	"AWS::CloudFront::ResponseHeadersPolicy": {
		State: stateless, Alarms: unwatched("a setting"),
		Name: named("ResponseHeadersPolicyConfig.Name", 128), Tags: untagged, Scope: global,
		Network: noAddress, ARN: arn("cloudfront::A:response-headers-policy/$"), Quotas: noQuota,
		Verifiers: bySchema,
	},
	"AWS::WAFv2::WebACL": {
		State: stateless, Alarms: by("VisibilityConfig.MetricName"),
		Name: named("Name", 128), Tags: tagged, Scope: regional,
		Network: noAddress, ARN: arn("wafv2:R:A:regional/webacl/$/id"), Quotas: noQuota, Verifiers: bySchema,
	},
	"AWS::WAFv2::WebACLAssociation":    piece("a web ACL"),
	"AWS::WAFv2::LoggingConfiguration": piece("a web ACL"),
	"AWS::CertificateManager::Certificate": {
		State: stateless, Alarms: byReference,
		Name: unnamed, Tags: tagged, Scope: regional,
		Network: noAddress, ARN: arn("acm:R:A:certificate/$").byRef(), Quotas: noQuota, Verifiers: bySchema,
	},
	"AWS::Synthetics::Canary": {
		State: stateless,
		// One of a side that is not active does not run.
		Alarms: byReference.unless("StartCanaryAfterCreation=false"),
		Name:   named("Name", 255), Tags: tagged, Scope: regional,
		Network: noGroups("AWS runs it outside our networks"), ARN: arn("synthetics:R:A:canary:$"),
		Quotas:    takes(each(Canaries), each(Functions)),
		Verifiers: bySchema,
	},
	"AWS::CodeBuild::Project": {
		State: stateless, Alarms: unwatched("the pipeline reports what fails"),
		Name: named("Name", 150), Tags: tagged, Scope: regional,
		Network: noGroups("AWS runs it outside our networks"), ARN: arn("codebuild:R:A:project/$"), Quotas: noQuota,
		Verifiers: bySchema,
	},
	"AWS::CodePipeline::Pipeline": {
		State: stateless, Alarms: unwatched("it reports what fails"),
		Name: named("Name", 100), Tags: tagged, Scope: regional,
		Network: noAddress, ARN: arn("codepipeline:R:A:$"), Quotas: noQuota, Verifiers: bySchema,
	},
}

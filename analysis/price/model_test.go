package price

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// one is a resource of a template.
func one(name, kind, properties string) string {
	return fmt.Sprintf(`%q: {"Type": "AWS::%s", "Properties": {%s}}`, name, kind, properties)
}

func TestEachKindOfResourceIsBilledForWhatItIs(t *testing.T) {
	fargate := func(target, strategy string) string {
		return one("Task", "ECS::TaskDefinition", `"Cpu": "512", "Memory": "2048", "EphemeralStorage": {"SizeInGiB": 30},
			"RuntimePlatform": {"CpuArchitecture": "ARM64"}`) + "," + target +
			one("Service", "ECS::Service", `"TaskDefinition": {"Ref": "Task"}, "CapacityProviderStrategy": [{"CapacityProvider": `+strategy+`}]`)
	}
	scale := one("Scale", "ApplicationAutoScaling::ScalableTarget", `"ServiceNamespace": "ecs", "MinCapacity": 2, "MaxCapacity": 10,
		"ScheduledActions": [{"ScalableTargetAction": {"MinCapacity": 0, "MaxCapacity": 12}}]`) + ","
	for _, c := range []struct{ what, resources, want string }{
		{"a NAT gateway of a zone", one("N", "EC2::NatGateway", ``), "nat/hour 1 1"},
		{
			"a regional one, in two zones",
			one("N", "EC2::NatGateway", `"AvailabilityMode": "regional"`) + "," + one("A", "EC2::Subnet", `"AvailabilityZone": "a"`) + "," +
				one("B", "EC2::Subnet", `"AvailabilityZone": "b"`) + "," + one("C", "EC2::Subnet", `"AvailabilityZone": "a"`),
			"address/hour 2 2, nat/regional-hour 2 2",
		},
		{"an interface endpoint in each zone", one("E", "EC2::VPCEndpoint", `"VpcEndpointType": "Interface", "SubnetIds": ["a", "b"]`), "endpoint/hour 2 2"},
		{"a gateway endpoint", one("E", "EC2::VPCEndpoint", `"VpcEndpointType": "Gateway"`), ""},
		{"an internal load balancer", one("L", "ElasticLoadBalancingV2::LoadBalancer", `"Type": "application", "Subnets": ["a", "b"]`), "alb/hour 1 1"},
		{
			"a public one, with its addresses",
			one("L", "ElasticLoadBalancingV2::LoadBalancer", `"Type": "network", "Scheme": "internet-facing", "Subnets": ["a", "b"]`),
			"address/hour 2 2, nlb/hour 1 1",
		},
		{"a peering, on both sides", one("P", "EC2::TransitGatewayPeeringAttachment", `"PeerRegion": "eu-central-1"`), "transit/hour 1 1, transit/hour 1 1"},
		{
			"a firewall, with each rule",
			one("W", "WAFv2::WebACL", `"Rules": [{}, {"Statement": {"ManagedRuleGroupStatement": {"Name": "AWSManagedRulesBotControlRuleSet"}}}]`),
			"waf/acl-month 1 1, waf/costly-group-month 1 1, waf/rule-month 2 2",
		},
		{
			"a health check, with its options",
			one("H", "Route53::HealthCheck", `"HealthCheckConfig": {"Type": "HTTPS_STR_MATCH", "RequestInterval": 10}`),
			"health-check/month 1 1, health-check/option-month 3 3",
		},
		{
			"tasks between the ends of their scaling, now or by schedule", fargate(scale, `"FARGATE"`),
			"fargate-arm/GB-hour 0 24, fargate-arm/vCPU-hour 0 6, fargate/storage-GB-hour 0 120",
		},
		{
			"one task without scaling", fargate("", `"FARGATE_SPOT"`),
			"fargate-arm/GB-hour 2 2, fargate-arm/vCPU-hour 0.5 0.5, fargate/storage-GB-hour 10 10",
		},
		{"tasks on instances", fargate(scale, `{"Ref": "Own"}`), ""},
		{
			"instances, from the cheapest class to the dearest",
			one("T", "EC2::LaunchTemplate", `"LaunchTemplateData": {"BlockDeviceMappings": [{"Ebs": {"VolumeSize": 10}}],
				"NetworkInterfaces": [{"AssociatePublicIpAddress": true}]}`) + "," +
				one("G", "AutoScaling::AutoScalingGroup", `"MinSize": "1", "MaxSize": "3", "MixedInstancesPolicy": {"LaunchTemplate": {
				"LaunchTemplateSpecification": {"LaunchTemplateId": {"Ref": "T"}},
				"Overrides": [{"InstanceType": "m7g.large"}, {"InstanceType": "r7g.large"}]}}`),
			"address/hour 1 3, ebs/gp3-GB-month 10 30, ec2/m7g.large 1 0, ec2/r7g.large 0 3",
		},
		{
			"a database in two zones, whose storage grows",
			one("D", "RDS::DBInstance", `"Engine": "postgres", "DBInstanceClass": "db.m7g.large", "MultiAZ": true, "AllocatedStorage": "100", "MaxAllocatedStorage": 300`),
			"rds-postgres/m7g.large 2 2, rds/gp3-GB-month 200 600",
		},
		{
			"a replica of another region, as its source is",
			one("D", "RDS::DBInstance", `"Engine": "mysql", "DBInstanceIdentifier": "x", "DBInstanceClass": "db.t4g.small", "AllocatedStorage": "20"`) + "," +
				one("R", "RDS::DBInstance", `"SourceDBInstanceIdentifier": "arn:aws:rds:eu-west-1:1:db:x", "DBInstanceClass": "db.t4g.micro"`),
			"rds-mysql/t4g.micro 1 1, rds-mysql/t4g.small 1 1, rds/gp3-GB-month 20 20, rds/gp3-GB-month 20 20",
		},
		{
			"a restored database, whose engine the snapshot has",
			one("P", "RDS::DBParameterGroup", `"Family": "postgres17"`) + "," +
				one("D", "RDS::DBInstance", `"DBSnapshotIdentifier": "s", "DBParameterGroupName": {"Ref": "P"}, "DBInstanceClass": "db.t4g.micro", "AllocatedStorage": "20"`),
			"rds-postgres/t4g.micro 1 1, rds/gp3-GB-month 20 20",
		},
		{
			"instances of Aurora, serverless between the ends of their cluster",
			one("C", "RDS::DBCluster", `"Engine": "aurora-postgresql", "ServerlessV2ScalingConfiguration": {"MinCapacity": 0.5, "MaxCapacity": 8}`) + "," +
				one("A", "RDS::DBInstance", `"DBClusterIdentifier": {"Ref": "C"}, "Engine": "aurora-postgresql", "DBInstanceClass": "db.serverless"`) + "," +
				one("B", "RDS::DBInstance", `"DBClusterIdentifier": {"Ref": "C"}, "Engine": "aurora-postgresql", "DBInstanceClass": "db.r7g.large"`),
			"aurora-postgres/r7g.large 1 1, aurora/ACU-hour 0.5 8",
		},
		{
			"shards with replicas, and the cache that follows them",
			one("P", "ElastiCache::ReplicationGroup", `"Engine": "valkey", "CacheNodeType": "cache.m7g.large", "NumNodeGroups": 2, "ReplicasPerNodeGroup": 1`) + "," +
				one("G", "ElastiCache::GlobalReplicationGroup", `"GlobalReplicationGroupIdSuffix": "x", "Members": [{"ReplicationGroupId": {"Ref": "P"}}]`) + "," +
				one("S", "ElastiCache::ReplicationGroup", `"GlobalReplicationGroupId": "gxeiz-x", "ReplicasPerNodeGroup": 0`),
			"cache-valkey/m7g.large 2 2, cache-valkey/m7g.large 4 4",
		},
		{
			"a domain with its managers and disks",
			one("S", "OpenSearchService::Domain", `"ClusterConfig": {"InstanceType": "r7g.large.search", "InstanceCount": 2, "DedicatedMasterEnabled": true,
				"DedicatedMasterType": "m7g.large.search", "DedicatedMasterCount": 3}, "EBSOptions": {"EBSEnabled": true, "VolumeSize": 50}`),
			"search/gp3-GB-month 100 100, search/m7g.large 3 3, search/r7g.large 2 2",
		},
		{
			"brokers, whose disks grow",
			one("M", "MSK::Cluster", `"NumberOfBrokerNodes": 3, "BrokerNodeGroupInfo": {"InstanceType": "kafka.m7g.large", "StorageInfo": {"EBSStorageInfo": {"VolumeSize": 100}}}`) + "," +
				one("T", "ApplicationAutoScaling::ScalableTarget", `"ServiceNamespace": "kafka", "MinCapacity": 1, "MaxCapacity": 400`),
			"msk/GB-month 300 1200, msk/m7g.large 3 3",
		},
		{"express brokers", one("M", "MSK::Cluster", `"NumberOfBrokerNodes": 3, "BrokerNodeGroupInfo": {"InstanceType": "express.m7g.large"}`), "msk/express/m7g.large 3 3"},
		{"a key, which rotation makes three of", one("K", "KMS::Key", `"EnableKeyRotation": true`), "kms/key-month 1 3"},
		{"a secret and its copy", one("S", "SecretsManager::Secret", `"ReplicaRegions": [{"Region": "eu-central-1"}]`), "secret/month 1 1, secret/month 1 1"},
		{"an alarm of one metric", one("A", "CloudWatch::Alarm", `"MetricName": "x", "Period": 60`), "alarm/metric-month 1 1"},
		{
			"an alarm that calculates, by its metrics",
			one("A", "CloudWatch::Alarm", `"Metrics": [{"Expression": "a+b"}, {"MetricStat": {"Period": 60}}, {"MetricStat": {"Period": 60}}]`),
			"alarm/metric-month 2 2",
		},
		{"an alarm that asks every ten seconds", one("A", "CloudWatch::Alarm", `"MetricName": "x", "Period": 10`), "alarm/fast-metric-month 1 1"},
		{"a canary, by its runs", one("C", "Synthetics::Canary", `"Schedule": {"Expression": "rate(5 minutes)"}`), "canary/run 8760 8760"},
		{
			"a canary that somebody has to start",
			one("C", "Synthetics::Canary", `"StartCanaryAfterCreation": false, "Schedule": {"Expression": "rate(1 hour)"}`),
			"canary/run 0 730",
		},
		{"a pipeline of the first type", one("P", "CodePipeline::Pipeline", ``), "pipeline/month 1 1"},
		{"a pipeline of the second type", one("P", "CodePipeline::Pipeline", `"PipelineType": "V2"`), ""},
	} {
		assert.Equal(t, c.want, strings.Join(billed(t, c.resources), ", "), c.what)
	}
}

func TestWhatAnAccountHasTheFirstOfForNothingOrForMoreIsCountedOverTheAccount(t *testing.T) {
	var zones, dashboards []string
	for i := range 27 {
		zones = append(zones, one(fmt.Sprintf("Z%02d", i), "Route53::HostedZone", ``))
	}
	for i := range 5 {
		dashboards = append(dashboards, one(fmt.Sprintf("D%d", i), "CloudWatch::Dashboard", ``))
	}
	counts := map[string]int{}
	for _, line := range billed(t, strings.Join(append(zones, dashboards...), ",")) {
		counts[line]++
	}
	assert.Equal(t, map[string]int{"zone/month 1 1": 25, "zone/further-month 1 1": 2, "dashboard/month 1 1": 2}, counts)
}

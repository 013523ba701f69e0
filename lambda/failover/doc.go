// Failover does one step of a move of an environment to its other region, for the state machine that has the steps in
// order. It asks AWS in both regions, and in us-west-2, where Global Accelerator's API is.
//
// Its role needs, in both regions:
//
//	rds:DescribeGlobalClusters, rds:SwitchoverGlobalCluster, rds:FailoverGlobalCluster, rds:DescribeDBInstances,
//	rds:PromoteReadReplica, rds:DescribeDBClusterSnapshots, rds:CopyDBClusterSnapshot
//	elasticache:DescribeGlobalReplicationGroups, elasticache:FailoverGlobalReplicationGroup
//	es:DescribeDomainReplication, es:SwitchoverReplication, es:FailoverReplication
//	kafka:ListReplicators, cloudwatch:GetMetricStatistics
//	ecs:DescribeServices, ecs:UpdateService
//	lambda:InvokeFunction, of what scales services in the sides' Kubernetes clusters, where any run there
//	application-autoscaling:DescribeScalableTargets, application-autoscaling:RegisterScalableTarget
//	elasticloadbalancing:DescribeLoadBalancers, elasticloadbalancing:DescribeTags, elasticloadbalancing:DescribeListeners,
//	elasticloadbalancing:DescribeRules, elasticloadbalancing:ModifyRule
//	secretsmanager:ListSecrets, secretsmanager:DescribeSecret, secretsmanager:CancelRotateSecret
//	dynamodb:GetItem, dynamodb:UpdateItem
//	kms:Decrypt, kms:Encrypt, kms:GenerateDataKey, kms:ReEncryptFrom, kms:ReEncryptTo, kms:DescribeKey, kms:CreateGrant,
//	of the data's keys and through DynamoDB and RDS only
//
// and in us-west-2:
//
//	globalaccelerator:ListAccelerators, globalaccelerator:ListListeners, globalaccelerator:ListEndpointGroups,
//	globalaccelerator:ListTagsForResource, globalaccelerator:UpdateEndpointGroup
//	elasticloadbalancing:DescribeLoadBalancers in the endpoints' regions, which Global Accelerator asks in its caller's name
package main

package facts

// Usage is a metric that AWS compares with a quota of the account: SERVICE_QUOTA knows the quota, raised or not.
type Usage struct {
	ID         string
	What       string // is used, as people read it
	Namespace  string
	Metric     string
	Dimensions map[string]string
	Statistic  string
	Code       string // of the quota
	Service    string // of the quota, as Service Quotas calls it
}

// Usages are the quotas whose usage AWS publishes, of those that environments come near, as of 2026-11. VPC, RDS, MSK,
// OpenSearch and ElastiCache publish none; what KMS publishes has quotas by the second, and what SERVICE_QUOTA makes of
// them is not documented. Sources: the guides of Amazon ECS ("AWS Fargate usage metrics"), Amazon EC2 ("Amazon EC2
// usage metrics") and AWS Lambda ("Types of metrics for Lambda functions"); for Elastic Load Balancing, what Service
// Quotas names as the usage of its quotas.
var Usages = []Usage{
	resourceCount(
		"FargateOnDemand",
		"vCPUs of Fargate",
		"Fargate",
		"vCPU",
		"Standard/OnDemand",
		"fargate",
		"L-3032A538",
	),
	resourceCount(
		"FargateSpot",
		"vCPUs of Fargate Spot",
		"Fargate",
		"vCPU",
		"Standard/Spot",
		"fargate",
		"L-36FBB829",
	),
	resourceCount(
		"InstancesOnDemand",
		"vCPUs of standard instances",
		"EC2",
		"vCPU",
		"Standard/OnDemand",
		"ec2",
		"L-1216C47A",
	),
	resourceCount(
		"InstancesSpot",
		"vCPUs of standard Spot instances",
		"EC2",
		"vCPU",
		"Standard/Spot",
		"ec2",
		"L-34B43A08",
	),
	resourceCount("ApplicationLoadBalancers", "Application Load Balancers", "Elastic Load Balancing",
		"ApplicationLoadBalancersPerRegion", "None", "elasticloadbalancing", "L-53DA6B97"),
	resourceCount("NetworkLoadBalancers", "Network Load Balancers", "Elastic Load Balancing",
		"NetworkLoadBalancersPerRegion", "None", "elasticloadbalancing", "L-69A177A2"),
	resourceCount("TargetGroups", "target groups", "Elastic Load Balancing",
		"TargetGroupsPerRegion", "None", "elasticloadbalancing", "L-B22855CB"),
	{
		ID: "Functions", What: "functions that run at once", Namespace: "AWS/Lambda", Metric: "ConcurrentExecutions",
		Statistic: "Maximum", Service: "lambda", Code: "L-B99A9384",
	},
}

func resourceCount(id, what, service, resource, class, quotas, code string) Usage {
	return Usage{
		ID: id, What: what, Namespace: "AWS/Usage", Metric: "ResourceCount", Statistic: "Maximum",
		Dimensions: map[string]string{"Service": service, "Type": "Resource", "Resource": resource, "Class": class},
		Service:    quotas, Code: code,
	}
}

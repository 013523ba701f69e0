package facts

// Dimensions that several metrics of services have.
var (
	ofService   = []string{"ClusterName", "ServiceName"}
	ofTargets   = []string{"LoadBalancer", "TargetGroup"}
	ofBalancer  = []string{"LoadBalancer"}
	ofGroup     = []string{"AutoScalingGroupName"}
	ofStoreNode = []string{"Node", "Store"}
	ofPods      = []string{"ClusterName", "Namespace", "PodName"} // of a workload, which PodName names
)

// serviceMetrics are as of 2026-11. Sources: the guides of ECS, Container Insights, Elastic Load Balancing, API
// Gateway, CloudFront, WAF, VPC, EC2 Auto Scaling, ACM, Lambda, SQS, DynamoDB, EFS, SES, EventBridge, Step Functions
// and AWS Client VPN on their metrics in CloudWatch; those of the VPN's server are ours.
var serviceMetrics = map[string]map[string][]Metric{
	// Of all tasks of a service, which it scales by; a task's own is no metric.
	"AWS/ECS": {
		"CPUUtilization":    one(of(ofService, anyMean, percent)),
		"MemoryUtilization": one(of(ofService, anyMean, percent)),
	},
	"AWS/ECS/ManagedScaling": {
		"CapacityProviderReservation": one(
			of([]string{"CapacityProviderName", "ClusterName"}, anyMean, Range{Unit: "Percent", Most: inBytes.Most}),
		),
	},
	"ECS/ContainerInsights": {
		"DesiredTaskCount": one(of(ofService, anyMean, counted).steady()),
		"RunningTaskCount": one(of(ofService, least, counted).steady()),
	},
	"AWS/ApplicationELB": {
		"HTTPCode_ELB_5XX_Count":    one(of(ofBalancer, total, counted)),
		"HTTPCode_Target_5XX_Count": {of(ofTargets, total, counted), of(ofBalancer, total, counted)},
		"RequestCount":              {of(ofTargets, total, counted), of(ofBalancer, total, counted)},
		"TargetResponseTime": {
			of(ofTargets, []string{"p99", "PR", "SampleCount"}, inSeconds), of(ofBalancer, []string{"p50", "p99"}, inSeconds),
		},
		"HealthyHostCount": one(of(ofTargets, largest, counted)), // told while a target is registered
		// At its least in a minute: a task that is replaced is unhealthy for a moment.
		"UnHealthyHostCount": one(of(ofTargets, smallest, counted)),
	},
	// Of SLOs, whose account Application Signals keeps. Source: the Amazon CloudWatch user guide, "Service level
	// objectives (SLOs)".
	"AWS/ApplicationSignals": {
		"AttainmentRate": one(of([]string{"SloName"}, anyMean, percent)), // of the goal's days
		"BurnRate":       one(of([]string{"BurnRateWindowMinutes", "SloName"}, largest, counted)),
	},
	"AWS/NetworkELB": {
		"UnHealthyHostCount": one(of(ofTargets, largest, counted).steady()),
	},
	"AWS/ApiGateway": {
		"5xx":   one(of([]string{"ApiId"}, total, counted)),
		"Count": one(of([]string{"ApiId"}, total, counted)),
	},
	"AWS/CloudFront": {
		"4xxErrorRate": one(of([]string{"DistributionId", "Region"}, []string{"Average"}, percent)),
		"5xxErrorRate": one(of([]string{"DistributionId", "Region"}, []string{"Average"}, percent)),
	},
	"AWS/WAFV2": {
		"BlockedRequests": {
			of([]string{"Region", "Rule", "WebACL"}, total, counted), of([]string{"Rule", "WebACL"}, total, counted),
		},
	},
	"AWS/Route53Resolver": {
		"FirewallRuleQueryVolume": one(of([]string{"FirewallDomainListId", "FirewallRuleGroupId"}, total, counted)),
	},
	"AWS/NATGateway": {
		"ErrorPortAllocation": one(of([]string{"NatGatewayId"}, total, counted).steady()),
	},
	"AWS/AutoScaling": {
		"GroupInServiceInstances": one(of(ofGroup, smallest, counted).steady().needs("MetricsCollection")),
	},
	"AWS/EC2": {
		"CPUUtilization": one(of(ofGroup, anyMean, percent).steady()), // of a group with one instance
	},
	"CloudWatchSynthetics": {
		"SuccessPercent": one(of([]string{"CanaryName"}, least, percent).steady()), // 0 or 100 for each run
	},
	"AWS/CertificateManager": {
		"DaysToExpiry": one(of([]string{"CertificateArn"}, smallest, inDays)),
	},
	"AWS/Lambda": {
		"Errors": {
			of([]string{"FunctionName"}, total, counted),
			of([]string{"ExecutedVersion", "FunctionName", "Resource"}, total, counted), // while an alias has two versions
		},
		"Invocations": {
			of([]string{"FunctionName"}, total, counted),
			of([]string{"ExecutedVersion", "FunctionName", "Resource"}, total, counted),
		},
		"Duration":                    one(of([]string{"FunctionName"}, largest, milliseconds)),
		"Throttles":                   one(of([]string{"FunctionName"}, total, counted)),
		"DestinationDeliveryFailures": one(of([]string{"FunctionName"}, total, counted)),
		"IteratorAge":                 one(of([]string{"FunctionName"}, largest, milliseconds)), // of what tables say
		"OffsetLag":                   one(of([]string{"FunctionName"}, largest, counted)),      // of topics of streams
		"PollingErrorCount":           one(of([]string{"EventSourceMappingUUID"}, total, counted)),
		"ConcurrentExecutions":        one(of(nil, largest, counted)), // of all functions of the account
	},
	"AWS/Usage": { // the usage of a quota; what a quota can be is its service's
		"ResourceCount": one(of([]string{"Class", "Resource", "Service", "Type"}, largest, counted)),
	},
	// Of the control plane of a cluster, every minute. Source: the Amazon EKS user guide, "Monitor cluster data with
	// Amazon CloudWatch".
	"AWS/EKS": {
		"apiserver_request_total":                     one(of([]string{"ClusterName"}, total, counted).steady()),
		"apiserver_request_total_5XX":                 one(of([]string{"ClusterName"}, total, counted).steady()),
		"apiserver_request_duration_seconds_POST_P99": one(of([]string{"ClusterName"}, anyMean, inSeconds).steady()),
		"apiserver_storage_size_bytes":                one(of([]string{"ClusterName"}, largest, inBytes).steady()),
		"scheduler_pending_pods_UNSCHEDULABLE":        one(of([]string{"ClusterName"}, largest, counted).steady()),
	},
	// Of the CloudWatch agent in a cluster, as long as it runs.
	"ContainerInsights": {
		"cluster_failed_node_count": one(of([]string{"ClusterName"}, largest, counted).steady()),
		"cluster_node_count":        one(of([]string{"ClusterName"}, smallest, counted).steady()),
		// Of each pod once a minute.
		"pod_cpu_request":                       one(of(ofPods, anyMean, counted)),
		"pod_cpu_usage_total":                   one(of(ofPods, anyMean, counted)),
		"pod_memory_utilization_over_pod_limit": one(of(ofPods, anyMean, percent)),
		"pod_number_of_container_restarts":      one(of(ofPods, total, counted)),
		"pod_status_failed":                     one(of(ofPods, largest, counted)),
		// Of each Deployment once a minute. Source: aws/amazon-cloudwatch-agent, getDeploymentMetricDeclarations.
		"replicas_desired": one(of(ofPods, anyMean, counted).steady()),
		"replicas_ready":   one(of(ofPods, anyMean, counted).steady()),
	},
	"AWS/DynamoDB": {
		"ThrottledRequests":  one(of([]string{"Operation", "TableName"}, total, counted)),
		"SystemErrors":       one(of([]string{"Operation", "TableName"}, total, counted)),
		"ReplicationLatency": one(of([]string{"ReceivingRegion", "TableName"}, largest, milliseconds)),
	},
	"AWS/SES": { // of all that an account sends from a region, while it sends
		"Reputation.BounceRate":    one(of(nil, largest, share)),
		"Reputation.ComplaintRate": one(of(nil, largest, share)),
	},
	"AWS/EFS": { // told while somebody has it mounted, but for the size
		"PercentIOLimit": one(of([]string{"FileSystemId"}, largest, percent)),
		"StorageBytes":   one(of([]string{"FileSystemId", "StorageClass"}, largest, inBytes).steady()),
	},
	"AWS/SQS": {
		"ApproximateNumberOfMessagesVisible": one(of([]string{"QueueName"}, largest, counted)),
		"ApproximateAgeOfOldestMessage":      one(of([]string{"QueueName"}, largest, inSeconds)),
	},
	"AWS/SNS": {
		"NumberOfNotificationsFailedToRedriveToDlq": one(of([]string{"TopicName"}, total, counted)),
	},
	"AWS/Events": {
		// With the name of a rule alone, of one on the account's own bus; also of one without a target.
		"MatchedEvents":                  one(of([]string{"RuleName"}, total, counted)),
		"InvocationsFailedToBeSentToDlq": one(of([]string{"RuleName"}, total, counted)),
	},
	"AWS/States": {
		"ExecutionsAborted":  one(of([]string{"StateMachineArn"}, total, counted)),
		"ExecutionsFailed":   one(of([]string{"StateMachineArn"}, total, counted)),
		"ExecutionsTimedOut": one(of([]string{"StateMachineArn"}, total, counted)),
	},
	"AWS/ClientVPN": {
		"AuthenticationFailures": one(of([]string{"Endpoint"}, total, counted)),
	},
	// Each node of a store on instances tells them once a minute.
	"bulkhead/nodes": {
		"Up":              one(of(ofStoreNode, smallest, flag).steady()),
		"Quorum":          one(of(ofStoreNode, smallest, flag)),
		"LagSeconds":      one(of(ofStoreNode, largest, inSeconds)),
		"DataPercent":     one(of(ofStoreNode, anyMean, percent)),
		"EnginePercent":   one(of(ofStoreNode, anyMean, percent)),
		"DiskPercent":     one(of(ofStoreNode, anyMean, percent).steady()),
		"MemoryPercent":   one(of(ofStoreNode, anyMean, percent).steady()),
		"CertificateDays": one(of(ofStoreNode, smallest, inDays).steady()),
		// Of OpenSearch: what the node knows of its cluster. The node that manages it takes snapshots, once an hour.
		"Nodes":         one(of(ofStoreNode, largest, counted)),
		"Red":           one(of(ofStoreNode, largest, flag)),
		"Yellow":        one(of(ofStoreNode, smallest, flag)),
		"HeapPercent":   one(of(ofStoreNode, smallest, percent)),
		"SnapshotTaken": one(of(ofStoreNode, total, counted)),
		// Of a database.
		"Writable":           one(of(ofStoreNode, smallest, flag)),
		"Replicating":        one(of(ofStoreNode, smallest, flag)),
		"ConnectionsPercent": one(of(ofStoreNode, largest, percent)),
	},
	// One server tells them, without dimensions, and the agent on it.
	"bulkhead/vpn": {
		"Up":               one(of(nil, least, flag).steady()),
		"Refreshed":        one(of(nil, least, flag).steady()),
		"Refused":          one(of(nil, anyMean, counted)),
		"Clients":          one(of(nil, anyMean, counted).steady()),
		"CertificateDays":  one(of(nil, least, counted).steady()),
		"mem_used_percent": one(of(nil, anyMean, percent).steady()),
		"disk_used_percent": one(
			of([]string{"fstype", "path"}, anyMean, percent).steady(),
		),
	},
}

// Expression is what an alarm calculates from several metrics: its values as far as they are known.
type Expression struct {
	Least, Most float64
	Steady      bool
}

// mostBurn is the greatest burn rate of the highest goal that there is, 99.99.
const mostBurn = 10_000

// Expressions are what alarms may calculate, by their text, as of 2026-11. The first two are of
// metrics with one name, and have their range.
var Expressions = map[string]Expression{
	"MAX(METRICS())":          {},
	"MIN(METRICS())":          {},
	"desired - running":       {Least: -counted.Most, Most: counted.Most, Steady: true},
	"user + system":           {Most: 100, Steady: true},
	"100 * errors / requests": {Most: 100},
	"100 * errors / calls":    {Most: 100},
	"100 * used / kept":       {Most: 100 * counted.Most}, // pods may use what nobody else does
	"desired - ready":         {Least: -counted.Most, Most: counted.Most, Steady: true},
	"IF(requests > 20, 100 * errors / requests, 0)":       {Most: 100},
	"100 * used / SERVICE_QUOTA(used)":                    {Most: 100},
	"MAX([unhealthy, unhealthyNext])":                     {Most: counted.Most},
	"FILL(aborted, 0) + FILL(failed, 0) + FILL(timed, 0)": {Most: counted.Most},
	// Where tasks should be registered, there are values.
	"SUM([healthy, healthyNext])": {Most: counted.Most, Steady: true},
	"MIN(FILL(METRICS(), 0))":     {Most: counted.Most, Steady: true},
	"MAX(FILL(METRICS(), 0))":     {Most: counted.Most, Steady: true},
	"SUM(FILL(METRICS(), 0))":     {Most: counted.Most, Steady: true},
	"IF(SUM([requests, requestsNext]) > 20, 100 * SUM([errors, errorsNext]) / SUM([requests, requestsNext]), 0)": {
		Most: 100,
	},
	"IF(SUM([requests, requestsNext]) > 20, MAX([slow, slowNext]), 0)": {Most: inSeconds.Most},
	// A burn rate is 100 / (100 - goal) when no request is good.
	"IF(SUM([bad, badNext]) > 4, MIN([FILL(long, 0), FILL(short, 0)]), 0)": {Most: mostBurn},
	"IF((FILL(all, 0) * (100 - FILL(within, 100)) + FILL(allNext, 0) * (100 - FILL(withinNext, 100))) / 100 > 4, " +
		"MIN([FILL(long, 0), FILL(short, 0)]), 0)": {Most: mostBurn},
}

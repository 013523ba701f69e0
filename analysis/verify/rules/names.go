package rules

import (
	"fmt"
	"strings"

	"bulkhead/assembly"
)

// named is how resources of a type are named, and who else may not have the name.
type named struct {
	property string
	within   string // another property, whose value the name is unique in; "" for the account and region
	global   bool   // unique in all regions of the account
	world    bool   // unique in all accounts
	anyCase  bool   // capitals make no other name
	most     int    // characters, where the schemas do not say; 0 where they do
}

// namedTypes are the types whose resources may have a name that only one of them can have.
var namedTypes = map[string]named{
	"AWS::AutoScaling::AutoScalingGroup":         {property: "AutoScalingGroupName"},
	"AWS::AutoScaling::LaunchConfiguration":      {property: "LaunchConfigurationName"},
	"AWS::Athena::WorkGroup":                     {property: "Name"},
	"AWS::Backup::BackupVault":                   {property: "BackupVaultName"},
	"AWS::Batch::ComputeEnvironment":             {property: "ComputeEnvironmentName"},
	"AWS::Batch::JobQueue":                       {property: "JobQueueName"},
	"AWS::CloudFront::Function":                  {property: "Name", global: true},
	"AWS::CloudTrail::Trail":                     {property: "TrailName"},
	"AWS::CloudWatch::Alarm":                     {property: "AlarmName"},
	"AWS::CloudWatch::CompositeAlarm":            {property: "AlarmName"},
	"AWS::CloudWatch::Dashboard":                 {property: "DashboardName", global: true},
	"AWS::CodeBuild::Project":                    {property: "Name"},
	"AWS::CodeCommit::Repository":                {property: "RepositoryName"},
	"AWS::CodeDeploy::Application":               {property: "ApplicationName"},
	"AWS::CodePipeline::Pipeline":                {property: "Name"},
	"AWS::DynamoDB::GlobalTable":                 {property: "TableName"},
	"AWS::DynamoDB::Table":                       {property: "TableName"},
	"AWS::EC2::KeyPair":                          {property: "KeyName"},
	"AWS::EC2::LaunchTemplate":                   {property: "LaunchTemplateName"},
	"AWS::EC2::SecurityGroup":                    {property: "GroupName", within: "VpcId"},
	"AWS::ECR::Repository":                       {property: "RepositoryName"},
	"AWS::ECS::Cluster":                          {property: "ClusterName"},
	"AWS::ECS::Service":                          {property: "ServiceName", within: "Cluster"},
	"AWS::EKS::Cluster":                          {property: "Name"},
	"AWS::EKS::Nodegroup":                        {property: "NodegroupName", within: "ClusterName"},
	"AWS::ElastiCache::CacheCluster":             {property: "ClusterName", anyCase: true},
	"AWS::ElastiCache::ReplicationGroup":         {property: "ReplicationGroupId", anyCase: true},
	"AWS::ElastiCache::SubnetGroup":              {property: "CacheSubnetGroupName", anyCase: true},
	"AWS::ElasticLoadBalancing::LoadBalancer":    {property: "LoadBalancerName", most: 32},
	"AWS::ElasticLoadBalancingV2::LoadBalancer":  {property: "Name", most: 32},
	"AWS::ElasticLoadBalancingV2::TargetGroup":   {property: "Name", most: 32},
	"AWS::Elasticsearch::Domain":                 {property: "DomainName"},
	"AWS::Events::EventBus":                      {property: "Name"},
	"AWS::Events::Rule":                          {property: "Name", within: "EventBusName"},
	"AWS::IAM::Group":                            {property: "GroupName", global: true, anyCase: true},
	"AWS::IAM::InstanceProfile":                  {property: "InstanceProfileName", global: true, anyCase: true},
	"AWS::IAM::ManagedPolicy":                    {property: "ManagedPolicyName", global: true, anyCase: true},
	"AWS::IAM::Role":                             {property: "RoleName", global: true, anyCase: true},
	"AWS::IAM::User":                             {property: "UserName", global: true, anyCase: true},
	"AWS::KMS::Alias":                            {property: "AliasName"},
	"AWS::Kinesis::Stream":                       {property: "Name"},
	"AWS::KinesisFirehose::DeliveryStream":       {property: "DeliveryStreamName"},
	"AWS::Lambda::Function":                      {property: "FunctionName"},
	"AWS::Logs::LogGroup":                        {property: "LogGroupName"},
	"AWS::MSK::Cluster":                          {property: "ClusterName"},
	"AWS::OpenSearchService::Domain":             {property: "DomainName"},
	"AWS::RDS::DBCluster":                        {property: "DBClusterIdentifier", anyCase: true},
	"AWS::RDS::DBClusterParameterGroup":          {property: "DBClusterParameterGroupName", anyCase: true},
	"AWS::RDS::DBInstance":                       {property: "DBInstanceIdentifier", anyCase: true},
	"AWS::RDS::DBParameterGroup":                 {property: "DBParameterGroupName", anyCase: true},
	"AWS::RDS::DBProxy":                          {property: "DBProxyName", anyCase: true},
	"AWS::RDS::DBSubnetGroup":                    {property: "DBSubnetGroupName", anyCase: true},
	"AWS::Redshift::Cluster":                     {property: "ClusterIdentifier", anyCase: true},
	"AWS::S3::Bucket":                            {property: "BucketName", global: true, world: true},
	"AWS::SNS::Topic":                            {property: "TopicName"},
	"AWS::SQS::Queue":                            {property: "QueueName"},
	"AWS::SSM::Document":                         {property: "Name"},
	"AWS::SSM::Parameter":                        {property: "Name"},
	"AWS::Scheduler::Schedule":                   {property: "Name", within: "GroupName"},
	"AWS::Scheduler::ScheduleGroup":              {property: "Name"},
	"AWS::SecretsManager::Secret":                {property: "Name"},
	"AWS::Serverless::Function":                  {property: "FunctionName"},
	"AWS::Serverless::SimpleTable":               {property: "TableName"},
	"AWS::StepFunctions::Activity":               {property: "Name"},
	"AWS::StepFunctions::StateMachine":           {property: "StateMachineName"},
	"AWS::WAFv2::WebACL":                         {property: "Name", within: "Scope"},
	"AWS::ApplicationAutoScaling::ScalingPolicy": {property: "PolicyName", within: "ScalingTargetId"},
}

// shared are types that share their names with another: a table is a table, and both alarms are alarms.
var shared = map[string]string{
	"AWS::CloudWatch::CompositeAlarm": "AWS::CloudWatch::Alarm",
	"AWS::DynamoDB::GlobalTable":      "AWS::DynamoDB::Table",
	"AWS::Serverless::Function":       "AWS::Lambda::Function",
	"AWS::Serverless::SimpleTable":    "AWS::DynamoDB::Table",
	"AWS::Elasticsearch::Domain":      "AWS::OpenSearchService::Domain",
}

// names looks for two resources with one physical name, in a stack and in stacks of the same account and region, and
// for names that are too long.
func (c *check) names() {
	taken := map[string][]*assembly.Resource{}
	for _, stack := range c.assembly.Stacks {
		read := reader{stack: stack}
		for _, r := range stack.Resources {
			n, is := namedTypes[r.Type]
			value := r.Get(n.property)
			if !is || value == nil || chosen(value) {
				continue
			}
			name := read.read(value)
			if name.text == "" {
				continue
			}
			if length := len([]rune(name.text)); n.most > 0 && name.exact && length > n.most {
				c.fault(on(r, "name-too-long", "Properties."+n.property,
					fmt.Sprintf("%s has %d characters; it may have %d", name.text, length, n.most)))
			}
			compared, exact := name.text, name.exact
			if n.anyCase && name.exact {
				compared = strings.ToLower(compared)
			}
			if within := r.Get(n.within); n.within != "" && within != nil {
				place := read.read(within)
				compared, exact = compared+" in "+place.text, exact && place.exact
			}
			kind := shared[r.Type]
			if kind == "" {
				kind = r.Type
			}
			key := strings.Join([]string{kind, placeOf(stack, n, exact), compared}, "\n")
			for _, other := range taken[key] {
				if !apart(other, r) {
					c.fault(on(r, "duplicate-name", "Properties."+n.property, sameName(r, other, value, name)))
					break
				}
			}
			taken[key] = append(taken[key], r)
		}
	}
}

func sameName(r, other *assembly.Resource, value any, name text) string {
	where := other.LogicalID
	if other.Stack != r.Stack {
		where += " of " + other.Stack.ID
	}
	if !name.exact {
		return fmt.Sprintf("%s has the same name; only one can have it", where)
	}
	return fmt.Sprintf("%s is the name of %s, too; only one can have it", name.text, where)
}

// chosen tells whether a condition decides a name: then it may be another one each time.
func chosen(value any) bool {
	switch v := value.(type) {
	case map[string]any:
		for key, item := range v {
			if key == "Fn::If" || key == "Fn::Transform" || chosen(item) {
				return true
			}
		}
		return v["Ref"] == "AWS::NoValue"
	case []any:
		for _, item := range v {
			if chosen(item) {
				return true
			}
		}
	}
	return false
}

// placeOf is where a name can be taken once: where it is deployed, as far as that is known, else in the stack.
func placeOf(stack *assembly.Stack, n named, exact bool) string {
	known := len(stack.Account) == 12 && stack.Region != "" && stack.Region != "unknown-region"
	switch {
	case !known || !exact:
		return "stack " + stack.ID
	case n.world:
		return "world"
	case n.global:
		return "account " + stack.Account
	}
	return "region " + stack.Account + " " + stack.Region
}

package look

import (
	"bulkhead/internal/client"
)

// global is the region that services for the whole account are signed for.
const global = "us-east-1"

func target(prefix string) client.Protocol { return client.Target{Version: "1.1", Prefix: prefix} }

func query(version string) client.Protocol { return client.Query{Version: version} }

// services are those that are asked, by the name of their package in AWS's SDK.
var services = map[string]service{
	"accessanalyzer": {id: "AccessAnalyzer", name: "access-analyzer", protocol: client.REST{"ListAnalyzers": "GET /analyzer"}},
	"acm":            {id: "ACM", name: "acm", protocol: target("CertificateManager")},
	"backup": {id: "Backup", name: "backup", protocol: client.REST{
		"DescribeGlobalSettings": "GET /global-settings",
		"DescribeRegionSettings": "GET /account-settings",
	}},
	"chatbot": {id: "chatbot", name: "chatbot", region: "us-east-2", protocol: client.REST{
		"DescribeSlackWorkspaces": "POST /describe-slack-workspaces",
	}},
	"cloudformation": {id: "CloudFormation", name: "cloudformation", protocol: query("2010-05-15")},
	"codeconnections": {id: "CodeConnections", name: "codeconnections", protocol: client.Target{
		Version: "1.0", Prefix: "CodeConnections_20231201",
	}},
	"dynamodb": {
		id: "DynamoDB", name: "dynamodb",
		protocol: uncompressed{client.Target{Version: "1.0", Prefix: "DynamoDB_20120810"}},
	},
	"configservice": {id: "Config Service", name: "config", protocol: target("StarlingDoveService")},
	"ec2":           {id: "EC2", name: "ec2", protocol: query("2016-11-15")},
	"ecr":           {id: "ECR", name: "ecr", host: "api.ecr", protocol: target("AmazonEC2ContainerRegistry_V20150921")},
	"ecs":           {id: "ECS", name: "ecs", protocol: target("AmazonEC2ContainerServiceV20141113")},
	"eks": {id: "EKS", name: "eks", protocol: client.REST{
		"DescribeCluster":         "GET /clusters/{Name}",
		"DescribeClusterVersions": "GET /cluster-versions",
		"ListAddons":              "GET /clusters/{ClusterName}/addons",
	}},
	"elasticache":    {id: "ElastiCache", name: "elasticache", protocol: query("2015-02-02")},
	"guardduty":      {id: "GuardDuty", name: "guardduty", protocol: client.REST{"ListDetectors": "GET /detector"}},
	"iam":            {id: "IAM", name: "iam", region: global, global: true, protocol: query("2010-05-08")},
	"identitystore":  {id: "identitystore", name: "identitystore", protocol: target("AWSIdentityStore")},
	"kafka":          {id: "Kafka", name: "kafka", protocol: client.REST{"ListKafkaVersions": "GET /v1/kafka-versions"}},
	"kms":            {id: "KMS", name: "kms", protocol: target("TrentService")},
	"cloudwatchlogs": {id: "CloudWatch Logs", name: "logs", protocol: target("Logs_20140328")},
	"oam":            {id: "OAM", name: "oam", protocol: client.REST{"ListSinks": "POST /ListSinks"}},
	"organizations": {
		id: "Organizations", name: "organizations", region: global, protocol: target("AWSOrganizationsV20161128"),
	},
	"opensearch": {id: "OpenSearch", name: "es", protocol: client.REST{
		"ListVersions":            "GET /2021-01-01/opensearch/versions",
		"ListInstanceTypeDetails": "GET /2021-01-01/opensearch/instanceTypeDetails/{EngineVersion}",
	}},
	"rds": {id: "RDS", name: "rds", protocol: query("2014-10-31")},
	"route53": {id: "Route 53", name: "route53", region: global, global: true, protocol: xmlREST{client.REST{
		"GetHostedZone":         "GET /2013-04-01/hostedzone/{Id}",
		"ListHostedZonesByName": "GET /2013-04-01/hostedzonesbyname",
	}}},
	"s3":             {id: "S3", name: "s3", protocol: bucket{}},
	"secretsmanager": {id: "Secrets Manager", name: "secretsmanager", protocol: target("secretsmanager")},
	"securityhub": {id: "SecurityHub", name: "securityhub", protocol: client.REST{
		"DescribeHub": "GET /accounts", "DescribeSecurityHubV2": "GET /hubv2",
	}},
	"servicequotas": {id: "Service Quotas", name: "servicequotas", protocol: target("ServiceQuotasV20190624")},
	"sesv2":         {id: "SESv2", name: "ses", host: "email", protocol: client.REST{"GetAccount": "GET /v2/email/account"}},
	"shield":        {id: "Shield", name: "shield", region: global, protocol: target("AWSShield_20160616")},
	"sns":           {id: "SNS", name: "sns", protocol: query("2010-03-31")},
	"ssm":           {id: "SSM", name: "ssm", protocol: target("AmazonSSM")},
	"ssoadmin":      {id: "SSO Admin", name: "sso", protocol: target("SWBExternalService")},
	"xray": {id: "XRay", name: "xray", protocol: client.REST{
		"GetTraceSegmentDestination": "POST /GetTraceSegmentDestination",
	}},
}

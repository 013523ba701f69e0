package lifecycle

import (
	"cmp"
	"strings"

	"bulkhead/assembly"
	"bulkhead/internal/facts"
)

// A reader returns what a resource of its type runs on: a product and a version of it. Where it says none, AWS chooses,
// or the resource takes it from another.
type reader struct {
	property string // where the version is, such as EngineVersion
	read     func(r *assembly.Resource, value string) (product, version string)
}

// Read tells whether a property of a type, such as EngineVersion, is one that a version is read from.
func Read(typ, property string) bool {
	for _, reader := range readers[typ] {
		if reader.property == property {
			return true
		}
	}
	return facts.OldTLS[property[strings.LastIndexAny(property, ".]")+1:]] != nil
}

// readers are those of every type that is known to have a version of something that ends.
var readers = map[string][]reader{
	"AWS::Athena::WorkGroup": {
		of(facts.Athena, "WorkGroupConfiguration.EngineVersion.SelectedEngineVersion", as),
	},
	"AWS::CloudFront::Function": {of(facts.EdgeRuntime, "FunctionConfig.Runtime", as)},
	"AWS::CodeBuild::Project":   {of(facts.BuildImage, "Environment.Image", after("aws/codebuild/"))},
	"AWS::EC2::Instance":        {{"ImageId", image}},
	"AWS::EC2::LaunchTemplate":  {{"LaunchTemplateData.ImageId", image}},
	"AWS::EKS::Cluster":         {of(facts.Kubernetes, "Version", as)},
	"AWS::EKS::Nodegroup":       {of(facts.Kubernetes, "Version", as)},
	"AWS::ElastiCache::CacheCluster": {
		{"EngineVersion", byEngine(map[string]string{"memcached": facts.Memcached, "redis": facts.Redis}, as)},
	},
	"AWS::ElastiCache::ReplicationGroup": {
		{"EngineVersion", byEngine(map[string]string{"": facts.Redis, "redis": facts.Redis, "valkey": facts.Valkey}, as)},
	},
	"AWS::ElastiCache::ServerlessCache": {
		{"MajorEngineVersion", byEngine(map[string]string{
			"memcached": facts.Memcached, "redis": facts.Redis, "valkey": facts.Valkey,
		}, as)},
	},
	"AWS::Grafana::Workspace":            {of(facts.Grafana, "GrafanaVersion", as)},
	"AWS::Lambda::Function":              {of(facts.LambdaRuntime, "Runtime", as)},
	"AWS::MSK::Cluster":                  {of(facts.Kafka, "KafkaVersion", as)},
	"AWS::OpenSearchService::Domain":     {{"EngineVersion", search}},
	"AWS::Elasticsearch::Domain":         {{"ElasticsearchVersion", search}},
	"AWS::RDS::DBCluster":                {{"EngineVersion", byEngine(engines, aurora)}},
	"AWS::RDS::DBInstance":               {{"EngineVersion", byEngine(engines, aurora)}},
	"AWS::RDS::GlobalCluster":            {{"EngineVersion", byEngine(engines, aurora)}},
	"AWS::Serverless::Function":          {of(facts.LambdaRuntime, "Runtime", as)},
	"AWS::Synthetics::Canary":            {of(facts.CanaryRun, "RuntimeVersion", as)},
	"AWS::DocDB::DBCluster":              {of("Amazon DocumentDB", "EngineVersion", as)},
	"AWS::Neptune::DBCluster":            {of("Amazon Neptune", "EngineVersion", as)},
	"AWS::AmazonMQ::Broker":              {of("Amazon MQ", "EngineVersion", as)},
	"AWS::ElasticBeanstalk::Environment": {of("Elastic Beanstalk", "SolutionStackName", as)},
}

// engines are the products of RDS, as its resources call them.
var engines = map[string]string{
	"postgres": facts.PostgreSQL, "mysql": facts.MySQL, "mariadb": facts.MariaDB,
	"aurora-postgresql": facts.AuroraPostgreSQL, "aurora-mysql": facts.AuroraMySQL,
}

// of is a reader of what is always the same product.
func of(product, property string, name func(string) string) reader {
	return reader{property, func(_ *assembly.Resource, value string) (string, string) { return product, name(value) }}
}

// byEngine reads what the property Engine says the product is. One that is not in the list is a product by that name.
func byEngine(products map[string]string, name func(string) string) func(*assembly.Resource, string) (string, string) {
	return func(r *assembly.Resource, value string) (string, string) {
		engine, _ := r.Get("Engine").(string)
		return cmp.Or(products[engine], engine), name(value)
	}
}

func as(value string) string { return value }

// after takes off how a value begins.
func after(prefix string) func(string) string {
	return func(value string) string { return strings.TrimPrefix(value, prefix) }
}

// aurora is the version of Aurora in that of MySQL: 3.10.4 in 8.0.mysql_aurora.3.10.4.
func aurora(value string) string {
	if _, version, found := strings.Cut(value, ".mysql_aurora."); found {
		return version
	}
	return value
}

// search tells OpenSearch_3.3 from Elasticsearch_7.10 and 7.10.
func search(_ *assembly.Resource, value string) (product, version string) {
	if version, is := strings.CutPrefix(value, "OpenSearch_"); is {
		return facts.OpenSearch, version
	}
	return "Elasticsearch", strings.TrimPrefix(value, "Elasticsearch_")
}

// image is what a machine begins with, as far as it is one that AWS keeps a parameter of. What somebody else made has
// no version that is known here.
func image(_ *assembly.Resource, value string) (product, version string) {
	value = strings.TrimSuffix(strings.TrimPrefix(value, "resolve:ssm:"), "}}")
	switch {
	case strings.Contains(value, "/bottlerocket/"):
		_, version, _ = strings.Cut(value, "/bottlerocket/")
		version, _, _ = strings.Cut(version, "/")
		return facts.Bottlerocket, version
	case strings.Contains(value, "al2023"), strings.Contains(value, "amazon-linux-2023"):
		return facts.AmazonLinux, "2023"
	case strings.Contains(value, "amzn2-"), strings.Contains(value, "/amazon-linux-2/"):
		return facts.AmazonLinux, "2"
	}
	return "", ""
}

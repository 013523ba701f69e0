package draw

import (
	"slices"
	"strconv"
	"strings"

	"bulkhead/assembly"
)

// look is what a picture says of a resource.
type look struct{ icon, kind, detail string }

// stores are the types that stores are made of, and what a picture says of each. A stack of a store has several of
// them, such as a cluster and its secret: it is what comes first here.
var stores = []struct {
	typ  string
	look func(*assembly.Resource) look
}{
	{"AWS::RDS::DBCluster", cluster},
	{"AWS::RDS::DBInstance", instance},
	{"AWS::ElastiCache::ReplicationGroup", replicationGroup},
	{"AWS::ElastiCache::CacheCluster", cacheCluster},
	{"AWS::OpenSearchService::Domain", domain},
	{"AWS::MSK::Cluster", kafka},
	{"AWS::AutoScaling::AutoScalingGroup", instances},
	{"AWS::EFS::FileSystem", said("efs", "EFS file system")},
	{"AWS::EFS::AccessPoint", said("efs", "EFS access point")},
	{"AWS::DynamoDB::GlobalTable", globalTable},
	{"AWS::DynamoDB::Table", said("dynamodb", "DynamoDB table")},
	{"AWS::SQS::Queue", queue},
	{"AWS::SNS::Topic", said("sns", "SNS topic")},
	{"AWS::S3::Bucket", said("s3", "S3 bucket")},
	{"AWS::SES::EmailIdentity", said("ses", "SES identity")},
	{"AWS::SecretsManager::Secret", said("secrets", "secret")},
	{"Custom::ReplicatedSecret", said("secrets", "replica of a secret")},
}

// said is of what there is no more to say.
func said(icon, kind string) func(*assembly.Resource) look {
	return func(*assembly.Resource) look { return look{icon: icon, kind: kind} }
}

// store is the card of a stack that holds a store. What no type of the list is in is shown as what its templates say.
func store(s *assembly.Stack, called string) *card {
	k := &card{called: called, stack: s}
	for _, of := range stores {
		if r := first(s, of.typ); r != nil {
			l := of.look(r)
			k.icon, k.kind, k.detail = l.icon, l.kind, l.detail
			return k
		}
	}
	k.kind = other(s)
	return k
}

// other says what is in a stack that no table of this package knows.
func other(s *assembly.Stack) string {
	for _, r := range s.Resources {
		said := strings.ReplaceAll(strings.TrimPrefix(r.Type, "AWS::"), "::", " ")
		switch service, _, _ := strings.Cut(said, " "); service {
		case "CloudWatch", "IAM", "Logs", "KMS":
		default:
			return said
		}
	}
	return ""
}

func number(value any) string {
	if f, is := value.(float64); is {
		return strconv.FormatFloat(f, 'f', -1, 64)
	}
	return ""
}

func count(value any, otherwise int) int {
	n, err := strconv.Atoi(text(value))
	if err != nil {
		return otherwise
	}
	return n
}

// engines are the names of engines, as their makers write them.
var engines = map[string]string{
	"aurora-mysql": "Aurora MySQL", "aurora-postgresql": "Aurora PostgreSQL", "postgres": "RDS for PostgreSQL",
	"mysql": "RDS for MySQL", "mariadb": "RDS for MariaDB", "valkey": "Valkey", "redis": "Redis OSS", "memcached": "Memcached",
}

func engine(value any) string {
	if known := engines[text(value)]; known != "" {
		return known
	}
	return text(value)
}

func cluster(r *assembly.Resource) look {
	version := text(r.Get("EngineVersion"))
	if _, own, is := strings.Cut(version, "mysql_aurora."); is {
		version = own
	}
	class := text(r.Get("DBClusterInstanceClass"))
	members := 0
	for _, i := range ofType(r.Stack, "AWS::RDS::DBInstance") {
		if i.Get("DBClusterIdentifier") != nil {
			members++
			class = strings.TrimPrefix(text(i.Get("DBInstanceClass")), "db.")
		}
	}
	said := look{"aurora", strings.TrimSpace(engine(r.Get("Engine")) + " " + version), joined(class, many(members, "instance"))}
	if members == 0 { // RDS makes the three of a Multi-AZ DB cluster itself
		said.icon, said.detail = "rds", joined(strings.TrimPrefix(class, "db."), "Multi-AZ DB cluster")
	}
	return said
}

func instance(r *assembly.Resource) look {
	of, replicas := r, 0
	for _, i := range ofType(r.Stack, r.Type) {
		if i.Get("SourceDBInstanceIdentifier") == nil {
			of = i
		} else if !elsewhere(i) {
			replicas++
		}
	}
	detail := "one zone"
	if of.Get("MultiAZ") == true {
		detail = "Multi-AZ"
	}
	if replicas > 0 {
		detail = joined(detail, many(replicas, "replica"))
	}
	kind := engine(of.Get("Engine"))
	if kind == "" { // a replica has its source's
		kind = "RDS replica"
	}
	return look{
		"rds", strings.TrimSpace(kind + " " + text(of.Get("EngineVersion"))),
		joined(strings.TrimPrefix(text(of.Get("DBInstanceClass")), "db."), detail),
	}
}

func replicationGroup(r *assembly.Resource) look {
	kind := strings.TrimSpace(engine(r.Get("Engine")) + " " + text(r.Get("EngineVersion")))
	if kind == "" { // the second of a Global Datastore has the first's
		kind = "Global Datastore, secondary"
	}
	nodes := count(r.Get("NumNodeGroups"), 1) * (1 + count(r.Get("ReplicasPerNodeGroup"), 0))
	if n := count(r.Get("NumCacheClusters"), 0); n > 0 {
		nodes = n
	}
	return look{"elasticache", kind, joined(strings.TrimPrefix(text(r.Get("CacheNodeType")), "cache."), many(nodes, "node"))}
}

func cacheCluster(r *assembly.Resource) look {
	return look{
		"elasticache", strings.TrimSpace(engine(r.Get("Engine")) + " " + text(r.Get("EngineVersion"))),
		joined(strings.TrimPrefix(text(r.Get("CacheNodeType")), "cache."), many(count(r.Get("NumCacheNodes"), 1), "node")),
	}
}

func domain(r *assembly.Resource) look {
	class := strings.TrimSuffix(text(r.Get("ClusterConfig", "InstanceType")), ".search")
	return look{
		"opensearch", strings.Replace(text(r.Get("EngineVersion")), "_", " ", 1),
		joined(class, many(count(r.Get("ClusterConfig", "InstanceCount"), 1), "node")),
	}
}

func kafka(r *assembly.Resource) look {
	class := strings.TrimPrefix(text(r.Get("BrokerNodeGroupInfo", "InstanceType")), "kafka.")
	return look{
		"kafka", "Kafka " + strings.TrimSuffix(text(r.Get("KafkaVersion")), ".kraft"),
		joined(class, many(count(r.Get("NumberOfBrokerNodes"), 1), "broker")),
	}
}

func instances(r *assembly.Resource) look {
	nodes := 0
	for _, group := range ofType(r.Stack, r.Type) {
		nodes += count(group.Get("MinSize"), 1)
	}
	return look{"ec2", "on EC2 instances", many(nodes, "node")}
}

func globalTable(r *assembly.Resource) look {
	regions := len(assembly.List(r.Get("Replicas")))
	if regions < 2 {
		return look{icon: "dynamodb", kind: "DynamoDB table"}
	}
	return look{icon: "dynamodb", kind: "DynamoDB global table", detail: many(regions, "region")}
}

func queue(r *assembly.Resource) look {
	l := look{icon: "sqs", kind: "SQS queue"}
	var topics []string
	for _, s := range ofType(r.Stack, "AWS::SNS::Subscription") {
		from, _, _ := strings.Cut(text(assembly.At(s.Get("TopicArn"), "Fn::ImportValue")), ":")
		if _, topic, is := strings.Cut(from, "-data-"); is {
			topics = append(topics, topic)
		}
	}
	if len(topics) > 0 {
		slices.Sort(topics)
		l.detail = "subscribes to " + strings.Join(topics, ", ")
	}
	return l
}

package facts

import "strings"

// Sizes of ElastiCache's families.
var (
	burstableCache = strings.Fields("micro small medium")
	cacheIntel     = strings.Fields("large xlarge 2xlarge 4xlarge 12xlarge 24xlarge")
)

// CacheClasses are the classes that ElastiCache offers, as of 2026-11.
var CacheClasses = Classes{
	"t3": burstableCache, "t4g": burstableCache,
	"m6g": upTo16, "m7g": upTo16, "r6g": upTo16, "r7g": upTo16,
	"m5": cacheIntel, "r5": cacheIntel,
}

// SmallCaches are the sizes of classes that a global datastore does not take, as of 2026-11. Source: the ElastiCache
// guide, "Prerequisites and limitations" of global datastores.
var SmallCaches = burstableCache

// GlobalDatastorePrefixes begin the ids of the global datastores whose primary is in a region, as of 2026-11. Source:
// the ElastiCache guide, "Using global datastores (CLI)". There are none in other regions.
var GlobalDatastorePrefixes = map[string]string{
	"us-east-1": "ldgnf", "us-east-2": "fpkhr", "us-west-1": "virxk", "us-west-2": "sgaui",
	"ca-central-1": "bxodz", "sa-east-1": "juxlw",
	"ap-south-1": "erpgt", "ap-east-1": "knjmp",
	"ap-northeast-1": "quwsw", "ap-northeast-2": "lfqnh", "ap-northeast-3": "nlapn",
	"ap-southeast-1": "vlqxn", "ap-southeast-2": "vbgxd",
	"eu-central-1": "iudkw", "eu-west-1": "gxeiz", "eu-west-2": "okuqm", "eu-west-3": "fgjhi",
}

// Sizes of OpenSearch Service's families.
var (
	search12         = strings.Fields("large xlarge 2xlarge 4xlarge 8xlarge 12xlarge")
	searchMediumTo16 = append([]string{"medium"}, upTo16...)
)

// SearchClasses are the classes that OpenSearch Service offers, as of 2026-11.
var SearchClasses = Classes{
	"t3":  {"small", "medium"},
	"m6g": search12, "m7g": searchMediumTo16,
	"c6g": search12, "c7g": upTo16,
	"r6g": search12, "r7g": searchMediumTo16,
}

// The classes of brokers that run KRaft, as of 2026-11. t3.small runs ZooKeeper only.
var (
	BrokerClasses        = Classes{"m5": upTo24, "m7g": upTo16}
	ExpressBrokerClasses = Classes{"m7g": upTo16}
)

// ReplicatorRegions have MSK Replicator, as of 2026-11. Source: the Amazon MSK developer guide, "What is Amazon MSK
// Replicator".
var ReplicatorRegions = []string{
	"ap-northeast-1",
	"ap-northeast-2",
	"ap-south-1",
	"ap-southeast-1",
	"ap-southeast-2",
	"ca-central-1",
	"eu-central-1",
	"eu-north-1",
	"eu-west-1",
	"eu-west-2",
	"eu-west-3",
	"sa-east-1",
	"us-east-1",
	"us-east-2",
	"us-west-1",
	"us-west-2",
}

// What MSK Replicator demands of both clusters, as of 2026-11, besides Kafka 2.8.1 and classes from m5.large on, which
// all offered ones are. Source: the Amazon MSK developer guide, "Supported configurations" of MSK Replicator.
const (
	ReplicatedBrokers           = 3
	ReplicatedBrokersInTwoZones = 4
)

// Replicators are how many of MSK an account has in a region, as of 2026-11. AWS names no way to more. Source: the
// Amazon MSK developer guide, "MSK Replicator quotas".
const Replicators = 15

// VolumeDays are after how many days EFS can move a file that nobody reads to a cheaper class, as of 2026-11. Source:
// the schema of AWS::EFS::FileSystem.
var VolumeDays = []int{1, 7, 14, 30, 60, 90, 180, 270, 365}

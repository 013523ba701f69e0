package facts

import "strings"

// What a cache may have, by engine, as of 2026-11: the versions in standard support. Older ones of Memcached have no
// TLS.
var (
	ValkeyVersions    = []string{"7.2", "8.0", "8.1", "8.2", "9.0"}
	RedisVersions     = []string{"7.0", "7.1"}
	MemcachedVersions = []string{"1.6.12", "1.6.17", "1.6.22"}
)

// burstableCache are the sizes of the burstable families of ElastiCache.
var burstableCache = strings.Fields("micro small medium")

// CacheClasses are the classes that ElastiCache offers, as of 2026-11.
var CacheClasses = Classes{
	"t3": burstableCache, "t4g": burstableCache,
	"m6g": upTo16, "m7g": upTo16, "r6g": upTo16, "r7g": upTo16,
	"m5": upTo24, "r5": upTo24,
}

// OpenSearchVersions are what a search domain may have, as of 2026-11: those in standard support.
var OpenSearchVersions = []string{"2.19", "3.1", "3.3", "3.5"}

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

// Versions of Kafka that MSK offers with KRaft and has announced no end of support for, by kind of broker, as of
// 2026-11. Sources: Amazon MSK developer guide, supported Apache Kafka versions and Express brokers;
// list-kafka-versions as of 2026-09. 3.6 ended on 2026-06-01 and 3.7 on 2026-09-01; 3.8 is next, so nobody should begin
// with it. 4.2 is for Express brokers only so far, and they skip 4.0 and 4.1.
var (
	KafkaVersions        = []string{"3.9.x", "4.0.x", "4.1.x"}
	KafkaExpressVersions = []string{"3.9.x", "4.2.x"}
)

// The classes of brokers that run KRaft, as of 2026-11. t3.small runs ZooKeeper only.
var (
	BrokerClasses        = Classes{"m5": upTo24, "m7g": upTo16}
	ExpressBrokerClasses = Classes{"m7g": upTo16}
)

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

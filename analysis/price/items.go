package price

import (
	"maps"
	"slices"
	"strings"

	"bulkhead/internal/facts"
)

// item is something that AWS sells, and where its price list has it: the product of an offer whose usage type, without
// the region's prefix, and whose attributes are these.
type item struct {
	offer      string            // code; empty where the price list was not looked at: its prices are compared by hand
	usage      string            // type
	attributes map[string]string // besides
	from       string            // where the tier begins; empty for the first one
	per        int64             // units of the price list that make one of ours; 0 for one
}

// global are the offers that have one file for all regions.
var global = []string{"AmazonRoute53"}

// items are what we price. The name's last word is the unit; a quantity of what is billed by the hour is one that is
// there all month. Classes are added by family. Sources of the usage types: AWS's price maps, public extracts of its
// price lists, and infracost's filters, as of 2026-11.
var items = withClasses(map[string]item{
	"nat/hour":                    {offer: "AmazonEC2", usage: "NatGateway-Hours"},
	"nat/GB":                      {offer: "AmazonEC2", usage: "NatGateway-Bytes"},
	"nat/regional-hour":           {offer: "AmazonEC2", usage: "RegionalNatGateway-Hours"},
	"endpoint/hour":               {offer: "AmazonVPC", usage: "VpcEndpoint-Hours"},
	"endpoint/GB":                 {offer: "AmazonVPC", usage: "VpcEndpoint-Bytes"},
	"address/hour":                {offer: "AmazonVPC", usage: "PublicIPv4:InUseAddress"},
	"transit/hour":                {offer: "AmazonVPC", usage: "TransitGateway-Hours", attributes: operation("TransitGatewayVPC")},
	"transit/GB":                  {offer: "AmazonVPC", usage: "TransitGateway-Bytes", attributes: operation("TransitGatewayVPC")},
	"client-vpn/association-hour": {offer: "AmazonVPC", usage: "ClientVPN-EndpointHours"},
	"client-vpn/connection-hour":  {offer: "AmazonVPC", usage: "ClientVPN-ConnectionHours"},
	"alb/hour":                    {offer: "AWSELB", usage: "LoadBalancerUsage", attributes: family("Load Balancer-Application")},
	"alb/LCU-hour":                {offer: "AWSELB", usage: "LCUUsage", attributes: family("Load Balancer-Application")},
	"nlb/hour":                    {offer: "AWSELB", usage: "LoadBalancerUsage", attributes: family("Load Balancer-Network")},
	"api/million-requests":        {},
	"internet/GB":                 {},
	"zones/GB":                    {},
	"accelerator/hour":            {},
	"zone/month":                  {offer: "AmazonRoute53", usage: "HostedZone", from: "0"},
	"zone/further-month":          {offer: "AmazonRoute53", usage: "HostedZone", from: "25"},
	"health-check/month":          {offer: "AmazonRoute53", usage: "Health-Check-AWS"},
	"health-check/option-month":   {offer: "AmazonRoute53", usage: "Health-Check-Option-AWS"},

	"fargate-arm/vCPU-hour":   {offer: "AmazonECS", usage: "Fargate-ARM-vCPU-Hours:perCPU"},
	"fargate-arm/GB-hour":     {offer: "AmazonECS", usage: "Fargate-ARM-GB-Hours"},
	"fargate-x86/vCPU-hour":   {offer: "AmazonECS", usage: "Fargate-vCPU-Hours:perCPU"},
	"fargate-x86/GB-hour":     {offer: "AmazonECS", usage: "Fargate-GB-Hours"},
	"fargate/storage-GB-hour": {offer: "AmazonECS", usage: "Fargate-EphemeralStorage-GB-Hours"},
	"ebs/gp3-GB-month":        {offer: "AmazonEC2", usage: "EBS:VolumeUsage.gp3"},
	"lambda/GB-second":        {},
	"lambda/million-requests": {},
	"eks/hour":                {offer: "AmazonEKS", usage: "AmazonEKS-Hours:perCluster"},

	"rds/gp3-GB-month":        {offer: "AmazonRDS", usage: "RDS:GP3-Storage", attributes: engine("Any")},
	"rds/backup-GB-month":     {offer: "AmazonRDS", usage: "RDS:ChargedBackupUsage", attributes: engine("Any")},
	"aurora/ACU-hour":         {offer: "AmazonRDS", usage: "Aurora:ServerlessV2Usage"},
	"aurora/GB-month":         {offer: "AmazonRDS", usage: "Aurora:StorageUsage", attributes: engine("Any")},
	"aurora/million-requests": {offer: "AmazonRDS", usage: "Aurora:StorageIOUsage", attributes: engine("Any"), per: 1e6},
	"search/gp3-GB-month":     {offer: "AmazonES", usage: "ES:GP3-Storage"},
	"msk/GB-month":            {offer: "AmazonMSK", usage: "Kafka.Storage.GP2"},
	"msk/replicator-hour":     {offer: "AmazonMSK", usage: "KafkaReplication-ReplicatorHours"},
	"msk/connectivity-hour":   {offer: "AmazonMSK", usage: "Kafka.PrivateConnectivityHours"},
	"s3/GB-month":             {offer: "AmazonS3", usage: "TimedStorage-ByteHrs", attributes: family("Storage")},
	"s3/thousand-writes":      {offer: "AmazonS3", usage: "Requests-Tier1", per: 1000},
	"s3/thousand-reads":       {offer: "AmazonS3", usage: "Requests-Tier2", per: 1000},
	"ecr/GB-month":            {offer: "AmazonECR", usage: "TimedStorage-ByteHrs"},

	"kms/key-month":            {offer: "awskms", usage: "KMS-Keys"},
	"secret/month":             {offer: "AWSSecretsManager", usage: "AWSSecretsManager-Secrets"},
	"alarm/metric-month":       {offer: "AmazonCloudWatch", usage: "CW:AlarmMonitorUsage", attributes: alarmType("Standard")},
	"alarm/fast-metric-month":  {offer: "AmazonCloudWatch", usage: "CW:HighResAlarmMonitorUsage"},
	"alarm/composite-month":    {offer: "AmazonCloudWatch", usage: "CW:CompositeAlarmMonitorUsage"},
	"logs/GB":                  {offer: "AmazonCloudWatch", usage: "DataProcessing-Bytes"},
	"logs/vended-GB":           {offer: "AmazonCloudWatch", usage: "VendedLog-Bytes"},
	"logs/kept-GB-month":       {offer: "AmazonCloudWatch", usage: "TimedStorage-ByteHrs"},
	"dashboard/month":          {},
	"canary/run":               {offer: "AmazonCloudWatch", usage: "CW:Canary-runs"},
	"signals/million":          {},
	"config/item":              {offer: "AWSConfig", usage: "ConfigurationItemRecorded"},
	"config/evaluation":        {offer: "AWSConfig", usage: "ConfigRuleEvaluations"},
	"guardduty/million-events": {},
	"guardduty/GB":             {},
	"waf/acl-month":            {offer: "awswaf", usage: "WebACLV2"},
	"waf/rule-month":           {offer: "awswaf", usage: "RuleV2"},
	"waf/costly-group-month":   {},
	"waf/million-requests":     {offer: "awswaf", usage: "RequestV2-Tier1", per: 1e6},
	"shield/month":             {},
	"pipeline/month":           {},
	"pipeline/action-minute":   {},
	"build/minute":             {offer: "CodeBuild", usage: "Build-Min:Linux:g1.small"},
})

func operation(name string) map[string]string { return map[string]string{"operation": name} }
func family(name string) map[string]string    { return map[string]string{productFamily: name} }
func alarmType(name string) map[string]string { return map[string]string{"alarmType": name} }
func engine(name string) map[string]string    { return map[string]string{"databaseEngine": name} }

// onlyZone narrows to a database in one zone: one in two is twice of it.
func onlyZone(name string) map[string]string {
	return map[string]string{"databaseEngine": name, "deploymentOption": "Single-AZ", "licenseModel": "No license required"}
}

func withClasses(all map[string]item) map[string]item {
	add := func(prefix string, classes facts.Classes, of func(class string) item) {
		for _, family := range classes.Families() {
			for _, size := range classes[family] {
				class := family + "." + size
				all[prefix+"/"+class] = of(class)
			}
		}
	}
	for name, engine := range map[string]string{"postgres": "PostgreSQL", "mysql": "MySQL"} {
		add("rds-"+name, facts.DatabaseClasses, func(class string) item {
			return item{offer: "AmazonRDS", usage: "InstanceUsage:db." + class, attributes: onlyZone(engine)}
		})
		add("aurora-"+name, facts.AuroraClasses, func(class string) item {
			return item{
				offer: "AmazonRDS", usage: "InstanceUsage:db." + class,
				attributes: map[string]string{"databaseEngine": "Aurora " + engine},
			}
		})
	}
	for name, engine := range map[string]string{"valkey": "Valkey", "redis": "Redis", "memcached": "Memcached"} {
		add("cache-"+name, facts.CacheClasses, func(class string) item {
			return item{
				offer: "AmazonElastiCache", usage: "NodeUsage:cache." + class,
				attributes: map[string]string{"cacheEngine": engine},
			}
		})
	}
	add("search", facts.SearchClasses, func(class string) item {
		return item{offer: "AmazonES", usage: "ESInstance:" + class}
	})
	add("msk", facts.BrokerClasses, func(class string) item { return item{offer: "AmazonMSK", usage: "Kafka." + class} })
	add("msk/express", facts.ExpressBrokerClasses, func(class string) item {
		return item{offer: "AmazonMSK", usage: "Express." + class}
	})
	add("ec2", instanceClasses(), func(class string) item {
		return item{offer: "AmazonEC2", usage: "BoxUsage:" + class, attributes: map[string]string{
			"operatingSystem": "Linux", "tenancy": "Shared", "capacitystatus": "Used", "preInstalledSw": "NA",
		}}
	})
	return all
}

// instanceClasses are the classes of EC2 whose size is known, and smaller ones of Graviton.
func instanceClasses() facts.Classes {
	all := facts.Classes{}
	for _, family := range append(facts.InstanceFamilies(), "t3", "t4g") {
		for _, size := range strings.Fields("nano micro small medium large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge") {
			_, _, known := facts.InstanceSize(family + "." + size)
			if known || size == "medium" && strings.HasSuffix(family, "g") || family+"."+size == "t4g.nano" {
				all[family] = append(all[family], size)
			}
		}
	}
	return all
}

func itemOf(name string) (item, bool) {
	is, known := items[name]
	return is, known
}

// hourly tells whether an item is billed by the hour that it is there.
func hourly(name string) bool {
	_, unit, _ := strings.Cut(name, "/")
	return strings.HasSuffix(unit, "hour") || strings.Contains(unit, ".") // a class
}

// unread are the items that no price list is read for, sorted.
func unread() []string {
	return slices.DeleteFunc(slices.Sorted(maps.Keys(items)), func(name string) bool { return items[name].offer != "" })
}

// productFamily is not among the attributes of a product, but beside them.
const productFamily = "productFamily"

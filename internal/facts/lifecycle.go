package facts

import (
	"regexp"
	"strings"
)

// A Life is how long a version is looked after.
type Life struct {
	Ends  string // the day on which support ends, such as 2030-02-28; empty when none is announced
	Paid  string // the day on which support that AWS charges for ends; empty when there is none
	Fatal string // the day from which AWS refuses changes, such as those of a Lambda function; empty when there is none
}

// Lives are how long the versions of a product are looked after. A version that has no row has that of what it begins
// with: 17.7 that of 17.
type Lives map[string]Life

// Of returns the life of a version. It is not known of every version.
func (l Lives) Of(version string) (Life, bool) {
	for version != "" {
		if life, known := l[version]; known {
			return life, true
		}
		version = version[:max(strings.LastIndex(version, "."), 0)]
	}
	return Life{}, false
}

// What products are called in LivesOf.
const (
	PostgreSQL       = "RDS for PostgreSQL"
	MySQL            = "RDS for MySQL"
	MariaDB          = "RDS for MariaDB"
	AuroraPostgreSQL = "Aurora PostgreSQL"
	AuroraMySQL      = "Aurora MySQL"
	Redis            = "ElastiCache for Redis OSS"
	Valkey           = "ElastiCache for Valkey"
	Memcached        = "ElastiCache for Memcached"
	OpenSearch       = "OpenSearch Service"
	Kafka            = "Amazon MSK"
	Kubernetes       = "Amazon EKS"
	LambdaRuntime    = "AWS Lambda"
	CanaryRun        = "CloudWatch Synthetics"
	AmazonLinux      = "Amazon Linux"
	Bottlerocket     = "Bottlerocket"
	EdgeRuntime      = "CloudFront Functions"
	BuildImage       = "CodeBuild image"
	Grafana          = "Amazon Managed Grafana"
	Athena           = "Amazon Athena"
)

// LivesOf are the ends of every product, as of 2026-11. Sources: AWS's release calendars of each service, as
// endoflife.date copied them on 2026-08-22; for Aurora MySQL the Aurora release calendar; for CloudWatch Synthetics
// what [CanaryRuntimes] says. Whoever renews a row moves [VersionsSeen].
var LivesOf = map[string]Lives{
	PostgreSQL: {
		"10": {Ends: "2023-04-30"},
		"11": {Ends: "2024-02-29", Paid: "2027-03-31"},
		"12": {Ends: "2025-02-28", Paid: "2028-02-29"},
		"13": {Ends: "2026-02-28", Paid: "2029-02-28"},
		"14": {Ends: "2027-02-28", Paid: "2030-02-28"},
		"15": {Ends: "2028-02-29", Paid: "2031-02-28"},
		"16": {Ends: "2029-02-28", Paid: "2032-02-29"},
		"17": {Ends: "2030-02-28", Paid: "2033-02-28"},
		"18": {Ends: "2031-02-28", Paid: "2034-02-28"},
	},
	// Minor versions of MySQL end by themselves, and nobody can pay for more of them.
	MySQL: {
		"5.6":    {Ends: "2022-03-01"},
		"5.7":    {Ends: "2024-02-29", Paid: "2029-06-30"},
		"8.0":    {Ends: "2026-07-31", Paid: "2029-07-31"},
		"8.4":    {Ends: "2029-07-31", Paid: "2032-07-31"},
		"8.4.3":  {Ends: "2026-05-31"},
		"8.4.4":  {Ends: "2026-05-31"},
		"8.4.5":  {Ends: "2026-09-30"},
		"8.4.6":  {Ends: "2026-09-30"},
		"8.4.7":  {Ends: "2026-11-30"},
		"8.4.8":  {Ends: "2027-02-03"},
		"8.4.9":  {Ends: "2027-05-08"},
		"8.0.40": {Ends: "2026-05-31"},
		"8.0.41": {Ends: "2026-05-31"},
	},
	MariaDB: {
		"10.3":  {Ends: "2023-10-23"},
		"10.4":  {Ends: "2025-02-28"},
		"10.5":  {Ends: "2026-08-31"},
		"10.6":  {Ends: "2026-12-31"},
		"10.11": {Ends: "2028-02-29"},
		"11.4":  {Ends: "2029-05-31"},
		"11.8":  {Ends: "2028-06-30"},
		"12.3":  {Ends: "2029-06-30"},
	},
	AuroraPostgreSQL: {
		"11": {Ends: "2024-02-29", Paid: "2027-03-31"},
		"12": {Ends: "2025-02-28", Paid: "2028-02-29"},
		"13": {Ends: "2026-02-28", Paid: "2029-02-28"},
		"14": {Ends: "2027-02-28", Paid: "2030-02-28"},
		"15": {Ends: "2028-02-29", Paid: "2031-02-28"},
		"16": {Ends: "2029-02-28", Paid: "2032-02-28"},
		"17": {Ends: "2030-02-28", Paid: "2033-02-28"},
		"18": {Ends: "2031-02-28", Paid: "2034-02-28"},
	},
	AuroraMySQL: {
		"2":   {Ends: "2024-10-31", Paid: "2027-02-28"},
		"3":   {Ends: "2028-04-30"},
		"8.4": {},
	},
	Redis: {
		"4": {Ends: "2026-01-31", Paid: "2029-01-31"},
		"5": {Ends: "2026-01-31", Paid: "2029-01-31"},
		"6": {Ends: "2027-01-31", Paid: "2030-01-31"},
		"7": {},
	},
	Valkey:    {"7.2": {}, "8": {}, "9": {}},
	Memcached: {"1.6": {}},
	OpenSearch: {
		"1.0": {Ends: "2025-11-07", Paid: "2027-11-07"}, "1.1": {Ends: "2025-11-07", Paid: "2027-11-07"},
		"1.2": {Ends: "2025-11-07", Paid: "2027-11-07"}, "1.3": {Ends: "2027-11-07", Paid: "2030-11-07"},
		"2.3": {Ends: "2025-11-07", Paid: "2027-11-07"}, "2.5": {Ends: "2025-11-07", Paid: "2027-11-07"},
		"2.7": {Ends: "2025-11-07", Paid: "2027-11-07"}, "2.9": {Ends: "2025-11-07", Paid: "2027-11-07"},
		"2.11": {Ends: "2027-11-07", Paid: "2028-11-07"}, "2.13": {Ends: "2027-11-07", Paid: "2028-11-07"},
		"2.15": {Ends: "2027-11-07", Paid: "2028-11-07"}, "2.17": {Ends: "2027-11-07", Paid: "2028-11-07"},
		"2.19": {Ends: "2027-11-07", Paid: "2030-11-07"},
		"3.1":  {}, "3.3": {}, "3.5": {},
	},
	Kafka: {
		"2": {Ends: "2025-01-14"}, "3.1": {Ends: "2024-09-11"}, "3.2": {Ends: "2024-09-11"}, "3.3": {Ends: "2024-09-11"},
		"3.4": {Ends: "2025-08-04"}, "3.5": {Ends: "2025-10-23"}, "3.6": {Ends: "2026-06-01"}, "3.7": {Ends: "2026-09-01"},
		"3.8": {}, "3.9": {}, "4.0": {}, "4.1": {}, "4.2": {},
	},
	Kubernetes: {
		"1.28": {Ends: "2024-11-26", Paid: "2025-11-26"},
		"1.29": {Ends: "2025-03-23", Paid: "2026-03-23"},
		"1.30": {Ends: "2025-07-23", Paid: "2026-07-23"},
		"1.31": {Ends: "2025-11-26", Paid: "2026-11-26"},
		"1.32": {Ends: "2026-03-23", Paid: "2027-03-23"},
		"1.33": {Ends: "2026-07-29", Paid: "2027-07-29"},
		"1.34": {Ends: "2026-12-02", Paid: "2027-12-02"},
		"1.35": {Ends: "2027-03-27", Paid: "2028-03-27"},
		"1.36": {Ends: "2027-08-02", Paid: "2028-08-02"},
	},
	LambdaRuntime: {
		"nodejs12.x":      {Ends: "2023-03-31", Fatal: "2023-04-30"},
		"nodejs14.x":      {Ends: "2023-12-04", Fatal: "2027-03-03"},
		"nodejs16.x":      {Ends: "2024-06-12", Fatal: "2027-03-03"},
		"nodejs18.x":      {Ends: "2025-09-01", Fatal: "2027-03-03"},
		"nodejs20.x":      {Ends: "2026-04-30", Fatal: "2027-03-03"},
		"nodejs22.x":      {Ends: "2027-04-30", Fatal: "2027-07-01"},
		"nodejs24.x":      {Ends: "2028-04-30", Fatal: "2028-07-01"},
		"python2.7":       {Ends: "2021-07-15", Fatal: "2022-05-30"},
		"python3.6":       {Ends: "2022-07-18", Fatal: "2022-08-29"},
		"python3.7":       {Ends: "2023-12-04", Fatal: "2027-03-03"},
		"python3.8":       {Ends: "2024-10-14", Fatal: "2027-03-03"},
		"python3.9":       {Ends: "2025-12-15", Fatal: "2027-03-03"},
		"python3.10":      {Ends: "2026-10-31", Fatal: "2027-03-03"},
		"python3.11":      {Ends: "2027-06-30", Fatal: "2027-08-31"},
		"python3.12":      {Ends: "2028-10-31", Fatal: "2029-01-10"},
		"python3.13":      {Ends: "2029-06-30", Fatal: "2029-08-31"},
		"python3.14":      {Ends: "2029-06-30", Fatal: "2029-08-31"},
		"java8":           {Ends: "2024-01-08", Fatal: "2027-03-03"},
		"java8.al2":       {Ends: "2027-06-30", Fatal: "2027-08-31"},
		"java11":          {Ends: "2027-06-30", Fatal: "2027-08-31"},
		"java17":          {Ends: "2027-06-30", Fatal: "2027-08-31"},
		"java21":          {Ends: "2029-06-30", Fatal: "2029-08-31"},
		"java25":          {Ends: "2029-06-30", Fatal: "2029-08-31"},
		"dotnet6":         {Ends: "2024-12-20", Fatal: "2027-03-03"},
		"dotnet8":         {Ends: "2026-11-10", Fatal: "2027-03-03"},
		"dotnet10":        {Ends: "2028-11-14", Fatal: "2029-01-15"},
		"ruby2.7":         {Ends: "2023-12-07", Fatal: "2027-03-03"},
		"ruby3.2":         {Ends: "2026-03-31", Fatal: "2027-03-03"},
		"ruby3.3":         {Ends: "2027-03-31", Fatal: "2027-05-31"},
		"ruby3.4":         {Ends: "2028-03-31", Fatal: "2028-05-31"},
		"go1.x":           {Ends: "2024-01-08", Fatal: "2027-03-03"},
		"provided":        {Ends: "2024-01-08", Fatal: "2027-03-03"},
		"provided.al2":    {Ends: "2026-07-31", Fatal: "2027-03-03"},
		"provided.al2023": {Ends: "2029-06-30", Fatal: "2029-08-31"},
	},
	// A canary's runtime ends with the Node.js that it is on: 3 is on 20, which ended, 4 and 5 are on 22.
	CanaryRun: {
		"syn-nodejs-3": {Ends: "2026-04-30"}, "syn-nodejs-4": {Ends: "2027-04-30"}, "syn-nodejs-5": {Ends: "2027-04-30"},
	},
	// Amazon Linux 2023 gets new features until 2027-06-30, and is mended until then.
	AmazonLinux:  {"2": {Ends: "2026-06-30"}, "2023": {Ends: "2029-06-30"}},
	Bottlerocket: {"aws-ecs-2": {}},
	EdgeRuntime:  {"cloudfront-js-1": {}, "cloudfront-js-2": {}},
	BuildImage: {
		"amazonlinux-x86_64-standard:5": {}, "amazonlinux-aarch64-standard:3": {},
	},
	Grafana: {"10": {}, "12": {}},
	Athena:  {"Athena engine version 3": {}},
}

// OldTLS are the policies that admit TLS below 1.2, by the property that names them, as of 2026-11. Sources: Elastic
// Load Balancing, "Security policies for your Application Load Balancer"; the Amazon CloudFront developer guide,
// "Supported protocols and ciphers"; the API references of OpenSearch Service and API Gateway.
var OldTLS = map[string]*regexp.Regexp{
	"SslPolicy":              regexp.MustCompile(`-2015-|-2016-08|TLS-1-[01]|TLS13-1-[01]|ELBSample`),
	"MinimumProtocolVersion": regexp.MustCompile(`^(SSLv3|TLSv1|TLSv1_2016|TLSv1\.1_2016)$`),
	"TLSSecurityPolicy":      regexp.MustCompile(`^Policy-Min-TLS-1-0`),
	"SecurityPolicy":         regexp.MustCompile(`TLS_1_0|TLS10`),
}

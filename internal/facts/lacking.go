package facts

import (
	"slices"
	"strings"
)

// Lacking are the families of classes that a service does not offer in a region, by region.
type Lacking map[string]string

// In tells whether a region lacks the family of a class, or a family.
func (l Lacking) In(region, class string) bool {
	family, _, _ := strings.Cut(class, ".")
	return slices.Contains(strings.Fields(l[region]), family)
}

// Source of the tables: the lists of the @aws/cloudformation-validate that the CDK brings, by which templates are
// verified, and which come from AWS's price lists.

// DatabaseLacks is what RDS lacks for PostgreSQL or MySQL, as of 2026-11.
var DatabaseLacks = Lacking{
	"af-south-1":     "m6gd m6id m7g m7i r6gd r6id r7g r7i r8g x2g",
	"ap-east-1":      "m6id m7g m7i r6gd r6id r7i x2g",
	"ap-east-2":      "m5 m8g r5 r6gd r8g x2g",
	"ap-northeast-1": "x2g",
	"ap-northeast-2": "m6id r6gd r6id x2g",
	"ap-northeast-3": "m6id m7i m8g r6id r7i x2g",
	"ap-south-1":     "m6id r6id x2g",
	"ap-south-2":     "m6id m7i r6gd r6i r6id r7i x2g",
	"ap-southeast-1": "m6id r6id x2g",
	"ap-southeast-2": "x2g",
	"ap-southeast-3": "m6id m8g r6i r6id x2g",
	"ap-southeast-4": "m6i m6id m8g r6gd r6i r6id r7g r7i x2g",
	"ap-southeast-5": "m5 r5 x2g",
	"ap-southeast-6": "m5 m8g r5 r6gd r8g x2g",
	"ap-southeast-7": "m5 m7i m8g r5 r7i r8g x2g",
	"ca-central-1":   "m6id m8g r6id x2g",
	"ca-west-1":      "m5 m7g m7i r5 r6gd r7i r8g t4g x2g",
	"eu-central-1":   "x2g",
	"eu-central-2":   "m6i m6id m7i r6i r6id r7i x2g",
	"eu-north-1":     "m6id r6gd r6id x2g",
	"eu-south-1":     "m6id m7g m7i r6gd r6id r8g x2g",
	"eu-south-2":     "m6i m6id r6i r6id x2g",
	"eu-west-2":      "m6id r6gd r6id x2g",
	"eu-west-3":      "m6id r6id r7g x2g",
	"il-central-1":   "m6id m7i m8g r7i r8g x2g",
	"me-central-1":   "m6i m6id m7i m8g r6gd r6i r6id r7g r7i r8g x2g",
	"me-south-1":     "m6id m7i m8g r6gd r6id r7i r8g x2g",
	"mx-central-1":   "m5 m8g r5 x2g",
	"sa-east-1":      "m6gd m6id r6gd r6id x2g",
	"us-west-1":      "m6id r6id x2g",
}

// AuroraLacks is what Aurora lacks for PostgreSQL or MySQL, as of 2026-11.
var AuroraLacks = Lacking{
	"af-south-1":     "r7i r8g x2g",
	"ap-east-1":      "r7i x2g",
	"ap-east-2":      "r5 r8g x2g",
	"ap-northeast-1": "x2g",
	"ap-northeast-2": "x2g",
	"ap-northeast-3": "x2g",
	"ap-south-1":     "x2g",
	"ap-south-2":     "x2g",
	"ap-southeast-1": "x2g",
	"ap-southeast-2": "x2g",
	"ap-southeast-3": "x2g",
	"ap-southeast-4": "r7g x2g",
	"ap-southeast-5": "r5 x2g",
	"ap-southeast-6": "r5 r8g x2g",
	"ap-southeast-7": "r5 r8g x2g",
	"ca-central-1":   "x2g",
	"ca-west-1":      "r6i r7i r8g x2g",
	"eu-central-1":   "x2g",
	"eu-central-2":   "r7i x2g",
	"eu-north-1":     "x2g",
	"eu-south-1":     "r8g x2g",
	"eu-west-2":      "x2g",
	"eu-west-3":      "x2g",
	"il-central-1":   "r6g r6i r7i r8g t4g x2g",
	"me-central-1":   "r6i r7i r8g x2g",
	"me-south-1":     "r7i r8g x2g",
	"mx-central-1":   "r5 x2g",
	"sa-east-1":      "x2g",
	"us-west-1":      "x2g",
}

// CacheLacks is what ElastiCache lacks, as of 2026-11.
var CacheLacks = Lacking{
	"ap-east-2":      "m5 r5",
	"ap-southeast-5": "m5 r5",
	"ap-southeast-6": "m5 r5 t3",
	"ap-southeast-7": "m5 r5",
	"ca-west-1":      "m7g",
	"eu-south-1":     "m7g",
	"me-central-1":   "t4g",
	"me-south-1":     "t4g",
	"mx-central-1":   "m5 r5",
}

// SearchLacks is what OpenSearch Service lacks, as of 2026-11.
var SearchLacks = Lacking{
	"af-south-1":     "c6g",
	"ap-east-2":      "c6g m6g r6g",
	"ap-southeast-4": "c7g",
	"ap-southeast-6": "c6g m6g r6g",
	"ap-southeast-7": "c6g m6g r6g",
	"ca-west-1":      "m7g",
	"eu-south-1":     "m7g",
	"me-central-1":   "c7g",
	"mx-central-1":   "c6g m6g r6g",
}

// InstanceLacks is what EC2 lacks of the families of InstanceFamilies, as of 2026-11.
var InstanceLacks = Lacking{
	"af-south-1":     "r7i",
	"ap-east-1":      "r7i",
	"ap-east-2":      "r8g",
	"ap-southeast-3": "c6i r6i",
	"ap-southeast-4": "c6i c7g m6i r6i",
	"ap-southeast-6": "m8g",
	"ca-west-1":      "m7g m7i r7i",
	"eu-central-2":   "c6i r7i",
	"eu-south-1":     "m7g",
	"eu-south-2":     "c6i m6i r6i",
	"il-central-1":   "m8g r7i r8g",
	"me-central-1":   "c6i c7g c8g r7i",
	"me-south-1":     "c7i c8g m7i r7i r8g",
	"mx-central-1":   "c8g",
}

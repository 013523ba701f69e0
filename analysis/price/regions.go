package price

import "strings"

// prefixes begin the usage types of a region in AWS's price lists. Source: AWS's price map of Amazon MSK, as of
// 2025-10-09.
var prefixes = map[string]string{
	"af-south-1":     "AFS1",
	"ap-east-1":      "APE1",
	"ap-east-2":      "APE2",
	"ap-northeast-1": "APN1",
	"ap-northeast-2": "APN2",
	"ap-northeast-3": "APN3",
	"ap-south-1":     "APS3",
	"ap-south-2":     "APS5",
	"ap-southeast-1": "APS1",
	"ap-southeast-2": "APS2",
	"ap-southeast-3": "APS4",
	"ap-southeast-4": "APS6",
	"ap-southeast-5": "APS7",
	"ap-southeast-7": "APS9",
	"ca-central-1":   "CAN1",
	"ca-west-1":      "CAN2",
	"eu-central-1":   "EUC1",
	"eu-central-2":   "EUC2",
	"eu-north-1":     "EUN1",
	"eu-south-1":     "EUS1",
	"eu-south-2":     "EUS2",
	"eu-west-1":      "EU",
	"eu-west-2":      "EUW2",
	"eu-west-3":      "EUW3",
	"il-central-1":   "ILC1",
	"me-central-1":   "MEC1",
	"me-south-1":     "MES1",
	"mx-central-1":   "MXC1",
	"sa-east-1":      "SAE1",
	"us-east-1":      "USE1",
	"us-east-2":      "USE2",
	"us-west-1":      "USW1",
	"us-west-2":      "USW2",
}

// bare returns a usage type without the region's prefix. In us-east-1 most have none; those of KMS begin with the
// region's name.
func bare(usage, region string) string {
	for _, prefix := range []string{prefixes[region], region} {
		if rest, found := strings.CutPrefix(usage, prefix+"-"); found {
			return rest
		}
	}
	return usage
}

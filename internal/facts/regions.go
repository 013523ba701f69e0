package facts

import (
	"maps"
	"slices"
)

// zoneLetters are the availability zones that every account finds in a commercial region, by letter, as of 2026-11.
// Newer accounts do not see some old zones (b in Tokyo, c in Montreal); in us-west-1 each account sees its own pair, so
// an organization that uses it has to list them.
var zoneLetters = map[string]string{
	"af-south-1": "abc",                     // opt-in
	"ap-east-1":  "abc", "ap-east-2": "abc", // opt-in
	"ap-northeast-1": "acd", "ap-northeast-2": "abcd", "ap-northeast-3": "abc",
	"ap-south-1": "abc", "ap-south-2": "abc", // -2 is opt-in
	"ap-southeast-1": "abc", "ap-southeast-2": "abc",
	"ap-southeast-3": "abc", "ap-southeast-4": "abc", // opt-in
	"ap-southeast-5": "abc", "ap-southeast-6": "abc", "ap-southeast-7": "abc", // opt-in
	"ca-central-1": "abd", "ca-west-1": "abc", // west is opt-in
	"eu-central-1": "abc", "eu-central-2": "abc", // -2 is opt-in
	"eu-north-1": "abc",
	"eu-south-1": "abc", "eu-south-2": "abc", // opt-in
	"eu-west-1": "abc", "eu-west-2": "abc", "eu-west-3": "abc",
	"il-central-1": "abc",                      // opt-in
	"me-central-1": "abc", "me-south-1": "abc", // opt-in
	"mx-central-1": "abc", // opt-in
	"sa-east-1":    "abc",
	"us-east-1":    "abcdef", "us-east-2": "abc",
	"us-west-1": "", "us-west-2": "abcd",
}

// Regions returns the codes of the commercial regions, sorted.
func Regions() []string { return slices.Sorted(maps.Keys(zoneLetters)) }

// Zones returns the letters of the availability zones that every account finds in a region.
func Zones(region string) []string {
	var letters []string
	for _, letter := range zoneLetters[region] {
		letters = append(letters, string(letter))
	}
	return letters
}

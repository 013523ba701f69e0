package config

import (
	"fmt"
	"maps"
	"slices"

	"bulkhead/internal/document"
)

// zoneLetters are the availability zones that every account finds in a
// commercial region, by letter, as of 2026-11. Newer accounts do not see some
// old zones (b in Tokyo, c in Montreal); in us-west-1 each account sees its own
// pair, so an organization that uses it has to list them.
var zoneLetters = map[Region]string{
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

// Region is the code of an AWS region, such as eu-west-1.
type Region string

// Values returns the codes of the commercial regions.
func (Region) Values() []string {
	return texts(slices.Sorted(maps.Keys(zoneLetters))...)
}

// UnmarshalText accepts the codes of the commercial regions.
func (r *Region) UnmarshalText(text []byte) error {
	for _, known := range r.Values() {
		if known == string(text) {
			*r = Region(text)
			return nil
		}
	}
	remedy := "write the code of a commercial AWS region, such as eu-west-1"
	if near := document.Nearest(string(text), r.Values()); near != "" {
		remedy = "did you mean " + near + "?"
	}
	return document.TextError{Problem: fmt.Sprintf("%q is not a known AWS region", text), Remedy: remedy}
}

// ZoneNames are the names of the first n availability zones to use in a region,
// such as eu-west-1a. There are fewer when the region is not known to have n.
func (o Organization) ZoneNames(region Region, n int) []string {
	letters, listed := o.Regions.Zones[region]
	if !listed {
		for _, letter := range zoneLetters[region] {
			letters = append(letters, string(letter))
		}
	}
	names := make([]string, 0, max(n, 0))
	for _, letter := range letters[:max(0, min(n, len(letters)))] {
		names = append(names, string(region)+letter)
	}
	return names
}

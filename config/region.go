package config

import (
	"fmt"
	"strings"

	"bulkhead/internal/document"
	"bulkhead/internal/facts"
)

// Region is the code of an AWS region, such as eu-west-1.
type Region string

// Values returns the codes of the commercial regions.
func (Region) Values() []string {
	return facts.Regions()
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
	if partition, elsewhere := otherPartition(string(text)); elsewhere {
		return document.TextError{Problem: fmt.Sprintf("%q is a region of %s", text, partition), Remedy: "only commercial regions are known, such as eu-west-1"}
	}
	if near := document.Nearest(string(text), r.Values()); near != "" {
		remedy = "did you mean " + near + "?"
	}
	return document.TextError{Problem: fmt.Sprintf("%q is not a known AWS region", text), Remedy: remedy}
}

// otherPartition tells whether a region is of another partition of AWS, and of which.
func otherPartition(region string) (partition string, elsewhere bool) {
	for _, p := range []struct{ begins, name string }{
		{"us-gov-", "AWS GovCloud (US)"},
		{"cn-", "AWS in China"},
		{"eusc-", "the AWS European Sovereign Cloud"},
		{"us-iso", "an isolated partition of AWS"},
		{"eu-iso", "an isolated partition of AWS"},
	} {
		if strings.HasPrefix(region, p.begins) {
			return p.name, true
		}
	}
	return "", false
}

// ZoneNames are the names of the first n availability zones to use in a region,
// such as eu-west-1a. There are fewer when the region is not known to have n.
func (o Organization) ZoneNames(region Region, n int) []string {
	letters, listed := o.Regions.Zones[region]
	if !listed {
		letters = facts.Zones(string(region))
	}
	names := make([]string, 0, max(n, 0))
	for _, letter := range letters[:max(0, min(n, len(letters)))] {
		names = append(names, string(region)+letter)
	}
	return names
}

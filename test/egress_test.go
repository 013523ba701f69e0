package test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestAServiceConnectsToWhatItNamesInEgressAndNoOtherServiceDoes(t *testing.T) {
	prices := group(t, choices(t), "fleet/service-prices", "service prices")
	var further []flow
	for _, f := range flows(t, choices(t), "fleet", "Egress") {
		if strings.HasPrefix(f.to, "203.0.113.") || strings.HasPrefix(f.to, "198.51.100.") {
			further = append(further, f)
		}
	}
	assert.ElementsMatch(t, []flow{
		{prices, "203.0.113.0/24", "tcp 587-587"}, {prices, "198.51.100.7/32", "udp 6000-6010"},
	}, further)
}

func TestNetworkACLsLetOutWhatServicesNameAndOnlyAnswersIn(t *testing.T) {
	passes := map[string][]string{}
	numbers := map[any]bool{}
	for _, entry := range in(t, choices(t), "fleet", "AWS::EC2::NetworkAclEntry") {
		cidr := fmt.Sprint(entry.Get("CidrBlock"))
		if !strings.HasPrefix(cidr, "203.0.113.") && !strings.HasPrefix(cidr, "198.51.100.") {
			continue
		}
		acl := denotes(t, choices(t), entry, entry.Get("NetworkAclId"))
		way := map[bool]string{true: "out", false: "in"}[entry.Get("Egress") == true]
		passes[acl.LogicalID[:len("VpcAclpubli")]] = append(passes[acl.LogicalID[:len("VpcAclpubli")]],
			fmt.Sprintf("%s %v %v-%v %s", way, entry.Get("Protocol"), entry.Get("PortRange", "From"), entry.Get("PortRange", "To"), cidr))
		numbers[entry.Get("RuleNumber")] = true
	}
	for _, all := range passes {
		slices.Sort(all)
	}
	out := []string{"out 17 6000-6010 198.51.100.7/32", "out 6 587-587 203.0.113.0/24"}
	assert.Equal(t, map[string][]string{
		"VpcAclpriva": append([]string{"in 17 32768-65535 198.51.100.7/32"}, out...),
		"VpcAclpubli": append([]string{"in 17 1024-65535 198.51.100.7/32"}, out...), // where NAT is
	}, passes, "and none of the data tier")
	assert.Len(t, numbers, 2, "each has the same everywhere")
}

package test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestTheBastionIsReachedByNobodyAndReachesWhatItUses(t *testing.T) {
	for _, stage := range []string{"lab", "lab-dr"} {
		bastion := group(t, choices(t), stage+"/bastion", "bastion")
		ledger := group(t, choices(t), stage+"/data-ledger", "database")
		reaches := []flow{}
		for _, f := range flows(t, choices(t), stage, "Egress") {
			if f.from == bastion {
				reaches = append(reaches, f)
			}
		}
		cluster := group(t, choices(t), stage+"/kubernetes", "cluster")
		assert.ElementsMatch(t, []flow{
			{bastion, "0.0.0.0/0", "tcp 443-443"}, {bastion, ledger, "tcp 5432-5432"}, {bastion, cluster, "tcp 443-443"},
		}, reaches)
		for _, f := range flows(t, choices(t), stage, "Ingress") {
			assert.NotEqual(t, bastion, f.to)
		}
		instances := only(t, choices(t), stage+"/bastion", "AWS::AutoScaling::AutoScalingGroup")
		for _, subnet := range list(instances.Get("VPCZoneIdentifier")) {
			assert.Equal(t, "private", tier(denotes(t, choices(t), instances, subnet)))
		}
		data := only(t, choices(t), stage+"/bastion", "AWS::EC2::LaunchTemplate").Get("LaunchTemplateData").(map[string]any)
		assert.NotContains(t, data, "KeyName")
		assert.Equal(t, map[string]any{"HttpTokens": "required", "HttpPutResponseHopLimit": 1.0}, data["MetadataOptions"])
	}
	for _, stack := range example(t).Stacks {
		assert.False(t, strings.HasSuffix(stack.ID, "/bastion"), "off by default")
	}
}

package test

import (
	"testing"

	"bulkhead/assembly"

	"github.com/stretchr/testify/assert"
)

// watchedBy is how an alarm's dimensions tell which resource they are about: by a reference, or by a name of ours.
var watchedBy = map[string]string{
	"AWS::RDS::DBInstance":                      "",
	"AWS::RDS::DBCluster":                       "",
	"AWS::ElastiCache::ReplicationGroup":        "",
	"AWS::ElastiCache::CacheCluster":            "",
	"AWS::OpenSearchService::Domain":            "DomainName",
	"AWS::MSK::Cluster":                         "ClusterName",
	"AWS::ElasticLoadBalancingV2::LoadBalancer": "",
	"AWS::ApiGatewayV2::Api":                    "",
	"AWS::CloudFront::Distribution":             "",
	"AWS::WAFv2::WebACL":                        "VisibilityConfig.MetricName",
	"AWS::ECS::Service":                         "",
	"AWS::EC2::NatGateway":                      "",
	"AWS::CertificateManager::Certificate":      "",
}

func TestEveryStoreAndEveryEdgeHasItsAlarms(t *testing.T) {
	seen := map[string]int{}
	for _, a := range assemblies(t) {
		watched := map[*assembly.Resource]bool{}
		names := map[string]bool{}
		for _, alarm := range a.OfType("AWS::CloudWatch::Alarm") {
			assert.NotEmpty(t, list(alarm.Get("AlarmActions")), "%s tells nobody", alarm)
			for _, property := range []string{"Dimensions", "Metrics"} {
				for _, r := range denoted(a, alarm.Stack, alarm.Get(property)) {
					watched[r] = true
					if r.Type == "AWS::ElasticLoadBalancingV2::Listener" { // CDK takes the name of a load balancer from its listener
						watched[denotes(t, a, r, r.Get("LoadBalancerArn"))] = true
					}
				}
				for _, literal := range literals(alarm.Get(property)) {
					names[alarm.Stack.Stage+" "+literal] = true
				}
			}
		}
		for _, r := range resourcesOf(a) {
			property, known := watchedBy[r.Type]
			if !known || r.Get("DBClusterIdentifier") != nil && r.Type == "AWS::RDS::DBInstance" {
				continue // the cluster's alarms are about its worst instance
			}
			seen[r.Type]++
			name := ""
			switch property {
			case "VisibilityConfig.MetricName":
				name, _ = r.Get("VisibilityConfig", "MetricName").(string)
			case "":
			default:
				name, _ = r.Get(property).(string)
			}
			if r.Type == "AWS::ECS::Service" {
				name, _ = r.Get("ServiceName").(string)
			}
			assert.True(t, watched[r] || name != "" && names[r.Stack.Stage+" "+name], "nobody hears when something is wrong with %s", r)
		}
	}
	assert.Len(t, seen, len(watchedBy))
}

// literals are all texts in a value.
func literals(value any) []string {
	switch v := value.(type) {
	case string:
		return []string{v}
	case map[string]any:
		var all []string
		for _, inner := range v {
			all = append(all, literals(inner)...)
		}
		return all
	case []any:
		var all []string
		for _, inner := range v {
			all = append(all, literals(inner)...)
		}
		return all
	}
	return nil
}

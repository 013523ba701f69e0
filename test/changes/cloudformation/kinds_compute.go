package cloudformation

import (
	"encoding/json"
	"fmt"
	"strings"
)

// computeKinds are load balancers, services, instances, and what is in front of them.
var computeKinds = map[string]Kind{
	"AWS::ElasticLoadBalancingV2::LoadBalancer": named("Name", guide).byID().blocked(balancerProtected).used(),
	"AWS::ElasticLoadBalancingV2::Listener": {Source: api, InUse: true, Slots: []Slot{
		{What: "port of the load balancer", Of: []string{"LoadBalancerArn", "Port"}, Scope: InPlaceOf, Source: api},
		targetsOfOne,
	}},
	"AWS::ElasticLoadBalancingV2::ListenerCertificate": free(api),
	"AWS::ElasticLoadBalancingV2::ListenerRule": {Source: "convox/rack#2476", Slots: []Slot{
		{
			What: "priority of the listener", Of: []string{"ListenerArn", "Priority"}, Scope: InPlaceOf,
			Source: "convox/rack#2476",
		},
		targetsOfOne,
	}},
	"AWS::ElasticLoadBalancingV2::TargetGroup": named("Name", "serverless-fargate-plugin#19").byID().used(),

	"AWS::ECS::Cluster":                             {Source: schema, Name: &Name{Property: "ClusterName", Scope: InPlaceOf, Ref: true}, InUse: true},
	"AWS::ECS::ClusterCapacityProviderAssociations": slotted("capacity providers of the cluster", api, "Cluster"),
	"AWS::ECS::CapacityProvider":                    named("Name", schema).used(),
	"AWS::ECS::Service": {
		Source: schema, Name: &Name{Property: "ServiceName", Scope: InPlaceOf, Within: "Cluster"},
		CreateOnly: []string{"SchedulingStrategy", "LaunchType"},
		InPlace:    []string{"DeploymentController"},
		Rules:      []Rule{noLaunchTypeBesideProviders},
	},
	"AWS::ECS::TaskDefinition": free(schema),
	"AWS::EKS::Cluster": {
		Source: schema, Name: &Name{Property: "Name", Scope: InPlaceOf, Ref: true}, InUse: true,
		Rules: []Rule{noOlderCluster}, Blocked: []Block{deletionProtection},
	},
	"AWS::EKS::Nodegroup":   free(schema),
	"AWS::EKS::Addon":       slotted("add-on of the cluster", api, "ClusterName", "AddonName"),
	"AWS::EKS::AccessEntry": slotted("entry of the role in the cluster", api, "ClusterName", "PrincipalArn"),
	"AWS::EKS::PodIdentityAssociation": slotted("identity of the account in the cluster", api,
		"ClusterName", "Namespace", "ServiceAccount"),
	"AWS::ApplicationAutoScaling::ScalableTarget": slotted("scaling of the resource", "aws-cdk#12253", "ServiceNamespace",
		"ResourceId", "ScalableDimension"),
	"AWS::ApplicationAutoScaling::ScalingPolicy": slotted("policy of the target", api, "ScalingTargetId", "PolicyName").
		made(Overwrites),
	"AWS::AutoScaling::AutoScalingGroup": {
		Source: schema, Name: &Name{Property: "AutoScalingGroupName", Scope: InPlaceOf, Ref: true}, InUse: true,
		Rules: []Rule{nodesGoForward},
	},
	"AWS::AutoScaling::ScheduledAction": free(schema),
	"AWS::AutoScaling::LifecycleHook":   free(schema),
	"AWS::Scheduler::Schedule":          named("Name", schema),

	"AWS::Synthetics::Canary":          named("Name", guide),
	"AWS::Lambda::Function":            named("FunctionName", guide),
	"AWS::StepFunctions::StateMachine": named("StateMachineName", guide),
	"AWS::Lambda::LayerVersion":        free(schema),
	"AWS::Lambda::Permission":          free(schema),
	"AWS::Lambda::Version":             free(schema),
	"AWS::Lambda::Alias":               slotted("alias of the function", api, "FunctionName", "Name").used(),
	"AWS::Lambda::EventSourceMapping": {Source: api, Slots: []Slot{
		{
			What: "source of the function", Of: []string{"EventSourceArn", "FunctionName", "Topics"}, Scope: InPlaceOf,
			Source: "aws-sam-cli#2308",
		},
		{
			What: "consumer group", Of: []string{"AmazonManagedKafkaEventSourceConfig.ConsumerGroupId"}, Scope: InPlaceOf,
			Source: "AWS Lambda developer guide, customizable consumer group ID",
		},
	}},
	"AWS::CodeDeploy::Application":     named("ApplicationName", schema).used(),
	"AWS::CodeDeploy::DeploymentGroup": free(schema).used(),
	"AWS::Lambda::EventInvokeConfig":   slotted("settings of the function", api, "FunctionName", "Qualifier"),

	"AWS::ApiGatewayV2::Api":         free(schema).used(),
	"AWS::ApiGatewayV2::DomainName":  named("DomainName", api).used(),
	"AWS::ApiGatewayV2::ApiMapping":  slotted("mapping of the domain name", api, "DomainName", "ApiMappingKey"),
	"AWS::ApiGatewayV2::VpcLink":     free(schema).used(),
	"AWS::ApiGatewayV2::Stage":       slotted("name of the stage", api, "ApiId", "StageName"),
	"AWS::ApiGatewayV2::Route":       slotted("route of the API", api, "ApiId", "RouteKey"),
	"AWS::ApiGatewayV2::Integration": free(schema).used(),

	"AWS::CloudFront::Distribution": {Source: api, InUse: true, Slots: []Slot{
		{What: "alias", Claims: aliases, Scope: InWorld, Source: api},
	}},
	"AWS::CloudFront::OriginAccessControl": slotted("name", api, "OriginAccessControlConfig.Name").in(InAccount).used(),
	"AWS::CloudFront::ResponseHeadersPolicy": slotted("name", api, "ResponseHeadersPolicyConfig.Name").in(InAccount).
		used(),
	"AWS::CloudFront::Function": named("Name", api).in(InAccount).byID().used(),

	"AWS::WAFv2::WebACL": named("Name", guide).byID().used(),
	"AWS::WAFv2::WebACLAssociation": {
		Source: "provider of WAF", Made: Overwrites, Same: "WebACLArn",
		Slots: []Slot{{
			What: "web ACL of the resource", Of: []string{"ResourceArn"}, Scope: InPlaceOf,
			Source: "provider of WAF",
		}},
	},
	"AWS::WAFv2::LoggingConfiguration": slotted("log of the web ACL", "provider of WAF", "ResourceArn"),
	"AWS::Shield::Protection":          slotted("protection of the resource", api, "ResourceArn").in(InAccount),
}

// targetsOfOne holds the target groups that a rule or a listener sends requests to for one load balancer.
var targetsOfOne = Slot{
	What: "load balancer of the target group", Scope: InPlaceOf, Claims: targets, Shared: "ListenerArn|LoadBalancerArn",
	Source: "Elastic Load Balancing User Guide, target groups",
}

// targets are the target groups that a rule or a listener forwards to.
func targets(p *Physical) []string {
	var all []string
	for _, property := range []string{"Actions", "DefaultActions"} {
		actions, _ := p.Properties[property].([]any)
		for _, action := range actions {
			if one := text(asMap(action)["TargetGroupArn"]); one != "" {
				all = append(all, one)
			}
			groups, _ := asMap(asMap(action)["ForwardConfig"])["TargetGroups"].([]any)
			for _, group := range groups {
				all = append(all, text(asMap(group)["TargetGroupArn"]))
			}
		}
	}
	return all
}

// balancerOf is the load balancer in the ARN of a listener, which begins like its own.
func balancerOf(arn string) string {
	parts := strings.Split(arn, "/")
	if len(parts) < 4 {
		return arn
	}
	return strings.Join(parts[1:4], "/")
}

func aliases(p *Physical) []string {
	var all []string
	names, _ := asMap(p.Properties["DistributionConfig"])["Aliases"].([]any)
	for _, name := range names {
		all = append(all, text(name))
	}
	return all
}

var balancerProtected = Block{
	Says: "deletion protection is on", Source: api,
	Holds: func(_ *World, p *Physical) bool {
		all, _ := p.Properties["LoadBalancerAttributes"].([]any)
		for _, attribute := range all {
			if asMap(attribute)["Key"] == "deletion_protection.enabled" && text(asMap(attribute)["Value"]) == "true" {
				return true
			}
		}
		return false
	},
}

// noLaunchTypeBesideProviders is what the API says of the two ways to choose where tasks run.
var noLaunchTypeBesideProviders = Rule{
	Says: "a service has a launch type or a capacity provider strategy, not both", Finding: Invalid, Source: api,
	Check: func(c change) string {
		if c.new["LaunchType"] != nil && c.new["CapacityProviderStrategy"] != nil {
			return "has both LaunchType and CapacityProviderStrategy"
		}
		return ""
	},
}

var nodesGoForward = Rule{
	Says:    "a database on instances never goes back to an older release series of its engine, which its tag names",
	Finding: Downgrade, Source: "MySQL Reference Manual, downgrading",
	Check: func(c change) string {
		series := func(properties map[string]any) any {
			tags, _ := properties["Tags"].([]any)
			for _, tag := range tags {
				if get(asMap(tag), "Key") == "engine" {
					_, version, _ := strings.Cut(text(get(asMap(tag), "Value")), " ")
					return version[:strings.LastIndex(version, ".")]
				}
			}
			return nil
		}
		if old, now := series(c.old), series(c.new); old != nil && now != nil && versions(now, old) < 0 {
			return fmt.Sprintf("goes from %v back to %v", old, now)
		}
		return ""
	},
}

var noOlderCluster = Rule{
	Says: "a cluster never goes back to an older version", Finding: Downgrade, Source: "EKS User Guide, updating clusters",
	Check: func(c change) string {
		if c.changed("Version") && versions(c.new["Version"], c.physical.real("Version")) < 0 {
			return "Version goes back"
		}
		return ""
	},
}

// noOtherNodes is a rule of our function: pods would have no nodes meanwhile.
var noOtherNodes = Rule{
	Says:    "a cluster neither begins nor ends to make its own nodes",
	Finding: Never, Source: "lambda/kubernetes: a pool stays as long as its cluster",
	Check: func(c change) string {
		pool := func(properties map[string]any) bool {
			objects, err := json.Marshal(properties["Objects"])
			return err == nil && strings.Contains(string(objects), `\"kind\":\"NodePool\"`)
		}
		if pool(c.old) != pool(c.new) {
			return "a pool of nodes comes or goes"
		}
		return ""
	},
}

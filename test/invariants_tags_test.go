package test

import (
	"strings"
	"testing"

	"bulkhead/assembly"
	"bulkhead/config"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// untagged are the types that take no tags, or whose tags go elsewhere.
var untagged = map[string]bool{
	"AWS::ApplicationAutoScaling::ScalingPolicy":                  true,
	"AWS::ApiGatewayV2::ApiMapping":                               true,
	"AWS::ApiGatewayV2::Integration":                              true,
	"AWS::ApiGatewayV2::Route":                                    true,
	"AWS::AutoScaling::LifecycleHook":                             true,
	"AWS::Config::ConfigRule":                                     true,
	"AWS::EC2::SnapshotBlockPublicAccess":                         true,
	"AWS::SSM::MaintenanceWindowTarget":                           true,
	"AWS::SSM::MaintenanceWindowTask":                             true,
	"AWS::EC2::ClientVpnEndpoint":                                 true, // in a property of another name
	"AWS::EC2::ClientVpnAuthorizationRule":                        true,
	"AWS::EC2::ClientVpnRoute":                                    true,
	"AWS::EC2::ClientVpnTargetNetworkAssociation":                 true,
	"AWS::EC2::VPCBlockPublicAccessOptions":                       true,
	"AWS::Route53Resolver::ResolverQueryLoggingConfigAssociation": true,
	"AWS::EC2::TransitGatewayRoute":                               true,
	"AWS::EC2::TransitGatewayRouteTablePropagation":               true,
	"AWS::Events::Archive":                                        true,
	"AWS::Config::ConfigurationRecorder":                          true,
	"AWS::Config::DeliveryChannel":                                true,
	"AWS::SecurityHub::Standard":                                  true,
	"AWS::CloudFront::OriginAccessControl":                        true,
	"AWS::CloudFront::ResponseHeadersPolicy":                      true,
	"AWS::IAM::Group":                                             true,
	"AWS::IAM::InstanceProfile":                                   true,
	"AWS::IAM::ManagedPolicy":                                     true,
	"AWS::IAM::ServiceLinkedRole":                                 true,
	"AWS::Lambda::LayerVersion":                                   true,
	"AWS::Lambda::Permission":                                     true,
	"AWS::Logs::MetricFilter":                                     true,
	"AWS::Logs::ResourcePolicy":                                   true,
	"AWS::MSK::Configuration":                                     true,
	"AWS::WAFv2::LoggingConfiguration":                            true,
	"AWS::WAFv2::WebACLAssociation":                               true,
	"AWS::EC2::NetworkAclEntry":                                   true,
	"AWS::EC2::Route":                                             true,
	"AWS::EC2::SecurityGroupEgress":                               true,
	"AWS::EC2::SecurityGroupIngress":                              true,
	"AWS::EC2::SubnetNetworkAclAssociation":                       true,
	"AWS::EC2::SubnetRouteTableAssociation":                       true,
	"AWS::EC2::VPCGatewayAttachment":                              true,
	"AWS::ECR::PullThroughCacheRule":                              true,
	"AWS::ECR::RegistryPolicy":                                    true,
	"AWS::ECR::RegistryScanningConfiguration":                     true,
	"AWS::ECR::ReplicationConfiguration":                          true,
	"AWS::ElasticLoadBalancingV2::ListenerCertificate":            true,
	"AWS::IAM::Policy":                                            true,
	"AWS::IAM::RolePolicy":                                        true,
	"AWS::EC2::LaunchTemplate":                                    true, // tags are for what is launched
	"AWS::ECS::ClusterCapacityProviderAssociations":               true,
	"AWS::SQS::QueuePolicy":                                       true,
	"AWS::Scheduler::Schedule":                                    true,
	"AWS::SecretsManager::ResourcePolicy":                         true,
	"AWS::SecretsManager::RotationSchedule":                       true,
	"AWS::SecretsManager::SecretTargetAttachment":                 true,
	"AWS::KMS::Alias":                                             true,
	"AWS::Route53::RecordSet":                                     true,
	"AWS::S3::BucketPolicy":                                       true,
	"AWS::SSO::Assignment":                                        true,
	"AWS::SNS::Subscription":                                      true,
	"AWS::SNS::TopicPolicy":                                       true,
	"Custom::CrossAccountZoneDelegation":                          true,
	"Custom::VpcRestrictDefaultSG":                                true,
}

// madeRaw are resources that CDK makes for its custom resources without a way to tag them.
func madeRaw(r *assembly.Resource) bool { return strings.HasPrefix(r.LogicalID, "Custom") }

func TestEveryResourceThatTakesTagsHasAllOfThem(t *testing.T) {
	seen := 0
	for name, owner := range map[string]string{"example": "platform", "choices": "lab"} {
		c, err := config.Load(sharedConfigs[name].dir)
		require.NoError(t, err)
		for _, r := range resourcesOf(shared(t, name)) {
			if untagged[r.Type] || strings.HasPrefix(r.Type, "Custom::") || madeRaw(r) {
				continue
			}
			seen++
			tags := tagsOf(r)
			stage := r.Stack.Stage
			if stage == "" {
				stage = "pipeline"
			}
			for tag, value := range map[string]string{
				"organization": c.Organization.Name, "environment": stage, "account": r.Stack.Account, "managed-by": "bulkhead",
				"owner": owner, "cost-centre": c.Organization.Tags.CostCentre, "data-class": tags["data-class"],
			} {
				assert.Equal(t, value, tags[tag], "%s: tag %s", r, tag)
				assert.NotEmpty(t, tags[tag], "%s: tag %s", r, tag)
			}
		}
	}
	assert.Greater(t, seen, 1000)
}

// tagsOf are a resource's tags, in whichever of CloudFormation's three ways it has them.
func tagsOf(r *assembly.Resource) map[string]string {
	tags := map[string]string{}
	for _, property := range []string{"Tags", "HostedZoneTags", "ResourceTags"} {
		switch value := r.Get(property).(type) {
		case []any:
			for _, pair := range value {
				if literal, ok := pair.(map[string]any)["Value"].(string); ok {
					tags[pair.(map[string]any)["Key"].(string)] = literal
				}
			}
		case map[string]any:
			for key, literal := range value {
				tags[key], _ = literal.(string)
			}
		}
	}
	return tags
}

func TestTypesThatTakeNoTagsReallyHaveNone(t *testing.T) {
	seen := 0
	for _, r := range resources(t) {
		if untagged[r.Type] || strings.HasPrefix(r.Type, "Custom::") {
			seen++
			require.Nil(t, r.Get("Tags"), "%s takes tags: it does not belong in this list", r)
		}
	}
	assert.Greater(t, seen, 100)
}

package spec

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"bulkhead/internal/facts"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestEveryTypeThatTemplatesHaveIsInTheSpecificationUnlessAFunctionMakesIt(t *testing.T) {
	for _, name := range facts.Types() {
		_, known := Of(name)
		custom := strings.HasPrefix(name, "Custom::")
		assert.NotEqual(t, custom, known, name)
	}
	_, known := Of("AWS::S3::Buckets")
	assert.False(t, known)
}

func TestAChangedPropertyReplacesWhereTheSpecificationSaysSo(t *testing.T) {
	for _, test := range []struct {
		name, path string
		want       Replacement
	}{
		{"AWS::S3::Bucket", "BucketName", Yes},
		{"AWS::S3::Bucket", "VersioningConfiguration.Status", No},
		{"AWS::MSK::Cluster", "BrokerNodeGroupInfo.ClientSubnets.2", Yes},
		{"AWS::MSK::Cluster", "BrokerNodeGroupInfo.InstanceType", No},
		{"AWS::MSK::Cluster", "BrokerNodeGroupInfo", Yes},
		{"AWS::MSK::Cluster", "EncryptionInfo.EncryptionInTransit.ClientBroker", No},
		{"AWS::MSK::Cluster", "EncryptionInfo.EncryptionInTransit.InCluster", Yes},
		{"AWS::EC2::TransitGatewayVpcAttachment", "SubnetIds.0", Yes},
		{"AWS::Budgets::Budget", "Budget.BudgetLimit.Amount", No},
		{"AWS::Budgets::Budget", "NotificationsWithSubscribers.0.Subscribers.1.Address", Yes},
		{"AWS::ElastiCache::ReplicationGroup", "NumNodeGroups", Maybe},
		{"AWS::ElastiCache::ReplicationGroup", "NodeGroupConfiguration.1.Slots", Yes},
		{"AWS::RedshiftServerless::Snapshot", "Tags.0.Key", Yes},
		{"AWS::EC2::VPC", "CidrBlockAssociations", No},
	} {
		of, known := Of(test.name)
		require.True(t, known, test.name)
		assert.Equal(t, test.want, of.Replaces(test.path), "%s %s", test.name, test.path)
	}
}

func TestATypeKnowsItsPropertiesAttributesAndIdentity(t *testing.T) {
	bucket, _ := Of("AWS::S3::Bucket")
	assert.True(t, bucket.Stateful)
	assert.Equal(t, "Tags", bucket.TagProperty)
	assert.Equal(t, []string{"BucketName"}, bucket.Identifier)
	assert.Equal(t, bucket.Identifier, bucket.Ref)
	assert.True(t, bucket.Has("BucketName"), "it replaces, and is a property all the same")
	assert.True(t, bucket.Has("LifecycleConfiguration.Rules.0.Id"))
	assert.False(t, bucket.Has("Name"))
	assert.True(t, bucket.HasAttribute("Arn"))
	assert.False(t, bucket.HasAttribute("BucketArn"))
	role, _ := Of("AWS::ApplicationAutoScaling::ScalableTarget")
	assert.Len(t, role.Identifier, 3)
}

func TestTheFileIsOfTheVersionThatTheToolExtracts(t *testing.T) {
	tool, err := os.ReadFile("internal/extract/main.go")
	require.NoError(t, err)
	version := regexp.MustCompile(`version += "(.+)"`).FindSubmatch(tool)
	require.NotNil(t, version)
	assert.Equal(t, string(version[1]), Version())
	assert.Greater(t, len(Types()), 1800)
	assert.True(t, slices.IsSorted(Types()))
}

// Package cache makes ElastiCache caches that nothing can reach until a service
// names them: Valkey and Redis OSS with replicas, and Memcached without.
package cache

import (
	"strings"

	"bulkhead/config"
	"bulkhead/constructs/alarm"
	"bulkhead/constructs/securitygroup"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awselasticache"
	"github.com/aws/aws-cdk-go/awscdk/v2/awskms"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslogs"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// Props is what the configuration says about a cache, and what it plugs into.
type Props struct {
	config.Cache
	Name      string // what people call it
	User      string // id of its user, at most 40 characters
	Protected bool   // keep it when its stack goes
	Vpc       awsec2.IVpc
	Subnets   *awsec2.SubnetSelection // the isolated tier
	DataKey   awskms.IKey             // encrypts memory on disk and snapshots
	SecretKey awskms.IKey             // encrypts the password
	SlowLog   awslogs.LogGroup        // of commands; nil for Memcached
	EngineLog awslogs.LogGroup        // nil for Memcached
	Alerts    alarm.Topics            // that alarms tell
	Recovery  *Recovery               // nil for a cache that is in one region only
}

// Cache is what a service needs to use a cache.
type Cache struct {
	Host, ReaderHost string               // the second is empty without replicas, and in cluster mode
	SecurityGroup    awsec2.SecurityGroup // has no rules of its own: each service that uses the cache adds its own
	Secret           string               // ARN of the secret with username and password; empty for Memcached
}

// New adds a cache with its parameter group, user, security group and alarms to scope.
func New(scope constructs.Construct, id string, props Props) Cache {
	scope = constructs.NewConstruct(scope, &id)
	group := securitygroup.New(scope, props.Vpc, "cache "+props.Name)
	subnets := awselasticache.NewCfnSubnetGroup(scope, new("Subnets"), &awselasticache.CfnSubnetGroupProps{
		Description: new("isolated subnets for " + props.Name),
		SubnetIds:   jsii.AnySlice(props.Vpc.SelectSubnets(props.Subnets).SubnetIds),
	})
	keep(props, group.Node().DefaultChild().(awscdk.CfnResource), subnets)
	var parameters awselasticache.CfnParameterGroup // a copy has those of what it is a copy of
	if !props.standby() {
		parameters = newParameterGroup(scope, props)
		keep(props, parameters)
	}

	build := newReplicationGroup
	if props.Engine == config.Memcached {
		build = newMemcached
	}
	made := build(scope, group, subnets, parameters, props)
	made.SecurityGroup = group
	return made
}

func newParameterGroup(scope constructs.Construct, props Props) awselasticache.CfnParameterGroup {
	values := map[string]*string{}
	for key, value := range props.Parameters {
		values[key] = &value
	}
	if props.ClusterMode == config.Enabled {
		values["cluster-enabled"] = new("yes")
	}
	return awselasticache.NewCfnParameterGroup(scope, new("Parameters"), &awselasticache.CfnParameterGroupProps{
		CacheParameterGroupFamily: new(family(props.Cache)),
		Description:               new("parameters of " + props.Name),
		Properties:                &values,
	})
}

// family returns what AWS calls the versions that share parameters.
func family(c config.Cache) string {
	if c.Engine == config.Memcached {
		return "memcached1.6"
	}
	major, _, _ := strings.Cut(c.Version, ".")
	return string(c.Engine) + major
}

// keep keeps what a kept cache uses.
func keep(props Props, companions ...awscdk.CfnResource) {
	for _, companion := range companions {
		if props.Protected {
			companion.ApplyRemovalPolicy(awscdk.RemovalPolicy_RETAIN_ON_UPDATE_OR_DELETE, nil)
		}
	}
}

// newMemcached adds nodes in different zones, each with a part of the keys and nobody to take over.
func newMemcached(
	scope constructs.Construct,
	group awsec2.ISecurityGroup,
	subnets awselasticache.CfnSubnetGroup,
	parameters awselasticache.CfnParameterGroup,
	props Props,
) Cache {
	mode := "single-az"
	if props.Nodes > 1 {
		mode = "cross-az"
	}
	cluster := awselasticache.NewCfnCacheCluster(scope, new("Resource"), &awselasticache.CfnCacheClusterProps{
		Engine:                     new("memcached"),
		EngineVersion:              &props.Version,
		AutoMinorVersionUpgrade:    new(true),
		CacheNodeType:              new("cache." + props.Class),
		NumCacheNodes:              jsii.Number(props.Nodes),
		AzMode:                     &mode,
		Port:                       jsii.Number(props.Port()),
		TransitEncryptionEnabled:   new(true),
		CacheParameterGroupName:    parameters.Ref(),
		CacheSubnetGroupName:       subnets.Ref(),
		VpcSecurityGroupIds:        &[]*string{group.SecurityGroupId()},
		PreferredMaintenanceWindow: &props.MaintenanceWindow,
	})
	newMemcachedAlarms(scope, cluster, props)
	return Cache{Host: *cluster.AttrConfigurationEndpointAddress()}
}

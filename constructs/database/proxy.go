package database

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsrds"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// ProxyTarget is the identifier of what a proxy pools connections to: one of both.
type ProxyTarget struct{ Instance, Cluster string }

// proxyZones is how many zones a proxy is in: the first ones, which a network always has. CloudFormation cannot move a
// proxy, and would have to make another one of the same name.
const proxyZones = 2

// NewProxy adds a pool of connections before the database to scope, and returns what services then use: they reach the
// proxy only, and the database lets in the proxy. The rules are the proxy's: the database is the same without one. It
// knows the master user, and who has one of the logins, given by the ARNs of their secrets: of a secret, it knows one
// user at a time, and lets nobody in who has another.
func NewProxy(scope constructs.Construct, id string, database Database, logins []string, props Props) Database {
	scope = constructs.NewConstruct(scope, &id)
	group := newGroup(scope, "ProxyGroup", "proxy of database "+props.Identifier, props)
	letIn(scope, group, database.SecurityGroup, props.Port())

	family, passwords := "POSTGRESQL", "POSTGRES_SCRAM_SHA_256"
	if props.MySQL() {
		family, passwords = "MYSQL", "MYSQL_CACHING_SHA2_PASSWORD"
	}
	secrets := append([]string{database.Secret}, logins...)
	role := newProxyRole(scope, secrets, props)
	var known []any
	for _, secret := range secrets {
		known = append(known, &awsrds.CfnDBProxy_AuthFormatProperty{
			AuthScheme:             new("SECRETS"),
			ClientPasswordAuthType: &passwords,
			IamAuth:                new("DISABLED"),
			SecretArn:              &secret,
		})
	}
	var ids []any
	for _, id := range (*props.Vpc.SelectSubnets(props.Subnets).SubnetIds)[:proxyZones] {
		ids = append(ids, id)
	}
	subnets := &ids
	proxy := awsrds.NewCfnDBProxy(scope, new("Proxy"), &awsrds.CfnDBProxyProps{
		DbProxyName:         &props.Identifier,
		EngineFamily:        &family,
		RoleArn:             role.RoleArn(),
		Auth:                known,
		RequireTls:          new(true),
		IdleClientTimeout:   jsii.Number(1800), // seconds
		VpcSubnetIds:        subnets,
		VpcSecurityGroupIds: &[]any{group.SecurityGroupId()},
	})
	proxy.Node().AddDependency(role) // with its policy: the proxy logs in at once
	targets := &awsrds.CfnDBProxyTargetGroupProps{
		DbProxyName:     proxy.Ref(),
		TargetGroupName: new("default"), // there is no other
		ConnectionPoolConfigurationInfo: &awsrds.CfnDBProxyTargetGroup_ConnectionPoolConfigurationInfoFormatProperty{
			MaxConnectionsPercent: jsii.Number(90), // leave some for people
		},
	}
	if database.Target.Cluster != "" {
		targets.DbClusterIdentifiers = &[]any{database.Target.Cluster}
	} else {
		targets.DbInstanceIdentifiers = &[]*string{&database.Target.Instance}
	}
	pool := awsrds.NewCfnDBProxyTargetGroup(scope, new("ProxyTargets"), targets)
	newProxyAlarm(scope, props)
	if database.ReaderHost != "" {
		readers := awsrds.NewCfnDBProxyEndpoint(scope, new("ProxyReaders"), &awsrds.CfnDBProxyEndpointProps{
			DbProxyEndpointName: new(props.Identifier + "-readers"),
			DbProxyName:         proxy.Ref(),
			TargetRole:          new("READ_ONLY"),
			VpcSubnetIds:        subnets,
			VpcSecurityGroupIds: &[]any{group.SecurityGroupId()},
		})
		readers.AddDependency(pool) // it leads to the readers that the proxy knows
		database.ReaderHost = *readers.AttrEndpoint()
	}
	database.Host, database.SecurityGroup = *proxy.AttrEndpoint(), group
	return database
}

// letIn opens the database's group to the proxy's, and the proxy's to the database's.
func letIn(scope constructs.Construct, proxy, database awsec2.ISecurityGroup, number int) {
	from, to, port := proxy.SecurityGroupId(), database.SecurityGroupId(), jsii.Number(number)
	awsec2.NewCfnSecurityGroupIngress(scope, new("ProxyIngress"), &awsec2.CfnSecurityGroupIngressProps{
		GroupId:               to,
		SourceSecurityGroupId: from,
		IpProtocol:            new("tcp"),
		FromPort:              port,
		ToPort:                port,
		Description:           new("from the proxy"),
	})
	awsec2.NewCfnSecurityGroupEgress(scope, new("ProxyEgress"), &awsec2.CfnSecurityGroupEgressProps{
		GroupId:                    from,
		DestinationSecurityGroupId: to,
		IpProtocol:                 new("tcp"),
		FromPort:                   port,
		ToPort:                     port,
		Description:                new("to the database"),
	})
}

// newProxyRole lets the proxy read these secrets. Its leave to use the key is here, and not in the key's policy, which
// is older than the proxy.
func newProxyRole(scope constructs.Construct, secrets []string, props Props) awsiam.Role {
	role := awsiam.NewRole(scope, new("ProxyRole"), &awsiam.RoleProps{
		Description: new("proxy of database " + props.Identifier),
		// Without aws:SourceAccount, which RDS does not document to send for a proxy; only the account can pass the
		// role.
		AssumedBy: awsiam.NewServicePrincipal(new("rds.amazonaws.com"), nil),
	})
	role.AddToPolicy(awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
		Actions:   jsii.Strings("secretsmanager:GetSecretValue", "secretsmanager:DescribeSecret"),
		Resources: jsii.Strings(secrets...),
	}))
	role.AddToPolicy(awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
		Actions:   jsii.Strings("kms:Decrypt"),
		Resources: &[]*string{props.SecretKey.KeyArn()},
		Conditions: &map[string]any{"StringEquals": map[string]string{
			"kms:ViaService": "secretsmanager." + *awscdk.Stack_Of(scope).Region() + ".amazonaws.com",
		}},
	}))
	return role
}

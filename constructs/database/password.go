package database

import (
	"bulkhead/config"
	"bulkhead/constructs/keys"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsrds"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssecretsmanager"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// rotationDays is how often a password of ours changes, in days.
const rotationDays = 30

// password is the master user's secret of a database whose password RDS cannot manage, because it has replicas.
type password struct{ secret awsrds.DatabaseSecret }

func newPassword(scope constructs.Construct, props Props) password {
	secret := awsrds.NewDatabaseSecret(scope, new("Password"), &awsrds.DatabaseSecretProps{
		Username:          new(masterUser),
		EncryptionKey:     keys.ByARN(scope, "SecretKey", props.SecretKey),
		ExcludeCharacters: new(" %+~`#$&*()|[]{}:;<>?!'/@\"\\"),
	})
	secret.ApplyRemovalPolicy(awscdk.RemovalPolicy_RETAIN) // a kept database or snapshot still has the password
	return password{secret}
}

// rotate has the password changed by the function that Secrets Manager provides, and returns the secret's ARN.
func (p password) rotate(
	scope constructs.Construct,
	instance awsrds.DatabaseInstance,
	group awsec2.ISecurityGroup,
	props Props,
) string {
	function := newGroup(scope, "RotationGroup", "rotation of the password of "+props.Identifier, props)
	function.AddEgressRule(awsec2.Peer_AnyIpv4(), awsec2.Port_HTTPS(), new("HTTPS: Secrets Manager"), nil)
	port := awsec2.Port_Tcp(jsii.Number(props.Port()))
	function.AddEgressRule(group, port, new("to the database"), nil)
	group.AddIngressRule(function, port, new("rotation of the password"), nil)

	// The names of functions have 64 characters at most; identifiers have up to 50.
	name := props.Identifier + "-rotation"
	log := props.Log(*scope.Node().Id()+"-rotation", "/aws/lambda/"+name)
	rotation := awssecretsmanager.HostedRotation_PostgreSqlSingleUser(hosted(name, function, props))
	if props.Engine == config.MySQL {
		rotation = awssecretsmanager.HostedRotation_MysqlSingleUser(hosted(name, function, props))
	}
	schedule := instance.Secret().AddRotationSchedule(new("Rotation"), &awssecretsmanager.RotationScheduleOptions{
		HostedRotation:            rotation,
		AutomaticallyAfter:        days(rotationDays),
		RotateImmediatelyOnUpdate: new(false),
	})
	schedule.Node().AddDependency(log, instance)
	return *p.secret.SecretArn()
}

func hosted(name string, group awsec2.ISecurityGroup, props Props) *awssecretsmanager.SingleUserHostedRotationOptions {
	return &awssecretsmanager.SingleUserHostedRotationOptions{
		FunctionName:   &name,
		Vpc:            props.Vpc,
		VpcSubnets:     props.Private,
		SecurityGroups: &[]awsec2.ISecurityGroup{group},
	}
}

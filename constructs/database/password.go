package database

import (
	"bulkhead/constructs/alarm"
	"bulkhead/constructs/keys"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsrds"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssecretsmanager"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

const (
	rotationDays   = 30 // how often the password changes
	passwordLength = 30
)

// newPassword adds the secret of the master user. RDS would manage one as well, but then takes no blue/green
// deployment, no replicas and no global cluster: docs/decisions/0026.
func newPassword(scope constructs.Construct, props Props) awssecretsmanager.Secret {
	secret := awssecretsmanager.NewSecret(scope, new("Password"), &awssecretsmanager.SecretProps{
		Description:   new("master user of database " + props.Identifier),
		EncryptionKey: keys.ByARN(scope, "SecretKey", props.SecretKey),
		GenerateSecretString: &awssecretsmanager.SecretStringGenerator{
			SecretStringTemplate: new(`{"username":"` + masterUser + `"}`),
			GenerateStringKey:    new("password"),
			PasswordLength:       jsii.Number(passwordLength),
			ExcludeCharacters:    new(" %+~`#$&*()|[]{}:;<>?!'/@\"\\"),
		},
	})
	secret.ApplyRemovalPolicy(kept) // a kept database or snapshot still has the password
	if props.Recovery != nil {
		props.Recovery.Secret.Replicate(secret)
	}
	return secret
}

// newLogin returns what makes the master user of a new database, and the ARN of the secret with its password. A copy
// has the users of what it is a copy of.
func newLogin(scope constructs.Construct, props Props) (awsrds.Credentials, string) {
	if props.standby() {
		return unused(), props.Recovery.Of
	}
	password := newPassword(scope, props)
	return credentials(password), *password.SecretArn()
}

func credentials(secret awssecretsmanager.Secret) awsrds.Credentials {
	return awsrds.Credentials_FromSecret(secret, new(masterUser))
}

// rotate has the password changed by the function that Secrets Manager provides. The secret is the one that is
// attached to the database, so that the function finds it.
func rotate(
	scope constructs.Construct,
	attached awssecretsmanager.ISecret,
	database constructs.IDependable,
	group awsec2.ISecurityGroup,
	props Props,
) {
	function := newGroup(scope, "RotationGroup", "rotation of the password of "+props.Identifier, props)
	function.AddEgressRule(awsec2.Peer_AnyIpv4(), awsec2.Port_HTTPS(), new("HTTPS: Secrets Manager"), nil)
	port := awsec2.Port_Tcp(jsii.Number(props.Port()))
	function.AddEgressRule(group, port, new("to the database"), nil)
	group.AddIngressRule(function, port, new("rotation of the password"), nil)

	// The names of functions have 64 characters at most; identifiers have up to 50.
	name := props.Identifier + "-rotation"
	log := props.Log(*scope.Node().Id()+"-rotation", "/aws/lambda/"+name)
	rotation := awssecretsmanager.HostedRotation_PostgreSqlSingleUser(hosted(name, function, props))
	if props.MySQL() {
		rotation = awssecretsmanager.HostedRotation_MysqlSingleUser(hosted(name, function, props))
	}
	if props.Recovery != nil && !props.Recovery.Active {
		return // what takes the writes is in the other region, and has the password that it had
	}
	schedule := attached.AddRotationSchedule(new("Rotation"), &awssecretsmanager.RotationScheduleOptions{
		HostedRotation:            rotation,
		AutomaticallyAfter:        days(rotationDays),
		RotateImmediatelyOnUpdate: new(false),
	})
	schedule.Node().AddDependency(log, database)
	alarm.New(scope, alarm.Props{
		ID:          "RotationErrors",
		Runbook:     "rotation-fails",
		Description: "The password of database " + props.Identifier + " was not changed: read the log of " + name + ".",
		Metric: alarm.Metric{
			Namespace: "AWS/Lambda", Name: "Errors", Dimensions: map[string]string{"FunctionName": name},
			Statistic: "Sum", Minutes: alarmPeriodMinutes,
		},
		When:    alarm.Above(0),
		Periods: 1,
		Missing: alarm.MissingIsFine,
		Tell:    props.Alerts,
	})
}

func hosted(name string, group awsec2.ISecurityGroup, props Props) *awssecretsmanager.SingleUserHostedRotationOptions {
	return &awssecretsmanager.SingleUserHostedRotationOptions{
		FunctionName:   &name,
		Vpc:            props.Vpc,
		VpcSubnets:     props.Private,
		SecurityGroups: &[]awsec2.ISecurityGroup{group},
	}
}

// days returns a span of time.
func days(n int) awscdk.Duration { return awscdk.Duration_Days(jsii.Number(n)) }

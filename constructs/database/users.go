package database

import (
	"strconv"

	"bulkhead/config"
	"bulkhead/constructs/alarm"
	"bulkhead/constructs/function"
	"bulkhead/constructs/secret"
	"bulkhead/constructs/securitygroup"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awskms"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslogs"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssecretsmanager"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// MakerProps is a database in which users are made, and what that plugs into.
type MakerProps struct {
	Settings   config.Database
	Identifier string // of the database, as people call it
	Host       string // that takes writes
	Master     string // ARN of the master user's secret
	Group      awsec2.ISecurityGroup
	Vpc        awsec2.IVpc
	Subnets    *awsec2.SubnetSelection // of the private tier
	SecretKey  awskms.IKey             // encrypts secrets
	Tag, Value string                  // of the secrets of users: the key, and a pattern of the values
	Log        awslogs.ILogGroup
	Alerts     alarm.Topics
	Recovery   *Recovery // nil for a database that is in one region only
}

// Maker makes the users of one database.
type Maker struct {
	Function awslambda.Function
	active   bool // the database takes writes
	rotates  bool // passwords change here
}

// NewMaker adds the function that makes the users of a database, and changes their passwords. It logs in as the master
// user, and is the only one of ours that does, beside a proxy.
func NewMaker(scope constructs.Construct, id string, props MakerProps) Maker {
	scope = constructs.NewConstruct(scope, &id)
	what := "users of database " + props.Identifier
	group := securitygroup.New(scope, props.Vpc, what)
	port := awsec2.Port_Tcp(jsii.Number(props.Settings.Port()))
	// Anywhere, also where Secrets Manager has an endpoint: CloudFormation takes answers in a bucket, and S3 has
	// public addresses behind its endpoint too.
	group.AddEgressRule(awsec2.Peer_AnyIpv4(), awsec2.Port_HTTPS(), new("HTTPS: Secrets Manager"), nil)
	group.AddEgressRule(props.Group, port, new("to the database"), nil)
	props.Group.AddIngressRule(group, port, new("what makes users"), nil)
	engine := "postgres"
	if props.Settings.MySQL() {
		engine = "mysql"
	}
	made := function.New(scope, "Function", function.Props{
		Name:        "users",
		Description: "makes the " + what,
		Log:         props.Log,
		Network:     &function.Network{Vpc: props.Vpc, Subnets: props.Subnets, Group: group},
		Environment: map[string]*string{
			"ENGINE": &engine, "HOST": &props.Host, "PORT": new(strconv.Itoa(props.Settings.Port())),
			"DATABASE": &props.Settings.Name, "MASTER": &props.Master,
		},
		Permissions: permitted(scope, props),
	})
	stack := awscdk.Stack_Of(scope)
	awslambda.NewCfnPermission(scope, new("Rotates"), &awslambda.CfnPermissionProps{
		Action: new("lambda:InvokeFunction"), FunctionName: made.FunctionArn(),
		Principal: new("secretsmanager.amazonaws.com"), SourceAccount: stack.Account(),
	})
	alarm.New(scope, alarm.Props{
		ID:      "Errors",
		Runbook: "rotation-fails",
		Description: "Of the " + what + ", a password was not changed, or one that is gone may still log in: read the log of " +
			*stack.StackName() + ".",
		Metric: alarm.Metric{
			Namespace: "AWS/Lambda", Name: "Errors", Dimensions: map[string]string{"FunctionName": *made.FunctionName()},
			Statistic: "Sum", Minutes: alarmPeriodMinutes,
		},
		When:    alarm.Above(0),
		Periods: 1,
		Missing: alarm.MissingIsFine,
		Tell:    props.Alerts,
	})
	maker := Maker{Function: made, active: true, rotates: true}
	if r := props.Recovery; r != nil {
		maker.active, maker.rotates = r.Active, r.Active && r.Side == config.Primary
	}
	return maker
}

// permitted is what the function may do with secrets: see lambda/users.
func permitted(scope constructs.Construct, props MakerProps) []awsiam.PolicyStatement {
	stack := awscdk.Stack_Of(scope)
	users := &map[string]any{"StringLike": map[string]string{"aws:ResourceTag/" + props.Tag: props.Value}}
	allow := func(resource string, condition *map[string]any, actions ...string) awsiam.PolicyStatement {
		return awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
			Actions: jsii.Strings(actions...), Resources: jsii.Strings(resource), Conditions: condition,
		})
	}
	return []awsiam.PolicyStatement{
		allow(props.Master, nil, "secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue"),
		allow("arn:aws:secretsmanager:"+*stack.Region()+":"+*stack.Account()+":secret:*", users,
			"secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue", "secretsmanager:PutSecretValue",
			"secretsmanager:UpdateSecretVersionStage"),
		allow(*props.SecretKey.KeyArn(), &map[string]any{"StringEquals": map[string]string{
			"kms:ViaService": "secretsmanager." + *stack.Region() + ".amazonaws.com",
		}}, "kms:Decrypt", "kms:GenerateDataKey"),
	}
}

// SecretProps is a secret of a user of a database.
type SecretProps struct {
	Database  string // as people call it
	User      string // that of a service, or of a function
	SecretKey awskms.IKey
	Replica   secret.Replica // its tag counts in one region as well
	Replicate bool           // it has a replica in the other region
}

// loginTag is the tag of a user's secret that names the secret of a login.
func loginTag(number int) string { return "bulkhead:login-" + strconv.Itoa(number) }

// NewLogin adds the secret of one of the two logins of a user, by its number from 1 on, and returns its ARN. A proxy
// has to know both, and knows one user of a secret. What makes users writes into it.
func NewLogin(scope constructs.Construct, number int, props SecretProps) string {
	login := strconv.Itoa(number)
	return *newSecret(scope, "Login"+login, number, "login "+login+" of user "+props.User, props).SecretArn()
}

// newSecret adds a secret with a login of a user. It goes with its stack: what is kept of a database has no such user
// any more.
func newSecret(
	scope constructs.Construct, id string, login int, what string, props SecretProps,
) awssecretsmanager.Secret {
	made := secret.NewPassword(
		scope, id, props.User+"_"+strconv.Itoa(login), what+" of database "+props.Database, props.SecretKey,
	)
	made.ApplyRemovalPolicy(awscdk.RemovalPolicy_DESTROY)
	if props.Replicate {
		props.Replica.Replicate(made)
	} else {
		props.Replica.Label(made)
	}
	return made
}

// UserProps is who uses a database.
type UserProps struct {
	SecretProps
	Maker  Maker
	Reads  bool     // and nothing else
	Found  string   // ARN of the replica of the secret in the other region; empty where the secret is made
	Logins []string // ARNs of the secrets of the two logins, where there is a proxy
}

// NewUser adds a user of a database, and returns the ARN of its secret.
func NewUser(scope constructs.Construct, id string, props UserProps) string {
	scope = constructs.NewConstruct(scope, &id)
	arn, rights := props.Found, "write"
	if props.Reads {
		rights = "read"
	}
	if props.Found == "" {
		own := newSecret(scope, "Secret", 1, "user "+props.User, props.SecretProps)
		for i, login := range props.Logins {
			awscdk.Tags_Of(own).Add(new(loginTag(i+1)), &login, nil)
		}
		arn = *own.SecretArn()
	}
	properties := map[string]any{
		"User": props.User, "Rights": rights, "Secret": arn, "Active": strconv.FormatBool(props.Maker.active),
	}
	if len(props.Logins) > 0 {
		properties["Logins"] = props.Logins
	}
	made := function.NewCustomResource(scope, "Default", props.Maker.Function, "DatabaseUser", properties)
	if props.Maker.rotates {
		awssecretsmanager.NewCfnRotationSchedule(scope, new("Rotation"), &awssecretsmanager.CfnRotationScheduleProps{
			SecretId:                  &arn,
			RotationLambdaArn:         props.Maker.Function.FunctionArn(),
			RotationRules:             map[string]any{"scheduleExpression": "rate(" + strconv.Itoa(rotationDays) + " days)"},
			RotateImmediatelyOnUpdate: new(false),
		}).Node().AddDependency(made) // whose login is tried at once
	}
	return arn
}

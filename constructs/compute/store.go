package compute

import (
	"strconv"

	"bulkhead/config"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsecs"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssecretsmanager"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// Store is a data store as a service sees it: everything that follows from
// naming it in uses.
type Store struct {
	Name          string // as in uses
	Host          string
	Port          int
	Database      string
	SecurityGroup awsec2.ISecurityGroup
	Secret        string // ARN of a secret with username and password
	SecretKey     string // ARN of the key that encrypts it
}

// connect opens the store to the service's security group, and the service's group to the store. Both rules
// belong to the service's stack, so that a store never depends on those who use it.
func (s Store) connect(scope constructs.Construct, service awsec2.SecurityGroup) {
	awsec2.NewCfnSecurityGroupIngress(scope, new(s.Name+"Ingress"), &awsec2.CfnSecurityGroupIngressProps{
		GroupId:               s.SecurityGroup.SecurityGroupId(),
		SourceSecurityGroupId: service.SecurityGroupId(),
		IpProtocol:            new("tcp"),
		FromPort:              jsii.Number(s.Port),
		ToPort:                jsii.Number(s.Port),
		Description:           service.Node().Path(),
	})
	awsec2.NewCfnSecurityGroupEgress(scope, new(s.Name+"Egress"), &awsec2.CfnSecurityGroupEgressProps{
		GroupId:                    service.SecurityGroupId(),
		DestinationSecurityGroupId: s.SecurityGroup.SecurityGroupId(),
		IpProtocol:                 new("tcp"),
		FromPort:                   jsii.Number(s.Port),
		ToPort:                     jsii.Number(s.Port),
		Description:                new("to " + s.Name),
	})
}

// inject adds the variables that tell the container where the store is and how
// to log in. The credentials are references: ECS reads them when a task starts.
// The task may read the secret itself as well, because RDS rotates the password
// while tasks run.
func (s Store) inject(scope constructs.Construct, task awsecs.TaskDefinition, environment map[string]*string, secrets map[string]awsecs.Secret) {
	secret := awssecretsmanager.Secret_FromSecretCompleteArn(scope, new(s.Name+"Secret"), &s.Secret)
	secret.GrantRead(task.TaskRole(), nil)
	for _, role := range []awsiam.IRole{task.TaskRole(), task.ObtainExecutionRole()} {
		role.AddToPrincipalPolicy(s.decrypt(scope))
	}
	names := config.VariablesOf(s.Name)
	environment[names.Host] = &s.Host
	environment[names.Port] = new(strconv.Itoa(s.Port))
	environment[names.Name] = &s.Database
	environment[names.SecretARN] = &s.Secret
	secrets[names.Username] = awsecs.Secret_FromSecretsManager(secret, new("username"))
	secrets[names.Password] = awsecs.Secret_FromSecretsManager(secret, new("password"))
}

// decrypt allows the store's key to be used through Secrets Manager, and only there.
func (s Store) decrypt(scope constructs.Construct) awsiam.PolicyStatement {
	return awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
		Actions:   jsii.Strings("kms:Decrypt"),
		Resources: &[]*string{&s.SecretKey},
		Conditions: &map[string]any{"StringEquals": map[string]string{
			"kms:ViaService": "secretsmanager." + *awscdk.Stack_Of(scope).Region() + ".amazonaws.com",
		}},
	})
}

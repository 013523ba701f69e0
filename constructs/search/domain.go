// Package search makes OpenSearch domains that nothing can reach until a service names them.
package search

import (
	"strconv"
	"strings"

	"bulkhead/config"
	"bulkhead/constructs/alarm"
	"bulkhead/constructs/keys"
	"bulkhead/constructs/securitygroup"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awskms"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslogs"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsopensearchservice"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssecretsmanager"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// DomainProps is what the configuration says about a search domain, and what it plugs into.
type DomainProps struct {
	config.Search
	Name      string // of the domain, at most 28 characters; its access policy names it, so it cannot be generated
	Label     string // what people call it
	ARN       string // of the domain with that name
	Spread    int    // zones that the nodes are in
	Account   string // that the domain is in
	Protected bool   // keep it when its stack is deleted
	Vpc       awsec2.IVpc
	Subnets   *awsec2.SubnetSelection      // the isolated tier; the nodes are in the first of its zones
	DataKey   awskms.IKey                  // encrypts the nodes' storage and snapshots
	SecretKey awskms.IKey                  // encrypts the password
	Logs      map[string]awslogs.ILogGroup // by the names in Logs
	Ready     constructs.IDependable       // the domain is made after: NewLogPolicy, and the service-linked role
	Alerts    alarm.Topics                 // that alarms tell
	Recovery  *Recovery                    // nil unless it is replicated to another region
}

// Domain is what a service needs to use a search domain.
type Domain struct {
	Host          string
	Secret        string               // ARN of the secret with username and password
	SecurityGroup awsec2.SecurityGroup // has no rules of its own: each service that uses the domain adds its own
	Made          constructs.IDependable
}

// Port is where a domain listens.
const Port = 443

// Logs are the kinds of logs that a domain publishes, by what we call them.
var Logs = map[string]string{
	"audit":       "AUDIT_LOGS",
	"application": "ES_APPLICATION_LOGS",
	"search-slow": "SEARCH_SLOW_LOGS",
	"index-slow":  "INDEX_SLOW_LOGS",
}

// userName is what services log in as.
const userName = "bulkhead"

// NewDomain adds a search domain with its user, security group and alarms to scope.
func NewDomain(scope constructs.Construct, id string, props DomainProps) Domain {
	scope = constructs.NewConstruct(scope, &id)
	group := securitygroup.New(scope, props.Vpc, "search domain "+props.Label)
	secret := secretOf(scope, props)
	subnets := (*props.Vpc.SelectSubnets(props.Subnets).SubnetIds)[:props.Spread]
	domain := awsopensearchservice.NewCfnDomain(scope, new("Resource"), &awsopensearchservice.CfnDomainProps{
		DomainName:    &props.Name,
		EngineVersion: new("OpenSearch_" + props.Version),
		ClusterConfig: nodes(props),
		EbsOptions: &awsopensearchservice.CfnDomain_EBSOptionsProperty{
			EbsEnabled: true,
			VolumeType: new("gp3"),
			VolumeSize: jsii.Number(props.StorageGiB),
		},
		VpcOptions: &awsopensearchservice.CfnDomain_VPCOptionsProperty{
			SubnetIds:        &subnets,
			SecurityGroupIds: &[]*string{group.SecurityGroupId()},
		},
		EncryptionAtRestOptions: &awsopensearchservice.CfnDomain_EncryptionAtRestOptionsProperty{
			Enabled:  true,
			KmsKeyId: props.DataKey.KeyArn(),
		},
		NodeToNodeEncryptionOptions: &awsopensearchservice.CfnDomain_NodeToNodeEncryptionOptionsProperty{Enabled: true},
		DomainEndpointOptions: &awsopensearchservice.CfnDomain_DomainEndpointOptionsProperty{
			EnforceHttps:      true,
			TlsSecurityPolicy: new("Policy-Min-TLS-1-2-PFS-2023-10"),
		},
		AdvancedSecurityOptions: &awsopensearchservice.CfnDomain_AdvancedSecurityOptionsInputProperty{
			Enabled:                     true,
			InternalUserDatabaseEnabled: true,
			MasterUserOptions: &awsopensearchservice.CfnDomain_MasterUserOptionsProperty{
				MasterUserName:     new(userName),
				MasterUserPassword: secret.SecretValueFromJson(new("password")).UnsafeUnwrap(),
			},
		},
		AccessPolicies:       access(props),
		LogPublishingOptions: publishing(props),
		OffPeakWindowOptions: &awsopensearchservice.CfnDomain_OffPeakWindowOptionsProperty{
			Enabled: true,
			OffPeakWindow: &awsopensearchservice.CfnDomain_OffPeakWindowProperty{
				WindowStartTime: start(props.MaintenanceTime),
			},
		},
		SoftwareUpdateOptions: &awsopensearchservice.CfnDomain_SoftwareUpdateOptionsProperty{
			AutoSoftwareUpdateEnabled: true,
		},
		IpAddressType: new("ipv4"),
	})
	// A new version is put in place, rather than an empty domain in place of the old one.
	domain.CfnOptions().SetUpdatePolicy(&awscdk.CfnUpdatePolicy{EnableVersionUpgrade: new(true)})
	domain.Node().AddDependency(props.Ready)
	if props.Protected {
		keep(domain, group.Node().DefaultChild().(awscdk.CfnResource))
	}
	newAlarms(scope, props)
	return Domain{Host: *domain.AttrDomainEndpoint(), Secret: *secret.SecretArn(), SecurityGroup: group, Made: domain}
}

func keep(resources ...awscdk.CfnResource) {
	for _, r := range resources {
		r.ApplyRemovalPolicy(awscdk.RemovalPolicy_RETAIN_ON_UPDATE_OR_DELETE, nil)
	}
}

// nodes returns what holds data and what manages it.
func nodes(props DomainProps) *awsopensearchservice.CfnDomain_ClusterConfigProperty {
	cluster := &awsopensearchservice.CfnDomain_ClusterConfigProperty{
		InstanceType:              new(props.Class + ".search"),
		InstanceCount:             jsii.Number(props.Nodes),
		DedicatedMasterEnabled:    *props.Managers > 0,
		ZoneAwarenessEnabled:      props.Spread > 1,
		MultiAzWithStandbyEnabled: props.MultiAZWithStandby == config.Enabled,
	}
	if *props.Managers > 0 {
		cluster.DedicatedMasterType = new(props.ManagerClass + ".search")
		cluster.DedicatedMasterCount = jsii.Number(*props.Managers)
	}
	if props.Spread > 1 {
		cluster.ZoneAwarenessConfig = &awsopensearchservice.CfnDomain_ZoneAwarenessConfigProperty{
			AvailabilityZoneCount: jsii.Number(props.Spread),
		}
	}
	return cluster
}

// access admits whoever reaches the domain through its security group: fine-grained access control then asks for a
// username and a password, which a policy that names roles would not let through unsigned.
func access(props DomainProps) any {
	return map[string]any{
		"Version": "2012-10-17",
		"Statement": []any{map[string]any{
			"Effect":    "Allow",
			"Principal": map[string]any{"AWS": "*"},
			"Action":    "es:ESHttp*",
			"Resource":  props.ARN + "/*",
		}},
	}
}

func publishing(props DomainProps) map[string]any {
	options := map[string]any{}
	for name, kind := range Logs {
		options[kind] = &awsopensearchservice.CfnDomain_LogPublishingOptionProperty{
			Enabled:                   true,
			CloudWatchLogsLogGroupArn: props.Logs[name].LogGroupArn(),
		}
	}
	return options
}

// start returns a time such as 00:30.
func start(clock string) *awsopensearchservice.CfnDomain_WindowStartTimeProperty {
	hours, minutes, _ := strings.Cut(clock, ":")
	return &awsopensearchservice.CfnDomain_WindowStartTimeProperty{Hours: number(hours), Minutes: number(minutes)}
}

func number(text string) *float64 {
	n, _ := strconv.Atoi(text) // the configuration has been checked
	return jsii.Number(n)
}

// newUser makes the domain's first user, with a generated password. OpenSearch demands a special character; these need
// no escape in a URL.
func newUser(scope constructs.Construct, props DomainProps) awssecretsmanager.Secret {
	secret := awssecretsmanager.NewSecret(scope, new("Secret"), &awssecretsmanager.SecretProps{
		Description:   new("user of search domain " + props.Label),
		EncryptionKey: keys.ByARN(scope, "SecretKey", props.SecretKey),
		GenerateSecretString: &awssecretsmanager.SecretStringGenerator{
			SecretStringTemplate:    new(`{"username":"` + userName + `"}`),
			GenerateStringKey:       new("password"),
			PasswordLength:          jsii.Number(40),
			ExcludeCharacters:       new("\"#$%&'()*+,/:;<=>?@[\\]^`{|}!"),
			RequireEachIncludedType: new(true),
		},
	})
	secret.ApplyRemovalPolicy(awscdk.RemovalPolicy_RETAIN_ON_UPDATE_OR_DELETE) // a kept domain still has the password
	return secret
}

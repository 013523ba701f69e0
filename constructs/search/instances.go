package search

import (
	"strconv"

	"bulkhead/config"
	"bulkhead/constructs/bucket"
	"bulkhead/constructs/keys"
	"bulkhead/constructs/node"
	"bulkhead/constructs/search/boot"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awss3"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssecretsmanager"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// InstancesProps is what the configuration says about a cluster on instances, and what it plugs into.
type InstancesProps struct {
	config.Search
	node.Props // but for what the cluster knows: secrets, ports and boot
}

// OnInstances is what a service needs to use a cluster on instances.
type OnInstances struct {
	Nodes  node.Nodes
	Secret string // ARN of the secret with username and password
}

// NewOnInstances adds a cluster of OpenSearch on instances of our own to scope: one node in each of three zones, each
// of which can manage the cluster, and a bucket for its snapshots.
func NewOnInstances(scope constructs.Construct, id string, props InstancesProps) OnInstances {
	scope = constructs.NewConstruct(scope, &id)
	login := newUser(scope, DomainProps{Label: props.Name, SecretKey: props.SecretKey})
	authority := newAuthority(scope, props)
	snapshots := bucket.NewSnapshots(scope, "Snapshots", props.Data)
	var role awsiam.Role
	nodes := props.Props
	nodes.CPUPercent = props.Alarms.CPUPercent
	nodes.DiskPercent = 100 - props.Alarms.FreeStoragePercent
	nodes.Secrets = map[string]string{"login": *login.SecretArn(), "authority": *authority.SecretArn()}
	nodes.Ports = []int{config.SearchPort, config.SearchTransportPort}
	nodes.Files = boot.Files
	nodes.Roles = func(of awsiam.Role) {
		principal := awsiam.NewArnPrincipal(of.RoleArn())
		if role == nil {
			role = newSnapshotRole(scope, principal, snapshots, props)
		} else {
			role.AssumeRolePolicy().AddStatements(awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
				Actions: jsii.Strings("sts:AssumeRole"), Principals: &[]awsiam.IPrincipal{principal},
			}))
		}
		of.AddToPolicy(awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
			Actions: jsii.Strings("sts:AssumeRole"), Resources: &[]*string{role.RoleArn()},
		}))
	}
	restored := ""
	if from := props.RestoreFrom; from != nil {
		restored = from.Bucket + " " + from.Snapshot
	}
	nodes.Settings = func(int) map[string]string {
		return map[string]string{
			"STORE_HEAP":     strconv.Itoa(props.HeapMiB()),
			"STORE_LOGIN":    userName,
			"STORE_BUCKET":   *snapshots.BucketName(),
			"STORE_ROLE":     *role.RoleArn(),
			"STORE_RESTORED": restored,
		}
	}
	made := OnInstances{node.New(scope, "Nodes", nodes), *login.SecretArn()}
	newNodeAlarms(scope, props)
	return made
}

// newAuthority adds what the key of the authority follows from that certifies nodes to each other. Nobody has to make a
// key by hand, and no template has one.
func newAuthority(scope constructs.Construct, props InstancesProps) awssecretsmanager.Secret {
	secret := awssecretsmanager.NewSecret(scope, new("AuthoritySecret"), &awssecretsmanager.SecretProps{
		Description:   new("authority of the nodes of search cluster " + props.Name + ", for each other"),
		EncryptionKey: keys.ByARN(scope, "AuthoritySecretKey", props.SecretKey),
		GenerateSecretString: &awssecretsmanager.SecretStringGenerator{
			SecretStringTemplate:    new(`{"curve":"P-256"}`),
			GenerateStringKey:       new("key"),
			PasswordLength:          jsii.Number(64), // a number of 256 bits, in hexadecimal digits
			ExcludeUppercase:        new(true),
			ExcludePunctuation:      new(true),
			ExcludeCharacters:       new("ghijklmnopqrstuvwxyz"),
			RequireEachIncludedType: new(false),
		},
	})
	secret.ApplyRemovalPolicy(awscdk.RemovalPolicy_RETAIN_ON_UPDATE_OR_DELETE) // nodes know each other by it
	return secret
}

// newSnapshotRole adds the role that may use the bucket of snapshots, and nothing else. OpenSearch has its credentials,
// and not those of its instance.
func newSnapshotRole(
	scope constructs.Construct, of awsiam.IPrincipal, snapshots awss3.Bucket, props InstancesProps,
) awsiam.Role {
	role := awsiam.NewRole(scope, new("SnapshotRole"), &awsiam.RoleProps{
		Description: new("snapshots of " + props.Name),
		AssumedBy:   of,
	})
	allow := func(conditions map[string]any, resources []*string, actions ...string) {
		statement := &awsiam.PolicyStatementProps{Actions: jsii.Strings(actions...), Resources: &resources}
		if conditions != nil {
			statement.Conditions = &conditions
		}
		role.AddToPolicy(awsiam.NewPolicyStatement(statement))
	}
	objects := func(arn *string) []*string { return []*string{new(*arn + "/*")} }
	allow(nil, []*string{snapshots.BucketArn()}, "s3:ListBucket", "s3:GetBucketLocation", "s3:ListBucketMultipartUploads")
	allow(nil, objects(snapshots.BucketArn()),
		"s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:AbortMultipartUpload", "s3:ListMultipartUploadParts")
	allow(map[string]any{
		"StringEquals": map[string]string{"kms:ViaService": "s3." + *awscdk.Stack_Of(scope).Region() + ".amazonaws.com"},
	}, []*string{props.Data.KeyArn()}, "kms:Decrypt", "kms:GenerateDataKey")
	if from := props.RestoreFrom; from != nil {
		newRestoredPolicy(scope, role, from.Bucket)
	}
	return role
}

// newRestoredPolicy lets the role read the bucket that a cluster is restored from, of the same account.
func newRestoredPolicy(scope constructs.Construct, role awsiam.IRole, from string) {
	own := &map[string]any{
		"StringEquals": map[string]*string{"aws:ResourceAccount": awscdk.Stack_Of(scope).Account()},
	}
	arn := "arn:aws:s3:::" + from
	awsiam.NewPolicy(scope, new("Restored"), &awsiam.PolicyProps{
		Roles: &[]awsiam.IRole{role},
		Statements: &[]awsiam.PolicyStatement{
			awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
				Actions: jsii.Strings("s3:ListBucket", "s3:GetBucketLocation"), Resources: jsii.Strings(arn), Conditions: own,
			}),
			awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
				Actions: jsii.Strings("s3:GetObject"), Resources: jsii.Strings(arn + "/*"), Conditions: own,
			}),
		},
	})
}

package test

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"bulkhead/assembly"
	"bulkhead/internal/facts"

	"github.com/stretchr/testify/assert"
)

// keyOf is where a type of store says which key encrypts it. Nothing says that it keeps nothing.
var keyOf = map[string]string{
	"AWS::RDS::DBInstance":               "KmsKeyId",
	"AWS::RDS::DBCluster":                "KmsKeyId",
	"AWS::EC2::Volume":                   "KmsKeyId",
	"AWS::ElastiCache::ReplicationGroup": "KmsKeyId",
	"AWS::OpenSearchService::Domain":     "EncryptionAtRestOptions.KmsKeyId",
	"AWS::MSK::Cluster":                  "EncryptionInfo.EncryptionAtRest.DataVolumeKMSKeyId",
	"AWS::DynamoDB::GlobalTable":         "Replicas.N.SSESpecification.KMSMasterKeyId", // of its own region
	"AWS::EFS::FileSystem":               "KmsKeyId",
	"AWS::S3::Bucket":                    "BucketEncryption.ServerSideEncryptionConfiguration.0.ServerSideEncryptionByDefault.KMSMasterKeyID",
	"AWS::SQS::Queue":                    "KmsMasterKeyId",
	"AWS::SNS::Topic":                    "KmsMasterKeyId",
	"AWS::SecretsManager::Secret":        "KmsKeyId",
}

// keyPath is where a store says which key encrypts it in its own region, if that is known of its type.
func keyPath(r *assembly.Resource) (string, bool) {
	path, known := keyOf[r.Type]
	for i, replica := range list(r.Get("Replicas")) {
		if assembly.At(replica, "Region") == r.Stack.Region {
			path = strings.Replace(path, ".N.", "."+strconv.Itoa(i)+".", 1)
		}
	}
	return path, known
}

// inStore tells whether a resource is in the stack of a data store.
func inStore(r *assembly.Resource) bool { return strings.HasPrefix(r.Stack.ID, r.Stack.Stage+"/data-") }

// unencrypted finds data stores that are not under the environment's key for data, and secrets that are not under that
// for secrets.
func unencrypted(a *assembly.Assembly) []string {
	return judge(a, func(r *assembly.Resource, is facts.Resource) string {
		holds := is.State.Kind == facts.Stateful || is.State.Kind == facts.MadeAgain
		if !inStore(r) || !holds || hasAny(r, is.State.Unless) {
			return ""
		}
		if r.Get("DBSnapshotIdentifier") != nil || r.Get("SourceDbiResourceId") != nil {
			return "" // a restored instance is under the key of its backup, and RDS is not to be told
		}
		path, known := keyPath(r)
		if !known {
			return "is a store: say in keyOf where it names its key"
		}
		key, found := a.Resolve(r.Stack, at(r, path))
		want := "encrypts data stores and their backups"
		if r.Type == "AWS::SecretsManager::Secret" {
			want = "encrypts secrets"
		}
		if !found || key.Type != "AWS::KMS::Key" || key.Get("Description") != want {
			return "is not under the key that " + want
		}
		return ""
	})
}

func TestEveryStoreIsUnderTheKeyForDataAndEverySecretUnderThatForSecrets(t *testing.T) {
	holds(t, unencrypted)
	known := func(r *assembly.Resource, _ facts.Resource) bool { return inStore(r) && keyOf[r.Type] != "" }
	assert.Greater(t, count(t, known), 50)

	stream := assembly.Resource{LogicalID: "Stream", Type: "AWS::MSK::Cluster", Properties: map[string]any{}}
	a, store := with(t, plain(t), "prod/data-orders", stream)
	assert.NotEmpty(t, about(unencrypted(a), store))
	unknown := assembly.Resource{LogicalID: "Disk", Type: "AWS::ECR::Repository", Properties: map[string]any{}}
	a, store = with(t, plain(t), "prod/data-orders", unknown)
	assert.NotEmpty(t, about(unencrypted(a), store))
}

// needsKey is which actions on a key an action on a store needs: those services encrypt and decrypt with the rights of
// who asks. The others do it with their own.
var needsKey = map[string][]string{
	"dynamodb:GetItem":              {"kms:Decrypt", "kms:DescribeKey"},
	"dynamodb:PutItem":              {"kms:Encrypt", "kms:Decrypt", "kms:GenerateDataKey"},
	"s3:GetObject":                  {"kms:Decrypt"},
	"s3:PutObject":                  {"kms:GenerateDataKey", "kms:Decrypt"}, // the second for parts of an upload
	"secretsmanager:GetSecretValue": {"kms:Decrypt"},
	"sns:Publish":                   {"kms:GenerateDataKey", "kms:Decrypt"},
	"sqs:SendMessage":               {"kms:GenerateDataKey", "kms:Decrypt"},
	"sqs:ReceiveMessage":            {"kms:Decrypt"},
}

// keyless are the prefixes of actions that need no key, but for those in needsKey.
var keyless = []string{"acm", "cloudwatch", "ec2", "ecr", "sts", "dynamodb", "elasticfilesystem", "kafka", "kafka-cluster", "s3", "secretsmanager", "rds-db", "rds", "logs", "sns", "sqs"}

// lockedOut finds policies that let somebody use a data store whose key they may not use.
func lockedOut(a *assembly.Assembly) []string {
	var faults []string
	for _, policy := range a.OfType("AWS::IAM::Policy") {
		may := map[string]bool{}
		var wanted []string
		for _, s := range assembly.Statements(policy) {
			for _, target := range denoted(a, policy.Stack, s.Resources) {
				for _, action := range s.Actions {
					if target.Type == "AWS::KMS::Key" {
						may[action+" "+target.String()] = true
						continue
					}
					if !inStore(target) || s.Effect != "Allow" {
						continue
					}
					service, _, _ := strings.Cut(action, ":")
					if !slices.Contains(keyless, service) {
						faults = append(faults, policy.String()+" may "+action+": say in needsKey or keyless whether it needs the store's key")
					}
					for _, use := range needsKey[action] {
						path, _ := keyPath(target)
						if service == "secretsmanager" && target.Type != "AWS::SecretsManager::Secret" {
							path = "MasterUserSecret.KmsKeyId" // RDS keeps the secret
						}
						if key, found := a.Resolve(target.Stack, at(target, path)); found {
							wanted = append(wanted, use+" "+key.String())
						}
					}
				}
			}
		}
		for _, use := range wanted {
			if !may[use] {
				faults = append(faults, policy.String()+" uses a store, but may not "+use)
			}
		}
	}
	return faults
}

func TestWhoMayUseAStoreMayUseItsKey(t *testing.T) {
	for _, a := range assemblies(t) {
		assert.Empty(t, lockedOut(a))
	}
	uploads := named(t, example(t), "dev", "AWS::S3::Bucket", "BucketName", "acme-dev-uploads-333333333333")
	alone := assembly.Resource{LogicalID: "Alone", Type: "AWS::IAM::Policy", Properties: map[string]any{"PolicyDocument": map[string]any{
		"Statement": []any{map[string]any{
			"Effect": "Allow", "Action": []any{"s3:GetObject"},
			"Resource": map[string]any{"Fn::GetAtt": []any{uploads.LogicalID, "Arn"}},
		}},
	}}}
	a, policy := with(t, example(t), uploads.Stack.ID, alone)
	assert.NotEmpty(t, about(lockedOut(a), policy))
}

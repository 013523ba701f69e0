// Package audit makes the log archive: the buckets, in the security account or one of
// their own, that every account writes to and no workload account can read, alter or delete.
package audit

import (
	"slices"

	"bulkhead/config"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awskms"
	"github.com/aws/aws-cdk-go/awscdk/v2/awss3"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// ArchiveProps is how long logs are kept and who delivers them.
type ArchiveProps struct {
	config.Archive
	Bucket     string             // name of the bucket for flow logs
	AccessLogs string             // name of the bucket for access logs
	Firewall   string             // name of the bucket for firewalls' logs; AWS WAF wants aws-waf-logs- before it
	CloudFront string             // name under which CloudFront's access logs are delivered; empty where there are none
	Key        awskms.Key         // encrypts Bucket and Firewall
	Readers    []string           // ARNs of roles that alone may read what Key encrypts; none leaves it to the account
	Region     config.Region      // load balancers can only log to a bucket of their own region
	Writers    []config.AccountID // accounts whose logs are accepted
}

// NewArchive adds a region's archive to scope: a bucket under the customer's
// key for flow logs and CloudFront's access logs, another for firewalls' logs, and
// one under S3's own key for access logs, because load balancers and S3 can log to
// no other, which it returns.
func NewArchive(scope constructs.Construct, id string, props ArchiveProps) awss3.Bucket {
	scope = constructs.NewConstruct(scope, &id)

	accessLogs := newBucket(scope, "AccessLogs", props.Archive, &awss3.BucketProps{
		BucketName: &props.AccessLogs,
		Encryption: awss3.BucketEncryption_S3_MANAGED,
	})
	accessLogs.Policy().Document().AddStatements(loadBalancerStatements(accessLogs, props)...)

	archive := newBucket(scope, "Default", props.Archive,
		locked(props.Archive, config.LockedNetwork, encrypted(props.Bucket, props.Key, accessLogs)))
	firewall := newBucket(scope, "Firewall", props.Archive,
		locked(props.Archive, config.LockedFirewall, encrypted(props.Firewall, props.Key, accessLogs)))
	prefixes := []string{NetworkPrefix + "/"}
	if props.CloudFront != "" {
		prefixes = append(prefixes, CloudFrontPrefix+"/")
	}
	deliver(archive, props, prefixes...)
	deliver(firewall, props, "")
	if props.CloudFront != "" {
		newCloudFrontDestination(scope, archive, props)
	}
	props.Key.AddToResourcePolicy(deliveryKeyStatement(props), nil)
	if len(props.Readers) > 0 {
		props.Key.AddToResourcePolicy(readersOnly(props.Readers), nil)
	}
	return accessLogs
}

// encrypted returns a bucket under a customer's key that logs who reads it.
func encrypted(name string, key awskms.IKey, accessLogs awss3.IBucket) *awss3.BucketProps {
	return &awss3.BucketProps{
		BucketName:             &name,
		Encryption:             awss3.BucketEncryption_KMS,
		EncryptionKey:          key,
		BucketKeyEnabled:       new(true),
		ServerAccessLogsBucket: accessLogs,
		ServerAccessLogsPrefix: new("s3/" + name + "/"),
	}
}

// locked returns the bucket with the archive's lock, if it is listed. A request that puts an object where it is kept
// for a time by default needs a checksum, and AWS documents of CloudTrail alone that it delivers there. Access logs
// cannot be listed, because S3 delivers them to no bucket with a lock, nor what AWS Config records, which delivers to
// none that keeps objects for a time by default. Sources: the Amazon S3 user guide, "Object Lock considerations"; the
// AWS Config developer guide, "Working with the delivery channel".
func locked(archive config.Archive, is config.Locked, bucket *awss3.BucketProps) *awss3.BucketProps {
	if !slices.Contains(archive.Locks, is) {
		return bucket
	}
	days := awscdk.Duration_Days(jsii.Number(archive.RetentionDays))
	switch archive.Lock {
	case config.LockGovernance:
		bucket.ObjectLockDefaultRetention = awss3.ObjectLockRetention_Governance(days)
	case config.LockCompliance:
		bucket.ObjectLockDefaultRetention = awss3.ObjectLockRetention_Compliance(days)
	}
	return bucket
}

// newBucket adds what all buckets share: private, versioned, TLS only, kept, and moved to cold storage with age.
func newBucket(scope constructs.Construct, id string, kept config.Archive, bucket *awss3.BucketProps) awss3.Bucket {
	bucket.BlockPublicAccess = awss3.BlockPublicAccess_BLOCK_ALL()
	bucket.ObjectOwnership = awss3.ObjectOwnership_BUCKET_OWNER_ENFORCED
	bucket.EnforceSSL = new(true)
	bucket.MinimumTLSVersion = jsii.Number(1.2)
	bucket.Versioned = new(true)
	bucket.RemovalPolicy = awscdk.RemovalPolicy_RETAIN_ON_UPDATE_OR_DELETE
	retention := awscdk.Duration_Days(jsii.Number(kept.RetentionDays))
	bucket.LifecycleRules = &[]*awss3.LifecycleRule{{
		Id: new("archive"),
		Transitions: &[]*awss3.Transition{{
			StorageClass:    awss3.StorageClass_GLACIER_INSTANT_RETRIEVAL(),
			TransitionAfter: awscdk.Duration_Days(jsii.Number(kept.ColdDays)),
		}},
		Expiration:                          retention,
		NoncurrentVersionExpiration:         retention,
		AbortIncompleteMultipartUploadAfter: awscdk.Duration_Days(jsii.Number(7)),
	}}
	return awss3.NewBucket(scope, &id, bucket)
}

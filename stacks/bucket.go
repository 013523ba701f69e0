package stacks

import (
	"maps"
	"slices"

	"bulkhead/config"
	"bulkhead/constructs/bucket"
	"bulkhead/constructs/store"

	"github.com/aws/aws-cdk-go/awscdk/v2/awss3"
)

func (w *workload) newBucket(name string, settings config.Bucket) store.Store {
	stack := w.newDataStack("Bucket", name)
	props := bucket.Props{
		Bucket:     settings,
		Name:       w.FullBucketName(name),
		Key:        w.base.data,
		AccessLogs: *w.bucketLogs.BucketName(),
		BackedUp:   w.BacksUp(),
		Alerts:     w.base.alerts,
	}
	if settings.Standby == config.Replica {
		props.Recovery = w.bucketRecovery(name)
	}
	use := w.bucketStore(name, bucket.New(stack, name, props), *w.base.data.KeyArn())
	if taken := settings.TakesOver; taken != "" && taken != w.OwnBucketName(name) {
		use = use.In(w.AccountID) // its name does not have the account, as those have that are made up here
	}
	return use
}

// bucketStore is what services may do with a bucket whose objects are encrypted with a key; without one, it is one of
// AWS's own.
func (w *workload) bucketStore(name string, made awss3.IBucket, key string) store.Store {
	use := store.Store{
		Name:      name,
		Variables: map[string]string{config.BucketName: *made.BucketName()},
		Permissions: []store.Permission{
			{Actions: []string{"s3:ListBucket", "s3:ListBucketMultipartUploads", "s3:GetBucketLocation"}, Resources: []string{*made.BucketArn()}},
			{
				Actions:   []string{"s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:AbortMultipartUpload", "s3:ListMultipartUploadParts"},
				Resources: []string{*made.ArnForObjects(new("*"))},
			},
		},
	}
	if key == "" {
		return use
	}
	use.Permissions = append(use.Permissions, store.Permission{
		Actions:   []string{"kms:Decrypt", "kms:GenerateDataKey"},
		Resources: []string{key},
		// The key encrypts every store; this opens the objects of one bucket.
		Conditions: map[string]any{
			"StringEquals": map[string]string{"kms:ViaService": "s3." + string(w.Region) + ".amazonaws.com"},
			"StringLike":   map[string]any{"kms:EncryptionContext:aws:s3:arn": []*string{made.BucketArn(), made.ArnForObjects(new("*"))}},
		},
	})
	return use
}

// bucketNames are patterns of the names of all buckets of the environment.
func (w *workload) bucketNames() []string {
	all := []string{w.OwnBucketName("*")}
	for _, name := range slices.Sorted(maps.Keys(w.Buckets)) {
		if taken := w.Buckets[name].TakesOver; taken != "" {
			all = append(all, taken)
		}
	}
	return all
}

// newBucketLogs is the stack of the bucket that the environment's buckets log their requests to. CloudFormation makes
// up its name: the stack goes with the last bucket, and what it kept is not in the way of the next one.
func (w *workload) newBucketLogs() awss3.Bucket {
	stack := w.newStack("access-logs", stateful, "Requests to the environment's buckets")
	logs := bucket.NewAccessLogs(stack, "AccessLogs", bucket.AccessLogsProps{
		Sources:       w.bucketNames(),
		Account:       string(w.AccountID),
		RetentionDays: w.LogRetentionDays,
	})
	offer(stack, logs.BucketName())
	return logs
}

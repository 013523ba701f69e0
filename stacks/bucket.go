package stacks

import (
	"bulkhead/config"
	"bulkhead/constructs/bucket"
	"bulkhead/constructs/store"

	"github.com/aws/aws-cdk-go/awscdk/v2/awss3"
)

func (d *dataStack) newBucket(name string, settings config.Bucket) store.Store {
	made := bucket.New(d.stack(), name, bucket.Props{
		Bucket:     settings,
		Name:       d.FullBucketName(name),
		Key:        d.base.data,
		AccessLogs: d.accessLogs(),
		Alerts:     d.base.alerts,
	})
	return store.Store{
		Name:      name,
		Variables: map[string]string{config.BucketName: *made.BucketName()},
		Permissions: []store.Permission{
			{Actions: []string{"s3:ListBucket", "s3:ListBucketMultipartUploads", "s3:GetBucketLocation"}, Resources: []string{*made.BucketArn()}},
			{
				Actions:   []string{"s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:AbortMultipartUpload", "s3:ListMultipartUploadParts"},
				Resources: []string{*made.ArnForObjects(new("*"))},
			},
			{
				Actions:   []string{"kms:Decrypt", "kms:GenerateDataKey"},
				Resources: []string{*d.base.data.KeyArn()},
				// The key encrypts every store; this opens the objects of one bucket.
				Conditions: map[string]any{
					"StringEquals": map[string]string{"kms:ViaService": "s3." + string(d.Region) + ".amazonaws.com"},
					"StringLike":   map[string]any{"kms:EncryptionContext:aws:s3:arn": []*string{made.BucketArn(), made.ArnForObjects(new("*"))}},
				},
			},
		},
	}
}

// accessLogs is the bucket that the environment's buckets log to, made for the first of them.
func (d *dataStack) accessLogs() awss3.Bucket {
	const id = "AccessLogs"
	if made := d.stack().Node().TryFindChild(new(id)); made != nil {
		return made.(awss3.Bucket)
	}
	return bucket.NewAccessLogs(d.stack(), id, d.FullBucketName(config.AccessLogs), d.LogRetentionDays)
}

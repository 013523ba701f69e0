package preflight

import (
	"context"
	"slices"

	"bulkhead/assembly"
	"bulkhead/internal/aws/look"

	"github.com/aws/aws-sdk-go-v2/aws"
)

// named are what may be left over under the very name that a template gives, because it is kept when its stack goes.
var named = map[string]kind{
	"AWS::S3::Bucket": {"names of buckets", func(ctx context.Context, v *visit, r *assembly.Resource) (bool, error) {
		name := nameIn(r, "BucketName")
		if name == "" {
			return false, nil
		}
		_, err := ask(ctx, v, look.HeadBucket, look.HeadBucketInput{Bucket: &name})
		switch {
		case absent(err, look.NotFound):
			return false, nil
		case absent(err, look.Elsewhere, look.Forbidden): // names are the whole world's
			return true, nil
		}
		return err == nil, err
	}, []look.Description{look.HeadBucket.Description}, someone, nil},
	"AWS::Logs::LogGroup": {"names of log groups", func(ctx context.Context, v *visit, r *assembly.Resource) (bool, error) {
		return listed(nameIn(r, "LogGroupName"), func() ([]string, error) {
			prefix := "/" + v.Organization.Name + "/"
			out, err := ask(ctx, v, look.DescribeLogGroups, look.DescribeLogGroupsInput{LogGroupNamePrefix: &prefix})
			return names(out, err, func(o *look.DescribeLogGroupsOutput) []look.LogGroup { return o.LogGroups },
				func(l look.LogGroup) *string { return l.LogGroupName })
		})
	}, []look.Description{look.DescribeLogGroups.Description}, someone, nil},
	"AWS::KMS::Alias": {"names of keys", func(ctx context.Context, v *visit, r *assembly.Resource) (bool, error) {
		return listed(nameIn(r, "AliasName"), func() ([]string, error) {
			out, err := ask(ctx, v, look.ListAliases, look.ListAliasesInput{})
			return names(out, err, func(o *look.ListAliasesOutput) []look.Alias { return o.Aliases },
				func(a look.Alias) *string { return a.AliasName })
		})
	}, []look.Description{look.ListAliases.Description}, someone, nil},
	"AWS::RDS::DBInstance": {"names of databases", func(ctx context.Context, v *visit, r *assembly.Resource) (bool, error) {
		return listed(nameIn(r, "DBInstanceIdentifier"), func() ([]string, error) {
			out, err := ask(ctx, v, look.DescribeDatabases, look.DescribeDatabasesInput{})
			return names(out, err, func(o *look.DescribeDatabasesOutput) []look.Database { return o.DBInstances },
				func(d look.Database) *string { return d.DBInstanceIdentifier })
		})
	}, []look.Description{look.DescribeDatabases.Description}, someone, nil},
	"AWS::SecretsManager::Secret": {"names of secrets", func(ctx context.Context, v *visit, r *assembly.Resource) (bool, error) {
		name := nameIn(r, "Name")
		if name == "" {
			return false, nil
		}
		_, err := ask(ctx, v, look.DescribeSecret, look.DescribeSecretInput{SecretID: &name})
		if absent(err, "ResourceNotFoundException") {
			return false, nil
		}
		return err == nil, err // one that is deleted has its name for days
	}, []look.Description{look.DescribeSecret.Description}, someone, nil},
	"AWS::IAM::Role": {"names of roles", func(ctx context.Context, v *visit, r *assembly.Resource) (bool, error) {
		name := nameIn(r, "RoleName")
		if name == "" {
			return false, nil
		}
		return role(ctx, v, name)
	}, []look.Description{look.GetRole.Description}, someone, nil},
}

// listed tells whether a name is in a list. What has no name of ours is in nobody's way.
func listed(name string, list func() ([]string, error)) (bool, error) {
	if name == "" {
		return false, nil
	}
	there, err := list()
	return slices.Contains(there, name), err
}

// names are those in an answer.
func names[Out, One any](out *Out, err error, list func(*Out) []One, name func(One) *string) (all []string, _ error) {
	if err != nil {
		return nil, err
	}
	for _, one := range list(out) {
		all = append(all, aws.ToString(name(one)))
	}
	return all, nil
}

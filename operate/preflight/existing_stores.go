package preflight

import (
	"context"
	"errors"
	"fmt"
	"net"
	"slices"
	"strings"

	"bulkhead/config"
	"bulkhead/internal/aws/look"

	"github.com/aws/aws-sdk-go-v2/aws"
)

// securityGroups looks whether the security groups that the configuration names are in the environment's network.
func securityGroups(n Needs) (all []item) {
	for _, e := range n.Environments {
		of := map[string]string{} // keys of the configuration, by group
		for _, name := range once(keysOf(e.Existing)) {
			of[e.Existing[name].SecurityGroup] = "existing." + name + ".securityGroup"
		}
		if k := e.Kubernetes; k != nil && k.Mode == config.ExistingMode {
			if k.Existing.Ingress != nil {
				of[k.Existing.Ingress.SecurityGroup] = "kubernetes.existing.ingress.securityGroup"
			}
			of[k.Existing.SecurityGroup] = "kubernetes.existing.securityGroup"
		}
		for _, id := range once(keysOf(of)) {
			all = append(all, item{
				e.Account, string(e.Region), id + " of " + e.Name,
				func(ctx context.Context, v *visit) (answer, error) { return n.securityGroup(ctx, v, e, id, of[id]) },
			})
		}
	}
	return all
}

// securityGroup looks whether a security group is in the network of an environment.
func (n Needs) securityGroup(ctx context.Context, v *visit, e config.Environment, id, key string) (answer, error) {
	out, err := ask(ctx, v, look.DescribeSecurityGroups, look.DescribeSecurityGroupsInput{
		Filters: []look.Filter{{Name: aws.String("group-id"), Values: []string{id}}},
	})
	if err != nil {
		return answer{}, err
	}
	vpc, err := n.vpcOf(ctx, v, e)
	if err != nil {
		return answer{}, err
	}
	list := n.here(e, "aws ec2 describe-security-groups")
	switch {
	case len(out.SecurityGroups) == 0:
		return missing("there is no such security group in "+string(e.Region),
			"write one of these under `"+key+"` of "+e.Name+": "+list), nil
	case vpc == nil:
		return noNetwork(e), nil
	}
	is, has := aws.ToString(out.SecurityGroups[0].VpcID), aws.ToString(vpc.VpcID)
	return demand(is == has, "it is in "+is+", and "+e.Name+" in "+has,
		"write one of these under `"+key+"` of "+e.Name+": "+list+" --filters Name=vpc-id,Values="+has), nil
}

// stores looks whether stores are there that something else has made, with their secrets and keys.
func stores(n Needs) (all []item) {
	for _, e := range n.Environments {
		for _, name := range once(keysOf(e.Existing)) {
			x := e.Existing[name]
			key := "`existing." + name + "` of " + e.Name
			add := func(what string, ask func(context.Context, *visit) (answer, error)) {
				all = append(all, item{e.Account, string(e.Region), what + " of " + name, ask})
			}
			if x.Bucket != "" {
				add("bucket "+x.Bucket, func(ctx context.Context, v *visit) (answer, error) {
					return bucketOf(ctx, v, e, x, key)
				})
			}
			for _, host := range once([]string{x.Host, x.ReaderHost}) {
				add(host, func(ctx context.Context, v *visit) (answer, error) { return listens(ctx, v, host, x, key) })
			}
			if x.Secret != "" {
				add("secret", func(ctx context.Context, v *visit) (answer, error) { return secretOf(ctx, v, x, key) })
			}
			if x.Key != "" {
				add("key", func(ctx context.Context, v *visit) (answer, error) { return keyIs(ctx, v, x.Key, key) })
			}
		}
	}
	return all
}

// notOurs is what S3 leaves open when it refuses to tell of a bucket that has to be of an account.
var notOurs = unanswered("it is another account's, or these credentials may not ask for it (s3:ListBucket)")

// bucketOf looks whether a bucket is the account's, in the region, and encrypts with the key of the configuration.
func bucketOf(ctx context.Context, v *visit, e config.Environment, x config.Existing, key string) (answer, error) {
	owner := string(e.AccountID)
	_, err := ask(ctx, v, look.HeadBucket, look.HeadBucketInput{Bucket: &x.Bucket, ExpectedBucketOwner: &owner})
	switch {
	case absent(err, look.NotFound):
		return missing("there is no such bucket", "write the name of one of the account under "+key), nil
	case absent(err, look.Elsewhere):
		return missing("it is not in "+string(e.Region), "write the name of one of that region under "+key), nil
	case absent(err, look.Forbidden):
		return notOurs, nil
	case err != nil:
		return answer{}, err
	}
	in := look.GetBucketEncryptionInput{Bucket: &x.Bucket, ExpectedBucketOwner: &owner}
	out, err := ask(ctx, v, look.GetBucketEncryption, in)
	if err != nil {
		return answer{}, err
	}
	has := ""
	for _, rule := range out.ServerSideEncryptionConfiguration.Rules {
		if by := rule.ApplyServerSideEncryptionByDefault; by != nil {
			has = aws.ToString(by.KMSMasterKeyID)
		}
	}
	return keyed(has, x.Key, key), nil
}

// keyed compares a key, as AWS tells it, with the one in the configuration.
func keyed(has, written, key string) answer {
	has = has[strings.LastIndex(has, ":")+1:] // an id, an ARN without its region, or an alias
	id := written[strings.LastIndex(written, ":")+1:]
	switch {
	case strings.HasPrefix(has, "alias/aws/"):
		has = "" // AWS's own
	case strings.HasPrefix(has, "alias/"):
		return unknown("it is encrypted with " + has + ": compare its key with that under " + key)
	case has != "" && !strings.HasPrefix(has, "key/"):
		has = "key/" + has
	}
	switch {
	case has == id:
		return done
	case written == "":
		return missing("it is encrypted with "+has, "write the ARN of that key as `key` under "+key)
	case has == "":
		return missing("it is encrypted with a key of AWS's own", "leave `key` out under "+key)
	}
	return missing("it is encrypted with "+has, "write the ARN of that key as `key` under "+key)
}

// secretOf looks whether a secret is there, under its key.
func secretOf(ctx context.Context, v *visit, x config.Existing, key string) (answer, error) {
	out, err := ask(ctx, v, look.DescribeSecret, look.DescribeSecretInput{SecretID: &x.Secret})
	if absent(err, "ResourceNotFoundException") {
		return missing("there is no such secret", "write the whole ARN of one as `secret` under "+key), nil
	}
	if err != nil {
		return answer{}, err
	}
	return keyed(aws.ToString(out.KmsKeyID), x.Key, key), nil
}

// keyIs looks whether a key can be used.
func keyIs(ctx context.Context, v *visit, arn, key string) (answer, error) {
	out, err := ask(ctx, v, look.DescribeKey, look.DescribeKeyInput{KeyID: &arn})
	if absent(err, "NotFoundException") {
		return missing("there is no such key", "write the ARN of one as `key` under "+key), nil
	}
	if err != nil {
		return answer{}, err
	}
	state := aws.ToString(out.KeyMetadata.KeyState)
	return demand(state == "Enabled", "it is "+state, "have its owner enable it"), nil
}

// database is where RDS says that one is reached.
type database struct {
	hosts  []string
	port   int32
	groups []look.GroupOfDatabase
}

// listens looks whether what is at a host is a database of the account with that port and security group, or at least
// whether the name has addresses.
func listens(ctx context.Context, v *visit, host string, x config.Existing, key string) (answer, error) {
	if net.ParseIP(host) != nil {
		return unknown("what listens at an address, only its network tells"), nil
	}
	if strings.HasSuffix(host, ".rds.amazonaws.com") {
		return inRDS(ctx, v, host, x, key)
	}
	within, cancel := context.WithTimeout(ctx, v.Limit)
	defer cancel()
	addresses, err := v.Addresses(within, host)
	if lacks, is := errors.AsType[*net.DNSError](err); is && lacks.IsNotFound {
		return unknown("the internet knows no such name: whether the resolver of the VPC does, look there"), nil
	}
	if err != nil {
		return unanswered("the name was not resolved: " + innermost(err).Error()), nil
	}
	return demand(len(addresses) > 0, "the name has no address", "write a name that has one under "+key), nil
}

// inRDS looks for a database of the account by where it is reached.
func inRDS(ctx context.Context, v *visit, host string, x config.Existing, key string) (answer, error) {
	instances, err := ask(ctx, v, look.DescribeDatabases, look.DescribeDatabasesInput{})
	if err != nil {
		return answer{}, err
	}
	clusters, err := ask(ctx, v, look.DescribeDBClusters, look.DescribeDBClustersInput{})
	if err != nil {
		return answer{}, err
	}
	var all []database
	for _, i := range instances.DBInstances {
		if i.Endpoint != nil {
			all = append(all, database{
				[]string{aws.ToString(i.Endpoint.Address)}, aws.ToInt32(i.Endpoint.Port), i.VpcSecurityGroups,
			})
		}
	}
	for _, c := range clusters.DBClusters {
		hosts := []string{aws.ToString(c.Endpoint), aws.ToString(c.ReaderEndpoint)}
		all = append(all, database{hosts, aws.ToInt32(c.Port), c.VpcSecurityGroups})
	}
	at := slices.IndexFunc(all, func(d database) bool { return slices.Contains(d.hosts, host) })
	switch {
	case at < 0 && (strings.Contains(host, ".proxy-") || strings.Contains(host, ".cluster-custom-")):
		return unknown("it is the name of a proxy, or of an endpoint that somebody has added, of which nobody is asked"), nil
	case at < 0:
		return missing("the account has no database at that name in "+v.place,
			"write what aws rds describe-db-instances says under "+key), nil
	}
	if port := all[at].port; int(port) != x.Port {
		return missing(fmt.Sprintf("it listens on %d, and not on %d", port, x.Port),
			fmt.Sprintf("write `port: %d` under %s", port, key)), nil
	}
	var groups []string
	for _, g := range all[at].groups {
		groups = append(groups, aws.ToString(g.VpcSecurityGroupID))
	}
	return demand(slices.Contains(groups, x.SecurityGroup),
		"it is in "+strings.Join(groups, ", ")+", and not in "+x.SecurityGroup,
		"write one of these as `securityGroup` under "+key), nil
}

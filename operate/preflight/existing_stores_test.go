package preflight

import (
	"context"
	"net"
	"strings"
	"testing"

	"bulkhead/config"
	"bulkhead/internal/aws/look"
	"bulkhead/internal/fake"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// otherDatabase is at the host of ledger, on a port and in a group.
func otherDatabase(port int32, group string) fake.Answers {
	is := look.Database{
		Endpoint:          &look.DatabaseEndpoint{Address: aws.String("ledger.c1a2b3c4d5e6.us-east-1.rds.amazonaws.com"), Port: &port},
		VpcSecurityGroups: []look.GroupOfDatabase{{VpcSecurityGroupID: &group}},
	}
	return fake.Answers{"DescribeDBInstances": fixed(&look.DescribeDatabasesOutput{DBInstances: []look.Database{is}})}
}

func TestStoresThatExistAreComparedWithTheConfiguration(t *testing.T) {
	const key = "arn:aws:kms:us-east-1:717171717171:key/99999999-89ab-cdef-0123-456789abcdef"
	going := &look.DescribeKeyOutput{KeyMetadata: &look.KeyMetadata{KeyState: aws.String("PendingDeletion")}}
	found(t, "stores", []one{
		{says(fake.Answers{"HeadBucket": refused(look.Elsewhere)}), Missing, "it is not in us-east-1", "under `existing.letters` of dev-brown"},
		{says(fake.Answers{"HeadBucket": refused(look.Forbidden)}), Unknown, "it is another account's, or these credentials may not ask", ""},
		{says(fake.Answers{"GetBucketEncryption": fixed(encrypted(nil))}), Missing, "encrypted with a key of AWS's own", "leave `key` out under `existing.scans`"},
		{says(fake.Answers{"GetBucketEncryption": fixed(encrypted(aws.String(key)))}), Missing, "key/99999999-89ab", "as `key` under `existing.letters`"},
		{says(fake.Answers{"GetBucketEncryption": fixed(encrypted(aws.String("alias/old")))}), Unknown, "it is encrypted with alias/old", ""},
		{says(fake.Answers{"DescribeSecret": refused("ResourceNotFoundException")}), Missing, "no such secret", "under `existing.ledger`"},
		{says(fake.Answers{"DescribeSecret": fixed(&look.DescribeSecretOutput{Name: aws.String("kept")})}), Missing, "a key of AWS's own", "leave `key` out under `existing.ledger`"},
		{says(fake.Answers{"DescribeKey": refused("NotFoundException")}), Missing, "no such key", "under `existing.scans`"},
		{says(fake.Answers{"DescribeKey": fixed(going)}), Missing, "it is PendingDeletion", "enable it"},
		{says(fake.Answers{"DescribeDBClusters": fixed(&look.DescribeDBClustersOutput{})}), Missing, "no database at that name in us-east-1", "under `existing.payroll`"},
		{says(otherDatabase(5433, "sg-0d000000000000001")), Missing, "it listens on 5433, and not on 5432", "`port: 5433` under `existing.ledger`"},
		{says(otherDatabase(5432, "sg-9")), Missing, "it is in sg-9, and not in sg-0d000000000000001", "as `securityGroup` under `existing.ledger`"},
		{says(otherDatabase(5432, "sg-0d000000000000001")), Done, "", ""},
		{func(*world) {}, Unknown, "what listens at an address, only its network tells", ""},
	})
}

func TestABucketThatMayNotBeAskedForIsNotKnownForWantOfAnAnswer(t *testing.T) {
	for _, f := range brown(t, "stores", says(fake.Answers{"HeadBucket": refused(look.Forbidden)})) {
		assert.Equal(t, strings.HasPrefix(f.What, "bucket "), f.Unanswered, "%+v", f)
	}
}

// TestOnlyABucketOfTheEnvironmentsAccountIsThereToBeTakenOver: one that a stranger opens to everybody answers, too.
func TestOnlyABucketOfTheEnvironmentsAccountIsThereToBeTakenOver(t *testing.T) {
	w := newWorld(planOf(t, "choices").only("taken-over"))
	asked := 0
	w.Answers["HeadBucket"] = func(c fake.Call) (any, error) {
		asked++
		if in := c.Input.(*look.HeadBucketInput); aws.ToString(in.ExpectedBucketOwner) == "606060606060" {
			return nil, fake.Refusal(look.Forbidden) // as S3 answers when the bucket is a stranger's
		}
		return &look.HeadBucketOutput{}, nil
	}
	found := of(w.run(t), "taken-over", Unknown)
	require.Equal(t, 1, asked)
	require.Len(t, found, 1)
	assert.True(t, found[0].Unanswered)
	assert.Contains(t, found[0].Why, "another account's, or these credentials may not ask")
}

func TestKeysAreTheSameHoweverAWSWritesThem(t *testing.T) {
	const id = "01234567-89ab-cdef-0123-456789abcdef"
	const written = "arn:aws:kms:us-east-1:717171717171:key/" + id
	for has, want := range map[string]State{written: Done, id: Done, "key/" + id: Done, "alias/aws/s3": Missing, "": Missing} {
		assert.Equal(t, want, keyed(has, written, "`existing.a`").state, has)
	}
	assert.Equal(t, Done, keyed("arn:aws:kms:us-east-1:717171717171:alias/aws/s3", "", "").state)
}

func TestANameElsewhereThanInRDSIsResolved(t *testing.T) {
	x := config.Existing{Host: "cache.example.net", Port: 6379}
	w := newWorld(planOf(t, "choices"))
	v := &visit{Run: Run{Plan: w.Plan, Limit: Limit}, place: "us-east-1"}
	for _, c := range []struct {
		addresses []string
		err       error
		want      answer
	}{
		{[]string{"10.0.0.1"}, nil, done},
		{nil, nil, missing("the name has no address", "write a name that has one under k")},
		{nil, &net.DNSError{IsNotFound: true}, unknown("the internet knows no such name: whether the resolver of the VPC does, look there")},
		{nil, &net.DNSError{Err: "server misbehaving"}, unanswered("the name was not resolved: lookup : server misbehaving")},
	} {
		v.Addresses = func(_ context.Context, host string) ([]string, error) {
			assert.Equal(t, "cache.example.net", host)
			return c.addresses, c.err
		}
		got, err := listens(t.Context(), v, x.Host, x, "k")
		assert.NoError(t, err)
		assert.Equal(t, c.want, got)
	}
}

func TestAClusterThatExistsIsComparedWithTheConfiguration(t *testing.T) {
	is := func(changed func(*look.Cluster)) func(*world) {
		return func(w *world) { w.Answers["DescribeCluster"] = w.cluster(changed) }
	}
	found(t, "cluster", []one{
		{is(func(*look.Cluster) {}), Done, "", ""},
		{is(func(c *look.Cluster) { c.Status = aws.String("FAILED") }), Missing, "it is FAILED", "aws eks describe-cluster --name brown"},
		{is(func(c *look.Cluster) { c.ResourcesVpcConfig.ClusterSecurityGroupID = aws.String("sg-9") }), Missing, "its security group is sg-9", "`securityGroup: sg-9`"},
		{is(func(c *look.Cluster) { c.ResourcesVpcConfig.EndpointPrivateAccess = aws.Bool(false) }), Missing, "no private endpoint", "endpointPrivateAccess=true"},
		{is(func(c *look.Cluster) { c.AccessConfig.AuthenticationMode = aws.String("CONFIG_MAP") }), Missing, "by CONFIG_MAP alone", "authenticationMode=API_AND_CONFIG_MAP"},
		{is(func(c *look.Cluster) { c.ResourcesVpcConfig.VpcID = aws.String("vpc-9") }), Missing, "it is in vpc-9, and dev-brown in vpc-0123456789abcdef0", "`kubernetes.existing` of dev-brown"},
		{is(func(c *look.Cluster) { c.ComputeConfig = nil }), Unknown, "EKS lists no add-on eks-pod-identity-agent, vpc-cni", ""},
		{says(fake.Answers{"ListAddons": fixed(&look.ListAddonsOutput{})}), Unknown, "EKS lists no add-on aws-secrets-store-csi-driver-provider", ""},
	})
}

func TestAClusterThatRegistersPodsItselfHasAutoModeOfAVersionThatCan(t *testing.T) {
	for version, auto := range map[string]bool{"1.36": false, "1.35": true, "1.9": true} {
		w := newWorld(planOf(t, "choices").only("cluster"))
		w.Answers["DescribeCluster"] = w.cluster(func(c *look.Cluster) { c.Version, c.ComputeConfig.Enabled = &version, &auto })
		assert.Len(t, of(w.run(t), "cluster", Missing), 1, "dev-stores alone leaves it to Auto Mode: %s", version)
	}
	w := newWorld(planOf(t, "choices").only("cluster"))
	w.Answers["DescribeCluster"] = w.cluster(func(c *look.Cluster) { c.Version = aws.String("1.37") })
	assert.Empty(t, of(w.run(t), "cluster", Missing), "a newer version can, too")
}

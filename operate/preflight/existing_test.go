package preflight

import (
	"slices"
	"strings"
	"testing"

	"bulkhead/internal/aws/look"
	"bulkhead/internal/fake"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// brown looks into the account of dev-brown, where everything exists, for one check, in a world that is otherwise.
func brown(t *testing.T, check string, otherwise func(*world)) []Finding {
	t.Helper()
	w := newWorld(planOf(t, "choices").only(check))
	w.things = slices.DeleteFunc(w.things, func(t thing) bool { return t.account != "dev-brown" })
	require.NotEmpty(t, w.things)
	otherwise(w)
	return w.run(t)
}

// one is how one thing is found that exists.
type one struct {
	otherwise func(*world)
	state     State
	why, mend string // are in it
}

// found fails where no finding of a check is so.
func found(t *testing.T, check string, cases []one) {
	t.Helper()
	for _, c := range cases {
		all := brown(t, check, c.otherwise)
		assert.True(t, slices.ContainsFunc(all, func(f Finding) bool {
			return f.State == c.state && strings.Contains(f.Why, c.why) &&
				strings.Contains(strings.Join(f.Mend, "\n"), c.mend)
		}), "%s %q and %q are not in %+v", c.state, c.why, c.mend, all)
	}
}

// says replaces answers.
func says(answers fake.Answers) func(*world) {
	return func(w *world) {
		for operation, answer := range answers {
			w.Answers[operation] = answer
		}
	}
}

// has deploys a stack.
func has(w *world, stack string) {
	w.Answers["DescribeStacks"] = fixed(&look.DescribeStacksOutput{Stacks: []look.Stack{
		{StackName: &stack, StackStatus: aws.String("CREATE_COMPLETE")},
	}})
}

func TestANetworkThatExistsIsComparedWithTheConfiguration(t *testing.T) {
	id := aws.String("vpc-0123456789abcdef0")
	other := look.Vpc{VpcID: id, CidrBlockAssociationSet: []look.VpcRange{{CidrBlock: aws.String("10.0.0.0/16")}}}
	found(t, "network", []one{
		{
			says(fake.Answers{"DescribeVpcs": fixed(&look.DescribeVpcsOutput{Vpcs: []look.Vpc{other}})}), Missing,
			"it has 10.0.0.0/16, and not 172.22.0.0/22", "`network.cidr` of dev-brown",
		},
		{
			says(fake.Answers{"DescribeVpcAttribute": attribute(false)}), Missing,
			"enableDnsSupport is off; enableDnsHostnames is off", "--vpc-id vpc-0123456789abcdef0 --enable-dns-hostnames",
		},
		{
			says(fake.Answers{"DescribeVpcAttribute": fixed(&look.DescribeVpcAttributeOutput{})}), Unknown,
			"the answer has no enableDnsSupport", "",
		},
		{says(fake.Answers{"DescribeDhcpOptions": fixed(resolvers("10.0.0.2"))}), Missing, "name other resolvers: 10.0.0.2", amazonDNS},
		{says(fake.Answers{"DescribeDhcpOptions": fixed(&look.DescribeDHCPOutput{})}), Missing, "name other resolvers: none", amazonDNS},
		{
			says(fake.Answers{"DescribeSubnets": fixed(&look.DescribeSubnetsOutput{})}), Missing,
			"it is not in vpc-0123456789abcdef0", "`network.existing.data` of dev-brown",
		},
		{
			says(fake.Answers{"DescribeSubnets": fixed(&look.DescribeSubnetsOutput{Subnets: []look.Subnet{{
				SubnetID: aws.String("subnet-0b000000000000002"), AvailabilityZone: aws.String("us-east-1c"),
			}}})}), Missing, "it is in us-east-1c", "in the order of the zones: us-east-1a, us-east-1b",
		},
		{func(w *world) { w.Answers["DescribeSubnets"] = w.subnets(7) }, Missing, "7 addresses are free, and up to", "`scaling.max`"},
	})
}

func TestWhatIsDeployedHasItsAddressesAndItsRoutesAlready(t *testing.T) {
	all := brown(t, "network", func(w *world) {
		w.Answers["DescribeSubnets"] = w.subnets(0)
		has(w, "dev-brown-network")
	})
	assert.Empty(t, of(all, "network", Missing))

	toVPN := func(w *world) {
		first := w.Answers["DescribeRouteTables"]
		w.Answers["DescribeRouteTables"] = func(c fake.Call) (any, error) {
			out, err := first(c)
			for i := range out.(*look.DescribeRouteTablesOutput).RouteTables {
				of := &out.(*look.DescribeRouteTablesOutput).RouteTables[i]
				of.Routes = append(of.Routes, route("10.250.0.0/20", "vgw-1"))
			}
			return out, err
		}
	}
	found(t, "network", []one{{
		toVPN, Missing, "rtb-0b000000000000001 has a route to 10.250.0.0/20 already",
		"aws ec2 delete-route --route-table-id rtb-0b000000000000001 --destination-cidr-block 10.250.0.0/20",
	}})
	all = brown(t, "network", func(w *world) { toVPN(w); has(w, "dev-brown-transit") })
	assert.Empty(t, of(all, "network", Missing), "the route is ours")
}

// endpointsOfAll has one of each service, but of those that are left out.
func endpointsOfAll(without string, private bool) *look.DescribeEndpointsOutput {
	out := &look.DescribeEndpointsOutput{VpcEndpoints: []look.VpcEndpoint{
		{ServiceName: aws.String("com.amazonaws.us-east-1.s3"), State: aws.String("available"), RouteTableIDs: []string{"rtb-9"}},
	}}
	for _, name := range []string{
		"ecr.api", "ecr.dkr", "logs", "secretsmanager", "ssm", "ssmmessages", "kms", "sts", "monitoring", "ec2", "eks", "eks-auth", "elasticloadbalancing",
	} {
		if name != without {
			out.VpcEndpoints = append(out.VpcEndpoints, look.VpcEndpoint{
				ServiceName: aws.String("com.amazonaws.us-east-1." + name), State: aws.String("Available"), PrivateDNSEnabled: &private,
			})
		}
	}
	return out
}

func TestPrivateSubnetsOfANetworkThatExistsHaveAWayOut(t *testing.T) {
	dead := route("0.0.0.0/0", "")
	dead.State = aws.String("blackhole")
	alone := func(out *look.DescribeEndpointsOutput) func(*world) {
		return says(fake.Answers{"DescribeRouteTables": withoutTables()["DescribeRouteTables"], "DescribeVpcEndpoints": fixed(out)})
	}
	found(t, "network", []one{
		{says(withoutTables()), Missing, "subnet-0a000000000000001 has rtb-9, and not rtb-0a000000000000001", "`network.existing.public[0].routeTable: rtb-9`"},
		{says(withoutTables()), Missing, "subnet-0a000000000000002 is public, and has no route to an internet gateway", "`network.existing.public`"},
		{says(withoutTables()), Missing, "has no way to the internet, and the VPC no endpoints of ecr.api, ecr.dkr, logs", "a route to a NAT gateway"},
		{says(withoutTables(dead)), Missing, "has no way to the internet", "a route to a NAT gateway"},
		{says(withoutTables(route("0.0.0.0/0", "igw-1"))), Missing, "from public addresses alone", "a route to a NAT gateway"},
		{alone(endpointsOfAll("kms", true)), Missing, "the VPC no endpoints of kms", "with private names"},
		{alone(endpointsOfAll("", false)), Missing, "the VPC no endpoints of ecr.api", "with private names"},
	})
	for _, f := range brown(t, "network", alone(endpointsOfAll("", true))) {
		assert.False(t, strings.HasPrefix(f.What, "ways out") && f.State != Done, "%+v", f)
	}
}

func TestWhatTheOwnerOfANetworkHasWrittenIsNotKnowable(t *testing.T) {
	narrow := endpointsOfAll("", true)
	narrow.VpcEndpoints[1].ID = aws.String("vpce-1")
	narrow.VpcEndpoints[1].PolicyDocument = aws.String(`{"Statement": [{"Action": "*", "Effect": "Allow", "Principal": "*", "Resource": "arn:aws:s3:::a"}]}`)
	narrow.VpcEndpoints[2].ID = aws.String("vpce-2")
	narrow.VpcEndpoints[2].PolicyDocument = aws.String(`{"Statement": [{"Action": "*", "Effect": "Allow", "Principal": "*", "Resource": "*"}]}`)
	found(t, "network", []one{
		{says(fake.Answers{"DescribeVpcEndpoints": fixed(narrow)}), Unknown, "which their owner has written: vpce-1", ""},
		{func(w *world) {
			w.Answers["DescribeNetworkAcls"] = w.aclsWith(append(everyRule(), rule(90, false, "deny"))...)
		}, Unknown, "answers on ports 1024 to 65535", ""},
		{says(fake.Answers{"DescribeNetworkAcls": fixed(&look.DescribeACLsOutput{})}), Unknown, "AWS tells of no network ACL of", ""},
	})
	for _, f := range brown(t, "network", says(fake.Answers{"DescribeVpcEndpoints": fixed(narrow)})) {
		assert.NotContains(t, f.Why, "vpce-2", "AWS's own policy")
	}
}

func TestASecurityGroupThatExistsIsInTheNetwork(t *testing.T) {
	found(t, "security-groups", []one{
		{
			says(fake.Answers{"DescribeSecurityGroups": fixed(&look.DescribeSecurityGroupsOutput{
				SecurityGroups: []look.SecurityGroup{{VpcID: aws.String("vpc-9")}},
			})}),
			Missing, "it is in vpc-9, and dev-brown in vpc-0123456789abcdef0", "--filters Name=vpc-id,Values=vpc-0123456789abcdef0",
		},
		{func(*world) {}, Done, "", ""},
	})
}

func TestRepositoriesThatExistLetPull(t *testing.T) {
	found(t, "repositories", []one{
		{says(fake.Answers{"BatchCheckLayerAvailability": refused("AccessDeniedException")}), Unknown, "lets this account not pull", ""},
		{says(fake.Answers{"DescribeImages": refused("ImageNotFoundException")}), Missing, "no such image", "docker push 909090909090.dkr.ecr.us-east-1.amazonaws.com/team/books:2019.4"},
		{says(fake.Answers{"DescribeImages": refused("AccessDeniedException")}), Unknown, "need not allow ecr:DescribeImages", ""},
		{func(*world) {}, Done, "", ""},
	})
	unasked := of(brown(t, "repositories", says(fake.Answers{"BatchCheckLayerAvailability": refused("AccessDeniedException")})), "repositories", Unknown)
	require.Len(t, unasked, 1)
	assert.True(t, unasked[0].Unanswered, "an answer would have told")
	untold := of(brown(t, "repositories", says(fake.Answers{"DescribeImages": refused("AccessDeniedException")})), "repositories", Unknown)
	require.Len(t, untold, 1)
	assert.False(t, untold[0].Unanswered, "the policy that the page asks for does not let it be known")
}

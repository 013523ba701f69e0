package test

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"bulkhead/config"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// brown is the environment of choices in a network that something else has made.
const brown = "dev-brown"

func TestInANetworkThatExistsNothingOfANetworkIsMade(t *testing.T) {
	tiers := map[string]string{
		"subnet-0a000000000000001": "public", "subnet-0a000000000000002": "public",
		"subnet-0b000000000000001": "private", "subnet-0b000000000000002": "private",
		"subnet-0c000000000000001": "data", "subnet-0c000000000000002": "data",
	}
	found := map[string]bool{}
	for _, r := range resourcesOf(choices(t)) {
		if r.Stack.Stage != brown {
			continue
		}
		switch strings.TrimPrefix(r.Type, "AWS::EC2::") {
		case "VPC", "Subnet", "RouteTable", "SubnetRouteTableAssociation", "NatGateway", "EIP", "InternetGateway",
			"NetworkAcl", "NetworkAclEntry", "VPCEndpoint", "VPCGatewayAttachment":
			assert.Fail(t, "is its owner's", r)
		}
		if vpc := r.Get("VpcId"); vpc != nil {
			assert.Equal(t, "vpc-0123456789abcdef0", vpc, r)
		}
		for id, tier := range tiers {
			if strings.Contains(text(r.Properties), id) {
				found[r.Type+" "+tier] = true
			}
		}
	}
	assert.Equal(t, map[string]bool{
		"AWS::AutoScaling::AutoScalingGroup private":       true, // the bastion's
		"AWS::ElasticLoadBalancingV2::LoadBalancer public": true,
		"AWS::ECS::Service private":                        true,
		"AWS::Lambda::Function private":                    true,
		"AWS::EC2::TransitGatewayAttachment private":       true,
		"AWS::ElastiCache::SubnetGroup data":               true,
	}, found)
}

func TestTheTrafficOfANetworkThatExistsIsRecordedInTheArchive(t *testing.T) {
	var destinations []string
	for _, log := range ofType(t, choices(t), brown+"/network", "AWS::EC2::FlowLog") {
		assert.Equal(t, "vpc-0123456789abcdef0", log.Get("ResourceId"))
		assert.Equal(t, "ALL", log.Get("TrafficType"))
		destinations = append(destinations, log.Get("LogDestinationType").(string))
	}
	slices.Sort(destinations)
	assert.Equal(t, []string{"cloud-watch-logs", "s3"}, destinations)
}

// TestARouteTableOfSeveralSubnetsGetsOneRouteToTheVPN: AWS refuses a second one.
func TestARouteTableOfSeveralSubnetsGetsOneRouteToTheVPN(t *testing.T) {
	var tables []string
	for _, route := range ofType(t, choices(t), brown+"/transit", "AWS::EC2::Route") {
		tables = append(tables, route.Get("RouteTableId").(string))
	}
	slices.Sort(tables)
	assert.Equal(t, []string{"rtb-0b000000000000001", "rtb-0c000000000000001", "rtb-0c000000000000002"}, tables)
}

func TestAStoreThatExistsOpensToThoseWhoUseIt(t *testing.T) {
	opened := map[string][]float64{}
	for _, rule := range in(t, choices(t), brown, "AWS::EC2::SecurityGroupIngress") {
		if group, named := rule.Get("GroupId").(string); named {
			client := denotes(t, choices(t), rule, rule.Get("SourceSecurityGroupId"))
			assert.Equal(t, rule.Stack, client.Stack, "%s goes with who uses it", rule)
			opened[rule.Stack.ID+" "+group] = append(opened[rule.Stack.ID+" "+group], rule.Get("FromPort").(float64))
		}
	}
	assert.Equal(t, map[string][]float64{
		brown + "/bastion sg-0d000000000000001":          {5432},
		brown + "/bastion sg-0d000000000000002":          {6379},
		brown + "/service-books sg-0d000000000000001":    {5432}, // of two databases there
		brown + "/service-books sg-0d000000000000002":    {6379},
		brown + "/function-posting sg-0d000000000000001": {5432},
		// The cluster's: names, and its API.
		brown + "/service-shelf sg-0d000000000000003": {53, 53},
		brown + "/kubernetes sg-0d000000000000003":    {443},
	}, opened)
}

func TestAServiceIsToldWhereAStoreThatExistsIsAndHowToLogIn(t *testing.T) {
	container := list(only(t, choices(t), brown+"/service-books", "AWS::ECS::TaskDefinition").Get("ContainerDefinitions"))[0].(map[string]any)
	told := map[string]string{}
	for _, key := range []string{"Environment", "Secrets"} {
		for _, v := range list(container[key]) {
			v := v.(map[string]any)
			if value, plain := v["Value"].(string); plain {
				told[v["Name"].(string)] = value
			} else if from, plain := v["ValueFrom"].(string); plain {
				told[v["Name"].(string)] = from
			}
		}
	}
	const secret = "arn:aws:secretsmanager:us-east-1:717171717171:secret:ledger/app-A1b2C3"
	for variable, value := range map[string]string{
		"LEDGER_HOST":        "ledger.c1a2b3c4d5e6.us-east-1.rds.amazonaws.com",
		"LEDGER_READER_HOST": "ledger-read.c1a2b3c4d5e6.us-east-1.rds.amazonaws.com",
		"LEDGER_PORT":        "5432",
		"LEDGER_NAME":        "general_ledger",
		"LEDGER_SECRET_ARN":  secret,
		"LEDGER_USERNAME":    secret + ":username::",
		"LEDGER_PASSWORD":    secret + ":password::",
		"TILL_HOST":          "172.22.1.9",
		"TILL_PORT":          "6379",
		"SCANS_BUCKET":       "scans-of-2019",
		"LETTERS_BUCKET":     "letters-of-2019",
	} {
		assert.Equal(t, value, told[variable], variable)
	}
	assert.NotContains(t, told, "TILL_PASSWORD", "it has no secret")
}

// TestOfAStoreThatExistsARoleMayUseTheKeyThatIsNamed: one of AWS's own lets in whoever may read what it encrypts.
func TestOfAStoreThatExistsARoleMayUseTheKeyThatIsNamed(t *testing.T) {
	used := map[string]string{
		"Useledger":  "key/01234567-89ab-cdef-0123-456789abcdef",
		"Usescans":   "key/mrk-0123456789abcdef0123456789abcdef",
		"Useletters": "",
	}
	for id, key := range used {
		var found int
		for _, policy := range ofType(t, choices(t), brown+"/service-books", "AWS::IAM::Policy") {
			if !strings.Contains(policy.LogicalID, id) {
				continue
			}
			found++
			said := text(policy.Get("PolicyDocument"))
			assert.Equal(t, key != "", strings.Contains(said, "kms:"), "%s", policy)
			assert.Contains(t, said, key)
		}
		require.Equal(t, 1, found, id)
	}
}

func TestAnImageOfARepositoryThatExistsIsPulledFromThereByItsOwnServiceAlone(t *testing.T) {
	const repository = "arn:aws:ecr:us-east-1:909090909090:repository/team/books"
	var pullers []string
	for _, r := range resourcesOf(choices(t)) {
		if r.Type == "AWS::IAM::Policy" && strings.Contains(text(r.Properties), repository) {
			pullers = append(pullers, r.Stack.ID)
		}
	}
	assert.Equal(t, []string{brown + "/service-books"}, pullers)
	container := list(only(t, choices(t), brown+"/service-books", "AWS::ECS::TaskDefinition").Get("ContainerDefinitions"))[0].(map[string]any)
	image := text(container["Image"])
	assert.Contains(t, image, "909090909090.dkr.ecr.us-east-1.")
	assert.Contains(t, image, "/team/books:2019.4")
}

// TestABucketThatExistsIsUsedInTheEnvironmentsAccountAlone: when it is deleted, its name is anybody's.
func TestABucketThatExistsIsUsedInTheEnvironmentsAccountAlone(t *testing.T) {
	seen := 0
	for _, stack := range []string{brown + "/service-books", brown + "/function-posting"} {
		for _, policy := range ofType(t, choices(t), stack, "AWS::IAM::Policy") {
			document := policy.Get("PolicyDocument").(map[string]any)
			for _, s := range list(document["Statement"]) {
				if s := s.(map[string]any); strings.Contains(text(s["Resource"]), "-of-2019") {
					seen++
					assert.JSONEq(t, `{"StringEquals":{"aws:ResourceAccount":"717171717171"}}`, text(s["Condition"]), policy)
				}
			}
		}
	}
	assert.Equal(t, 2*2+2, seen, "two buckets of books, and one of posting, and their objects")
}

// TestTheNetworkThatAnEnvironmentIsInIsNotRemovedAsADefaultVPC: many begin with the default one.
func TestTheNetworkThatAnEnvironmentIsInIsNotRemovedAsADefaultVPC(t *testing.T) {
	kept := map[string]string{}
	for _, r := range choices(t).OfType("Custom::AccountSettings") {
		if r.Get("KeptVPCs") != nil {
			kept[r.Stack.ID] = text(r.Get("KeptVPCs"))
		}
	}
	assert.Equal(t, map[string]string{brown + "/account": `["vpc-0123456789abcdef0"]`}, kept)
}

// TestNothingThatExistsIsOneOfOurOwnBuckets: a service would read and write what is recorded there, or deployed.
func TestNothingThatExistsIsOneOfOurOwnBuckets(t *testing.T) {
	c, err := config.Load(filepath.Join("testdata", "configs", "choices"))
	require.NoError(t, err)
	named, madeUp := 0, 0
	for _, e := range c.Sides() {
		for _, r := range choices(t).OfType("AWS::S3::Bucket") {
			switch bucket := r.Get("BucketName").(type) {
			case string:
				shared := r.Stack.Account == string(c.Organization.Accounts[config.SharedServices])
				if shared || r.Stack.Stage == config.Security || strings.HasPrefix(bucket, "choices-"+e.Name+"-") {
					named++
					assert.True(t, e.MadeBucket(bucket), "%s of %s", bucket, r)
				}
			default:
				if r.Stack.Stage == e.Name {
					madeUp++
					bucket := strings.ToLower(r.Stack.Name+"-"+r.LogicalID) + "-0a1b2c3d4e5f"
					assert.True(t, e.MadeBucket(bucket), "%s of %s", bucket, r)
				}
			}
		}
	}
	assert.Greater(t, named, 20)
	assert.Greater(t, madeUp, 5)
}

// TestNothingThatExistsIsASecretOfOurOwn: of a store, it is its master user's.
func TestNothingThatExistsIsASecretOfOurOwn(t *testing.T) {
	c, err := config.Load(filepath.Join("testdata", "configs", "choices"))
	require.NoError(t, err)
	seen := 0
	for _, e := range c.Sides() {
		for _, r := range choices(t).OfType("AWS::SecretsManager::Secret") {
			if r.Stack.Stage != e.Name {
				continue
			}
			seen++
			name, is := r.Get("Name").(string)
			if !is {
				name = r.LogicalID + "-0a1B2c3D4e5F"
			}
			assert.True(t, e.MadeSecret("arn:aws:secretsmanager:us-east-1:717171717171:secret:"+name+"-A1b2C3"), "%s of %s", name, r)
		}
	}
	assert.Greater(t, seen, 10)
}

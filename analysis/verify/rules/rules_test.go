package rules

import (
	"os"
	"path/filepath"
	"testing"

	"bulkhead/assembly"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// judged are the faults of templates in YAML: "stack resource rule: message".
func judged(t *testing.T, templates map[string]string) []string {
	t.Helper()
	var said []string
	for _, f := range Check(loaded(t, templates)) {
		said = append(said, f.Stack.ID+" "+f.Resource+" "+f.Rule+": "+f.Message)
	}
	return said
}

func loaded(t *testing.T, templates map[string]string) *assembly.Assembly {
	t.Helper()
	dir := t.TempDir()
	for name, text := range templates {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name+".yaml"), []byte(text), 0o644))
	}
	a, err := assembly.Load(dir)
	require.NoError(t, err)
	return a
}

// resources are those of one template.
func resources(text string) map[string]string {
	return map[string]string{"a": "Parameters:\n  P: {Type: String, Default: x}\n  Q: {Type: String, Default: x}\n" +
		"Conditions:\n  C: !Equals [!Ref P, x]\n  D: !Not [!Equals [!Ref P, x]]\nResources:\n" + text}
}

func TestOnlyOneResourceCanHaveAName(t *testing.T) {
	for name, c := range map[string]struct {
		resources string
		want      []string
	}{
		"the same text": {`
  A: {Type: 'AWS::SNS::Topic', Properties: {TopicName: a}}
  B: {Type: 'AWS::SNS::Topic', Properties: {TopicName: a}}
`, []string{"a B duplicate-name: a is the name of A, too; only one can have it"}},
		"capitals of a role": {`
  A: {Type: 'AWS::IAM::Role', Properties: {RoleName: Admin}}
  B: {Type: 'AWS::IAM::Role', Properties: {RoleName: admin}}
`, []string{"a B duplicate-name: admin is the name of A, too; only one can have it"}},
		"the same parameter": {`
  A: {Type: 'AWS::SNS::Topic', Properties: {TopicName: !Ref P}}
  B: {Type: 'AWS::SNS::Topic', Properties: {TopicName: !Sub '${P}'}}
`, []string{"a B duplicate-name: A has the same name; only one can have it"}},
		"both kinds of a table": {`
  A: {Type: 'AWS::DynamoDB::Table', Properties: {TableName: a}}
  B: {Type: 'AWS::DynamoDB::GlobalTable', Properties: {TableName: a}}
`, []string{"a B duplicate-name: a is the name of A, too; only one can have it"}},
		"two parameters with one default": {`
  A: {Type: 'AWS::SNS::Topic', Properties: {TopicName: !Ref P}}
  B: {Type: 'AWS::SNS::Topic', Properties: {TopicName: !Ref Q}}
`, nil},
		"conditions keep them apart": {`
  A: {Type: 'AWS::SNS::Topic', Condition: C, Properties: {TopicName: a}}
  B: {Type: 'AWS::SNS::Topic', Condition: D, Properties: {TopicName: a}}
`, nil},
		"a condition in the name": {`
  A: {Type: 'AWS::SNS::Topic', Properties: {TopicName: !If [C, a, !Ref 'AWS::NoValue']}}
  B: {Type: 'AWS::SNS::Topic', Properties: {TopicName: !If [C, a, !Ref 'AWS::NoValue']}}
`, nil},
		"other types, other networks, no names": {`
  A: {Type: 'AWS::SNS::Topic', Properties: {TopicName: a}}
  B: {Type: 'AWS::SQS::Queue', Properties: {QueueName: a}}
  C: {Type: 'AWS::EC2::SecurityGroup', Properties: {GroupName: a, VpcId: !Ref P}}
  D: {Type: 'AWS::EC2::SecurityGroup', Properties: {GroupName: a, VpcId: !Ref Q}}
  E: {Type: 'AWS::SNS::Topic'}
  F: {Type: 'AWS::SNS::Topic', Properties: {TopicName: ''}}
  G: {Type: 'AWS::SNS::Topic', Properties: {TopicName: A}}
`, nil},
	} {
		t.Run(name, func(t *testing.T) { assert.Equal(t, c.want, judged(t, resources(c.resources))) })
	}
}

func TestNamesAreComparedWhereStacksAreDeployed(t *testing.T) {
	of := func(account, region, name string) *assembly.Stack {
		stack := &assembly.Stack{ID: account + region + name, Account: account, Region: region}
		return stack.With(map[string]any{"Resources": map[string]any{
			"Topic":  map[string]any{"Type": "AWS::SNS::Topic", "Properties": map[string]any{"TopicName": name}},
			"Role":   map[string]any{"Type": "AWS::IAM::Role", "Properties": map[string]any{"RoleName": name}},
			"Bucket": map[string]any{"Type": "AWS::S3::Bucket", "Properties": map[string]any{"BucketName": name}},
		}})
	}
	const one, two = "111111111111", "222222222222"
	for want, stacks := range map[string][]*assembly.Stack{
		"Bucket Role Topic ": {of(one, "eu-west-1", "a"), of(one, "eu-west-1", "a")},
		"Bucket Role ":       {of(one, "eu-west-1", "a"), of(one, "us-east-1", "a")},
		"Bucket ":            {of(one, "eu-west-1", "a"), of(two, "eu-west-1", "a")},
		"":                   {of("unknown-account", "unknown-region", "a"), of("unknown-account", "unknown-region", "b")},
	} {
		stacks[1].ID += "second"
		got := ""
		for _, f := range Check(&assembly.Assembly{Stacks: stacks}) {
			got += f.Resource + " "
		}
		assert.Equal(t, want, got)
	}
}

func TestASubnetIsWithinItsNetworkAndOverNoOther(t *testing.T) {
	vpc := "  V: {Type: 'AWS::EC2::VPC', Properties: {CidrBlock: 10.0.0.0/16}}\n"
	for name, c := range map[string]struct {
		resources string
		want      []string
	}{
		"outside": {
			vpc + "  S: {Type: 'AWS::EC2::Subnet', Properties: {VpcId: !Ref V, CidrBlock: 10.1.0.0/24}}\n",
			[]string{"a S subnet-outside-vpc: 10.1.0.0/24 is not within 10.0.0.0/16 of V"},
		},
		"larger than its network": {
			vpc + "  S: {Type: 'AWS::EC2::Subnet', Properties: {VpcId: !GetAtt V.VpcId, CidrBlock: 10.0.0.0/8}}\n",
			[]string{"a S subnet-outside-vpc: 10.0.0.0/8 is not within 10.0.0.0/16 of V"},
		},
		"over another": {vpc + `
  S: {Type: 'AWS::EC2::Subnet', Properties: {VpcId: !Ref V, CidrBlock: 10.0.0.0/23}}
  T: {Type: 'AWS::EC2::Subnet', Properties: {VpcId: !Ref V, CidrBlock: 10.0.1.0/24}}
`, []string{"a T subnets-overlap: 10.0.1.0/24 overlaps 10.0.0.0/23 of S"}},
		"over another, of a network that is there already": {`
  S: {Type: 'AWS::EC2::Subnet', Properties: {VpcId: !Ref P, CidrBlock: 10.0.0.0/24}}
  T: {Type: 'AWS::EC2::Subnet', Properties: {VpcId: !Ref P, CidrBlock: 10.0.0.0/24}}
`, []string{"a T subnets-overlap: 10.0.0.0/24 overlaps 10.0.0.0/24 of S"}},
		"in a second range": {vpc + `
  W: {Type: 'AWS::EC2::VPCCidrBlock', Properties: {VpcId: !Ref V, CidrBlock: 100.64.0.0/16}}
  S: {Type: 'AWS::EC2::Subnet', Properties: {VpcId: !Ref V, CidrBlock: 100.64.1.0/24}}
`, nil},
		"in a range that nobody knows": {vpc + `
  W: {Type: 'AWS::EC2::VPCCidrBlock', Properties: {VpcId: !Ref V, Ipv4IpamPoolId: pool}}
  S: {Type: 'AWS::EC2::Subnet', Properties: {VpcId: !Ref V, CidrBlock: 100.64.1.0/24}}
  T: {Type: 'AWS::EC2::Subnet', Properties: {VpcId: !Ref V, CidrBlock: !Ref P}}
`, nil},
		"of another network": {vpc + `
  W: {Type: 'AWS::EC2::VPC', Properties: {CidrBlock: 10.0.0.0/16}}
  S: {Type: 'AWS::EC2::Subnet', Properties: {VpcId: !Ref V, CidrBlock: 10.0.0.0/24}}
  T: {Type: 'AWS::EC2::Subnet', Properties: {VpcId: !Ref W, CidrBlock: 10.0.0.0/24}}
`, nil},
		"parts of the range": {vpc + `
  S: {Type: 'AWS::EC2::Subnet', Properties: {VpcId: !Ref V, CidrBlock: !Select [0, !Cidr [10.0.0.0/16, 2, 8]]}}
  T: {Type: 'AWS::EC2::Subnet', Properties: {VpcId: !Ref V, CidrBlock: !Select ['1', !Cidr [10.0.0.0/16, 2, '8']]}}
`, nil},
		"one of both": {vpc + `
  S: {Type: 'AWS::EC2::Subnet', Condition: C, Properties: {VpcId: !Ref V, CidrBlock: 10.0.0.0/24}}
  T: {Type: 'AWS::EC2::Subnet', Condition: D, Properties: {VpcId: !Ref V, CidrBlock: 10.0.0.0/24}}
`, nil},
	} {
		t.Run(name, func(t *testing.T) { assert.Equal(t, c.want, judged(t, resources(c.resources))) })
	}
}

func TestAStateMachineGoesOnToStatesThatThereAre(t *testing.T) {
	for definition, want := range map[string]string{
		`{"StartAt": "A", "States": {"A": {"Type": "Pass", "Next": "B"}, "B": {"Type": "Succeed"}}}`: "",
		`{"StartAt": "X", "States": {"A": {"Type": "Succeed"}}}`:                                     "there is no state called X",
		`{"StartAt": "A", "States": {"A": {"Type": "Pass", "Next": "X"}}}`:                           "there is no state called X",
		`{"StartAt": "A", "States": {"A": {"Type": "Pass"}}}`:                                        "it has neither Next nor End",
		`{"States": {"A": {"Type": "Succeed"}}}`:                                                     "it has no StartAt",
		`{"StartAt": "A"}`:                                                                           "it has no States",
		`[1]`:                                                                                        "it is no state machine: it has no States",
		`{"StartAt": "A", "States": {"A": {"Type": "Choice", "Choices": [{"Next": "X"}], "Default": "A"}}}`:                                                  "there is no state called X",
		`{"StartAt": "A", "States": {"A": {"Type": "Choice", "Choices": [], "Default": "X"}}}`:                                                               "there is no state called X",
		`{"StartAt": "A", "States": {"A": {"Type": "Task", "End": true, "Catch": [{"Next": "X"}]}}}`:                                                         "there is no state called X",
		`{"StartAt": "A", "States": {"A": {"Type": "Parallel", "End": true, "Branches": [{"StartAt": "X", "States": {"B": {"Type": "Succeed"}}}]}}}`:         "there is no state called X",
		`{"StartAt": "A", "States": {"A": {"Type": "Map", "End": true, "ItemProcessor": {"StartAt": "B", "States": {"B": {"Type": "Pass", "Next": "A"}}}}}}`: "there is no state called A",
		`{"StartAt": "${Start}", "States": {"A": {"Type": "Task", "Resource": "${Arn}", "End": true}}}`:                                                      "",
		`{"StartAt": "A", "States": {"${A}": {"Type": "Pass", "End": true}}}`:                                                                                "",
		`{"StartAt": "A", "States": {"A": {"Type": "Wait", "Seconds": ${Seconds}, "Next": "X"}}}`:                                                            "",
		`{"StartAt": "A", "States": {"A": {"Type": "Pass", "End": true}}`:                                                                                    "it is no state machine: it has no States",
		`{"StartAt": "A", "QueryLanguage": "JSONata", "States": {"A": {"Type": "Pass", "Output": "{% {\"a\": [1]} %}", "End": true}}}`:                       "",
	} {
		machine := &assembly.Stack{ID: "a"}
		machine = machine.With(map[string]any{"Resources": map[string]any{"M": map[string]any{
			"Type":       "AWS::StepFunctions::StateMachine",
			"Properties": map[string]any{"DefinitionString": definition},
		}}})
		said := ""
		for _, f := range Check(&assembly.Assembly{Stacks: []*assembly.Stack{machine}}) {
			said += f.Message
		}
		assert.Equal(t, want, said, definition)
	}
}

func TestARecordIsOneThatItsZoneCanHave(t *testing.T) {
	zone := "  Z: {Type: 'AWS::Route53::HostedZone', Properties: {Name: !Ref P}}\n"
	for name, c := range map[string]struct {
		resources string
		want      []string
	}{
		"a CNAME for a zone that a parameter names": {
			zone + "  R: {Type: 'AWS::Route53::RecordSet', Properties: {HostedZoneId: !Ref Z, Name: !Sub '${P}.', Type: CNAME}}\n",
			[]string{"a R cname-at-apex: it is the zone's own name, which cannot be a CNAME; make it an alias of type A"},
		},
		"in a group": {
			"  R: {Type: 'AWS::Route53::RecordSetGroup', Properties: {HostedZoneName: Example.com., RecordSets: [{Name: example.com, Type: CNAME}]}}\n",
			[]string{"a R cname-at-apex: example.com is the zone's own name, which cannot be a CNAME; make it an alias of type A"},
		},
		"outside": {
			"  R: {Type: 'AWS::Route53::RecordSet', Properties: {HostedZoneName: example.com., Name: badexample.com, Type: A}}\n",
			[]string{"a R record-outside-zone: badexample.com is not within the zone example.com"},
		},
		"weighted": {`
  R: {Type: 'AWS::Route53::RecordSet', Properties: {HostedZoneName: example.com., Name: a.example.com, Type: CNAME, SetIdentifier: a}}
  S: {Type: 'AWS::Route53::RecordSet', Properties: {HostedZoneName: example.com., Name: a.example.com, Type: CNAME, SetIdentifier: b}}
`, nil},
		"both versions of IP, and a zone that nobody knows": {`
  R: {Type: 'AWS::Route53::RecordSet', Properties: {HostedZoneId: !Ref P, Name: example.com, Type: A}}
  S: {Type: 'AWS::Route53::RecordSet', Properties: {HostedZoneId: !Ref P, Name: example.com, Type: AAAA}}
  T: {Type: 'AWS::Route53::RecordSet', Properties: {HostedZoneId: !Ref Q, Name: example.com, Type: CNAME}}
  U: {Type: 'AWS::Route53::RecordSet', Properties: {HostedZoneName: !Sub '${P}.', Name: !Sub 'www.${P}', Type: CNAME}}
`, nil},
	} {
		t.Run(name, func(t *testing.T) { assert.Equal(t, c.want, judged(t, resources(c.resources))) })
	}
}

func TestAnImportIsOfSomethingThatIsExported(t *testing.T) {
	network := "Resources: {V: {Type: 'AWS::EC2::VPC'}}\nOutputs:\n  A: {Value: a, Export: {Name: 'net:VpcId'}}\n" +
		"  B: {Value: b, Export: {Name: !Sub '${AWS::StackName}:SubnetId'}}\n"
	for name, want := range map[string]string{
		"net:VpcId":      "",
		"other:SubnetId": "", // the other stack may be called so
		"net:VpcID":      "no template exports net:VpcID; network exports net:VpcId",
		"net:Group":      "no template exports net:Group; network exports others that begin with net:",
		"somebody":       "no template here exports somebody; it fails unless another stack does",
	} {
		said := ""
		for _, f := range Check(loaded(t, map[string]string{
			"network": network,
			"app":     "Resources: {T: {Type: 'AWS::SNS::Topic', Properties: {TopicName: !ImportValue '" + name + "'}}}\n",
		})) {
			said += f.Message
			assert.Equal(t, name == "somebody", f.Gravity == Unknown)
		}
		assert.Equal(t, want, said)
	}
	assert.Empty(t, judged(t, resources("  T: {Type: 'AWS::SNS::Topic', Properties: {TopicName: !ImportValue {'Fn::Sub': '${P}-a'}}}\n")))
}

func TestNamesThatAreNearlyTheSameAreASlip(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"orders", "order", true},
		{"orders", "Orders", true},
		{"websites", "wbesites", true},
		{"websites", "websitex", true},
		{"orders", "orders", false},
		{"subnet-1", "subnet-2", false},
		{"subnet-a", "subnet-b", false},
		{"SubnetA", "SubnetB", false},
		{"web", "wub", false},
		{"orders", "payments", false},
		{"node18", "node20", false},
	} {
		assert.Equal(t, c.want, near(c.a, c.b), "%s and %s", c.a, c.b)
	}
}

func TestAPlaceIsForOne(t *testing.T) {
	assert.Equal(t, []string{"a B same-place: A has the same number; only one can have it"}, judged(t, resources(`
  A: {Type: 'AWS::EC2::NetworkAclEntry', Properties: {NetworkAclId: !Ref P, RuleNumber: 100}}
  B: {Type: 'AWS::EC2::NetworkAclEntry', Properties: {NetworkAclId: !Ref P, RuleNumber: '100', Egress: false}}
  C: {Type: 'AWS::EC2::NetworkAclEntry', Properties: {NetworkAclId: !Ref P, RuleNumber: 100, Egress: true}}
  D: {Type: 'AWS::EC2::NetworkAclEntry', Properties: {NetworkAclId: !Ref Q, RuleNumber: 100}}
`)))
}

func TestADeploymentIsToldWhichCapabilitiesItNeeds(t *testing.T) {
	for text, want := range map[string][]string{
		"Resources: {A: {Type: 'AWS::SNS::Topic'}}":                                                        nil,
		"Resources: {A: {Type: 'AWS::IAM::Role'}}":                                                         {"CAPABILITY_IAM"},
		"Resources: {A: {Type: 'AWS::IAM::Role', Properties: {RoleName: a}}, B: {Type: 'AWS::IAM::Role'}}": {"CAPABILITY_NAMED_IAM"},
		"Transform: 'AWS::Serverless-2016-10-31'\nResources: {A: {Type: 'AWS::Serverless::Function'}}":     {"CAPABILITY_AUTO_EXPAND", "CAPABILITY_IAM"},
		"Resources: {A: {Type: 'AWS::S3::Bucket', Properties: {'Fn::Transform': {Name: M}}}}":              {"CAPABILITY_AUTO_EXPAND"},
	} {
		assert.Equal(t, want, Needs(loaded(t, map[string]string{"a": text}).Stacks[0]), text)
	}
}

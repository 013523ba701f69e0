package evidence

import (
	"slices"
	"testing"

	"bulkhead/assembly"

	"github.com/stretchr/testify/require"
)

// statement is one of a policy, with more in it.
func statement(effect, action string, principal any, more set) []any {
	s := map[string]any{"Effect": effect, "Action": action, "Principal": principal, "Resource": "*"}
	for key, value := range more {
		s[key] = value
		if value == nil {
			delete(s, key)
		}
	}
	return []any{s}
}

func when(operator, key string, values ...any) set {
	return set{"Condition": map[string]any{operator: map[string]any{key: values}}}
}

func unknownUntilDeployed(name string) any { return map[string]any{"Ref": name} }

// tricks are changes that leave a resource looking as if it kept a control.
var tricks = []struct {
	check string
	seed
}{
	// Another account need not be named by an ARN, nor the action by its name.
	{"S3.6", seed{typ: "AWS::S3::BucketPolicy", set: set{"PolicyDocument.Statement": statement("Allow", "s3:PutBucketPolicy", "*", nil)}}},
	{"S3.6", seed{typ: "AWS::S3::BucketPolicy", set: set{"PolicyDocument.Statement": statement("Allow", "s3:*", map[string]any{"AWS": "999999999999"}, nil)}}},
	{"S3.6", seed{typ: "AWS::S3::BucketPolicy", set: set{"PolicyDocument.Statement": statement("Allow", "*", map[string]any{"CanonicalUser": "79a59df9"}, nil)}}},
	{"S3.6", seed{typ: "AWS::S3::BucketPolicy", set: set{"PolicyDocument.Statement": statement("Allow", "", "*", set{"Action": nil, "NotAction": "s3:GetObject"})}}},

	// A denial has to be about the bucket and all that is in it, whatever else is true.
	{"S3.5", seed{typ: "AWS::S3::BucketPolicy", set: set{"PolicyDocument.Statement.0.Resource": "arn:aws:s3:::nothing/x"}}},
	{"S3.5", seed{typ: "AWS::S3::BucketPolicy", set: set{"PolicyDocument.Statement.0.Resource.1": "arn:aws:s3:::nothing/*"}}},
	{"S3.5", seed{typ: "AWS::S3::BucketPolicy", set: set{"PolicyDocument.Statement.0.Condition.StringEquals": map[string]any{"aws:PrincipalAccount": "999999999999"}}}},
	{"S3.5", seed{typ: "AWS::S3::BucketPolicy", set: set{"PolicyDocument.Statement.0.Condition.Bool.s3:ExistingObjectTag/a": "b"}}},

	// A condition that does not say who admits everyone.
	{"KMS.5", seed{typ: "AWS::KMS::Key", set: set{"KeyPolicy.Statement": statement("Allow", "kms:*", "*", when("Bool", "aws:SecureTransport", "true"))}}},
	{"KMS.5", seed{typ: "AWS::KMS::Key", set: set{"KeyPolicy.Statement": statement("Allow", "kms:*", "*", when("StringNotEquals", "aws:PrincipalAccount", "999999999999"))}}},
	{"KMS.5", seed{typ: "AWS::KMS::Key", set: set{"KeyPolicy.Statement": statement("Allow", "kms:*", "*", when("StringLike", "aws:PrincipalArn", "*"))}}},
	{"KMS.5", seed{typ: "AWS::KMS::Key", set: set{"KeyPolicy.Statement": statement("Allow", "kms:*", "*", when("StringEqualsIfExists", "aws:PrincipalOrgID", "o-a1b2c3d4e5"))}}},
	{"SNS.4", seed{typ: "AWS::SNS::TopicPolicy", set: set{"PolicyDocument.Statement": statement("Allow", "sns:*", "*", when("Bool", "aws:SecureTransport", "true"))}}},
	{"SNS.4", seed{typ: "AWS::SNS::TopicPolicy", set: set{"PolicyDocument.Statement": statement("Allow", "sns:*", nil, set{"Principal": nil, "NotPrincipal": map[string]any{"AWS": "999999999999"}})}}},
	{"SQS.3", seed{typ: "AWS::SQS::QueuePolicy", set: set{"PolicyDocument.Statement": statement("Allow", "sqs:*", "*", when("Bool", "aws:SecureTransport", "true"))}}},

	// Everything has several names.
	{"IAM.1", seed{typ: "AWS::IAM::Policy", set: set{"PolicyDocument.Statement": allow("*:*")}}},
	{"IAM.1", seed{typ: "AWS::IAM::Policy", set: set{"PolicyDocument.Statement": statement("Allow", "", nil, set{"Principal": nil, "Action": nil, "NotAction": "sts:GetCallerIdentity"})}}},
	{"IAM.1", seed{typ: "AWS::IAM::Policy", set: set{"PolicyDocument.Statement": statement("Allow", "*", nil, set{"Principal": nil, "Resource": "arn:aws:*:*:*:*"})}}},
	{"IAM.1", seed{typ: "AWS::IAM::Policy", set: set{"PolicyDocument.Statement": statement("Allow", "*", nil, set{"Principal": nil, "Resource": nil, "NotResource": "arn:aws:s3:::one"})}}},
	{"IAM.1", seed{
		typ: "AWS::IAM::Policy", set: set{"PolicyDocument.Statement": statement("Allow", "*", nil, set{"Principal": nil, "Resource": map[string]any{"Fn::Join": []any{"", []any{"arn:", map[string]any{"Ref": "AWS::Partition"}, ":*:*:*:*"}}}})},
	}},
	{"IAM.21", seed{typ: managedType, set: set{"PolicyDocument.Statement": statement("Allow", "", nil, set{"Principal": nil, "Action": nil, "NotAction": "iam:*"})}}},
	{"KMS.1", seed{typ: managedType, set: set{"PolicyDocument.Statement": allow("*:*")}}},
	{"KMS.2", seed{typ: "AWS::IAM::Policy", set: set{"PolicyDocument.Statement": statement("Allow", "", nil, set{"Principal": nil, "Action": nil, "NotAction": "sts:GetCallerIdentity"})}}},
	{"KMS.2", seed{typ: "AWS::IAM::Policy", set: set{"PolicyDocument.Statement": statement("Allow", "kms:Decrypt", nil, set{"Principal": nil, "Resource": "arn:aws:*:*:*:*"})}}},

	// A trail may be kept to some objects by any operator.
	{"S3.22", seed{typ: trailType, set: set{"AdvancedEventSelectors": objects(map[string]any{"Field": "resources.ARN", "Equals": []any{"arn:aws:s3:::one/one"}})}}},
	{"S3.22", seed{typ: trailType, set: set{"AdvancedEventSelectors": objects(map[string]any{"Field": "resources.ARN", "EndsWith": []any{".txt"}})}}},
	{"S3.22", seed{typ: trailType, set: set{"AdvancedEventSelectors": objects(map[string]any{"Field": "resources.ARN", "NotStartsWith": []any{"arn:aws:s3:::"}})}}},
	{"S3.23", seed{typ: trailType, set: set{"AdvancedEventSelectors": objects(map[string]any{"Field": "eventName", "NotEquals": []any{"GetObject"}})}}},
	{"S3.23", seed{typ: trailType, set: set{"AdvancedEventSelectors": objects(map[string]any{"Field": "readOnly", "NotEquals": []any{"true"}})}}},
	{"CloudTrail.1", seed{typ: trailType, set: set{"AdvancedEventSelectors": []any{map[string]any{"FieldSelectors": []any{
		map[string]any{"Field": "eventCategory", "Equals": []any{"Management"}},
		map[string]any{"Field": "eventSource", "NotEquals": []any{"iam.amazonaws.com"}},
	}}}}}},

	// Half of the internet is the internet, and a port that nobody knows may be any.
	{"EC2.18", seed{typ: ingressType, set: ingress("0.0.0.0/1", 22)}},
	{"EC2.19", seed{typ: ingressType, set: ingress("0.0.0.0/1", 22)}},
	{"EC2.53", seed{typ: ingressType, set: ingress("128.0.0.0/1", 22)}},
	{"EC2.54", seed{typ: ingressType, set: ingress("2000::/3", 22)}},
	{"EC2.19", seed{typ: ingressType, set: set{"CidrIp": "0.0.0.0/0", "IpProtocol": "tcp", "FromPort": unknownUntilDeployed("Port"), "ToPort": unknownUntilDeployed("Port")}}},
	{"EC2.53", seed{typ: ingressType, set: set{"CidrIp": "0.0.0.0/0", "IpProtocol": "tcp", "FromPort": unknownUntilDeployed("Port"), "ToPort": unknownUntilDeployed("Port")}}},
	{"EC2.53", seed{typ: ingressType, set: set{"CidrIp": "0.0.0.0/0", "IpProtocol": unknownUntilDeployed("Protocol"), "FromPort": 443, "ToPort": 443}}},
	{"EC2.53", seed{typ: ingressType, set: set{"CidrIp": unknownUntilDeployed("Range"), "IpProtocol": "tcp", "FromPort": 22, "ToPort": 22}}},
	{"EC2.21", seed{typ: "AWS::EC2::NetworkAclEntry", set: entry("128.0.0.0/1", 22)}},
	{"EC2.21", seed{typ: "AWS::EC2::NetworkAclEntry", set: entry("0.0.0.0/0", unknownUntilDeployed("Port"))}},
	{"EC2.21", seed{typ: "AWS::EC2::NetworkAclEntry", set: entry(unknownUntilDeployed("Range"), 22)}},

	// A request under an access key says nothing of MFA, and a denial may be about little.
	{"mfa-for-users", seed{typ: managedType, every: true, set: set{
		"PolicyDocument.Statement": []any{map[string]any{
			"Effect": "Deny", "NotAction": "iam:ListUsers", "Resource": "*",
			"Condition": map[string]any{"Bool": map[string]any{"aws:MultiFactorAuthPresent": "false"}},
		}},
	}}},

	// A rule that tells nobody, or hears of one account only.
	{"told-of-root", seed{typ: ruleType, set: set{"Targets": nil}}},
	{"told-of-root", seed{typ: ruleType, set: set{"EventPattern.account": []any{"000000000000"}}}},
	{"told-of-trails", seed{typ: ruleType, set: set{"EventPattern.account": []any{"000000000000"}}}},
	{"told-of-keys", seed{typ: ruleType, set: set{"EventPattern.region": []any{"us-gov-west-1"}}}},
	{"told-of-config", seed{typ: ruleType, set: set{"EventPattern.resources": []any{"arn"}}}},

	// A policy that only allows keeps nobody from anything.
	{"service-control-policies", seed{typ: "AWS::Organizations::Policy", every: true, set: set{"Content": map[string]any{"Statement": allow("*")}}}},
	{"resource-control-policies", seed{typ: "AWS::Organizations::Policy", every: true, set: set{"Content": map[string]any{"Statement": allow("*")}}}},
}

// objects are selectors of what is done to objects, of which another field keeps some.
func objects(field map[string]any) []any {
	return []any{map[string]any{"FieldSelectors": []any{
		map[string]any{"Field": "eventCategory", "Equals": []any{"Data"}},
		map[string]any{"Field": "resources.type", "Equals": []any{"AWS::S3::Object"}},
		field,
	}}}
}

// entry lets a range come to a port through a network ACL.
func entry(source, port any) set {
	return set{
		"CidrBlock": source, "Ipv6CidrBlock": nil, "RuleAction": "allow", "Egress": false, "Protocol": 6,
		"PortRange": map[string]any{"From": port, "To": port},
	}
}

func TestNoCheckIsSatisfiedWithWhatOnlyLooksAsIfItKeptTheControl(t *testing.T) {
	var assemblies []*assembly.Assembly
	for _, name := range []string{"private", "example", "choices"} {
		assemblies = append(assemblies, ofConfiguration(t, name))
	}
	for _, trick := range tricks {
		trip := func(a *assembly.Assembly) bool { return trips(a, checks[trick.check], trick.seed) }
		require.True(t, slices.ContainsFunc(assemblies, trip), "%s is satisfied with a %s that has %v", trick.check, trick.typ, trick.set)
	}
}

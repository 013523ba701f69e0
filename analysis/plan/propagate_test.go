package plan

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

// database is an instance in a subnet group, which it cannot leave without being replaced.
func database(group string) string {
	return thing("AWS::RDS::DBInstance", `'DBSubnetGroupName': `+group+`, 'Engine': 'postgres'`)
}

func TestAReplacedGroupReplacesItsDatabaseThroughEveryKindOfReference(t *testing.T) {
	for name, reference := range map[string]string{
		"Ref":      `{'Ref': 'Group'}`,
		"Fn::Sub":  `{'Fn::Sub': '${Group}'}`,
		"own name": `{'Fn::Sub': ['${G}', {'G': {'Ref': 'Group'}}]}`,
		"Fn::Join": `{'Fn::Join': ['', ['', {'Ref': 'Group'}]]}`,
	} {
		// A group without a name of its own: what it is called is AWS's choice at each creation.
		group := func(description string) string {
			return thing("AWS::EC2::SecurityGroup", `'GroupDescription': '`+description+`'`)
		}
		base := one(t, map[string]string{"Group": group("a"), "Db": database(reference)})
		head := one(t, map[string]string{"Group": group("b"), "Db": database(reference)})
		p := compare(t, base, head, Options{})
		assert.Equal(t, map[string]Action{"dev/main/Group": Replace, "dev/main/Db": Replace}, actions(p), name)
		assert.Equal(t, []string{"dev/main/Db: state"}, said(p, State), name)
		assert.True(t, p.Worries())
	}
}

func TestAReplacementTravelsThroughExportsInTheOrderOfStacks(t *testing.T) {
	stacks := func(description string) []template {
		return []template{
			{
				stage: "dev", id: "a",
				resources: map[string]string{"Group": thing("AWS::EC2::SecurityGroup", `'GroupDescription': '`+description+`'`)},
				exports:   map[string]string{"group": `{'Fn::GetAtt': ['Group', 'GroupId']}`},
			},
			{
				stage: "dev", id: "b", after: []string{"a"},
				resources: map[string]string{"Rule": thing("AWS::EC2::SecurityGroupIngress", `'GroupId': {'Fn::ImportValue': 'group'}, 'IpProtocol': 'tcp'`)},
			},
		}
	}
	base, head := write(t, []string{"dev"}, stacks("a")...), write(t, []string{"dev"}, stacks("b")...)
	p := compare(t, base, head, Options{})
	assert.Equal(t, Replace, actions(p)["dev/b/Rule"])
	assert.Equal(t, []string{"dev/a/Group: export"}, said(p, Refused), "b imports it while a is updated")
}

func TestAChangeInPlaceLeavesWhatRefersToItAlone(t *testing.T) {
	bucket := func(status string) string {
		return thing("AWS::S3::Bucket", `'VersioningConfiguration': {'Status': '`+status+`'}`)
	}
	policy := thing("AWS::S3::BucketPolicy", `'Bucket': {'Ref': 'Bucket'}, 'PolicyDocument': {}`)
	p := compare(t,
		one(t, map[string]string{"Bucket": bucket("Suspended"), "Policy": policy}),
		one(t, map[string]string{"Bucket": bucket("Enabled"), "Policy": policy}),
		Options{})
	assert.Equal(t, map[string]Action{"dev/main/Bucket": Change}, actions(p))
	assert.False(t, p.Worries())
}

func TestAnAttributeThatMovesWithAPropertyChangesItsUsers(t *testing.T) {
	template := func(user string) string {
		return thing("AWS::EC2::LaunchTemplate", `'LaunchTemplateData': {'UserData': '`+user+`'}`)
	}
	group := thing("AWS::AutoScaling::AutoScalingGroup",
		`'LaunchTemplate': {'Version': {'Fn::GetAtt': ['Template', 'LatestVersionNumber']}}, 'MinSize': '1', 'MaxSize': '1'`)
	p := compare(t,
		one(t, map[string]string{"Template": template("a"), "Group": group}),
		one(t, map[string]string{"Template": template("b"), "Group": group}),
		Options{})
	assert.Equal(t, map[string]Action{"dev/main/Template": Change, "dev/main/Group": Change}, actions(p))
}

func TestWhatAFunctionAnswersMayReplaceItsUsers(t *testing.T) {
	custom := func(size string) string {
		return thing("Custom::Gateway", `'ServiceToken': 'arn', 'Size': '`+size+`'`)
	}
	route := thing("AWS::EC2::Route", `'RouteTableId': {'Fn::GetAtt': ['Custom', 'Table']}, 'DestinationCidrBlock': '10.0.0.0/8'`)
	p := compare(t,
		one(t, map[string]string{"Custom": custom("1"), "Route": route}),
		one(t, map[string]string{"Custom": custom("2"), "Route": route}),
		Options{})
	assert.Equal(t, Perhaps, actions(p)["dev/main/Route"])
	assert.False(t, p.Worries(), "nobody knows")
}

func TestAValueThatStaysTheSameIsNoChangeHoweverItIsWritten(t *testing.T) {
	p := compare(t,
		one(t, map[string]string{"Bucket": thing("AWS::S3::Bucket", `'BucketName': 'a-eu-west-1', 'Tags': [{'Key': 'a', 'Value': '1'}, {'Key': 'b', 'Value': 2}]`)}),
		one(t, map[string]string{"Bucket": thing("AWS::S3::Bucket",
			`'BucketName': {'Fn::Sub': 'a-${AWS::Region}'}, 'Tags': [{'Key': 'b', 'Value': '2'}, {'Key': 'a', 'Value': '1'}]`)}),
		Options{})
	assert.Empty(t, p.Stacks)
	assert.Empty(t, p.Findings)
}

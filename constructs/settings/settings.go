// Package settings sets an account and region to what nobody should have to ask for: encrypted volumes, no public
// buckets, no default VPC, recorded sessions, patched instances.
package settings

import (
	"encoding/json"
	"slices"

	"bulkhead/config"
	"bulkhead/constructs/function"
	"bulkhead/internal/facts"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsevents"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslogs"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// Props is what is set in a region of an account.
type Props struct {
	Apply       []config.Setting
	KeptVPCs    []string          // that default-vpc does not remove
	Home        bool              // the account's first region, where what has no region is set
	Inspector   bool              // switch Amazon Inspector on
	Registry    bool              // constructs/registry says who scans images
	Log         awslogs.ILogGroup // of the function
	Undelivered string            // ARN of the queue of what rules cannot deliver, and of what they start and fails
}

// inspected is what Inspector looks for known weaknesses in. It scans functions' code in some regions only, so that is
// left out.
var inspected = []string{"EC2", images, "LAMBDA"}

// images are what a registry of ours says itself: ECR and Inspector share one setting.
const images = "ECR"

// choice is a setting that only AWS's API has, as lambda/account understands it, and what setting it takes.
type choice struct {
	setting         config.Setting
	property, value string
	home            bool // once per account
	actions         []string
}

var choices = []choice{
	{config.PublicAccess, "PublicAccess", "block", true, []string{"s3:PutAccountPublicAccessBlock"}},
	{config.Passwords, "Passwords", "strict", true, []string{"iam:UpdateAccountPasswordPolicy"}},
	{config.Volumes, "Volumes", "encrypt", false, []string{"ec2:EnableEbsEncryptionByDefault"}},
	{config.InstanceMetadata, "InstanceMetadata", "v2", false, []string{"ec2:ModifyInstanceMetadataDefaults"}},
	{config.Images, "Images", "block", false, []string{"ec2:EnableImageBlockPublicAccess"}},
	{config.Documents, "Documents", "block", false, nil}, // of one setting of many: see documents
	{config.DefaultVPC, "DefaultVPC", "remove", false, []string{
		"ec2:DescribeVpcs", "ec2:DescribeNetworkInterfaces", "ec2:DescribeNatGateways", "ec2:DescribeVpcEndpoints",
		"ec2:DescribeVpcPeeringConnections", "ec2:DescribeVpnGateways", "ec2:DescribeEgressOnlyInternetGateways",
		"ec2:DescribeRouteTables", "ec2:DescribeNetworkAcls", "ec2:DescribeSecurityGroups",
		"ec2:DescribeInternetGateways", "ec2:DescribeSubnets",
	}},
}

// New adds what sets a region of an account.
func New(scope constructs.Construct, id string, props Props) {
	scope = constructs.NewConstruct(scope, &id)
	stack := awscdk.Stack_Of(scope)
	account := *stack.Account()
	properties := map[string]any{"Account": account}
	var actions []string
	for _, c := range choices {
		if slices.Contains(props.Apply, c.setting) && (props.Home || !c.home) {
			properties[c.property] = c.value
			actions = append(actions, c.actions...)
		}
	}
	if properties["DefaultVPC"] != nil && len(props.KeptVPCs) > 0 {
		properties["KeptVPCs"] = props.KeptVPCs
	}
	if props.Inspector {
		properties["Inspector"] = slices.DeleteFunc(slices.Clone(inspected), func(kind string) bool {
			return kind == images && props.Registry
		})
		actions = append(actions, "inspector2:Enable", "inspector2:BatchGetAccountStatus")
	}
	if len(properties) > 1 {
		var permissions []awsiam.PolicyStatement
		if len(actions) > 0 {
			permissions = append(permissions, awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
				Actions:   jsii.Strings(actions...),
				Resources: jsii.Strings("*"), // they know no resources
			}))
		}
		if properties["Documents"] != nil {
			permissions = append(permissions, documents(*stack.Region(), account))
		}
		if properties["DefaultVPC"] != nil {
			permissions = append(permissions, removal(*stack.Region(), account))
		}
		if props.Inspector {
			permissions = append(permissions, inspectorRoles(account))
		}
		handler := function.New(scope, "Function", function.Props{
			Name:        "account",
			Description: "sets what CloudFormation cannot set in an account",
			Log:         props.Log,
			Permissions: permissions,
			Undelivered: props.Undelivered,
		})
		function.NewCustomResource(scope, "Resource", handler, "AccountSettings", properties)
		function.Start(scope, "Repair", handler, awsevents.CfnRuleProps{
			Description:        new("Sets the account again, in case that somebody has changed it"),
			ScheduleExpression: new("rate(1 day)"),
		}, repair(properties), props.Undelivered)
	}
	const snapshots = "AWS::EC2::SnapshotBlockPublicAccess"
	if slices.Contains(props.Apply, config.Snapshots) && facts.HasType(*stack.Region(), snapshots) {
		awsec2.NewCfnSnapshotBlockPublicAccess(
			scope,
			new("Snapshots"),
			&awsec2.CfnSnapshotBlockPublicAccessProps{State: new("block-all-sharing")},
		)
	}
}

// repair returns what has the function make the settings again.
func repair(properties map[string]any) *string {
	text, err := json.Marshal(map[string]any{
		"RequestType":        "Repair",
		"ResourceType":       "Custom::AccountSettings",
		"ResourceProperties": properties,
	})
	if err != nil {
		panic(err) // they are strings, and lists of them
	}
	return new(string(text))
}

// documents lets the function say who may share documents of Systems Manager, and change none of its other settings.
func documents(region, account string) awsiam.PolicyStatement {
	return awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
		Actions:   jsii.Strings("ssm:UpdateServiceSetting"),
		Resources: jsii.Strings("arn:aws:ssm:" + region + ":" + account + ":servicesetting/ssm/documents/*"),
	})
}

// removal lets the function remove a VPC with what a default one has. AWS deletes none that is used.
func removal(region, account string) awsiam.PolicyStatement {
	var resources []*string
	for _, kind := range []string{"vpc", "subnet", "internet-gateway"} {
		resources = append(resources, new("arn:aws:ec2:"+region+":"+account+":"+kind+"/*"))
	}
	return awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
		Actions: jsii.Strings(
			"ec2:DetachInternetGateway",
			"ec2:DeleteInternetGateway",
			"ec2:DeleteSubnet",
			"ec2:DeleteVpc",
		),
		Resources: &resources,
	})
}

// inspectorRoles lets Inspector have the roles that it works with; switching it on makes them.
func inspectorRoles(account string) awsiam.PolicyStatement {
	services := []string{"inspector2.amazonaws.com", "agentless.inspector2.amazonaws.com"}
	var roles []*string
	for _, service := range services {
		roles = append(roles, new("arn:aws:iam::"+account+":role/aws-service-role/"+service+"/*"))
	}
	return awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
		Actions:    jsii.Strings("iam:CreateServiceLinkedRole"),
		Resources:  &roles,
		Conditions: &map[string]any{"StringEquals": map[string]any{"iam:AWSServiceName": services}},
	})
}

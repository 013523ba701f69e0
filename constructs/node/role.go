package node

import (
	"maps"
	"slices"
	"strings"

	"bulkhead/constructs/server"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// pairs returns name=value with a space between them.
func pairs(values map[string]string) string {
	var all []string
	for _, name := range slices.Sorted(maps.Keys(values)) {
		all = append(all, name+"="+values[name])
	}
	return strings.Join(all, " ")
}

// newRole lets a node attach its own volume and interface, and no other; read its secrets and its certificate; pull its
// image; and tell how it is.
func newRole(
	scope constructs.Construct, volume awsec2.CfnVolume, own awsec2.CfnNetworkInterface, props Props,
) awsiam.Role {
	stack := awscdk.Stack_Of(scope)
	role := awsiam.NewRole(scope, new("Role"), &awsiam.RoleProps{
		Description: new("a node of " + props.Name),
		AssumedBy:   awsiam.NewServicePrincipal(new("ec2.amazonaws.com"), nil),
	})
	allow := func(actions, resources []string, conditions map[string]any) {
		statement := &awsiam.PolicyStatementProps{
			Actions: jsii.Strings(actions...), Resources: jsii.Strings(resources...),
		}
		if conditions != nil {
			statement.Conditions = &conditions
		}
		role.AddToPolicy(awsiam.NewPolicyStatement(statement))
	}
	server.Manage(role, props.Sessions)
	here := "arn:aws:ec2:" + *stack.Region() + ":" + *stack.Account() + ":"
	// Its own instance has no name before it exists.
	allow([]string{"ec2:AttachVolume"}, []string{here + "volume/" + *volume.Ref(), here + "instance/*"}, nil)
	allow([]string{"ec2:AttachNetworkInterface"},
		[]string{here + "network-interface/" + *own.Ref(), here + "instance/*"}, nil)
	allow([]string{"ec2:DescribeVolumes", "ec2:DescribeNetworkInterfaces"}, []string{"*"}, nil) // they know no resources
	// EC2 makes a grant for itself when an encrypted volume is attached, with the rights of whoever attaches it.
	allow([]string{"kms:CreateGrant"}, []string{*props.Data.KeyArn()}, map[string]any{
		"Bool":         map[string]string{"kms:GrantIsForAWSResource": "true"},
		"StringEquals": map[string]string{"kms:ViaService": "ec2." + *stack.Region() + ".amazonaws.com"},
	})
	var secrets []string
	for _, name := range slices.Sorted(maps.Keys(props.Secrets)) {
		secrets = append(secrets, props.Secrets[name])
	}
	allow([]string{"secretsmanager:GetSecretValue"}, secrets, nil)
	allow([]string{"kms:Decrypt"}, []string{*props.SecretKey.KeyArn()}, map[string]any{
		"StringEquals": map[string]any{
			"kms:EncryptionContext:SecretARN": secrets,
			"kms:ViaService":                  "secretsmanager." + *stack.Region() + ".amazonaws.com",
		},
	})
	allow([]string{"acm:ExportCertificate"}, []string{props.Certificate}, nil)
	allow([]string{"ecr:GetAuthorizationToken"}, []string{"*"}, nil) // it knows no resources
	pulls := []string{"ecr:BatchCheckLayerAvailability", "ecr:GetDownloadUrlForLayer", "ecr:BatchGetImage"}
	if props.Image.Upstream {
		pulls = append(pulls, "ecr:BatchImportUpstreamImage", "ecr:CreateRepository")
	}
	allow(pulls, []string{props.Image.Repository}, nil)
	allow([]string{"cloudwatch:PutMetricData"}, []string{"*"}, map[string]any{
		"StringEquals": map[string]string{"cloudwatch:namespace": Namespace},
	})
	allow([]string{"logs:CreateLogStream", "logs:PutLogEvents"}, []string{*props.Log.LogGroupArn()}, nil)
	return role
}

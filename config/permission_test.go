package config

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

const withPermissions = `tier: production
network:
  cidr: 10.10.0.0/16
services:
  web:
    image: web:1.0.0
    permissions:
      - actions: [bedrock:InvokeModel]
        resources: ["arn:aws:bedrock:eu-west-1::foundation-model/model"]
        conditions: {StringEquals: {"aws:RequestedRegion": [eu-west-1]}}
        reason: Describes pictures
`

func TestMistakesInAPermissionAreFound(t *testing.T) {
	const at = "services.web.permissions[0]"
	findsMistakesIn(t, withPermissions, []mistake{
		{
			"bedrock:InvokeModel",
			"bedrock:*",
			at + `.actions[0]: "bedrock:*" is not an action of IAM; write each out, such as bedrock:InvokeModel`,
		},
		{
			"bedrock:InvokeModel",
			"InvokeModel",
			at + `.actions[0]: "InvokeModel" is not an action of IAM; write each out, such as bedrock:InvokeModel`,
		},
		{
			"[bedrock:InvokeModel]",
			"[bedrock:InvokeModel, bedrock:InvokeModel]",
			at + `.actions[1]: bedrock:InvokeModel is listed twice; keep one`,
		},
		{"[bedrock:InvokeModel]", "[]", at + `.actions: has none; write what the service may do`},
		{
			"arn:aws:bedrock:eu-west-1::foundation-model/model",
			"model",
			at + `.resources[0]: "model" is not an ARN; write one, or * alone where the actions know no resources`,
		},
		{
			"arn:aws:bedrock:eu-west-1::foundation-model/model",
			"arn:*",
			at + `.resources[0]: "arn:*" is not an ARN; write one, or * alone where the actions know no resources`,
		},
		{
			`["arn:aws:bedrock:eu-west-1::foundation-model/model"]`,
			"[]",
			at + `.resources: has none; write what it may do it with`,
		},
		{
			"StringEquals",
			`"ForAllValues:StringEquals"`,
			at + `.conditions["ForAllValues:StringEquals"]: "ForAllValues:StringEquals" is not an operator that a permission may have; write one of IAM's, such as StringEquals; ForAllValues holds where nothing is said`,
		},
		{`"aws:RequestedRegion": [eu-west-1]`, "", at + `.conditions.StringEquals: compares nothing; leave it out`},
		{
			`"aws:RequestedRegion"`,
			"region",
			at + `.conditions.StringEquals.region: "region" is not a condition key; write one, such as aws:RequestedRegion`,
		},
		{
			"[eu-west-1]}",
			"[]}",
			at + `.conditions.StringEquals["aws:RequestedRegion"]: no value fits; write the values that it may have`,
		},
		{
			"Describes pictures",
			"pictures",
			at + `.reason: says too little; say why the service may do it, for whoever reads it in a year`,
		},
		{"        reason: Describes pictures", "", at + `.reason: is missing; add it`},
	})
}

func TestNoPermissionMakesMoreOfAServiceThanItsConfigurationSays(t *testing.T) {
	const own = "arn:aws:kms:eu-west-1:999999999999:key/11111111-2222-3333-4444-555555555555"
	for _, c := range []struct {
		action, resource, problem string
	}{
		{"iam:PassRole", "arn:aws:iam::999999999999:role/one", "decides who may do what"},
		{"organizations:ListAccounts", "*", "decides who may do what"},
		{"sts:AssumeRole", "*", "leads to roles that deploy"},
		{"sts:AssumeRole", "arn:aws:iam::*:role/*", "leads to roles that deploy"},
		{"sts:AssumeRole", "arn:aws:iam::333333333333:role/cdk-hnb659fds-deploy-role-333333333333-eu-west-1", "leads to roles that deploy"},
		{"sts:AssumeRole", "arn:aws:iam::333333333333:role/a${aws:PrincipalTag/role}", "leads to roles that deploy"},
		{"sts:AssumeRole", "arn:aws:iam::333333333333:role/partner", ""},
		{"sts:GetCallerIdentity", "*", ""},
		{"ecs:UpdateService", "arn:aws:ecs:eu-west-1:333333333333:service/acme-prod/web", "changes what is deployed"},
		{"ecs:UpdateTaskProtection", "*", ""},
		{"cloudformation:UpdateStack", "*", "changes what is deployed"},
		{"lambda:UpdateFunctionCode", "*", "changes what is deployed"},
		{"lambda:InvokeFunction", "arn:aws:lambda:eu-west-1:999999999999:function:ours", ""},
		{"ssm:StartSession", "*", "leads into machines"},
		{"ssm:SEndCommand", "arn:aws:ssm:eu-west-1::document/AWS-RunShellScript", "leads into machines"},
		{"ssm:CreateAssociation", "*", "leads into machines"},
		{"ssm:UpdateDocument", "arn:aws:ssm:eu-west-1:333333333333:document/SSM-SessionManagerRunShell", "leads into machines"},
		{"ssm:GetParametersByPath", "arn:aws:ssm:eu-west-1:333333333333:parameter/", "leads into machines, or to more parameters"},
		{"ssm:PutParameter", "arn:aws:ssm:eu-west-1:333333333333:parameter/cdk-bootstrap/hnb659fds/version", "reaches parameters of bulkhead's"},
		{"ssm:GetParameter", "arn:aws:ssm:eu-west-1:333333333333:parameter/acme", "reaches parameters of bulkhead's"},
		{"elasticfilesystem:ClientRootAccess", "*", "goes beyond the volumes and streams that uses gives"},
		{"elasticfilesystem:DescribeFileSystems", "*", ""},
		{"kafka-cluster:Connect", "*", "goes beyond the volumes and streams that uses gives"},
		{"acm:ExportCertificate", "*", "changes what is deployed"},
		{"cloudfront:UpdateDistribution", "*", "changes what is deployed"},
		{"codedeploy:StopDeployment", "*", "changes what is deployed"},
		{"wafv2:UpdateWebACL", "*", "changes what is deployed"},
		{"acm:ListCertificates", "*", ""},
		{"lambda:InvokeFunction", "arn:aws:lambda:eu-west-1:333333333333:function:*", "reaches bulkhead's own functions"},
		{"lambda:InvokeFunction", "arn:aws:lambda:eu-west-1:333333333333:function:dev-failover-Steps1", "reaches bulkhead's own functions"},
		{"lambda:InvokeFunction", "arn:aws:lambda:eu-west-1:333333333333:function:dev-function-resize-*", ""},
		{"lambda:InVokeFunction", "arn:aws:lambda:eu-west-1:333333333333:function:dev-r*", "reaches bulkhead's own functions"},
		{"cloudtrail:StopLogging", "*", "changes what watches the account"},
		{"guardduty:DeleteDetector", "*", "changes what watches the account"},
		{"guardduty:ListFindings", "*", ""},
		{"rds:ModifyDBInstance", "*", "changes what is deployed"},
		{"rds:DescribeDBInstances", "*", ""},
		{"events:PutTargets", "arn:aws:events:eu-west-1:333333333333:rule/dev-one", "changes what is deployed"},
		{"events:PutEvents", "arn:aws:events:eu-west-1:333333333333:event-bus/shop", ""},
		{"ec2:AuthorizeSecurityGroupIngress", "*", "changes what is deployed"},
		{"dynamodb:PutItem", "arn:aws:dynamodb:eu-west-1:333333333333:table/acme-dev-recovery", "reaches what is bulkhead's"},
		{"dynamodb:PutItem", "arn:aws:dynamodb:eu-west-1:999999999999:table/shared", ""},
		{"s3:PutObject", "arn:aws:s3:::cdk-hnb659fds-assets-333333333333-eu-west-1/*", "reaches what is bulkhead's"},
		{"s3:PutObject", "arn:aws:s3:::*", "reaches what is bulkhead's"},
		{"s3:GetObject", "arn:aws:s3:::partner-files/*", ""},
		{"sqs:SendMessage", "arn:aws:sqs:eu-west-1:333333333333:acme-dev-jobs", "reaches what is bulkhead's"},
		{"ssm:GetParameter", "*", "reaches parameters of bulkhead's"},
		{"ssm:GetParameters", "arn:aws:ssm:eu-west-1:333333333333:parameter/*", "reaches parameters of bulkhead's"},
		{"ssm:PutParameter", "arn:aws:ssm:*:*:parameter/acme/prod/release/web", "reaches parameters of bulkhead's"},
		{"ssm:GetParameter", "arn:aws:ssm:eu-west-1:333333333333:parameter/shop/flags", ""},
		{"secretsmanager:GetSecretValue", "*", "reaches secrets and passwords of others"},
		{"secretsmanager:GetSecretValue", "arn:aws:secretsmanager:eu-west-1:333333333333:secret:rds!db-1", "reaches secrets and passwords of others"},
		{"secretsmanager:GetSecretValue", "arn:aws:secretsmanager:eu-west-1:999999999999:secret:shared-a1b2c3", ""},
		{"secretsmanager:GetSecretValue", "arn:aws:secretsmanager:eu-west-1:333333333333:secret:ordersPassword45D345EE-A1b2C3d4E5f6-Q7w8E9", "reaches secrets and passwords of others"},
		{"secretsmanager:GetSecretValue", "arn:aws:secretsmanager:eu-west-1:999999999999:secret:shared-??????", ""},
		{"secretsmanager:GetSecretValue", "arn:aws:secretsmanager:eu-west-1:333333333333:secret:orders*", "reaches secrets and passwords of others"},
		{"states:StartExecution", "arn:aws:states:eu-west-1:333333333333:stateMachine:*", "reaches bulkhead's own state machines"},
		{"states:StartExecution", "arn:aws:states:eu-west-1:333333333333:stateMachine:acme-prod-releaser", "reaches bulkhead's own state machines"},
		{"states:StartExecution", "arn:aws:states:eu-west-1:333333333333:stateMachine:Orders", ""},
		{"kms:Decrypt", "*", "opens what every key protects"},
		{"kms:Decrypt", "arn:aws:kms:eu-west-1:333333333333:key/*", "opens what every key protects"},
		{"kms:Decrypt", "arn:aws:kms:eu-west-1:333333333333:key/*0", "opens what every key protects"},
		{"kms:Decrypt", own, ""},
		{"textract:DetectDocumentText", "*", ""},
	} {
		text := strings.Replace(withPermissions, "bedrock:InvokeModel", c.action, 1)
		text = strings.Replace(text, "arn:aws:bedrock:eu-west-1::foundation-model/model", c.resource, 1)
		files := example(t)
		files["environments/dev.yaml"].Data = []byte(text)
		_, err := load(files, "example")
		found := fmt.Sprint(err)
		if c.problem == "" {
			assert.NoError(t, err, "%s on %s", c.action, c.resource)
			continue
		}
		assert.Contains(
			t,
			found,
			"example/environments/dev.yaml:8:19: services.web.permissions[0].actions[0]: "+c.action,
			c.resource,
		)
		assert.Contains(t, found, c.problem, "%s on %s", c.action, c.resource)
	}
}

func TestTheSamePermissionIsNotGivenTwice(t *testing.T) {
	one := withPermissions[strings.Index(withPermissions, "      - actions"):]
	files := example(t)
	files["environments/dev.yaml"].Data = []byte(withPermissions + strings.Replace(one, "Describes", "Finds", 1))
	_, err := load(files, "example")
	assert.ErrorContains(t, err, "services.web.permissions[1]: is there already; leave it out")
}

func TestPatternsMeetWhereSomeTextFitsBoth(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"", "", true},
		{"*", "", true},
		{"a", "", false},
		{"a*", "*b", true},
		{"a*c", "abd", false},
		{"a?c", "a*", true},
		{"?", "", false},
		{"x*/acme/*", "*/acm?/one", true},
		{"*acme", "acme*", true},
		{"ab*", "a", false},
		{strings.Repeat("a*", 200) + "b", strings.Repeat("*a", 200) + "c", false},
	} {
		assert.Equal(t, c.want, meet(c.a, c.b), "%s and %s", c.a, c.b)
		assert.Equal(t, c.want, meet(c.b, c.a), "%s and %s", c.b, c.a)
	}
}

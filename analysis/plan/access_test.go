package plan

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestLessProtectionIsWiderAccess(t *testing.T) {
	acl := func(action string) map[string]string {
		return things("Acl", "AWS::WAFv2::WebACL", `'Rules': [{'Name': 'common', 'OverrideAction': {'`+action+`': {}}}]`)
	}
	pipeline := func(category string) map[string]string {
		return things("Pipeline", "AWS::CodePipeline::Pipeline",
			`'Stages': [{'Name': 'prod', 'Actions': [{'Name': 'a', 'ActionTypeId': {'Category': '`+category+`'}}]}]`)
	}
	set := func(boundary string) map[string]string {
		return things("Set", "AWS::SSO::PermissionSet", `'Name': 'admin'`+boundary)
	}
	const bounded = `, 'PermissionsBoundary': {'CustomerManagedPolicyReference': {'Name': 'boundary'}}`
	topic := things("Topic", "AWS::SNS::Topic", ``)
	user := things("User", "AWS::IAM::User", `'UserName': 'firecall', 'Groups': ['admins']`)
	entry := things("Entry", "AWS::EKS::AccessEntry", `'ClusterName': 'a', 'PrincipalArn': 'people', 'AccessPolicies': [{'PolicyArn': 'admin'}]`)
	role := func(who string) map[string]string {
		return things("Role", "AWS::IAM::Role", `'AssumeRolePolicyDocument': {'Statement': [{'Effect': 'Allow', 'Action': 'sts:AssumeRole', 'Principal': `+who+`}]}`)
	}
	exception := func(who string) map[string]string {
		return things("Policy", "AWS::S3::BucketPolicy", `'Bucket': 'a', 'PolicyDocument': {'Statement': [{'Effect': 'Deny', 'Principal': '*',
			'Action': 's3:*', 'Resource': '*', 'Condition': {'ArnNotLike': {'aws:PrincipalArn': [`+who+`]}}}]}`)
	}
	order := func(first, second string) map[string]string {
		return things("Policy", "AWS::IAM::ManagedPolicy", `'PolicyDocument': {'Statement': [{'Effect': 'Allow',
			'Action': 'sts:AssumeRole', 'Resource': ['`+first+`', '`+second+`']}]}`)
	}
	for name, c := range map[string]struct {
		before, after map[string]string
		want          []string
	}{
		"a firewall that only counts":      {acl("None"), acl("Count"), []string{"wider"}},
		"a firewall that blocks again":     {acl("Count"), acl("None"), []string{"narrower"}},
		"nobody is asked":                  {pipeline("Approval"), pipeline("Build"), []string{"wider"}},
		"people without a boundary":        {set(bounded), set(""), []string{"wider"}},
		"a new person":                     {topic, both(topic, user), []string{"wider"}},
		"a new person in a cluster":        {topic, both(topic, entry), []string{"wider"}},
		"a new role for people":            {topic, both(topic, role(`{'AWS': 'arn:aws:iam::1:role/people'}`)), []string{"wider"}},
		"a new role of a service":          {topic, both(topic, role(`{'Service': 'lambda.amazonaws.com'}`)), nil},
		"one more exception of a refusal":  {exception(`'a'`), exception(`'a', 'b'`), []string{"wider"}},
		"one exception of a refusal fewer": {exception(`'a', 'b'`), exception(`'a'`), []string{"narrower"}},
		"a refusal comes":                  {topic, both(topic, exception(`'a'`)), []string{"narrower"}},
		"a refusal goes":                   {both(topic, exception(`'a'`)), topic, []string{"wider"}},
		"another order":                    {order("a", "b"), order("b", "a"), nil},
	} {
		t.Run(name, func(t *testing.T) {
			var told []string
			for _, f := range compare(t, one(t, c.before), one(t, c.after), Options{}).Findings {
				if how, is := strings.CutPrefix(f.Reason, "access is "); is {
					how, _, _ = strings.Cut(how, ":")
					told = append(told, how)
				}
			}
			assert.Equal(t, c.want, told)
		})
	}
}

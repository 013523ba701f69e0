package iam

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"bulkhead/assembly"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// modelOf is the model of two stacks, home in account 111111111111 and away in 222222222222, with these resources.
func modelOf(t testing.TB, home, away string) (*Model, error) {
	t.Helper()
	dir := t.TempDir()
	var artifacts []string
	for name, stack := range map[string]struct{ account, resources string }{"home": {"111111111111", home}, "away": {"222222222222", away}} {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name+".json"), []byte(`{"Resources": {`+stack.resources+`}}`), 0o644))
		artifacts = append(artifacts, fmt.Sprintf(`%q: {"type": "aws:cloudformation:stack", "environment": "aws://%s/eu-west-1", "properties": {"templateFile": "%s.json"}}`, name, stack.account, name))
	}
	require.NoError(t, os.WriteFile(filepath.Join(dir, "manifest.json"), []byte(`{"artifacts": {`+strings.Join(artifacts, ",")+`}}`), 0o644))
	a, err := assembly.Load(dir)
	require.NoError(t, err)
	return New(a)
}

// roleThat is a role called name with one inline statement.
func roleThat(name, statement string) string {
	return fmt.Sprintf(`%q: {"Type": "AWS::IAM::Role", "Properties": {"RoleName": %[1]q, "AssumeRolePolicyDocument": {"Statement": []},
		"Policies": [{"PolicyName": "own", "PolicyDocument": {"Statement": [%s]}}]}}`, name, statement)
}

// bucketThat is a bucket called data, and its policy of one statement.
func bucketThat(statement string) string {
	return `"Data": {"Type": "AWS::S3::Bucket", "Properties": {"BucketName": "data"}},
		"DataPolicy": {"Type": "AWS::S3::BucketPolicy", "Properties": {"Bucket": {"Ref": "Data"}, "PolicyDocument": {"Statement": [` + statement + `]}}}`
}

const (
	reader    = "arn:aws:iam::111111111111:role/reader"
	readAll   = `{"Effect": "Allow", "Action": "s3:Get*", "Resource": "*"}`
	admitting = `{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::data/*", "Principal": {"AWS": "%s"}}`
)

func admit(principal string) string { return fmt.Sprintf(admitting, principal) }

func TestOwnPoliciesOrTheResourcesAllowAtHomeAndBothHaveToFromElsewhere(t *testing.T) {
	nothing := `{"Effect": "Allow", "Action": "ec2:*", "Resource": "*"}`
	for name, c := range map[string]struct {
		identity, resource string
		home, away         bool
	}{
		"nobody allows it":             {nothing, admit("arn:aws:iam::111111111111:role/other"), false, false},
		"the principal's":              {readAll, admit("arn:aws:iam::111111111111:role/other"), true, false},
		"the resource's, to it":        {nothing, admit(reader), true, false},
		"the resource's, to everybody": {nothing, admit("*"), true, false},
		"the resource's, to account":   {nothing, admit("arn:aws:iam::111111111111:root"), false, false},
		"both, by account's id":        {readAll, admit("111111111111"), true, true},
		"both":                         {readAll, admit(reader), true, true},
		"both, denied to everybody":    {readAll, admit(reader) + `, {"Effect": "Deny", "Action": "*", "Resource": "*", "Principal": "*"}`, false, false},
		"both, denied to account":      {readAll, admit(reader) + `, {"Effect": "Deny", "Action": "*", "Resource": "*", "Principal": {"AWS": "111111111111"}}`, false, false},
		"both, denied to others":       {readAll, admit(reader) + `, {"Effect": "Deny", "Action": "*", "Resource": "*", "NotPrincipal": {"AWS": ["` + reader + `", "111111111111"]}}`, true, true},
		"both, denied, account unsaid": {readAll, admit(reader) + `, {"Effect": "Deny", "Action": "*", "Resource": "*", "NotPrincipal": {"AWS": "` + reader + `"}}`, false, false},
		"both, denied but to account":  {readAll, admit(reader) + `, {"Effect": "Deny", "Action": "*", "Resource": "*", "NotPrincipal": {"AWS": "arn:aws:iam::111111111111:root"}}`, false, false},
		"allowed to all but another":   {readAll, `{"Effect": "Allow", "Action": "*", "Resource": "*", "NotPrincipal": {"AWS": "222222222222"}}`, true, true},
		"allowed to all but it":        {readAll, `{"Effect": "Allow", "Action": "*", "Resource": "*", "NotPrincipal": {"AWS": "` + reader + `"}}`, true, false},
		"both, denied to the rest":     {readAll, admit(reader) + `, {"Effect": "Deny", "Action": "*", "Resource": "*", "NotPrincipal": {"AWS": "222222222222"}}`, false, false},
		"denied by itself":             {readAll + `, {"Effect": "Deny", "NotAction": "s3:ListBucket", "Resource": "*"}`, admit(reader), false, false},
		"a service":                    {nothing, `{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*", "Principal": {"Service": "config.amazonaws.com"}}`, false, false},
	} {
		t.Run(name, func(t *testing.T) {
			request := Request{Principal: reader, Action: "s3:GetObject", Resource: "arn:aws:s3:::data/report"}
			home, err := modelOf(t, roleThat("reader", c.identity)+","+bucketThat(c.resource), "")
			require.NoError(t, err)
			got, err := home.Decide(request)
			require.NoError(t, err)
			assert.Equal(t, c.home, got.Allowed, "at home: %s", got.Because)
			away, err := modelOf(t, roleThat("reader", c.identity), bucketThat(c.resource))
			require.NoError(t, err)
			got, err = away.Decide(request)
			require.NoError(t, err)
			assert.Equal(t, c.away, got.Allowed, "from elsewhere: %s", got.Because)
		})
	}
}

func TestKeysAndRolesAdmitOnlyWhomTheirOwnPoliciesName(t *testing.T) {
	use := `{"Effect": "Allow", "Action": ["kms:Decrypt", "sts:AssumeRole"], "Resource": "*"}`
	nothing := `{"Effect": "Allow", "Action": "ec2:*", "Resource": "*"}`
	for name, c := range map[string]struct {
		identity, principal string
		allowed             bool
	}{
		"the account and the principal":  {use, "arn:aws:iam::111111111111:root", true},
		"the account only":               {nothing, "arn:aws:iam::111111111111:root", false},
		"the principal's policies only":  {use, "arn:aws:iam::222222222222:root", false},
		"the principal itself is enough": {nothing, reader, true},
	} {
		t.Run(name, func(t *testing.T) {
			statement := `{"Statement": [{"Effect": "Allow", "Action": ["kms:*", "sts:AssumeRole"], "Resource": "*", "Principal": {"AWS": "` + c.principal + `"}}]}`
			m, err := modelOf(t, roleThat("reader", c.identity)+`, "Key": {"Type": "AWS::KMS::Key", "Properties": {"KeyPolicy": `+statement+`}},
				"Target": {"Type": "AWS::IAM::Role", "Properties": {"RoleName": "target", "AssumeRolePolicyDocument": `+strings.Replace(statement, `"Resource": "*", `, "", 1)+`}}`, "")
			require.NoError(t, err)
			for action, resource := range map[string]string{"kms:Decrypt": "arn:aws:kms:eu-west-1:111111111111:key/home-Key", "sts:AssumeRole": "arn:aws:iam::111111111111:role/target"} {
				got, err := m.Decide(Request{Principal: reader, Action: action, Resource: resource})
				require.NoError(t, err)
				assert.Equal(t, c.allowed, got.Allowed, "%s: %s", action, got.Because)
			}
		})
	}
}

func TestARolesTrustSaysWhoAssumesItAndNotWhoChangesIt(t *testing.T) {
	m, err := modelOf(t, roleThat("reader", `{"Effect": "Allow", "Action": ["iam:UpdateRole", "sts:AssumeRole"], "Resource": "*"}`)+","+roleThat("target", readAll), "")
	require.NoError(t, err)
	for action, allowed := range map[string]bool{"iam:UpdateRole": true, "sts:AssumeRole": false} {
		got, err := m.Decide(Request{Principal: reader, Action: action, Resource: "arn:aws:iam::111111111111:role/target", Open: true})
		require.NoError(t, err)
		assert.Equal(t, allowed, got.Allowed, "%s: %s", action, got.Because)
	}
}

func TestAPrincipalHasWhatEveryPolicyGivesIt(t *testing.T) {
	const managed = `"Mine": {"Type": "AWS::IAM::ManagedPolicy", "Properties": {"PolicyDocument": {"Statement": [` + readAll + `]}}}`
	const trust = `"AssumeRolePolicyDocument": {"Statement": []}`
	for name, c := range map[string]struct{ resources, principal string }{
		"a policy that names the role": {`"Role": {"Type": "AWS::IAM::Role", "Properties": {` + trust + `}},
			"Policy": {"Type": "AWS::IAM::Policy", "Properties": {"Roles": [{"Ref": "Role"}], "PolicyDocument": {"Statement": [` + readAll + `]}}}`, "arn:aws:iam::111111111111:role/home-Role"},
		"a policy that cuts its name from the ARN": {`"Role": {"Type": "AWS::IAM::Role", "Properties": {` + trust + `}},
			"Policy": {"Type": "AWS::IAM::Policy", "Properties": {"Roles": [{"Fn::Select": [1, {"Fn::Split": ["/", {"Fn::GetAtt": ["Role", "Arn"]}]}]}], "PolicyDocument": {"Statement": [` + readAll + `]}}}`, "arn:aws:iam::111111111111:role/home-Role"},
		"a policy of the role": {`"Role": {"Type": "AWS::IAM::Role", "Properties": {"Path": "/ours/", ` + trust + `}},
			"Policy": {"Type": "AWS::IAM::RolePolicy", "Properties": {"RoleName": {"Ref": "Role"}, "PolicyDocument": {"Statement": [` + readAll + `]}}}`, "arn:aws:iam::111111111111:role/ours/home-Role"},
		"a managed policy": {`"Role": {"Type": "AWS::IAM::Role", "Properties": {` + trust + `, "ManagedPolicyArns": [{"Ref": "Mine"}]}}, ` + managed, "arn:aws:iam::111111111111:role/home-Role"},
		"AWS's policy": {`"Role": {"Type": "AWS::IAM::Role", "Properties": {` + trust + `,
			"ManagedPolicyArns": [{"Fn::Join": ["", ["arn:", {"Ref": "AWS::Partition"}, ":iam::aws:policy/ReadOnlyAccess"]]}]}}`, "arn:aws:iam::111111111111:role/home-Role"},
		"a user's group": {`"Group": {"Type": "AWS::IAM::Group", "Properties": {"Path": "/people/", "ManagedPolicyArns": [{"Ref": "Mine"}]}},
			"User": {"Type": "AWS::IAM::User", "Properties": {"UserName": "ana", "Path": "/people/", "Groups": [{"Ref": "Group"}]}}, ` + managed, "arn:aws:iam::111111111111:user/people/ana"},
		"a permission set": {
			`"Set": {"Type": "AWS::SSO::PermissionSet", "Properties": {"Name": "look", "InlinePolicy": {"Statement": [` + readAll + `]}}},
			"Assigned": {"Type": "AWS::SSO::Assignment", "Properties": {"TargetId": "111111111111", "PermissionSetArn": {"Fn::GetAtt": ["Set", "PermissionSetArn"]}}}`,
			"arn:aws:iam::111111111111:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_look_0123456789abcdef",
		},
	} {
		t.Run(name, func(t *testing.T) {
			m, err := modelOf(t, c.resources+","+bucketThat(admit("111111111111")), "")
			require.NoError(t, err)
			require.Contains(t, m.Principals(), c.principal)
			got, err := m.Decide(Request{Principal: c.principal, Action: "S3:getobject", Resource: "arn:aws:s3:::data/report"})
			require.NoError(t, err)
			assert.True(t, got.Allowed, got.Because)
		})
	}
}

func TestAnExplicitDenyIsStrongerThanAWSsOwnPolicy(t *testing.T) {
	m, err := modelOf(t, strings.Replace(roleThat("reader", `{"Effect": "Deny", "Action": "s3:*", "NotResource": "arn:aws:s3:::data/open/*"}`),
		`"RoleName"`, `"ManagedPolicyArns": ["arn:aws:iam::aws:policy/AdministratorAccess"], "RoleName"`, 1)+","+bucketThat(admit("111111111111")), "")
	require.NoError(t, err)
	for object, allowed := range map[string]bool{"open/report": true, "report": false} {
		got, err := m.Decide(Request{Principal: reader, Action: "s3:GetObject", Resource: "arn:aws:s3:::data/" + object})
		require.NoError(t, err)
		assert.Equal(t, allowed, got.Allowed, object)
	}
}

func TestWhatIsNotUnderstoodIsAnError(t *testing.T) {
	const request = "arn:aws:s3:::data/report"
	for name, c := range map[string]struct{ resources, principal, resource, want string }{
		"an operator":      {roleThat("reader", `{"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"DateLessThan": {"aws:CurrentTime": "2030-01-01T00:00:00Z"}}}`), reader, request, "DateLessThan"},
		"a principal":      {"", "arn:aws:iam::111111111111:role/nobody", request, "role/nobody"},
		"a bucket":         {roleThat("reader", readAll), reader, "arn:aws:s3:::other/report", "arn:aws:s3:::other"},
		"a resource":       {roleThat("reader", readAll), reader, "report", "not an ARN"},
		"a function":       {roleThat("reader", `{"Effect": "Allow", "Action": "*", "Resource": {"Fn::GetAZs": ""}}`), reader, request, "Fn::GetAZs"},
		"a reference":      {roleThat("reader", `{"Effect": "Allow", "Action": "*", "Resource": {"Ref": "Nothing"}}`), reader, request, "Nothing"},
		"a policy":         {`"Role": {"Type": "AWS::IAM::Role", "Properties": {"ManagedPolicyArns": ["arn:aws:iam::111111111111:policy/other"]}}`, reader, request, "policy/other"},
		"a user's policy":  {`"More": {"Type": "AWS::IAM::UserPolicy", "Properties": {"UserName": "ana", "PolicyDocument": {"Statement": [` + readAll + `]}}}`, reader, request, "nothing tells whose"},
		"a group's policy": {`"More": {"Type": "AWS::IAM::GroupPolicy", "Properties": {"GroupName": "all", "PolicyDocument": {"Statement": [` + readAll + `]}}}`, reader, request, "nothing tells whose"},
		"a group's users":  {`"More": {"Type": "AWS::IAM::UserToGroupAddition", "Properties": {"GroupName": "all", "Users": ["ana"]}}`, reader, request, "let the user name its groups"},
		"a service's":      {`"More": {"Type": "AWS::New::Thing", "Properties": {"Policy": {"Effect": "Allow", "Action": "*", "Principal": {"Service": "config.amazonaws.com"}}}}`, reader, request, "nothing tells whose"},
		"whose policy":     {`"Queue": {"Type": "AWS::New::Thing", "Properties": {"Policy": {"Effect": "Allow", "Action": "*", "Principal": {"AWS": "111111111111"}}}}`, reader, request, "nothing tells whose"},
		"a role's owner":   {`"Policy": {"Type": "AWS::IAM::Policy", "Properties": {"Roles": ["other"], "PolicyDocument": {"Statement": [` + readAll + `]}}}`, reader, request, "has other"},
	} {
		t.Run(name, func(t *testing.T) {
			resources := bucketThat(admit("111111111111"))
			if c.resources != "" {
				resources += "," + c.resources
			}
			m, err := modelOf(t, resources, "")
			if err == nil {
				for _, open := range []bool{false, true} {
					_, err = m.Decide(Request{Principal: c.principal, Action: "s3:GetObject", Resource: c.resource, Open: open})
					assert.ErrorContains(t, err, c.want)
				}
			}
			assert.ErrorContains(t, err, c.want)
		})
	}
}

func TestTagsAndSourceIdentitiesAskTheRolesTrust(t *testing.T) {
	session := `{"Effect": "Allow", "Action": ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"], "Resource": "*"}`
	target := `"Target": {"Type": "AWS::IAM::Role", "Properties": {"RoleName": "target", "AssumeRolePolicyDocument": {"Statement": [
		{"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"AWS": "111111111111"}}]}}}`
	m, err := modelOf(t, roleThat("reader", session)+","+target, "")
	require.NoError(t, err)
	for action, allowed := range map[string]bool{"sts:AssumeRole": true, "sts:TagSession": false, "sts:SetSourceIdentity": false} {
		got, err := m.Decide(Request{Principal: reader, Action: action, Resource: "arn:aws:iam::111111111111:role/target"})
		require.NoError(t, err)
		assert.Equal(t, allowed, got.Allowed, "%s: %s", action, got.Because)
	}
}

func TestARoleBelowAPathHasNotTheTrustOfTheRoleWithThePathsName(t *testing.T) {
	trust := func(name, path, statement string) string {
		return `"` + name + `": {"Type": "AWS::IAM::Role", "Properties": {"RoleName": "` + name + `", "Path": "` + path + `", "AssumeRolePolicyDocument": {"Statement": [` + statement + `]}}}`
	}
	m, err := modelOf(t, roleThat("reader", `{"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": "*"}`)+","+
		trust("x", "/", `{"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"AWS": "111111111111"}}`)+","+trust("y", "/x/", ""), "")
	require.NoError(t, err)
	for role, allowed := range map[string]bool{"x": true, "x/y": false} {
		got, err := m.Decide(Request{Principal: reader, Action: "sts:AssumeRole", Resource: "arn:aws:iam::111111111111:role/" + role})
		require.NoError(t, err)
		assert.Equal(t, allowed, got.Allowed, "%s: %s", role, got.Because)
	}
}

func TestVariablesAreTextAndSpecialCharactersAndDefaultsAreWhatIAMTakesThemFor(t *testing.T) {
	const tag = "aws:PrincipalTag/team"
	for name, c := range map[string]struct {
		pattern, object string
		tags            []string
		allowed         bool
	}{
		"a tag":                                {"${aws:PrincipalTag/team}/*", "blue/x", []string{"blue"}, true},
		"a tag that would be a wildcard":       {"${aws:PrincipalTag/team}/*", "red/x", []string{"*"}, false},
		"the same text":                        {"${aws:PrincipalTag/team}/*", "*/x", []string{"*"}, true},
		"a tag with one character":             {"${aws:PrincipalTag/team}/*", "a/x", []string{"?"}, false},
		"a star":                               {"${*}/x", "*/x", nil, true},
		"a star, and another text":             {"${*}/x", "red/x", nil, false},
		"a question mark":                      {"${?}/x", "?/x", nil, true},
		"a dollar":                             {"${$}/x", "$/x", nil, true},
		"a default":                            {"${aws:PrincipalTag/team, 'any'}/x", "any/x", nil, true},
		"a default that is not asked for":      {"${aws:PrincipalTag/team, 'any'}/x", "blue/x", []string{"blue"}, true},
		"a default that is not asked for, too": {"${aws:PrincipalTag/team, 'any'}/x", "any/x", []string{"blue"}, false},
		"nothing":                              {"${aws:PrincipalTag/team}/x", "any/x", nil, false},
	} {
		t.Run(name, func(t *testing.T) {
			m, err := modelOf(t, roleThat("reader", `{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::data/`+c.pattern+`"}`)+","+bucketThat(admit("222222222222")), "")
			require.NoError(t, err)
			r := Request{Principal: reader, Action: "s3:GetObject", Resource: "arn:aws:s3:::data/" + c.object}
			if c.tags != nil {
				r.Context = map[string][]string{tag: c.tags}
			}
			got, err := m.Decide(r)
			require.NoError(t, err)
			assert.Equal(t, c.allowed, got.Allowed, got.Because)
		})
	}
	equal := `{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*", "Condition": {"StringEquals": {"aws:PrincipalTag/star": "${*}"}}}`
	m, err := modelOf(t, roleThat("reader", equal)+","+bucketThat(admit("222222222222")), "")
	require.NoError(t, err)
	for value, allowed := range map[string]bool{"*": true, "x": false} {
		got, err := m.Decide(Request{Principal: reader, Action: "s3:GetObject", Resource: "arn:aws:s3:::data/x", Context: map[string][]string{"aws:PrincipalTag/star": {value}}})
		require.NoError(t, err)
		assert.Equal(t, allowed, got.Allowed, value)
	}
}

func TestTheRegionAndWhetherAServiceCallsForOneAreAlwaysThere(t *testing.T) {
	deny := `{"Effect": "Allow", "Action": "*", "Resource": "*"}, {"Effect": "Deny", "Action": "*", "Resource": "*", "Condition": {"StringNotEquals": {"aws:RequestedRegion": ["eu-west-1", "us-east-1"]}, "Bool": {"aws:ViaAWSService": "false"}}}`
	m, err := modelOf(t, roleThat("reader", deny), "")
	require.NoError(t, err)
	for resource, c := range map[string]struct {
		action  string
		allowed bool
	}{
		"arn:aws:sqs:eu-west-1:111111111111:mine":    {"sqs:SendMessage", true},
		"arn:aws:sqs:eu-central-1:111111111111:mine": {"sqs:SendMessage", false},
		"arn:aws:iam::111111111111:role/mine":        {"iam:GetRole", true},
	} {
		for _, open := range []bool{false, true} {
			got, err := m.Decide(Request{Principal: reader, Action: c.action, Resource: resource, Open: open})
			require.NoError(t, err)
			assert.Equal(t, c.allowed, got.Allowed, "%s: %s", resource, got.Because)
		}
	}
	got, err := m.Decide(Request{Principal: reader, Action: "sqs:SendMessage", Resource: "arn:aws:sqs:eu-central-1:111111111111:mine", Context: map[string][]string{"aws:ViaAWSService": {"true"}}})
	require.NoError(t, err)
	assert.True(t, got.Allowed, "a service calls for it")
}

func TestAWSsOwnPoliciesAreReadAndOthersCountAsEverything(t *testing.T) {
	for policy, allowed := range map[string]bool{"job-function/ViewOnlyAccess": false, "ReadOnlyAccess": true, "PowerUserAccess": true, "OfTomorrow": true} {
		m, err := modelOf(t, strings.Replace(roleThat("reader", `{"Effect": "Allow", "Action": "ec2:*", "Resource": "*"}`),
			`"RoleName"`, `"ManagedPolicyArns": ["arn:aws:iam::aws:policy/`+policy+`"], "RoleName"`, 1)+","+bucketThat(admit("222222222222")), "")
		require.NoError(t, err)
		got, err := m.Decide(Request{Principal: reader, Action: "s3:GetObject", Resource: "arn:aws:s3:::data/x"})
		require.NoError(t, err)
		assert.Equal(t, allowed, got.Allowed, "%s: %s", policy, got.Because)
		got, err = m.Decide(Request{Principal: reader, Action: "iam:PutRolePolicy", Resource: reader})
		require.NoError(t, err)
		assert.Equal(t, policy == "OfTomorrow", got.Allowed, "%s: %s", policy, got.Because)
	}
}

func TestADecisionNamesTheStatementsThatAllowIt(t *testing.T) {
	own := strings.Replace(readAll, `{`, `{"Sid": "Own", `, 1)
	m, err := modelOf(t, roleThat("reader", own)+","+bucketThat(strings.Replace(admit(reader), `{`, `{"Sid": "Theirs", `, 1)), "")
	require.NoError(t, err)
	got, err := m.Decide(Request{Principal: reader, Action: "s3:GetObject", Resource: "arn:aws:s3:::data/x"})
	require.NoError(t, err)
	assert.Equal(t, []string{"home reader (AWS::IAM::Role) Own", "home DataPolicy (AWS::S3::BucketPolicy) Theirs"}, got.By)
	got, err = m.Decide(Request{Principal: reader, Action: "s3:GetObject", Resource: "arn:aws:s3:::data"})
	require.NoError(t, err)
	require.True(t, got.Allowed)
	elsewhere, err := modelOf(t, roleThat("reader", own), bucketThat(admit("222222222222")))
	require.NoError(t, err)
	got, err = elsewhere.Decide(Request{Principal: reader, Action: "s3:GetObject", Resource: "arn:aws:s3:::data/x"})
	require.NoError(t, err)
	assert.Empty(t, got.By, "one of the two that have to allow it does not: %s", got.Because)
	assert.Equal(t, []string{"*"}, m.Granted(reader, "s3:GetObject"))
	assert.Empty(t, m.Granted(reader, "s3:PutObject"))
}

func TestATagThatATemplateDoesNotGiveAResourceIsNotThere(t *testing.T) {
	m, err := modelOf(t, `"Role": {"Type": "AWS::IAM::Role", "Properties": {"RoleName": "r", "AssumeRolePolicyDocument": {"Statement": []}, "Policies": [{"PolicyName": "p", "PolicyDocument": {"Statement": [
		{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*", "Condition": {"StringLike": {"aws:ResourceTag/store": "orders*"}}},
		{"Effect": "Allow", "Action": "s3:PutObject", "Resource": "*", "Condition": {"Null": {"aws:ResourceTag/aws:backup:source-resource": "false"}}}]}}]}},
		"Its": {"Type": "AWS::S3::Bucket", "Properties": {"BucketName": "its", "Tags": [{"Key": "store", "Value": "orders--web"}]}},
		"Other": {"Type": "AWS::S3::Bucket", "Properties": {"BucketName": "other", "Tags": [{"Key": "owner", "Value": "x"}]}}`, ``)
	require.NoError(t, err)
	for bucket, may := range map[string]bool{"its": true, "other": false} {
		d, err := m.Decide(Request{Principal: "arn:aws:iam::111111111111:role/r", Action: "s3:GetObject", Resource: "arn:aws:s3:::" + bucket, Open: true})
		require.NoError(t, err)
		assert.Equal(t, may, d.Allowed, bucket)
		d, err = m.Decide(Request{Principal: "arn:aws:iam::111111111111:role/r", Action: "s3:PutObject", Resource: "arn:aws:s3:::" + bucket, Open: true})
		require.NoError(t, err)
		assert.True(t, d.Allowed, "AWS's own tags are not in templates")
	}
}

func TestALogGroupHasItsTagsWhicheverWayItsARNIsWritten(t *testing.T) {
	m, err := modelOf(t, roleThat("reader", `{"Effect": "Allow", "Action": "logs:*", "Resource": "*"}, {"Effect": "Deny", "Action": "logs:Delete*", "Resource": "*", "Condition": {"StringEquals": {"aws:ResourceTag/of": "us"}}}`)+`,
		"Log": {"Type": "AWS::Logs::LogGroup", "Properties": {"LogGroupName": "ours", "Tags": [{"Key": "of", "Value": "us"}]}}`, ``)
	require.NoError(t, err)
	for name, may := range map[string]bool{"ours": false, "ours:*": false, "other": true} {
		d, err := m.Decide(Request{Principal: reader, Action: "logs:DeleteLogGroup", Resource: "arn:aws:logs:eu-west-1:111111111111:log-group:" + name, Open: true})
		require.NoError(t, err)
		assert.Equal(t, may, d.Allowed, name)
	}
}

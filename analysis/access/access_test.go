package access

import (
	"encoding/json"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"bulkhead/assembly"
	"bulkhead/operate/bootstrap"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// graphOf is the graph of stacks, each an account of its own by the name of its stage, with these resources.
func graphOf(t testing.TB, stacks map[string]string) (*Graph, error) {
	t.Helper()
	accounts := map[string]string{
		"dev": "111111111111", "prod": "222222222222", "": "333333333333", "security": "444444444444", "management": "999999999999",
	}
	a := &assembly.Assembly{}
	for _, id := range slices.Sorted(maps.Keys(stacks)) {
		var resources map[string]any
		require.NoError(t, json.Unmarshal([]byte("{"+stacks[id]+"}"), &resources), id)
		stage, _, found := strings.Cut(id, "/")
		if !found {
			stage = ""
		}
		name := strings.ReplaceAll(id, "/", "-")
		stack := &assembly.Stack{ID: id, Stage: stage, Name: name, Account: accounts[stage], Region: "eu-west-1"}
		a.Stacks = append(a.Stacks, stack.With(map[string]any{"Resources": resources}))
	}
	return New(a, trusting)
}

// trusting is whom the accounts let deploy: their admins, and in dev and prod the pipeline, too.
var trusting = Trusted{
	"111111111111": trusted("111111111111", "publish", "deploy"),
	"222222222222": trusted("222222222222", "publish", "deploy"),
	"333333333333": trusted("333333333333", "change", "change"),
	"444444444444": trusted("444444444444", "", ""),
	"999999999999": trusted("999999999999", "", ""),
}

func trusted(account, publishes, deploys string) map[string][]string {
	all := map[string][]string{}
	for kind, does := range map[string]string{"file-publishing": publishes, "deploy": deploys, "lookup": ""} {
		all[kind] = []string{"arn:aws:iam::" + account + ":role/admin", "arn:aws:iam::" + account + ":role/aws-reserved/sso.amazonaws.com/*_admin_*"}
		if does != "" {
			all[kind] = append(all[kind], "arn:aws:iam::333333333333:role/acme/pipeline/"+does+"/*")
		}
	}
	return all
}

// in puts a role into a path.
func in(path, role string) string {
	return strings.Replace(role, `"RoleName"`, `"Path": "`+path+`", "RoleName"`, 1)
}

// role is a role that a service may act as, with statements.
func role(id, service string, statements ...string) string {
	trust := `{"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "` + service + `"}}`
	if strings.HasPrefix(service, "{") {
		trust = service
	}
	return `"` + id + `": {"Type": "AWS::IAM::Role", "Properties": {"RoleName": "` + id + `", "AssumeRolePolicyDocument": {"Statement": [` + trust + `]},
		"Policies": [{"PolicyName": "own", "PolicyDocument": {"Statement": [` + strings.Join(statements, ",") + `]}}]}}`
}

func allow(resource string, actions ...string) string {
	return `{"Effect": "Allow", "Action": ["` + strings.Join(actions, `", "`) + `"], "Resource": "` + resource + `"}`
}

// admitting is a trust in a principal.
func admitting(principal string) string {
	return `{"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"AWS": "` + principal + `"}}`
}

const (
	lambda = "lambda.amazonaws.com"
	here   = "arn:aws:iam::111111111111:"
)

// howOf tells how one acts as another at once.
func howOf(t testing.TB, g *Graph, from, to string) string {
	t.Helper()
	require.Contains(t, g.byName, from)
	require.Contains(t, g.byName, to)
	for _, hop := range g.edgesOf(g.byName[from]) {
		if hop.to == g.byName[to] {
			return hop.How
		}
	}
	require.NoError(t, g.fault)
	return ""
}

func TestEachWayToActAsSomebodyElseIsAnEdge(t *testing.T) {
	function := `, "Code": {"Type": "AWS::Lambda::Function", "Properties": {"Role": {"Fn::GetAtt": ["b", "Arn"]}}}`
	web := func(image string) string {
		return role("b", "ecs-tasks.amazonaws.com") + `, "Repo": {"Type": "AWS::ECR::Repository", "Properties": {"RepositoryName": "acme/web"}},
			"Task": {"Type": "AWS::ECS::TaskDefinition", "Properties": {"TaskRoleArn": {"Fn::GetAtt": ["b", "Arn"]}, "ContainerDefinitions": [{"Image": "x/acme/` + image + `"}]}}`
	}
	for name, c := range map[string]struct{ resources, to, how string }{
		"assumes":              {role("a", lambda, allow("*", "sts:AssumeRole")) + "," + role("b", admitting(here+"root")), "b", "assumes the role"},
		"assumes, named":       {role("a", lambda) + "," + role("b", admitting(here+"role/a")), "b", "assumes the role"},
		"is not admitted":      {role("a", lambda, allow("*", "sts:AssumeRole")) + "," + role("b", lambda), "b", ""},
		"changes the trust":    {role("a", lambda, allow("*", "iam:UpdateAssumeRolePolicy")) + "," + role("b", lambda), "b", "who may assume the role"},
		"of another only":      {role("a", lambda, allow(here+"role/c", "iam:UpdateAssumeRolePolicy")) + "," + role("b", lambda), "b", ""},
		"passes":               {role("a", lambda, allow(here+"role/b", "iam:PassRole"), allow("*", "lambda:CreateFunction")) + "," + role("b", lambda), "b", "lambda:CreateFunction"},
		"passes to others":     {role("a", lambda, allow(here+"role/b", "iam:PassRole"), allow("*", "lambda:CreateFunction")) + "," + role("b", "ec2.amazonaws.com"), "b", ""},
		"passes, runs none":    {role("a", lambda, allow("*", "iam:PassRole")) + "," + role("b", lambda), "b", ""},
		"cannot pass":          {role("a", lambda, allow("*", "lambda:CreateFunction")) + "," + role("b", lambda), "b", ""},
		"both calls":           {role("a", lambda, allow("*", "iam:PassRole", "states:CreateStateMachine", "states:StartExecution")) + "," + role("b", "states.amazonaws.com"), "b", "states:StartExecution"},
		"one call of two":      {role("a", lambda, allow("*", "iam:PassRole", "states:CreateStateMachine")) + "," + role("b", "states.amazonaws.com"), "b", ""},
		"of a name of its":     {role("a", lambda, allow("*", "iam:PassRole"), allow("arn:aws:lambda:*:*:function:mine-*", "lambda:CreateFunction")) + "," + role("b", lambda), "b", "lambda:CreateFunction"},
		"in another account":   {role("a", lambda, allow("*", "iam:PassRole"), allow("arn:aws:lambda:*:999999999999:function:*", "lambda:CreateFunction")) + "," + role("b", lambda), "b", ""},
		"changes code":         {role("a", lambda, allow("*", "lambda:UpdateFunctionCode")) + "," + role("b", lambda) + function, "b", "changes the code"},
		"enters a task":        {role("a", lambda, allow("*", "ecs:ExecuteCommand")) + "," + role("b", "ecs-tasks.amazonaws.com") + `, "Task": {"Type": "AWS::ECS::TaskDefinition", "Properties": {"TaskRoleArn": {"Fn::GetAtt": ["b", "Arn"]}}}`, "b", "enters a task"},
		"enters an instance":   {role("a", lambda, allow("*", "ssm:StartSession")) + "," + role("b", "ec2.amazonaws.com") + `, "Profile": {"Type": "AWS::IAM::InstanceProfile", "Properties": {"Roles": [{"Ref": "b"}]}}`, "b", "enters an instance"},
		"changes a document":   {role("a", lambda, allow("*", "ssm:UpdateDocument*")) + "," + role("b", "ec2.amazonaws.com") + `, "Profile": {"Type": "AWS::IAM::InstanceProfile", "Properties": {"Roles": [{"Ref": "b"}]}}, "Doc": {"Type": "AWS::SSM::Document", "Properties": {"Name": "doc"}}`, "b", "associations run"},
		"builds":               {role("a", lambda, allow("*", "codebuild:StartBuild")) + "," + role("b", "codebuild.amazonaws.com") + `, "Build": {"Type": "AWS::CodeBuild::Project", "Properties": {"ServiceRole": {"Fn::GetAtt": ["b", "Arn"]}}}`, "b", "builds something else"},
		"changes a machine":    {role("a", lambda, allow("*", "states:UpdateStateMachine")) + "," + role("b", "states.amazonaws.com") + `, "Steps": {"Type": "AWS::StepFunctions::StateMachine", "Properties": {"RoleArn": {"Fn::GetAtt": ["b", "Arn"]}}}`, "b", "state machine"},
		"pushes an image":      {role("a", lambda, allow("*", "ecr:*")) + "," + web("web:1"), "b", "runs next"},
		"tags an image":        {role("a", lambda, allow("*", "ecr:PutImage")) + "," + web("web:1"), "b", ""},
		"pushes layers":        {role("a", lambda, allow("*", "ecr:InitiateLayerUpload", "ecr:UploadLayerPart", "ecr:CompleteLayerUpload")) + "," + web("web:1"), "b", ""},
		"pushes another":       {role("a", lambda, allow("*", "ecr:*")) + "," + web("web2:1"), "b", ""},
		"takes keys of a user": {role("a", lambda, allow("*", "iam:CreateAccessKey")) + `, "b": {"Type": "AWS::IAM::User", "Properties": {"UserName": "b"}}`, "b@dev", "iam:CreateAccessKey"},
		"gives itself":         {role("a", lambda, allow(here+"role/a", "iam:PutRolePolicy")), "account@dev", "iam:PutRolePolicy"},
		"writes a policy":      {role("a", lambda, allow("*", "iam:CreatePolicyVersion")), "account@dev", "iam:CreatePolicyVersion"},
		"joins a group":        {role("a", lambda, allow("*", "iam:AddUserToGroup")), "account@dev", "adds a user"},
		"writes assets":        {role("a", lambda, allow("arn:aws:s3:::cdk-*", "s3:PutObject")), "cdk-cfn-exec@dev/eu-west-1", "writes templates and code"},
		"changes a stack":      {role("a", lambda, allow("*", "cloudformation:UpdateStack")), "cdk-cfn-exec@dev/eu-west-1", "deploys the stack dev/x"},
		"changes another":      {role("a", lambda, allow("arn:aws:cloudformation:*:*:stack/other/*", "cloudformation:UpdateStack")), "cdk-cfn-exec@dev/eu-west-1", ""},
		"is not let deploy":    {role("a", lambda, allow("*", "sts:AssumeRole")), "cdk-deploy@dev/eu-west-1", ""},
	} {
		t.Run(name, func(t *testing.T) {
			g, err := graphOf(t, map[string]string{"dev/x": c.resources})
			require.NoError(t, err)
			to := c.to
			if to == "b" {
				to = "dev/x/b"
			}
			how := howOf(t, g, "dev/x/a", to)
			if c.how == "" {
				assert.Empty(t, how)
				return
			}
			assert.Contains(t, how, c.how)
		})
	}
}

func TestIdentityCenterLetsInWhomItsAccountSays(t *testing.T) {
	set := `"Set": {"Type": "AWS::SSO::PermissionSet", "Properties": {"Name": "acme-developer", "InlinePolicy": {"Statement": [` + allow("*", "s3:GetObject") + `]}}},
		"In": {"Type": "AWS::SSO::Assignment", "Properties": {"TargetId": "222222222222", "PermissionSetArn": {"Fn::GetAtt": ["Set", "PermissionSetArn"]}}},` +
		role("a", lambda, allow("arn:aws:sso:::permissionSet/*", "sso:PutInlinePolicyToPermissionSet"))
	g, err := graphOf(t, map[string]string{"security/sets": set, "prod/x": role("b", lambda, allow("*", "iam:Update*", "iam:PutRolePolicy"))})
	require.NoError(t, err)
	assert.Contains(t, howOf(t, g, "security/sets/a", "account@prod"), "who gets into the account")
	assert.Contains(t, howOf(t, g, "prod/x/b", "developer@prod"), "iam:UpdateSAMLProvider")
	assert.Empty(t, howOf(t, g, "security/sets/a", "account@security"))
}

func TestIdentityCenterLetsIntoAccountsThatNobodyIsAssignedToAndJoinersInWhereTheyAre(t *testing.T) {
	set := `"Set": {"Type": "AWS::SSO::PermissionSet", "Properties": {"Name": "acme-developer", "InlinePolicy": {"Statement": []}}},
		"In": {"Type": "AWS::SSO::Assignment", "Properties": {"TargetId": "222222222222", "PermissionSetArn": {"Fn::GetAtt": ["Set", "PermissionSetArn"]}}},` +
		role("a", lambda, allow("*", "sso:CreateAccountAssignment")) + "," +
		role("joins", lambda, allow("*", "identitystore:CreateGroupMembership"))
	g, err := graphOf(t, map[string]string{
		"security/sets": set, "prod/x": role("b", lambda), "dev/x": role("b", lambda), "management/x": role("b", lambda),
	})
	require.NoError(t, err)
	assert.Contains(t, howOf(t, g, "security/sets/a", "account@dev"), "who gets into the account")
	assert.Empty(t, howOf(t, g, "security/sets/a", "account@management"), "a delegated administrator does not")
	assert.Contains(t, howOf(t, g, "security/sets/joins", "developer@prod"), "joins a group")
	assert.Empty(t, howOf(t, g, "security/sets/joins", "account@dev"))
	assert.Empty(t, howOf(t, g, "dev/x/b", "account@prod"), "Identity Center is not there")
}

func TestAPipelineAndWhoPushesToItDeployEverywhere(t *testing.T) {
	pipeline := in("/acme/pipeline/deploy/", role("PipelineRole", "codepipeline.amazonaws.com", allow("*", "sts:AssumeRole"))) + `,
		"Pipeline": {"Type": "AWS::CodePipeline::Pipeline", "Properties": {"RoleArn": {"Fn::GetAtt": ["PipelineRole", "Arn"]}, "ArtifactStores": [
			{"Region": "eu-west-1", "ArtifactStore": {"Location": {"Ref": "Artifacts"}}}, {"Region": "us-east-1", "ArtifactStore": {"Location": "elsewhere"}}]}},
		"Artifacts": {"Type": "AWS::S3::Bucket"}, "Elsewhere": {"Type": "AWS::S3::Bucket", "Properties": {"BucketName": "elsewhere"}},` +
		role("PipelineBuild", "codebuild.amazonaws.com", allow("*", "s3:PutObject", "sts:AssumeRole")) + `,` +
		role("Other", lambda, allow("arn:aws:s3:::elsewhere/*", "s3:PutObject")) + `,` + role("admin", lambda, allow("*", "sts:AssumeRole"))
	g, err := graphOf(t, map[string]string{"pipeline": pipeline, "prod/x": role("b", lambda), "security/x": role("admin", lambda, allow("*", "sts:AssumeRole"))})
	require.NoError(t, err)
	const deploy = "cdk-deploy@prod/eu-west-1"
	assert.Equal(t, "assumes the role", howOf(t, g, "pipeline/Role", deploy))
	assert.Empty(t, howOf(t, g, "pipeline/Build", deploy), "a step in no path that is trusted")
	assert.Empty(t, howOf(t, g, "pipeline/admin", deploy), "an admin of another account")
	assert.Empty(t, howOf(t, g, "pipeline/Role", "cdk-deploy@security/eu-west-1"), "no pipeline deploys there")
	assert.Empty(t, howOf(t, g, "pipeline/Role", "cdk-deploy@333333333333/eu-west-1"), "which another role changes")
	assert.Equal(t, "assumes the role", howOf(t, g, "security/x/admin", "cdk-deploy@security/eu-west-1"))
	assert.Empty(t, howOf(t, g, "security/x/admin", deploy))
	assert.Contains(t, howOf(t, g, "pipeline/Build", "pipeline/Role"), "writes what the pipeline")
	assert.Contains(t, howOf(t, g, "pipeline/Other", "pipeline/Role"), "writes what the pipeline", "into the bucket of another region")
	assert.NotEmpty(t, howOf(t, g, "push@pipeline", "pipeline/Role"))
	found, err := g.Between("push@pipeline", "prod/account")
	require.NoError(t, err)
	require.Len(t, found, 1)
	assert.Equal(t, Administers, found[0].Verb)
	var through []string
	for _, hop := range found[0].Hops {
		through = append(through, hop.To)
	}
	assert.Equal(t, []string{"pipeline/Role", deploy, "cdk-cfn-exec@prod/eu-west-1", "account@prod", "prod/account"}, through)
}

func TestWhoAdministersTheAccountWithThePipelineMakesARoleInAPathThatIsTrusted(t *testing.T) {
	stacks := map[string]string{"pipeline": role("a", lambda), "prod/x": role("b", lambda), "security/x": role("c", lambda)}
	g, err := graphOf(t, stacks)
	require.NoError(t, err)
	assert.Equal(t, "makes a role that is trusted (/acme/pipeline/deploy/anybody), and assumes the role",
		howOf(t, g, "account@333333333333", "cdk-deploy@prod/eu-west-1"))
	assert.Empty(t, howOf(t, g, "account@333333333333", "cdk-deploy@security/eu-west-1"))
	assert.Empty(t, howOf(t, g, "account@prod", "cdk-deploy@security/eu-west-1"))
	assert.Contains(t, howOf(t, g, "account@prod", "cdk-deploy@prod/eu-west-1"), "changes who", "AWS alone makes roles in its paths")
	assert.Empty(t, howOf(t, g, "account@elsewhere", "cdk-deploy@prod/eu-west-1"))

	stacks["management/guardrails"] = `"Deny": {"Type": "AWS::Organizations::Policy", "Properties": {"Type": "SERVICE_CONTROL_POLICY", "TargetIds": ["333333333333"],
		"Content": {"Statement": [{"Effect": "Deny", "Action": "iam:CreateRole", "Resource": "arn:aws:iam::*:role/acme/pipeline/*"}]}}}`
	g, err = graphOf(t, stacks)
	require.NoError(t, err)
	assert.Empty(t, howOf(t, g, "account@333333333333", "cdk-deploy@prod/eu-west-1"), "where a policy denies it")
}

func TestAnAssemblyThatDoesNotSayWhomAnAccountLetsDeployIsRefused(t *testing.T) {
	stack := &assembly.Stack{ID: "dev/x", Stage: "dev", Name: "dev-x", Account: "111111111111", Region: "eu-west-1"}
	_, err := New(&assembly.Assembly{Dir: "cdk.out", Stacks: []*assembly.Stack{stack.With(map[string]any{})}}, nil)
	assert.EqualError(t, err, `cdk.out does not say whom the account "111111111111" lets deploy; synthesize it again`)
}

// data is a bucket with a key that two roles may read objects of, and one of them use the key.
const data = `"Key": {"Type": "AWS::KMS::Key", "Properties": {"KeyPolicy": {"Statement": [{"Effect": "Allow", "Action": "kms:*", "Resource": "*", "Principal": {"AWS": "arn:aws:iam::111111111111:root"}}]}}},
	"Bucket": {"Type": "AWS::S3::Bucket", "Properties": {"BucketName": "orders", "BucketEncryption": {"ServerSideEncryptionConfiguration": [{"ServerSideEncryptionByDefault": {"KMSMasterKeyID": {"Fn::GetAtt": ["Key", "Arn"]}}}]}}}`

func TestWhatIsEncryptedIsReadWithItsKeyOnly(t *testing.T) {
	object := allow("arn:aws:s3:::orders/*", "s3:GetObject", "s3:DeleteObject")
	g, err := graphOf(t, map[string]string{"dev/data-orders": data, "dev/x": role("a", lambda, object) + "," +
		role("b", lambda, object, allow("*", "kms:Decrypt")) + "," + role("c", lambda, object, allow("*", "kms:CreateGrant"))})
	require.NoError(t, err)
	for who, verbs := range map[string][]Verb{"dev/x/a": {Deletes}, "dev/x/b": {Reads, Deletes}, "dev/x/c": {Reads, Deletes}} {
		found, err := g.Between(who, "dev/orders")
		require.NoError(t, err)
		var got []Verb
		for _, access := range found {
			got = append(got, access.Verb)
		}
		assert.Equal(t, verbs, got, who)
	}
	found, err := g.To("dev/keys")
	require.NoError(t, err)
	for _, access := range found {
		assert.True(t, access.Who != "dev/x/a" && access.Who != "dev/x/b", "%v", access)
	}
}

func TestAPathHasTheStatementsOfEachHop(t *testing.T) {
	g, err := graphOf(t, map[string]string{"dev/data-orders": data, "dev/x": role("a", lambda, `{"Sid": "Change", "Effect": "Allow", "Action": "lambda:UpdateFunctionCode", "Resource": "*"}`) + "," +
		role("b", lambda, `{"Sid": "Read", "Effect": "Allow", "Action": ["s3:GetObject", "kms:Decrypt"], "Resource": "*"}`) +
		`, "Code": {"Type": "AWS::Lambda::Function", "Properties": {"Role": {"Fn::GetAtt": ["b", "Arn"]}}}`})
	require.NoError(t, err)
	found, err := g.Between("dev/x/a", "dev/orders")
	require.NoError(t, err)
	require.Len(t, found, 1)
	require.Len(t, found[0].Hops, 2)
	assert.Equal(t, "dev/x/b", found[0].Hops[0].To)
	assert.Equal(t, []string{"dev/x a (AWS::IAM::Role) Change"}, found[0].Hops[0].By)
	assert.Equal(t, "dev/orders", found[0].Hops[1].To)
	assert.Contains(t, found[0].Hops[1].By, "dev/x b (AWS::IAM::Role) Read")
}

func TestAServiceHoldsTheSecretsThatItIsStartedWith(t *testing.T) {
	g, err := graphOf(t, map[string]string{
		"dev/data-orders": `"Password": {"Type": "AWS::SecretsManager::Secret"}`,
		"dev/service-web": role("Task", "ecs-tasks.amazonaws.com") + `, "Definition": {"Type": "AWS::ECS::TaskDefinition", "Properties": {"TaskRoleArn": {"Fn::GetAtt": ["Task", "Arn"]},
			"ContainerDefinitions": [{"Image": "x", "Secrets": [{"Name": "P", "ValueFrom": {"Fn::Join": ["", [{"Fn::ImportValue": "password"}, ":password::"]]}}]}]}}`,
	})
	require.NoError(t, err)
	found, err := g.Of("dev/web")
	require.NoError(t, err)
	assert.Empty(t, found, "nobody exports it")
	g.assembly.Stack("dev/data-orders").Outputs["P"] = assembly.Output{Value: map[string]any{"Ref": "Password"}, Export: "password"}
	g, err = New(&assembly.Assembly{Stacks: g.assembly.Stacks[:2]}, trusting)
	require.NoError(t, err)
	found, err = g.Of("dev/web")
	require.NoError(t, err)
	require.Len(t, found, 1)
	assert.Contains(t, found[0].Hops[0].How, "is started with")
}

func TestWhatIsNotKnownFails(t *testing.T) {
	_, err := graphOf(t, map[string]string{"dev/x": role("a", "new.amazonaws.com")})
	assert.ErrorContains(t, err, "say in analysis/access which calls run something there")
	g, err := graphOf(t, map[string]string{"dev/x": role("a", lambda, `{"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"DateLessThan": {"aws:CurrentTime": "2030-01-01T00:00:00Z"}}}`)})
	require.NoError(t, err)
	_, err = g.Of("dev/x/a")
	assert.ErrorContains(t, err, "DateLessThan")
	_, err = g.Of("dev/y/a")
	assert.ErrorContains(t, err, `there is nobody called "dev/y/a"; did you mean dev/x/a?`)
	_, err = g.To("nothing")
	assert.ErrorContains(t, err, "bulkhead access lists the names")
}

// filled is a value of the bootstrap's template as it is in an account and region.
func filled(value any) any {
	switch v := value.(type) {
	case string:
		return strings.NewReplacer(
			"${AWS::Partition}", "aws", "${AWS::Region}", "eu-west-1", "${AWS::AccountId}", "111111111111", "${Qualifier}", "hnb659fds",
			"${StagingBucket.Arn}", "arn:aws:s3:::cdk-hnb659fds-assets-111111111111-eu-west-1",
			"${CdkBootstrapVersion}", "/cdk-bootstrap/hnb659fds/version",
			"${CloudFormationExecutionRole.Arn}", "arn:aws:iam::111111111111:role/cdk-hnb659fds-cfn-exec-role-111111111111-eu-west-1",
		).Replace(v)
	case []any:
		var all []any
		for _, item := range v {
			all = append(all, filled(item))
		}
		if len(all) == 1 {
			return all[0]
		}
		return all
	case map[string]any:
		if text, is := v["Fn::Sub"]; is {
			return filled(text)
		}
		all := map[string]any{}
		for key, item := range v {
			if key != "Sid" && key != "Version" {
				all[key] = filled(item)
			}
		}
		return all
	}
	return value
}

// rightsOf are the statements of a role of the bootstrap, who may assume it first, and AWS's policies that it has.
func rightsOf(t testing.TB, resources map[string]any, id string) (all []any) {
	t.Helper()
	add := func(document any) {
		for _, s := range assembly.List(assembly.At(document, "Statement")) {
			// Tags of a session let nobody in, and the bucket's key is where its objects are.
			if assembly.At(s, "Action") != "sts:TagSession" && assembly.At(s, "Resource", "Fn::If") == nil {
				all = append(all, filled(s))
			}
		}
	}
	role := assembly.At(resources[id], "Properties")
	add(assembly.At(role, "AssumeRolePolicyDocument"))
	for _, policy := range assembly.List(assembly.At(role, "Policies")) {
		add(assembly.At(policy, "PolicyDocument"))
	}
	if policy := assembly.At(resources[id+"DefaultPolicy"], "Properties"); policy != nil {
		add(assembly.At(policy, "PolicyDocument"))
	}
	if id != "CloudFormationExecutionRole" { // whose are a parameter
		all = append(all, filled(assembly.List(assembly.At(role, "ManagedPolicyArns"))))
	}
	text, err := json.Marshal(all)
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(text, &all))
	return all
}

// TestTheBootstrapIsTheOneThatAccountsArePreparedWith: who may assume its roles, and what each may do.
func TestTheBootstrapIsTheOneThatAccountsArePreparedWith(t *testing.T) {
	cdk, err := os.ReadFile("../../node_modules/aws-cdk/lib/api/bootstrap/bootstrap-template.yaml")
	require.NoError(t, err)
	const dev = "111111111111"
	for name, of := range map[string]map[string][]string{"from a pipeline": trusting[dev], "by hand": trusted(dev, "", "")} {
		text, err := bootstrap.Template(cdk, bootstrap.Account{
			Name: "dev", ID: dev, Regions: []string{"eu-west-1"}, Pipeline: "333333333333", Trusted: of,
		})
		require.NoError(t, err)
		var template map[string]any
		require.NoError(t, json.Unmarshal(text, &template))
		theirs, ours := template["Resources"].(map[string]any), bootstrapResources(dev, "eu-west-1", of)
		roles := 0
		for id, r := range theirs {
			if assembly.At(r, "Type") != "AWS::IAM::Role" {
				continue
			}
			roles++
			require.NotNil(t, ours[id], id)
			assert.Equal(t, filled(assembly.At(r, "Properties", "RoleName")), assembly.At(ours[id], "Properties", "RoleName"))
			assert.Equal(t, rightsOf(t, theirs, id), rightsOf(t, ours, id), "%s: %s", name, id)
		}
		assert.Equal(t, 4, roles)
		assert.Len(t, ours, roles+1, "and the bucket")
	}
}

func TestAPasswordOfADatabasesUserOpensTheDatabaseAsFarAsTheUserMay(t *testing.T) {
	user := func(rights string) string {
		return `"Secret": {"Type": "AWS::SecretsManager::Secret"}, "User": {"Type": "Custom::DatabaseUser", "Properties": {"Rights": "` + rights + `", "Secret": {"Ref": "Secret"}}}`
	}
	g, err := graphOf(t, map[string]string{
		"dev/data-orders":       `"Db": {"Type": "AWS::RDS::DBInstance", "Properties": {"DBInstanceIdentifier": "orders"}}`,
		"dev/user-orders--web":  user("write"),
		"dev/user-orders--read": user("read"),
		"dev/x": role("a", lambda, allow("arn:aws:secretsmanager:eu-west-1:111111111111:secret:dev-user-orders--web-*", "secretsmanager:GetSecretValue")) + "," +
			role("b", lambda, allow("arn:aws:secretsmanager:eu-west-1:111111111111:secret:dev-user-orders--read-*", "secretsmanager:GetSecretValue")),
	})
	require.NoError(t, err)
	for who, want := range map[string][]Verb{"dev/x/a": {Reads, Writes, Deletes}, "dev/x/b": {Reads}} {
		found, err := g.Of(who)
		require.NoError(t, err)
		var verbs []Verb
		for _, access := range found {
			assert.Equal(t, "dev/orders", access.Target)
			verbs = append(verbs, access.Verb)
		}
		assert.Equal(t, want, verbs, who)
	}
}

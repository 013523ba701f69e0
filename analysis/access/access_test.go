package access

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"

	"bulkhead/assembly"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// graphOf is the graph of stacks, each an account of its own by the name of its stage, with these resources.
func graphOf(t testing.TB, stacks map[string]string) (*Graph, error) {
	t.Helper()
	accounts := map[string]string{"dev": "111111111111", "prod": "222222222222", "": "333333333333", "security": "444444444444"}
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
	return New(a)
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
		"deploys":              {role("a", lambda, allow("*", "sts:AssumeRole")), "cdk-deploy@dev/eu-west-1", "assumes the role"},
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

func TestAPipelineAndWhoPushesToItDeployEverywhere(t *testing.T) {
	pipeline := role("PipelineRole", "codepipeline.amazonaws.com", allow("*", "sts:AssumeRole")) + `,
		"Pipeline": {"Type": "AWS::CodePipeline::Pipeline", "Properties": {"RoleArn": {"Fn::GetAtt": ["PipelineRole", "Arn"]}, "ArtifactStore": {"Location": {"Ref": "Artifacts"}}}},
		"Artifacts": {"Type": "AWS::S3::Bucket"}, ` + role("PipelineBuild", "codebuild.amazonaws.com", allow("*", "s3:PutObject"))
	g, err := graphOf(t, map[string]string{"pipeline": pipeline, "prod/x": role("b", lambda)})
	require.NoError(t, err)
	assert.Equal(t, "assumes the role", howOf(t, g, "pipeline/Role", "cdk-deploy@prod/eu-west-1"))
	assert.Contains(t, howOf(t, g, "pipeline/Build", "pipeline/Role"), "writes what the pipeline")
	assert.NotEmpty(t, howOf(t, g, "push@pipeline", "pipeline/Role"))
	found, err := g.Between("push@pipeline", "prod/account")
	require.NoError(t, err)
	require.Len(t, found, 1)
	assert.Equal(t, Administers, found[0].Verb)
	var through []string
	for _, hop := range found[0].Hops {
		through = append(through, hop.To)
	}
	assert.Equal(t, []string{"pipeline/Role", "cdk-deploy@prod/eu-west-1", "cdk-cfn-exec@prod/eu-west-1", "account@prod", "prod/account"}, through)

	alone, err := graphOf(t, map[string]string{"dev/x": role("a", lambda, allow("*", "sts:AssumeRole")), "prod/x": role("b", lambda)})
	require.NoError(t, err)
	assert.Empty(t, howOf(t, alone, "dev/x/a", "cdk-deploy@prod/eu-west-1"), "without a pipeline no account trusts another")
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
	g, err = New(&assembly.Assembly{Stacks: g.assembly.Stacks[:2]})
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

// leftOut are actions of the bootstrap that are about what it makes itself, or that do nothing to anything of ours.
var leftOut = map[string][]string{
	"FilePublishingRole":   {"s3:GetEncryptionConfiguration", "kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*"},
	"ImagePublishingRole":  {"ecr:BatchCheckLayerAvailability", "ecr:DescribeRepositories", "ecr:DescribeImages", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer", "ecr:GetAuthorizationToken"},
	"DeploymentActionRole": {"sts:GetCallerIdentity", "ssm:GetParameter", "ssm:GetParameters"},
}

func TestTheBootstrapIsThatOfTheCDK(t *testing.T) {
	found, err := assembly.Find("../../node_modules/aws-cdk/lib/api/bootstrap/bootstrap-template.yaml")
	require.NoError(t, err)
	require.Len(t, found.Stacks, 1)
	actions := map[string]map[string]bool{}
	for _, r := range found.Stacks[0].Resources {
		for _, s := range assembly.Statements(r) {
			owner := r.LogicalID
			if r.Type == "AWS::IAM::Policy" {
				owner = asString(assembly.At(r.Get("Roles"), "0", "Ref"))
			} else if r.Type != "AWS::IAM::Role" || len(s.Principals) > 0 {
				continue
			}
			for _, action := range s.Actions {
				if actions[owner] == nil {
					actions[owner] = map[string]bool{}
				}
				actions[owner][action] = true
			}
		}
	}
	roles := 0
	for id, r := range bootstrapResources("111111111111", "eu-west-1", nil) {
		written := r.(map[string]any)
		if written["Type"] != "AWS::IAM::Role" {
			continue
		}
		roles++
		theirs := found.Stacks[0].Resource(id)
		require.NotNil(t, theirs, id)
		properties := written["Properties"].(map[string]any)
		name := strings.Split(asString(properties["RoleName"]), "-")[2]
		assert.Contains(t, asString(assembly.At(theirs.Get("RoleName"), "Fn::Sub")), name, id)
		var ours []string
		for _, s := range assembly.Statements(&assembly.Resource{LogicalID: id, Properties: properties}) {
			if len(s.Principals) == 0 {
				ours = append(ours, s.Actions...)
			}
		}
		ours = append(ours, leftOut[id]...)
		slices.Sort(ours)
		assert.Equal(t, slices.Sorted(maps.Keys(actions[id])), slices.Compact(ours), id)
	}
	assert.Equal(t, 5, roles)
}

package access

import (
	"maps"
	"slices"

	"bulkhead/assembly"
)

// qualifier is that of the CDK's bootstrap.
const qualifier = "hnb659fds"

// Names of what the bootstrap makes in an account and region.
func bootstrapRole(role, account, region string) string {
	return "cdk-" + qualifier + "-" + role + "-role-" + account + "-" + region
}

func assetBucket(account, region string) string {
	return "cdk-" + qualifier + "-assets-" + account + "-" + region
}

// trust says who assumes a role of the bootstrap: its own account and, where a pipeline deploys from another one, that.
func trust(_ string, account string, pipelines []string) []any {
	var all []any
	for _, id := range append([]string{account}, pipelines...) {
		all = append(all, map[string]any{
			"Effect":    "Allow",
			"Action":    "sts:AssumeRole",
			"Principal": map[string]any{"AWS": "arn:aws:iam::" + id + ":root"},
			"Condition": map[string]any{"Null": map[string]any{"sts:ExternalId": "true"}},
		})
	}
	return all
}

// bootstrap returns the stacks of the CDK's bootstrap, which no assembly has, as its template makes them where an
// administrator has run `cdk bootstrap` with --trust of the account that the pipeline is in. What the template says of
// the deployment's own buckets and versions is left out.
func bootstrap(a *assembly.Assembly) []*assembly.Stack {
	places, pipelines := map[[2]string]bool{}, map[string]bool{}
	for _, stack := range a.Stacks {
		places[[2]string{stack.Account, stack.Region}] = true
		if stack.Stage == "" {
			pipelines[stack.Account] = true
		}
	}
	var all []*assembly.Stack
	for place := range places {
		account, region := place[0], place[1]
		var others []string
		for _, id := range slices.Sorted(maps.Keys(pipelines)) {
			if id != account {
				others = append(others, id)
			}
		}
		stack := &assembly.Stack{ID: "CDKToolkit:" + account + ":" + region, Name: "CDKToolkit", Account: account, Region: region}
		all = append(all, stack.With(map[string]any{"Resources": bootstrapResources(account, region, others)}))
	}
	slices.SortFunc(all, func(a, b *assembly.Stack) int { return compare(a.ID, b.ID) })
	return all
}

func bootstrapResources(account, region string, pipelines []string) map[string]any {
	bucket := "arn:aws:s3:::" + assetBucket(account, region)
	role := func(name string, trust []any, statements []any, managed ...any) map[string]any {
		return resource("AWS::IAM::Role", map[string]any{
			"RoleName":                 bootstrapRole(name, account, region),
			"AssumeRolePolicyDocument": map[string]any{"Statement": trust},
			"ManagedPolicyArns":        managed,
			"Policies": []any{map[string]any{
				"PolicyName": "default", "PolicyDocument": map[string]any{"Statement": statements},
			}},
		})
	}
	allow := func(sid string, actions []any, resource any, condition map[string]any) map[string]any {
		s := map[string]any{"Sid": sid, "Effect": "Allow", "Action": actions, "Resource": resource}
		if condition != nil {
			s["Condition"] = condition
		}
		return s
	}
	objects := []any{"s3:GetObject*", "s3:GetBucket*", "s3:List*", "s3:Abort*", "s3:DeleteObject*", "s3:PutObject*"}
	keys := []any{"kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*"}
	return map[string]any{
		"StagingBucket": resource("AWS::S3::Bucket", map[string]any{"BucketName": assetBucket(account, region)}),
		"FilePublishingRole": role("file-publishing", trust("file-publishing", account, pipelines), []any{
			allow("Assets", objects, []any{bucket, bucket + "/*"}, equals("aws:ResourceAccount", account)),
		}),
		"ImagePublishingRole": role("image-publishing", trust("image-publishing", account, pipelines), []any{
			allow("Images", []any{"ecr:PutImage", "ecr:InitiateLayerUpload", "ecr:UploadLayerPart", "ecr:CompleteLayerUpload"},
				"arn:aws:ecr:"+region+":"+account+":repository/cdk-"+qualifier+"-container-assets-"+account+"-"+region, nil),
		}),
		"LookupRole": role("lookup", trust("lookup", account, pipelines), []any{map[string]any{
			"Sid": "DontReadSecrets", "Effect": "Deny", "Action": "kms:Decrypt", "Resource": "*",
		}}, "arn:aws:iam::aws:policy/ReadOnlyAccess"),
		"DeploymentActionRole": role("deploy", trust("deploy", account, pipelines), []any{
			allow("DeployPermissions", []any{
				"cloudformation:CreateChangeSet", "cloudformation:DeleteChangeSet", "cloudformation:ExecuteChangeSet",
				"cloudformation:CreateStack", "cloudformation:UpdateStack", "cloudformation:RollbackStack",
				"cloudformation:ContinueUpdateRollback",
			}, "*", nil),
			allow("PipelineCrossAccountArtifactsBucket", objects, "*", map[string]any{
				"StringNotEquals": map[string]any{"s3:ResourceAccount": account},
			}),
			allow("PipelineCrossAccountArtifactsKey", keys, "*", equals("kms:ViaService", "s3."+region+".amazonaws.com")),
			allow("PassCloudFormationRole", []any{"iam:PassRole"},
				"arn:aws:iam::"+account+":role/"+bootstrapRole("cfn-exec", account, region), nil),
			allow("CliPermissions", []any{"cloudformation:DeleteStack", "cloudformation:UpdateTerminationProtection"}, "*", nil),
			allow("Refactor", []any{"cloudformation:CreateStackRefactor", "cloudformation:ExecuteStackRefactor"}, "*", nil),
		}, "arn:aws:iam::aws:policy/AWSCloudFormationReadOnlyAccess"),
		"CloudFormationExecutionRole": role("cfn-exec", []any{map[string]any{
			"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": map[string]any{"Service": "cloudformation.amazonaws.com"},
		}}, nil, administrator),
	}
}

const administrator = "arn:aws:iam::aws:policy/AdministratorAccess"

func resource(kind string, properties map[string]any) map[string]any {
	return map[string]any{"Type": kind, "Properties": properties}
}

func equals(key, value string) map[string]any {
	return map[string]any{"StringEquals": map[string]any{key: value}}
}

// elsewhere is an account that is none of the assembly's: another one of the same AWS organization.
const elsewhere = "000000000000"

// anybody returns a stack for each account with a role that may do everything in it: what whoever administers the
// account can be, and what an attack from another account comes as.
func anybody(a *assembly.Assembly) []*assembly.Stack {
	accounts := map[string]string{elsewhere: "us-east-1"}
	for _, stack := range a.Stacks {
		if accounts[stack.Account] == "" {
			accounts[stack.Account] = stack.Region
		}
	}
	var all []*assembly.Stack
	for _, account := range slices.Sorted(maps.Keys(accounts)) {
		stack := &assembly.Stack{ID: "account:" + account, Name: "account", Account: account, Region: accounts[account]}
		all = append(all, stack.With(map[string]any{"Resources": map[string]any{
			"Anybody": resource("AWS::IAM::Role", map[string]any{
				"RoleName":                 "anybody",
				"AssumeRolePolicyDocument": map[string]any{"Statement": []any{}},
				"ManagedPolicyArns":        []any{administrator},
			}),
		}}))
	}
	return all
}

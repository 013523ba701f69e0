package access

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"bulkhead/assembly"
	"bulkhead/internal/address"
)

// Trusted are patterns of the ARNs of the roles that accounts, by id, let assume the roles of CDK's bootstrap, by the
// kinds of these: what address.Book.TrustedBy says, and the index of a cloud assembly has.
type Trusted map[string]map[string][]string

// trust says who assumes a role of the bootstrap.
func trust(patterns []string) []any {
	byAccount := map[string][]any{}
	for _, pattern := range patterns {
		byAccount[accountOf(pattern)] = append(byAccount[accountOf(pattern)], pattern)
	}
	var all []any
	for _, account := range slices.Sorted(maps.Keys(byAccount)) {
		all = append(all, map[string]any{
			"Effect":    "Allow",
			"Action":    "sts:AssumeRole",
			"Principal": map[string]any{"AWS": "arn:aws:iam::" + account + ":root"},
			"Condition": map[string]any{
				"ArnLike": map[string]any{"aws:PrincipalArn": byAccount[account]},
				"Null":    map[string]any{"sts:ExternalId": "true"},
			},
		})
	}
	return all
}

// toolkits returns the stacks of CDK's bootstrap, which no assembly has, as `bulkhead bootstrap` makes them. Its own
// key is left out: whoever writes files may use it.
func toolkits(a *assembly.Assembly, trusted Trusted) ([]*assembly.Stack, error) {
	places := map[[2]string]bool{}
	for _, stack := range a.Stacks {
		places[[2]string{stack.Account, stack.Region}] = true
	}
	var all []*assembly.Stack
	for place := range places {
		account, region := place[0], place[1]
		for _, role := range []string{address.DeployRole, address.PublishRole, address.LookupRole} {
			if len(trusted[account][role]) == 0 {
				return nil, fmt.Errorf("%s does not say whom the account %q lets deploy; synthesize it again", a.Dir, account)
			}
		}
		stack := &assembly.Stack{ID: "CDKToolkit:" + account + ":" + region, Name: "CDKToolkit", Account: account, Region: region}
		all = append(all, stack.With(map[string]any{"Resources": bootstrapResources(account, region, trusted[account])}))
	}
	slices.SortFunc(all, func(a, b *assembly.Stack) int { return compare(a.ID, b.ID) })
	return all, nil
}

// delivers is the other account that deploys to an account; empty when none does.
func delivers(account string, trusted map[string][]string) string {
	for _, pattern := range trusted[address.DeployRole] {
		if accountOf(pattern) != account {
			return accountOf(pattern)
		}
	}
	return ""
}

func bootstrapResources(account, region string, trusted map[string][]string) map[string]any {
	bucket := "arn:aws:s3:::" + address.BootstrapBucket(account, region)
	role := func(name string, trust []any, statements []any, managed ...any) map[string]any {
		return resource("AWS::IAM::Role", map[string]any{
			"RoleName":                 address.BootstrapRole(name, account, region),
			"AssumeRolePolicyDocument": map[string]any{"Statement": trust},
			"ManagedPolicyArns":        managed,
			"Policies": []any{map[string]any{
				"PolicyName": "default", "PolicyDocument": map[string]any{"Statement": statements},
			}},
		})
	}
	allow := func(sid string, actions []any, condition map[string]any, resources ...any) map[string]any {
		s := map[string]any{"Sid": sid, "Effect": "Allow", "Action": actions, "Resource": resources}
		if condition != nil {
			s["Condition"] = condition
		}
		return s
	}
	keys := "arn:aws:kms:" + region + ":" + account + ":key/*"
	version := "arn:aws:ssm:" + region + ":" + account + ":parameter" + address.BootstrapVersion
	readKeys, readVersion := []any{keys}, []any{"ssm:GetParameter", "ssm:GetParameters"}
	reads := []any{"s3:GetObject*", "s3:GetBucket*", "s3:List*"}
	deploys := []any{allow("DeployPermissions", []any{
		"cloudformation:CreateChangeSet", "cloudformation:DeleteChangeSet", "cloudformation:ExecuteChangeSet",
		"cloudformation:CreateStack", "cloudformation:UpdateStack", "cloudformation:RollbackStack",
		"cloudformation:ContinueUpdateRollback",
	}, nil, "*")}
	if pipeline := delivers(account, trusted); pipeline != "" {
		deploys = append(deploys, allow("PipelineCrossAccountArtifactsBucket", reads, equals("s3:ResourceAccount", pipeline), "*"))
		readKeys = append(readKeys, "arn:aws:kms:"+region+":"+pipeline+":key/*")
	}
	deploys = append(deploys,
		allow("PipelineCrossAccountArtifactsKey", []any{"kms:Decrypt", "kms:DescribeKey"},
			equals("kms:ViaService", "s3."+region+".amazonaws.com"), readKeys...),
		allow("PassCloudFormationRole", []any{"iam:PassRole"}, nil, address.ExecutionRoleARN(account, region)),
		allow("CliPermissions", []any{
			"cloudformation:DeleteStack", "cloudformation:UpdateTerminationProtection", "sts:GetCallerIdentity",
		}, nil, "*"),
		allow("CliStagingBucket", reads, nil, bucket, bucket+"/*"),
		allow("ReadVersion", readVersion, nil, version),
	)
	return map[string]any{
		"StagingBucket": resource("AWS::S3::Bucket", map[string]any{"BucketName": address.BootstrapBucket(account, region)}),
		"FilePublishingRole": role(address.PublishRole, trust(trusted[address.PublishRole]), []any{
			allow("Assets", []any{
				"s3:GetObject*", "s3:GetBucket*", "s3:GetEncryptionConfiguration", "s3:List*", "s3:PutObject*", "s3:Abort*",
			}, equals("aws:ResourceAccount", account), bucket, bucket+"/*"),
		}),
		"LookupRole": role(address.LookupRole, trust(trusted[address.LookupRole]), []any{
			allow("ReadStacks", []any{
				"cloudformation:Describe*", "cloudformation:Get*", "cloudformation:List*", "tag:GetResources",
			}, nil, "*"),
			allow("ReadVersion", readVersion, nil, version),
		}),
		"DeploymentActionRole": role(address.DeployRole, trust(trusted[address.DeployRole]), deploys,
			"arn:aws:iam::aws:policy/AWSCloudFormationReadOnlyAccess"),
		"CloudFormationExecutionRole": role(address.ExecutionRole, []any{map[string]any{
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

// whoever is what a role is called that may do everything in an account.
const whoever = "anybody"

// anybody returns a stack for each account with a role that may do everything in it: what whoever administers the
// account can be, and what an attack from another account comes as. Where accounts trust roles of the account by
// patterns, there is such a role of each, which whoever administers the account makes. Nobody but AWS makes any in its
// own paths.
func anybody(a *assembly.Assembly, trusted Trusted) []*assembly.Stack {
	accounts := map[string]string{elsewhere: "us-east-1"}
	for _, stack := range a.Stacks {
		if accounts[stack.Account] == "" {
			accounts[stack.Account] = stack.Region
		}
	}
	named := map[string]map[string]bool{} // by account: with their paths
	for _, kinds := range trusted {
		for _, patterns := range kinds {
			for _, pattern := range patterns {
				_, name, _ := strings.Cut(pattern, ":role/")
				if path, open := strings.CutSuffix(name, "*"); open && !strings.HasPrefix(name, "aws-reserved/") {
					account := accountOf(pattern)
					if named[account] == nil {
						named[account] = map[string]bool{}
					}
					named[account][path+whoever] = true
				}
			}
		}
	}
	var all []*assembly.Stack
	for _, account := range slices.Sorted(maps.Keys(accounts)) {
		stack := &assembly.Stack{ID: "account:" + account, Name: "account", Account: account, Region: accounts[account]}
		resources := map[string]any{}
		for _, name := range append(slices.Sorted(maps.Keys(named[account])), whoever) {
			path := name[:len(name)-len(whoever)]
			resources[name] = resource("AWS::IAM::Role", map[string]any{
				"RoleName":                 whoever,
				"Path":                     "/" + path,
				"AssumeRolePolicyDocument": map[string]any{"Statement": []any{}},
				"ManagedPolicyArns":        []any{administrator},
			})
		}
		all = append(all, stack.With(map[string]any{"Resources": resources}))
	}
	return all
}

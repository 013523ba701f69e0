package test

import (
	"cmp"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"bulkhead/assembly/iam"
	"bulkhead/config"
	"bulkhead/internal/address"
	"bulkhead/internal/facts"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// wanted is what a command of the AWS CLI, or something that a page has somebody do in a console, asks of IAM.
type wanted struct {
	actions  string // with spaces between them, where they are not called as the command is
	resource string // its ARN, where guardrails tell resources apart by that
	account  string // where a page does not say so by a profile
	theirs   bool   // the resource is not one of ours, so that it has no tag
}

// calledInIAM is what IAM calls services that the AWS CLI calls otherwise.
var calledInIAM = map[string]string{
	"elbv2": "elasticloadbalancing", "opensearch": "es", "s3api": "s3", "resourcegroupstaggingapi": "tag", "efs": "elasticfilesystem",
	"sso-admin": "sso", "configservice": "config",
}

// management is done in the management account, which no policy of AWS Organizations binds.
const management = "management"

// commandsOf are commands whose actions do not follow from their names, or that are about what guardrails know by its
// ARN. The others ask for the action of their name, on something of ours.
var commandsOf = map[string]wanted{
	"backup start-copy-job":         {actions: "backup:StartCopyJob iam:PassRole", resource: "arn:aws:iam::111111111111:role/acme/backups/security-backups-Role"},
	"backup start-restore-job":      {actions: "backup:StartRestoreJob iam:PassRole", resource: "arn:aws:iam::555555555555:role/acme/backups/prod-backups-Role"},
	"account enable-region":         {account: management},
	"backup update-global-settings": {account: management},
	"cloudformation delete-stack":   {resource: "arn:aws:cloudformation:eu-west-1:555555555555:stack/prod-domain-shop/id"},
	"codepipeline disable-stage-transition": {
		account: "shared-services", resource: "arn:aws:codepipeline:eu-west-1:222222222222:acme-infrastructure/Build",
	},
	"configure sso":                   {actions: "-"},
	"ecr get-login-password":          {actions: "ecr:GetAuthorizationToken"},
	"ecs put-account-setting-default": {theirs: true},
	"ecs wait":                        {actions: "ecs:DescribeServices"},
	"eks update-kubeconfig":           {actions: "eks:DescribeCluster sts:AssumeRole", resource: "arn:aws:iam::333333333333:role/acme-dev-kubernetes-view"},
	"iam create-service-linked-role":  {account: config.Security, resource: "arn:aws:iam::111111111111:role/aws-service-role/backup.amazonaws.com/x"},
	"logs tail":                       {actions: "logs:FilterLogEvents"},
	"organizations deregister-delegated-administrator": {account: management},
	"organizations enable-aws-service-access":          {account: management},
	"organizations register-delegated-administrator":   {account: management},
	"ram enable-sharing-with-aws-organization":         {account: management},
	"s3api copy-object":                                {actions: "s3:GetObjectVersion s3:PutObject", resource: "arn:aws:s3:::acme-prod-uploads-555555555555/x"},
	"s3api delete-object":                              {actions: "s3:DeleteObjectVersion", resource: "arn:aws:s3:::acme-prod-uploads-555555555555/x"},
	"s3api list-object-versions":                       {actions: "s3:ListBucketVersions"},
	"s3api list-objects-v2":                            {actions: "s3:ListBucket"},
	"secretsmanager delete-secret":                     {account: config.SharedServices},
	"securityhub enable-organization-admin-account":    {account: management},
	"sso login":                                   {actions: "-"},
	"ec2 delete-vpc-endpoints":                    {theirs: true},
	"ec2 delete-security-group":                   {theirs: true},
	"s3api delete-bucket-policy":                  {theirs: true},
	"s3api get-bucket-acl":                        {theirs: true},
	"s3api get-bucket-notification-configuration": {actions: "s3:GetBucketNotification", theirs: true},
	"s3api get-bucket-policy":                     {theirs: true},
	"s3api put-bucket-acl":                        {theirs: true},
	"dynamodb delete-resource-policy":             {theirs: true},
	"dynamodb get-resource-policy":                {theirs: true},
}

// consoles are what pages have people do in consoles, by the words that say so, and where they are.
var consoles = []struct {
	page, says string
	wanted
}{
	{"docs/operate/alarms.md", "Purge the queue", wanted{actions: "sqs:PurgeQueue"}},
	{"docs/operate/alarms.md", "start the redrive of the dead-letter queue", wanted{actions: "sqs:StartMessageMoveTask"}},
	{"docs/operate/alarms.md", "terminate the instance: Auto Scaling starts another", wanted{actions: "ec2:TerminateInstances"}},
	{"docs/operate/alarms.md", "enable the key, or cancel its deletion", wanted{actions: "kms:EnableKey kms:CancelKeyDeletion"}},
	{"docs/operate/alarms.md", "call it with the events again: the alias `live`", wanted{actions: "lambda:InvokeFunction"}},
	{"docs/operate/alarms.md", "retry the stage with all its actions", wanted{
		actions: "codepipeline:RetryStageExecution", resource: "arn:aws:codepipeline:eu-west-1:222222222222:acme-infrastructure",
		account: config.SharedServices,
	}},
	{"docs/operate/alarms.md", "approve or reject it in CodePipeline", wanted{
		actions: "codepipeline:PutApprovalResult", resource: "arn:aws:codepipeline:eu-west-1:222222222222:acme-infrastructure",
		account: config.SharedServices,
	}},
	{"docs/operate/alarms.md", "start it again, which goes on where it stopped", wanted{
		actions: "states:StartExecution", resource: "arn:aws:states:eu-west-1:555555555555:stateMachine:acme-prod-failover",
	}},
	{"docs/operate/alarms.md", "start a backup by hand in the console of AWS Backup", wanted{
		actions: "backup:StartBackupJob iam:PassRole", resource: "arn:aws:iam::555555555555:role/acme/backups/prod-backups-Role",
	}},
	{"docs/operate/alarms.md", "rotate the secret in the console of Secrets Manager", wanted{actions: "secretsmanager:RotateSecret"}},
	{"docs/operate/alarms.md", "ask for more in Service Quotas", wanted{actions: "servicequotas:RequestServiceQuotaIncrease"}},
	{"docs/operate/restore.md", "restore the recovery point in its console", wanted{
		actions: "backup:StartRestoreJob iam:PassRole", resource: "arn:aws:iam::555555555555:role/acme/backups/prod-backups-Role",
	}},
	{"docs/queues.md", "start its redrive", wanted{actions: "sqs:StartMessageMoveTask"}},
	{"docs/limits.md", "continue the rollback in the console of CloudFormation", wanted{
		actions: "cloudformation:ContinueUpdateRollback", resource: "arn:aws:cloudformation:eu-west-1:555555555555:stack/prod-service-web/id",
	}},
	{"docs/operate/removing.md", "delete them before a cluster is made again", wanted{actions: "logs:DeleteLogGroup"}},
}

// deployersAlone are pages on which guardrails leave somebody an action only as a deployer: the page has to say so.
var deployersAlone = map[string]string{
	"docs/domains.md cloudformation:DeleteStack":                                 "stacks are for deployments",
	"docs/limits.md cloudformation:ContinueUpdateRollback":                       "stacks are for deployments",
	"docs/operate/archive.md route53resolver:DisassociateResolverQueryLogConfig": "what is logged is for deployments",
	"docs/operate/removing.md logs:DeleteLogGroup":                               "what is logged is for deployments",
}

// command finds a command of the AWS CLI that a page shows.
var command = regexp.MustCompile("\\baws ([a-z][a-z0-9-]+) ([a-z][a-z0-9-]+)([^|;`\n]*)")

func TestGuardrailsLeaveAdminsWhatPagesHaveThemDo(t *testing.T) {
	g := guardedBy(t, "example")
	used := map[string]bool{}
	decide := func(page, name string, a wanted) {
		t.Helper()
		if a.account == management || a.actions == "-" {
			return
		}
		account := string(g.Organization.Accounts[cmp.Or(a.account, "prod")])
		admin := people(t, g.Model, func(id string) bool { return id == account }, "admin")[0]
		tags := taggedAs(map[string]string{address.ManagedByTag: address.ManagedBy})
		if a.theirs {
			tags = nil
		}
		for action := range strings.FieldsSeq(a.actions) {
			service, _, _ := strings.Cut(action, ":")
			resource := cmp.Or(a.resource, "arn:aws:"+service+":eu-west-1:"+account+":x")
			r := iam.Request{
				Principal: admin, Action: action, Resource: resource, Context: maps.Clone(tags), Open: true,
			}
			d, err := g.Decide(r)
			require.NoError(t, err)
			guarded := g.leaves(t, admin, action, resource, "eu-west-1", tags)
			may := guarded.Allowed && !strings.HasPrefix(d.Because, "denied by ")
			if why := deployersAlone[page+" "+action]; why != "" {
				used[page+" "+action] = true
				assert.False(t, may, "%s: %s of %s: an admin may; take it out of deployersAlone", page, action, name)
				assert.Contains(t, pageText(t, page), "management.deployers", "%s: %s is for deployers alone, and the page says nothing of it", page, action)
				continue
			}
			assert.True(t, may, "%s: %s of %s is refused to %s: %s; %s", page, action, name, admin, guarded.Because, d.Because)
		}
	}
	seen := map[string]bool{}
	for _, page := range pages(t) {
		for _, match := range command.FindAllStringSubmatch(strings.ReplaceAll(pageText(t, page), "\\\n", " "), -1) {
			name := match[1] + " " + match[2]
			seen[name] = true
			a := wantedBy(match[1], match[2])
			if profile := regexp.MustCompile(`--profile acme-([a-z-]+)`).FindStringSubmatch(match[3]); profile != nil && a.account == "" {
				a.account = profile[1]
			}
			decide(page, name, a)
		}
	}
	for name := range commandsOf {
		assert.True(t, seen[name], "no page shows aws %s", name)
	}
	for _, c := range consoles {
		assert.Contains(t, strings.Join(strings.Fields(pageText(t, c.page)), " "), c.says, c.page)
		decide(c.page, c.says, c.wanted)
	}
	assert.Len(t, used, len(deployersAlone), "each of deployersAlone is asked for")
	assert.Greater(t, len(seen), 80)
}

// byHand finds a deployment that a page shows, with the account whose profile it takes.
var byHand = regexp.MustCompile("npx cdk deploy [^`\n]*--profile acme-([a-z-]+)")

// TestWhereAPageHasSomebodyDeployItSaysWhoMayWithGuardrails: CDK becomes the role that deploys, which they refuse to
// admins. The page says so no later than in the same chapter.
func TestWhereAPageHasSomebodyDeployItSaysWhoMayWithGuardrails(t *testing.T) {
	g := guardedBy(t, "example")
	seen := map[string]bool{}
	for _, page := range pages(t) {
		source := strings.ReplaceAll(pageText(t, page), "\\\n", " ")
		for _, at := range byHand.FindAllStringSubmatchIndex(source, -1) {
			account := string(g.Organization.Accounts[source[at[2]:at[3]]])
			if account == "" {
				continue // which the example does not have
			}
			someone := people(t, g.Model, func(id string) bool { return id == account }, "admin")[0]
			role := "arn:aws:iam::" + account + ":role/cdk-hnb659fds-deploy-role-" + account + "-eu-west-1"
			if g.leaves(t, someone, "sts:AssumeRole", role, "eu-west-1", nil).Allowed {
				continue
			}
			seen[page] = true
			said := source
			if end := strings.Index(source[at[0]:], "\n## "); end >= 0 {
				said = source[:at[0]+end]
			}
			assert.True(t, strings.Contains(said, "`management.deployers`"),
				"%s: %s is for deployers alone, and the page says nothing of it", page, source[at[0]:at[1]])
		}
	}
	assert.Greater(t, len(seen), 5)
}

// Pages that show a command for the account of dev say of production that developers may not.
func TestDevelopersReachStoresAndTasksInDevelopmentAsPagesShow(t *testing.T) {
	g := guardedBy(t, "example")
	account := string(g.Organization.Accounts["dev"])
	developer := people(t, g.Model, func(id string) bool { return id == account }, "developer")[0]
	seen := 0
	for _, page := range []string{"docs/operate/databases.md", "docs/operate/tasks.md"} {
		for _, match := range command.FindAllStringSubmatch(strings.ReplaceAll(pageText(t, page), "\\\n", " "), -1) {
			if !strings.Contains(match[3], "--profile acme-dev") {
				continue
			}
			for action := range strings.FieldsSeq(wantedBy(match[1], match[2]).actions) {
				seen++
				service, _, _ := strings.Cut(action, ":")
				d, err := g.Decide(iam.Request{
					Principal: developer, Action: action, Resource: "arn:aws:" + service + ":eu-west-1:" + account + ":x", Open: true,
					Context: taggedAs(map[string]string{address.ManagedByTag: address.ManagedBy}),
				})
				require.NoError(t, err)
				assert.False(t, strings.HasPrefix(d.Because, "denied by "), "%s: %s: %s", page, action, d.Because)
			}
		}
	}
	assert.Greater(t, seen, 8)
}

// An action that IAM does not have is refused to nobody, and would prove nothing.
func TestWhatPagesAskOfIAMIsAnActionWhereActionsAreKnown(t *testing.T) {
	for _, page := range pages(t) {
		for _, match := range command.FindAllStringSubmatch(strings.ReplaceAll(pageText(t, page), "\\\n", " "), -1) {
			for action := range strings.FieldsSeq(wantedBy(match[1], match[2]).actions) {
				service, name, _ := strings.Cut(action, ":")
				known := facts.Actions(service)
				is := slices.ContainsFunc(known, func(k facts.Action) bool { return k.Name == name })
				assert.True(t, is || len(known) == 0 || partly[service], "%s: IAM has no action %s", page, action)
			}
		}
	}
}

// partly are services of which facts know some actions only.
var partly = map[string]bool{"codepipeline": true, "ec2": true, "iam": true}

// wantedBy is what a command asks of IAM.
func wantedBy(service, operation string) wanted {
	a := commandsOf[service+" "+operation]
	a.actions = cmp.Or(a.actions, cmp.Or(calledInIAM[service], service)+":"+camel(operation))
	return a
}

// camel is an operation as the API calls it.
func camel(operation string) string {
	out := ""
	for word := range strings.SplitSeq(operation, "-") {
		switch word {
		case "vpc", "db":
			word = strings.ToUpper(word)
		default:
			word = strings.ToUpper(word[:1]) + word[1:]
		}
		out += word
	}
	return regexp.MustCompile(`^(Create|Delete|Describe)VPC`).ReplaceAllString(out, "${1}Vpc")
}

// pages are the documents that people operate by.
func pages(t testing.TB) []string {
	t.Helper()
	var all []string
	for _, pattern := range []string{"../docs/*.md", "../docs/operate/*.md", "../SECURITY.md"} {
		found, err := filepath.Glob(pattern)
		require.NoError(t, err)
		all = append(all, found...)
	}
	for i := range all {
		all[i] = strings.TrimPrefix(all[i], "../")
	}
	require.Greater(t, len(all), 40)
	return all
}

func pageText(t testing.TB, page string) string {
	t.Helper()
	source, err := os.ReadFile("../" + page)
	require.NoError(t, err)
	return string(source)
}

package test

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"bulkhead/assembly"
	"bulkhead/assembly/iam"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// isForAnswers tells whether a bucket of the archive's stack has answers in it, and no logs.
func isForAnswers(bucket *assembly.Resource) bool {
	return strings.HasPrefix(bucket.Get("BucketName").(string), "acme-answers-")
}

// askable are the archive's stacks.
func askable(t testing.TB, a *assembly.Assembly) []*assembly.Stack {
	t.Helper()
	var all []*assembly.Stack
	for _, stack := range a.Stacks {
		if ofArchive(stack) {
			all = append(all, stack)
		}
	}
	require.NotEmpty(t, all)
	return all
}

// below finds whose prefix of a bucket a statement is about.
var below = regexp.MustCompile(`/AWSLogs/(\d{12})/`)

// writersTo are the accounts for which services write to a bucket.
func writersTo(t testing.TB, stack *assembly.Stack, bucket string) []string {
	found := map[string]bool{}
	for _, policy := range ofType(t, example(t), stack.ID, "AWS::S3::BucketPolicy") {
		to := denotes(t, example(t), policy, policy.Get("Bucket"))
		if to.Get("BucketName") != bucket {
			continue
		}
		for _, s := range assembly.Statements(policy) {
			for _, m := range below.FindAllStringSubmatch(text(s.Resources), -1) {
				found[m[1]] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(found))
}

func TestEveryRegionsLogsCanBeAskedFromTheirOwnBuckets(t *testing.T) {
	for _, stack := range askable(t, example(t)) {
		kinds := map[string]string{}
		for _, table := range ofType(t, example(t), stack.ID, "AWS::Glue::Table") {
			input := func(path ...string) any { return table.Get(append([]string{"TableInput"}, path...)...) }
			location := input("StorageDescriptor", "Location").(string)
			bucket, _, _ := strings.Cut(strings.TrimPrefix(location, "s3://"), "/")
			kinds[input("Name").(string)] = bucket
			assert.Contains(t, input("Parameters", "storage.location.template"), location)
			assert.Equal(
				t,
				writersTo(t, stack, bucket),
				strings.Split(input("Parameters", "projection.account.values").(string), ","),
				"%s: whose files are there",
				table,
			)
			assert.Equal(
				t,
				"NOW-2555DAYS,NOW",
				input("Parameters", "projection.day.range"),
				"as long as they are kept",
			)
		}
		region := stack.Region
		want := map[string]string{
			"flows":    "acme-archive-111111111111-" + region,
			"dns":      "acme-archive-111111111111-" + region,
			"requests": "acme-access-logs-111111111111-" + region,
			"firewall": "aws-waf-logs-acme-111111111111-" + region,
		}
		if region == "eu-west-1" {
			want["trails"] = "acme-trails-111111111111-eu-west-1"
		}
		assert.Equal(t, want, kinds)
		assert.Equal(t, region == "eu-west-1", len(ofType(t, example(t), stack.ID, "AWS::Athena::NamedQuery")) > 20)
		for _, question := range ofType(t, example(t), stack.ID, "AWS::Athena::NamedQuery") {
			assert.Contains(
				t,
				kinds,
				strings.Split(question.Get("Name").(string), "/")[0],
				"%s asks what is in the region",
				question,
			)
			assert.Equal(t, "acme_archive", question.Get("Database"))
			assert.Equal(t, "acme-archive", question.Get("WorkGroup"))
		}
	}
}

func TestAnswersAreUnderTheArchivesKeyAndNobodyChoosesWhereTheyGo(t *testing.T) {
	for _, stack := range askable(t, example(t)) {
		workgroups := ofType(t, example(t), stack.ID, "AWS::Athena::WorkGroup")
		require.Len(t, workgroups, 1)
		settings := func(path ...string) any {
			return workgroups[0].Get(append([]string{"WorkGroupConfiguration"}, path...)...)
		}
		assert.Equal(t, true, settings("EnforceWorkGroupConfiguration"))
		assert.Equal(t, 100.0*1024*1024*1024, settings("BytesScannedCutoffPerQuery"))
		assert.Equal(t, "SSE_KMS", settings("ResultConfiguration", "EncryptionConfiguration", "EncryptionOption"))
		assert.Equal(t, "111111111111", settings("ResultConfiguration", "ExpectedBucketOwner"))
		key := denotes(
			t,
			example(t),
			workgroups[0],
			settings("ResultConfiguration", "EncryptionConfiguration", "KmsKey"),
		)
		assert.Equal(t, "encrypts the log archive", key.Get("Description"))

		buckets := slices.DeleteFunc(
			ofType(t, example(t), stack.ID, "AWS::S3::Bucket"),
			func(b *assembly.Resource) bool { return !isForAnswers(b) },
		)
		require.Len(t, buckets, 1)
		assert.Equal(
			t,
			[]string{buckets[0].LogicalID},
			assembly.References(settings("ResultConfiguration", "OutputLocation")),
		)
		encryption := buckets[0].Get(
			"BucketEncryption",
			"ServerSideEncryptionConfiguration",
			"0",
			"ServerSideEncryptionByDefault",
			"KMSMasterKeyID",
		)
		assert.Equal(t, key, denotes(t, example(t), buckets[0], encryption))
		assert.Equal(t, 30.0, buckets[0].Get("LifecycleConfiguration", "Rules", "0", "ExpirationInDays"))
	}
}

func TestAuditorsReadTheArchiveAndAskItAndDoNothingElse(t *testing.T) {
	for name, of := range map[string][3]string{
		"example": {"acme", "111111111111", "eu-west-1"},
		"choices": {"choices", "101010101010", "us-east-1"},
		"private": {"private", "707070707070", "ap-northeast-1"}, // an account of its own
	} {
		m, organization, account, region := modelOf(t, name), of[0], of[1], of[2]
		bucket := func(purpose string) string {
			return "arn:aws:s3:::" + organization + "-" + purpose + "-" + account + "-" + region
		}
		firewall := "arn:aws:s3:::aws-waf-logs-" + organization + "-" + account + "-" + region
		workgroup := "arn:aws:athena:" + region + ":" + account + ":workgroup/" + organization + "-archive"
		keys := arns(
			t,
			name,
			ofArchive,
			"AWS::KMS::Key",
		)
		context := map[string][]string{
			"aws:PrincipalIsAWSService": {"false"}, "aws:ResourceAccount": {account}, "aws:RequestedRegion": {region},
			"kms:ResourceAliases": {"alias/" + organization + "-archive"},
		}
		everyone := people(t, m, func(string) bool { return true }, "auditor")
		require.Len(t, everyone, 1, "in the archive's account alone")
		may := func(action, resource string) {
			t.Helper()
			d := decide(
				t,
				m,
				iam.Request{Principal: everyone[0], Action: action, Resource: resource, Context: context},
			)
			assert.True(t, d.Allowed, "%s %s: %s", action, resource, d.Because)
		}
		for _, logs := range []string{bucket("trails"), bucket("archive"), bucket("access-logs"), firewall, bucket("answers")} {
			may("s3:GetObject", logs+"/x")
			may("s3:ListBucket", logs)
		}
		may("s3:PutObject", bucket("answers")+"/x")
		may("athena:StartQueryExecution", workgroup)
		for _, key := range keys {
			may("kms:Decrypt", key)
			may("kms:GenerateDataKey", key)
		}
		mayNot := func(action string, resources ...string) {
			t.Helper()
			for _, resource := range resources {
				d := decide(t, m, iam.Request{Principal: everyone[0], Action: action, Resource: resource, Open: true})
				assert.False(t, d.Allowed, "%s %s: %s", action, resource, d.Because)
			}
		}
		everything := []string{bucket("trails"), bucket("archive"), bucket("access-logs"), firewall}
		for _, logs := range everything {
			for _, action := range []string{"s3:PutObject", "s3:DeleteObject", "s3:DeleteObjectVersion", "s3:BypassGovernanceRetention"} {
				mayNot(action, logs+"/x")
			}
			mayNot("s3:PutBucketPolicy", logs)
			mayNot("s3:PutLifecycleConfiguration", logs)
		}
		mayNot("s3:GetObject", bucket("recorder")+"/x")
		mayNot("s3:DeleteObject", bucket("answers")+"/x")
		mayNot("athena:UpdateWorkGroup", workgroup)
		mayNot("athena:StartQueryExecution", strings.Replace(workgroup, organization+"-archive", "primary", 1))
		for _, action := range []string{"kms:PutKeyPolicy", "kms:ScheduleKeyDeletion", "kms:CreateGrant", "kms:DisableKey"} {
			mayNot(action, keys...)
		}
		roles := arns(t, name, func(s *assembly.Stack) bool { return true }, "AWS::IAM::Role")
		mayNot("sts:AssumeRole", roles...)
		mayNot("iam:PassRole", roles...)
	}
}

// selected are the events that a trail records: fields by selector.
func selected(trail *assembly.Resource) map[string]string {
	all := map[string]string{}
	for _, s := range list(trail.Get("AdvancedEventSelectors")) {
		selector := s.(map[string]any)
		all[selector["Name"].(string)] = text(selector["FieldSelectors"])
	}
	return all
}

func TestTrailsRecordRequestsToObjectsOnRequestAndNeverTheirOwn(t *testing.T) {
	const objects = `{"Equals":["Data"],"Field":"eventCategory"},{"Equals":["AWS::S3::Object"],"Field":"resources.type"}`
	for name, of := range map[string]string{"example": "", "choices": "", "private": `,{"Equals":["false"],"Field":"readOnly"}`} {
		trails := shared(t, name).OfType("AWS::CloudTrail::Trail")
		require.NotEmpty(t, trails)
		for _, trail := range trails {
			got, want := selected(
				trail,
			), map[string]string{
				"management": `[{"Equals":["Management"],"Field":"eventCategory"}]`,
			}
			if name != "example" {
				want["objects"] = "[" + objects + of + "]"
			}
			account := map[string]string{"security": "101010101010", "log-archive": "707070707070"}[trail.Stack.Stage]
			if name != "example" && account != "" { // security may have one from before
				var prefixes []string
				for _, purpose := range []string{"archive", "access-logs", "", "trails", "recorder", "answers"} {
					bucket := name + "-" + purpose + "-" + account + "-"
					if purpose == "" {
						bucket = "aws-waf-logs-" + name + "-" + account + "-"
					}
					prefixes = append(prefixes, `"arn:aws:s3:::`+bucket+`"`)
				}
				archive := `"Field":"resources.ARN"`
				starts := `StartsWith":[` + strings.Join(prefixes, ",") + `]}`
				want["objects"] = "[" + objects + of + `,{` + archive + `,"Not` + starts + "]"
				want["archive"] = "[" + objects + `,{"Equals":["true"],"Field":"readOnly"},{` + archive + `,"` + starts + "]"
			}
			assert.Equal(t, want, got, "%s: of the archive, who reads it, and not what is written", trail)
		}
	}
}

package test

import (
	"slices"
	"strings"
	"testing"

	"bulkhead/assembly"
	"bulkhead/internal/address"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Of the configuration private, whose log archive has an account of its own.
const (
	ownArchive  = "707070707070"
	ownSecurity = "101010101010"
)

// evidence are the buckets of what was recorded, and those of answers.
var evidence = []string{"private-archive-", "private-access-logs-", "aws-waf-logs-private-", "private-trails-", "private-recorder-", "private-answers-"}

func TestALogArchiveWithAnAccountOfItsOwnHasAllThatIsLogged(t *testing.T) {
	found := map[string]int{}
	for _, bucket := range shared(t, "private").OfType("AWS::S3::Bucket") {
		name, _ := bucket.Get("BucketName").(string)
		for _, begins := range evidence {
			if strings.HasPrefix(name, begins) {
				found[begins]++
				assert.Equal(t, ownArchive, bucket.Stack.Account, name)
				assert.Contains(t, name, ownArchive)
				assert.Equal(t, "log-archive-foundation", bucket.Stack.Stage, "before security, which logs to it")
			}
		}
	}
	assert.Equal(t, map[string]int{
		"private-archive-": 2, "private-access-logs-": 2, "aws-waf-logs-private-": 2, "private-answers-": 2,
		"private-trails-": 1, "private-recorder-": 1,
	}, found, "in two regions")
	trails := shared(t, "private").OfType("AWS::CloudTrail::Trail")
	require.Len(t, trails, 4, "of security, shared-services, the environment and the log archive itself")
	for _, trail := range trails {
		assert.Equal(t, "private-trails-"+ownArchive+"-ap-northeast-1", trail.Get("S3BucketName"))
		assert.Contains(t, trail.Get("KMSKeyId"), ":"+ownArchive+":")
	}
}

func TestTheLogArchiveTrustsNobodyOfAnotherAccount(t *testing.T) {
	a := shared(t, "private")
	statements := 0
	for _, stack := range slices.Concat(a.Stage("log-archive-foundation"), a.Stage("log-archive")) {
		for _, r := range stack.Resources {
			assert.NotContains(t, text(r.Get("RoleName")), "break-glass", "security has the users for emergencies")
			for _, s := range assembly.Statements(r) {
				for _, p := range s.Principals {
					statements++
					account := strings.Split(text(p.ID)+"::::", ":")[4]
					assert.True(t, s.Effect == "Deny" || p.Kind == "Service" || account == ownArchive, "%s %s lets in %v", r, s.Sid, p)
				}
			}
		}
	}
	assert.Greater(t, statements, 60)
	b := address.Of(applicationConfig(t, "private"))
	for role, patterns := range b.Trusted("log-archive") {
		assert.Equal(t, []string{
			"arn:aws:iam::" + ownArchive + ":role/OrganizationAccountAccessRole",
		}, patterns, "CDK's role to %s: whom the management account says, and nobody whom Identity Center lets in", role)
	}
}

func TestTheLogArchiveIsWatchedAsEveryAccountIs(t *testing.T) {
	a := shared(t, "private")
	types := func(stage string) []string {
		var all []string
		for _, stack := range a.Stage(stage) {
			if strings.HasSuffix(stack.ID, "/account") {
				for _, r := range stack.Resources {
					all = append(all, r.Type)
				}
			}
		}
		slices.Sort(all)
		return slices.Compact(all)
	}
	assert.Subset(t, types("log-archive"), types("shared-services"))
	for _, rule := range in(t, a, "log-archive", "AWS::Events::Rule") {
		if name, _ := rule.Get("Name").(string); name == "private-findings" {
			assert.Contains(t, rule.Get("Targets", "0", "Arn"), ":"+ownSecurity+":event-bus/", "findings are heard in security")
		}
	}
}

func TestOnlyAuditorsDecryptALogArchiveWithAnAccountOfItsOwn(t *testing.T) {
	keys := 0
	for _, key := range in(t, shared(t, "private"), "log-archive", "AWS::KMS::Key") {
		if !ofArchive(key.Stack) {
			continue
		}
		keys++
		for _, s := range assembly.Statements(key) {
			if s.Sid == "ReadersOnly" {
				assert.Equal(t, map[string]any{"aws:PrincipalArn": []any{
					"arn:aws:iam::" + ownArchive + ":role/private-auditor",
					"arn:aws:iam::" + ownArchive + ":role/aws-reserved/sso.amazonaws.com/*AWSReservedSSO_private-auditor_*",
				}}, s.Condition["ArnNotLike"])
			}
		}
	}
	assert.Equal(t, 2, keys)
}

func TestGuardrailsKeepTheArchiveThatSecurityHadBefore(t *testing.T) {
	g := guardedBy(t, "private")
	for _, account := range []string{ownArchive, ownSecurity} {
		for _, action := range []string{"s3:DeleteObject", "s3:BypassGovernanceRetention", "s3:PutObjectRetention"} {
			object := "arn:aws:s3:::private-trails-" + account + "-ap-northeast-1/x"
			assert.False(t, g.leaves(t, admin(account), action, object, "ap-northeast-1", nil).Allowed, "%s on %s", action, object)
		}
	}
}

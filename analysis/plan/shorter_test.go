package plan

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestWhatIsKeptForLessLongIsState(t *testing.T) {
	rules := func(days string) string {
		return `'LifecycleConfiguration': {'Rules': [{'Status': 'Enabled', 'ExpirationInDays': ` + days + `}]}`
	}
	for name, c := range map[string]struct{ kind, before, after, want string }{
		"logs":                      {"AWS::Logs::LogGroup", `'RetentionInDays': 365`, `'RetentionInDays': 30`, "RetentionInDays from 365 to 30 days"},
		"logs that had no end":      {"AWS::Logs::LogGroup", ``, `'RetentionInDays': 30`, "from for ever to 30"},
		"logs for longer":           {"AWS::Logs::LogGroup", `'RetentionInDays': 30`, `'RetentionInDays': 365`, ""},
		"logs without an end":       {"AWS::Logs::LogGroup", `'RetentionInDays': 30`, ``, ""},
		"backups of a database":     {"AWS::RDS::DBInstance", `'BackupRetentionPeriod': 35`, `'BackupRetentionPeriod': 7`, "automated backups that are older go"},
		"messages":                  {"AWS::SQS::Queue", ``, `'MessageRetentionPeriod': 3600`, "messages that are older go"},
		"objects":                   {"AWS::S3::Bucket", rules("2555"), rules("365"), "objects from 2555 to 365 days: those that are older go"},
		"objects that had no end":   {"AWS::S3::Bucket", ``, rules("31"), "objects from for ever to 31 days"},
		"a default that is another": {"AWS::RDS::DBInstance", ``, `'BackupRetentionPeriod': 7`, ""},
		"days that nobody knows":    {"AWS::Logs::LogGroup", `'RetentionInDays': 365`, `'RetentionInDays': {'Fn::GetAtt': ['A', 'Days']}`, ""},
		"a rule for fewer objects": {"AWS::S3::Bucket", rules("365"), `'LifecycleConfiguration': {'Rules': [
			{'Status': 'Enabled', 'Prefix': 'logs/', 'ExpirationInDays': 365}]}`, ""},
		"a later rule beside one for all": {"AWS::S3::Bucket", rules("30"), `'LifecycleConfiguration': {'Rules': [
			{'Status': 'Enabled', 'ExpirationInDays': 30}, {'Status': 'Enabled', 'Prefix': 'tmp/', 'ExpirationInDays': 60}]}`, ""},
		"an earlier rule beside one for all": {"AWS::S3::Bucket", rules("30"), `'LifecycleConfiguration': {'Rules': [
			{'Status': 'Enabled', 'ExpirationInDays': 30}, {'Status': 'Enabled', 'Prefix': 'tmp/', 'ExpirationInDays': 6}]}`, "objects of tmp/ from 30 to 6 days"},
		"objects for longer": {"AWS::S3::Bucket", rules("31"), rules("60"), ""},
	} {
		t.Run(name, func(t *testing.T) {
			p := compare(t, one(t, things("A", c.kind, c.before)), one(t, things("A", c.kind, c.after)), Options{})
			if c.want == "" {
				assert.Empty(t, p.Findings)
				return
			}
			require.Len(t, p.Findings, 1, "and no interruption")
			assert.Equal(t, State, p.Findings[0].Severity)
			assert.Contains(t, p.Findings[0].Reason, c.want)
		})
	}
}

func TestBackupsThatBeginOrEndAreFelt(t *testing.T) {
	days := func(n string) map[string]string {
		return things("A", "AWS::RDS::DBInstance", `'BackupRetentionPeriod': `+n)
	}
	p := compare(t, one(t, days("0")), one(t, days("7")), Options{})
	require.Len(t, p.Findings, 1)
	assert.Equal(t, KindInterruption, p.Findings[0].Kind)
}

func TestFilesThatAreUploadedToABucketThatIsThereAreState(t *testing.T) {
	bucket := thing("AWS::S3::Bucket", ``)
	upload := thing("Custom::CDKBucketDeployment", `'DestinationBucketName': {'Ref': 'Bucket'}, 'Prune': true`)
	both := map[string]string{"Bucket": bucket, "Upload": upload}
	p := compare(t, one(t, map[string]string{"Bucket": bucket}), one(t, both), Options{})
	require.NotEmpty(t, p.Findings)
	assert.Equal(t, State, p.Findings[0].Severity)
	assert.Contains(t, p.Findings[0].Reason, "what somebody else has put into it")
	assert.Empty(t, compare(t, one(t, both), one(t, map[string]string{"Bucket": bucket, "Larger": upload}), Options{}).Findings,
		"the same files by another function")
	fresh := compare(t, one(t, things("Topic", "AWS::SNS::Topic", ``)), one(t, both), Options{})
	for _, f := range fresh.Findings {
		assert.NotEqual(t, State, f.Severity, "the bucket comes with its files: %s", f.Reason)
	}
}

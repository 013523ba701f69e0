package plan

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestALockThatNobodyLiftsIsToldBeforeAndRefusedAfterwards(t *testing.T) {
	vault := func(lock string) map[string]string {
		return things("Vault", "AWS::Backup::BackupVault", `'BackupVaultName': 'a', 'LockConfiguration': {'MinRetentionDays': 1`+lock+`}`)
	}
	bucket := func(mode string) map[string]string {
		return things("Bucket", "AWS::S3::Bucket", `'ObjectLockEnabled': true, 'ObjectLockConfiguration': {'Rule': {'DefaultRetention': {'Mode': '`+mode+`'}}}`)
	}
	const locked = `, 'ChangeableForDays': 3`
	for name, c := range map[string]struct {
		before, after map[string]string
		want          Severity
	}{
		"a vault is locked":             {vault(""), vault(locked), Note},
		"a locked vault is new":         {things("Topic", "AWS::SNS::Topic", ``), vault(locked), Note},
		"the lock of a vault is lifted": {vault(locked), vault(""), Refused},
		"an older Grafana": {
			things("Grafana", "AWS::Grafana::Workspace", `'GrafanaVersion': '12.4'`),
			things("Grafana", "AWS::Grafana::Workspace", `'GrafanaVersion': '10.4'`), Refused,
		},
		"the lock of a bucket is strict": {bucket("GOVERNANCE"), bucket("COMPLIANCE"), Note},
	} {
		t.Run(name, func(t *testing.T) {
			p := compare(t, one(t, c.before), one(t, c.after), Options{})
			require.Len(t, p.Findings, 1)
			assert.Equal(t, c.want, p.Findings[0].Severity)
			assert.Equal(t, KindOneWay, p.Findings[0].Kind)
		})
	}
	assert.Empty(t, compare(t, one(t, vault(locked)), one(t, vault(locked)), Options{}).Findings)
}

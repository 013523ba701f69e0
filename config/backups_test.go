package config

import "testing"

func TestMistakesInBackupsAreFound(t *testing.T) {
	findsMistakes(t, "environments/prod.yaml", []mistake{
		{
			"keepDays: 35",
			"keepDays: 6",
			`backups.keepDays: 6 days are less than a vault keeps a backup for; choose 7 or more, or 0 for no backups`,
		},
		{"keepDays: 35", "keepDays: 7", ``},
		{"keepDays: 35", "keepDays: 0", ``},
		{"keepDays: 35", "keepDays: 4000", `backups.keepDays: 4000 is too large; the most is 3650`},
		{
			"start: 05:00",
			"start: 5 o'clock",
			`backups.start: "5 o'clock" is not a time of the day; write it as hh:mm in UTC, such as 05:00`,
		},
		{
			"copies: enabled",
			"copies: sometimes",
			`backups.copies: "sometimes" is not offered; choose enabled or disabled`,
		},
	})
	findsMistakes(t, "organization.yaml", []mistake{
		{"detection:\n", "backups:\n  lock: compliance\ndetection:\n", ``},
		{
			"detection:\n",
			"backups:\n  lock: none\ndetection:\n",
			`backups.lock: "none" is not offered; choose governance or compliance`,
		},
	})
}

// TestASnapshotThatRDSWouldRefuseIsRefusedBefore: a job fails where no deployment does.
func TestASnapshotThatRDSWouldRefuseIsRefusedBefore(t *testing.T) {
	const remedy = "; leave two hours after start free of windows, or move the window"
	findsMistakes(t, "environments/prod.yaml", []mistake{
		{
			"start: 05:00",
			"start: 01:30",
			"backups.start: a snapshot from 01:30 on would meet backupWindow 01:00-02:00 of catalogue" + remedy +
				"\nbackups.start: a snapshot from 01:30 on would meet backupWindow 01:00-02:00 of orders" + remedy +
				"\nbackups.start: a snapshot from 01:30 on would meet maintenanceWindow sun:03:00-sun:04:00 of catalogue" + remedy +
				"\nbackups.start: a snapshot from 01:30 on would meet maintenanceWindow sun:03:00-sun:04:00 of orders" + remedy,
		},
		{"start: 05:00", "start: 04:00", ``},
		{"start: 05:00", "start: 23:00", ``},
		{
			"backupWindow: 01:00-02:00",
			"backupWindow: 06:59-07:30",
			"backups.start: a snapshot from 05:00 on would meet backupWindow 06:59-07:30 of orders" + remedy,
		},
		{"backupWindow: 01:00-02:00", "backupWindow: 07:00-07:30", ``},
		{
			"start: 05:00",
			"start: 00:30",
			"backups.start: a snapshot from 00:30 on would meet backupWindow 01:00-02:00 of catalogue" + remedy +
				"\nbackups.start: a snapshot from 00:30 on would meet backupWindow 01:00-02:00 of orders" + remedy,
		},
		{
			"maintenanceWindow: sun:03:00-sun:04:00",
			"maintenanceWindow: sat:04:30-sat:05:30",
			"backups.start: a snapshot from 05:00 on would meet maintenanceWindow sat:04:30-sat:05:30 of orders" + remedy,
		},
	})
}

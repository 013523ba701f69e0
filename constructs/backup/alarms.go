package backup

import (
	"strconv"

	"bulkhead/constructs/alarm"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsevents"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// failure is a kind of job of AWS Backup that people hear of when it fails. Source of the names: the AWS Backup
// developer guide, "Monitoring AWS Backup events using Amazon EventBridge".
type failure struct {
	id, runbook, job, field string // the field of the event with what became of the job
	states                  []string
	what                    string
}

var failures = []failure{
	{
		"Backup", "backup-failed", "Backup Job State Change", "state",
		[]string{"FAILED", "ABORTED", "EXPIRED", "PARTIAL"},
		"A backup was not made: see the jobs of AWS Backup.",
	},
	{
		"Copy",
		"backup-copy-failed",
		"Copy Job State Change",
		"state",
		[]string{"FAILED", "PARTIAL"},
		"A backup was not copied to the other region or to security: see the copy jobs of AWS Backup, the policy of " +
			"the vault, and that the AWS organization allows backups across accounts.",
	},
	{
		"Restore", "restore-failed", "Restore Job State Change", "status",
		[]string{"FAILED", "ABORTED"},
		"A backup could not be restored, by a test or by somebody: see the restore jobs of AWS Backup.",
	},
}

const failureMinutes = 15

// newFailureAlarms adds what fires when a job fails. EventBridge counts the jobs, and does nothing else with them.
func newFailureAlarms(scope constructs.Construct, props Props) {
	for _, f := range failures {
		failed := awsevents.NewRule(scope, new(f.id+"Jobs"), &awsevents.RuleProps{
			Description: new("jobs of AWS Backup that failed; an alarm counts them"),
			EventPattern: &awsevents.EventPattern{
				Source:     jsii.Strings("aws.backup"),
				DetailType: jsii.Strings(f.job),
				Detail:     &map[string]any{f.field: f.states},
			},
		})
		alarm.New(scope, alarm.Props{
			ID:          f.id + "Fails",
			Description: f.what,
			Metric:      alarm.Counted(*failed.RuleName(), failureMinutes),
			When:        alarm.Above(0),
			Periods:     1,
			Missing:     alarm.MissingIsFine, // no job failed
			Runbook:     f.runbook,
			Tell:        props.Alerts,
		})
	}
}

const (
	dayMinutes  = 24 * 60
	missingDays = 2 // in a row; from one day to the next a job may begin an hour later
)

// newMissingAlarms adds what fires when databases, tables or volumes were not backed up, without a job that failed: the
// last backup of one is then older than two days. Continuous backups of buckets tell of no such thing.
func newMissingAlarms(scope constructs.Construct, props Props) {
	for _, kind := range []struct {
		id, resourceType, what string
		stores                 []string
	}{
		{"Instances", "RDS", "databases on RDS", props.Stores.Instances},
		{"Clusters", "Aurora", "clusters of Aurora", props.Stores.Clusters},
		{"Tables", "DynamoDB", "tables", props.Stores.Tables},
		{"Volumes", "EFS", "volumes", props.Stores.Volumes},
		{"Nodes", "EBS", "volumes of nodes", props.Stores.Disks},
	} {
		if len(kind.stores) == 0 {
			continue
		}
		all := strconv.Itoa(len(kind.stores))
		alarm.New(scope, alarm.Props{
			ID: "Missing" + kind.id,
			Description: "Not all of the " + all + " " + kind.what + " were backed up, two days in a row: " +
				"see the jobs of AWS Backup, and what the plan selects.",
			Metric: alarm.Metric{
				Namespace:  "AWS/Backup",
				Name:       "NumberOfBackupJobsCompleted",
				Dimensions: map[string]string{"BackupVaultName": props.Vault, "ResourceType": kind.resourceType},
				Statistic:  "Sum",
				Minutes:    dayMinutes,
			},
			When:    alarm.Below(float64(len(kind.stores))),
			Periods: missingDays,
			Runbook: "backups-missing",
			Missing: alarm.MissingIsWrong,     // AWS Backup counts nothing when there is nothing to count
			WarmUp:  missingDays * dayMinutes, // there is no backup before the first one is due
			Tell:    props.Alerts,
		})
	}
}

package backup

import (
	"strings"

	"bulkhead/config"
	"bulkhead/constructs/alarm"
	"bulkhead/internal/hash"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsbackup"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awskms"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// Props is what the configuration says about an environment's backups, and what they plug into.
type Props struct {
	config.Backups
	Path    string   // of the role
	Name    string   // of the plans; no other side of an environment has it
	Vault   string   // name of the vault that is filled
	ARN     string   // of that vault
	Copies  []string // ARNs of the vaults that get a copy of each backup
	Active  bool     // the side is active; the other one keeps the role and who is told, and backs up nothing
	Stores  Stores
	Vpc     awsec2.IVpc
	Subnets *awsec2.SubnetSelection // where databases are restored to for tests
	DataKey awskms.IKey             // encrypts what is restored for tests
	Alerts  alarm.Topics            // that alarms tell
}

// Stores are the ARNs of what is backed up, in order.
type Stores struct {
	Instances   []string // databases on RDS
	Clusters    []string // of Aurora
	Buckets     []string
	Tables      []string
	Volumes     []string // made by CloudFormation, so that the selection of them is called after VolumeNames
	VolumeNames []string
	Disks       []string // volumes of nodes on instances, as made by CloudFormation
	DiskNames   []string
}

// The windows of a job, in minutes: in which it begins, which AWS wants to be an hour at least, and in which it ends.
const (
	startMinutes = 60
	endMinutes   = 12 * 60
)

// New adds to scope what backs up the stores of an active side every day, and tells people when something fails.
func New(scope constructs.Construct, id string, props Props) {
	scope = constructs.NewConstruct(scope, &id)
	role := newRole(scope, props)
	newFailureAlarms(scope, props)
	tests := newTestSite(scope, props)
	if !props.Active {
		return
	}
	databases := append(append([]string{}, props.Stores.Instances...), props.Stores.Clusters...)
	newPlan(scope, "Databases", "databases", databases, databases, role, rule(props, *props.KeepDays), props)
	newPlan(scope, "Tables", "tables", props.Stores.Tables, props.Stores.Tables, role, rule(props, *props.KeepDays), props)
	newPlan(
		scope, "Volumes", "volumes", props.Stores.Volumes, props.Stores.VolumeNames, role, rule(props, *props.KeepDays), props,
	)
	newPlan(scope, "Nodes", "nodes", props.Stores.Disks, props.Stores.DiskNames, role, rule(props, *props.KeepDays), props)
	// RDS refuses other backups of its own beside continuous ones of AWS Backup, which would decide how long they are
	// kept: continuous ones are for buckets alone.
	continuous := rule(props, min(*props.KeepDays, config.MostContinuous))
	continuous.EnableContinuousBackup = true
	newPlan(scope, "Buckets", "buckets", props.Stores.Buckets, props.Stores.Buckets, role, continuous, props)
	newMissingAlarms(scope, props)
	if props.RestoreTests == config.Enabled {
		newTests(scope, role, tests, props)
	}
}

// rule returns a daily backup that is kept for so many days, and its copies for as long as all.
func rule(props Props, days int) *awsbackup.CfnBackupPlan_BackupRuleResourceTypeProperty {
	hours, minutes, _ := strings.Cut(props.Start, ":")
	var copies []any
	for _, vault := range props.Copies {
		copies = append(copies, &awsbackup.CfnBackupPlan_CopyActionResourceTypeProperty{
			DestinationBackupVaultArn: &vault,
			Lifecycle:                 kept(*props.KeepDays),
		})
	}
	made := &awsbackup.CfnBackupPlan_BackupRuleResourceTypeProperty{
		RuleName:                new("daily"),
		TargetBackupVault:       &props.Vault,
		ScheduleExpression:      new("cron(" + number(minutes) + " " + number(hours) + " * * ? *)"),
		StartWindowMinutes:      jsii.Number(startMinutes),
		CompletionWindowMinutes: jsii.Number(endMinutes),
		Lifecycle:               kept(days),
	}
	if len(copies) > 0 {
		made.CopyActions = copies
	}
	return made
}

// number returns the digits of a time without a zero before them.
func number(text string) string {
	if text = strings.TrimLeft(text, "0"); text != "" {
		return text
	}
	return "0"
}

func kept(days int) *awsbackup.CfnBackupPlan_LifecycleResourceTypeProperty {
	return &awsbackup.CfnBackupPlan_LifecycleResourceTypeProperty{DeleteAfterDays: jsii.Number(days)}
}

// newPlan adds the plan that backs up what has these ARNs, if there is any; the selection is called after names of
// theirs. By ARN, AWS Backup backs up what the region is not opted in to, too, but for clusters of Aurora, and a tag
// that somebody changes takes nothing out.
func newPlan(
	scope constructs.Construct,
	id, name string,
	stores, names []string,
	role awsiam.Role,
	rule *awsbackup.CfnBackupPlan_BackupRuleResourceTypeProperty,
	props Props,
) {
	if len(stores) == 0 {
		return
	}
	plan := awsbackup.NewCfnBackupPlan(scope, &id, &awsbackup.CfnBackupPlanProps{
		BackupPlan: &awsbackup.CfnBackupPlan_BackupPlanResourceTypeProperty{
			BackupPlanName: new(props.Name + "-" + name),
			BackupPlanRule: []any{rule},
		},
	})
	awsbackup.NewCfnBackupSelection(scope, new(id+"Selection"), &awsbackup.CfnBackupSelectionProps{
		BackupPlanId: plan.AttrBackupPlanId(),
		BackupSelection: &awsbackup.CfnBackupSelection_BackupSelectionResourceTypeProperty{
			SelectionName: new(name + "-" + hash.Of(strings.Join(names, " "))), // AWS changes no selection
			IamRoleArn:    role.RoleArn(),
			Resources:     jsii.Strings(stores...),
		},
	})
}

// newRole adds the role that AWS Backup makes backups and restores with.
func newRole(scope constructs.Construct, props Props) awsiam.Role {
	policies := []string{
		"service-role/AWSBackupServiceRolePolicyForBackup",
		"service-role/AWSBackupServiceRolePolicyForRestores",
	}
	if len(props.Stores.Buckets) > 0 {
		policies = append(policies, "AWSBackupServiceRolePolicyForS3Backup", "AWSBackupServiceRolePolicyForS3Restore")
	}
	return roleOf(scope, "Role", props.Path, "AWS Backup makes backups and restores with it", policies...)
}

// NewCopyRole adds a role of a path that AWS Backup copies backups with.
func NewCopyRole(scope constructs.Construct, id, path string) awsiam.Role {
	return roleOf(scope, id, path, "AWS Backup copies backups with it", "service-role/AWSBackupServiceRolePolicyForBackup")
}

func roleOf(scope constructs.Construct, id, path, description string, policies ...string) awsiam.Role {
	var managed []awsiam.IManagedPolicy
	for _, policy := range policies {
		managed = append(managed, awsiam.ManagedPolicy_FromAwsManagedPolicyName(&policy))
	}
	return awsiam.NewRole(scope, &id, &awsiam.RoleProps{
		Path:            &path,
		Description:     &description,
		AssumedBy:       awsiam.NewServicePrincipal(new("backup.amazonaws.com"), nil),
		ManagedPolicies: &managed,
	})
}

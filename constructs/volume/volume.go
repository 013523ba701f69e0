// Package volume makes file systems, and directories of them, that nobody may mount until a service names them.
package volume

import (
	"fmt"
	"strconv"
	"strings"

	"bulkhead/config"
	"bulkhead/constructs/alarm"
	"bulkhead/constructs/securitygroup"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsefs"
	"github.com/aws/aws-cdk-go/awscdk/v2/awskms"
	"github.com/aws/constructs-go/constructs/v10"
)

// Props is what the configuration says about a volume with a file system of its own, and what it plugs into.
type Props struct {
	config.Volume
	Name    string // what people call the file system
	Key     awskms.IKey
	Vpc     awsec2.IVpc
	Subnets *awsec2.SubnetSelection // the isolated tier
	Alerts  alarm.Topics            // that alarms tell
}

// FileSystem is what is needed to mount a file system, or a directory of it.
type FileSystem struct {
	ID, ARN       string
	SecurityGroup awsec2.SecurityGroup // has no rules of its own: each that uses the volume adds its own
}

// AccessPoint is the way to a directory.
type AccessPoint struct{ ID, ARN string }

// owner owns all files of all volumes, and acts whoever mounts one.
const owner = "1000"

// New adds a file system with a mount target in each zone, and the way to the volume's directory. It is kept when its
// stack goes, and can be mounted by nobody then.
func New(scope constructs.Construct, id string, props Props) (FileSystem, AccessPoint) {
	scope = constructs.NewConstruct(scope, &id)
	made := awsefs.NewCfnFileSystem(scope, new("Resource"), &awsefs.CfnFileSystemProps{
		Encrypted:         true,
		KmsKeyId:          props.Key.KeyArn(),
		PerformanceMode:   new("generalPurpose"),
		ThroughputMode:    new("elastic"), // as much as is asked for, and paid as it is used
		LifecyclePolicies: lifecycle(props.Volume),
		FileSystemPolicy:  policy(),
		// AWS Backup keeps it by a plan of ours, in a vault of ours.
		BackupPolicy: &awsefs.CfnFileSystem_BackupPolicyProperty{Status: new("DISABLED")},
		FileSystemProtection: &awsefs.CfnFileSystem_FileSystemProtectionProperty{
			ReplicationOverwriteProtection: new("ENABLED"),
		},
	})
	made.ApplyRemovalPolicy(awscdk.RemovalPolicy_RETAIN_ON_UPDATE_OR_DELETE, nil)
	awscdk.Tags_Of(made).Add(new("Name"), &props.Name, nil)
	group := securitygroup.New(scope, props.Vpc, "volume "+props.Name)
	for i, subnet := range *props.Vpc.SelectSubnets(props.Subnets).SubnetIds {
		awsefs.NewCfnMountTarget(scope, new("Target"+strconv.Itoa(i+1)), &awsefs.CfnMountTargetProps{
			FileSystemId:   made.AttrFileSystemId(),
			SubnetId:       subnet,
			SecurityGroups: &[]any{group.SecurityGroupId()},
		})
	}
	newAlarms(scope, *made.AttrFileSystemId(), props)
	system := FileSystem{ID: *made.AttrFileSystemId(), ARN: *made.AttrArn(), SecurityGroup: group}
	return system, NewAccessPoint(scope, "AccessPoint", system.ID, props.Directory)
}

// restored begins the directories that AWS Backup restores to. One that is not there is a mistake, and no empty volume.
const restored = "/aws-backup-restore_"

// NewAccessPoint adds the way to a directory of a file system, which is made when it is mounted first, unless AWS
// Backup makes it. Whoever mounts it acts as the owner of the files, and sees nothing above the directory.
func NewAccessPoint(scope constructs.Construct, id, fileSystem, directory string) AccessPoint {
	root := &awsefs.CfnAccessPoint_RootDirectoryProperty{Path: &directory}
	if directory != "/" && !strings.HasPrefix(directory, restored) { // which are there already
		root.CreationInfo = &awsefs.CfnAccessPoint_CreationInfoProperty{
			OwnerUid: new(owner), OwnerGid: new(owner), Permissions: new("0750"),
		}
	}
	made := awsefs.NewCfnAccessPoint(scope, &id, &awsefs.CfnAccessPointProps{
		FileSystemId:  &fileSystem,
		PosixUser:     &awsefs.CfnAccessPoint_PosixUserProperty{Uid: new(owner), Gid: new(owner)},
		RootDirectory: root,
	})
	return AccessPoint{*made.AttrAccessPointId(), *made.AttrArn()}
}

// policy denies everybody what is not encrypted, and a mount that is of no access point. It allows nothing: without a
// role that may, nobody mounts anything. It names no resource, since it is of one.
func policy() map[string]any {
	deny := func(id, operator, condition, value string, actions ...string) map[string]any {
		return map[string]any{
			"Sid": id, "Effect": "Deny", "Principal": map[string]any{"AWS": "*"}, "Action": actions,
			"Condition": map[string]any{operator: map[string]any{condition: value}},
		}
	}
	return map[string]any{"Version": "2012-10-17", "Statement": []any{
		deny("OnlyEncrypted", "Bool", "aws:SecureTransport", "false", "*"),
		deny("OnlyByAccessPoint", "Null", "elasticfilesystem:AccessPointArn", "true", clientActions...),
	}}
}

// clientActions are what NFS clients do.
var clientActions = []string{
	"elasticfilesystem:ClientMount", "elasticfilesystem:ClientWrite", "elasticfilesystem:ClientRootAccess",
}

// lifecycle returns what moves files that nobody reads to cheaper classes, and back when somebody does.
func lifecycle(v config.Volume) any {
	after := func(days int) *string {
		if days == 1 {
			return new("AFTER_1_DAY")
		}
		return new(fmt.Sprintf("AFTER_%d_DAYS", days))
	}
	all := []any{} // what was there before would stay without it
	if days := *v.InfrequentAccessDays; days > 0 {
		all = append(all, &awsefs.CfnFileSystem_LifecyclePolicyProperty{TransitionToIa: after(days)})
	}
	if v.ArchiveDays > 0 {
		all = append(all, &awsefs.CfnFileSystem_LifecyclePolicyProperty{TransitionToArchive: after(v.ArchiveDays)})
	}
	if len(all) > 0 {
		all = append(all, &awsefs.CfnFileSystem_LifecyclePolicyProperty{
			TransitionToPrimaryStorageClass: new("AFTER_1_ACCESS"),
		})
	}
	return all
}

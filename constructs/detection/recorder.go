package detection

import (
	"bulkhead/config"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsconfig"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/constructs-go/constructs/v10"
)

// RecorderProps is what AWS Config records, and where to.
type RecorderProps struct {
	Recording config.Recording
	Bucket    string // of the archive
	Home      bool   // the account's first region, which also records what has no region
	Role      bool   // make AWSServiceRoleForConfig, which an account has once
}

// NewRecorder adds AWS Config's recorder, and rules that tell when what every account starts with is changed.
func NewRecorder(scope constructs.Construct, id string, props RecorderProps) {
	scope = constructs.NewConstruct(scope, &id)
	stack := awscdk.Stack_Of(scope)
	recorder := awsconfig.NewCfnConfigurationRecorder(scope, new("Resource"), &awsconfig.CfnConfigurationRecorderProps{
		Name: new("default"),
		RoleArn: new(
			"arn:aws:iam::" + *stack.Account() + ":role/aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig",
		),
		RecordingGroup: &awsconfig.CfnConfigurationRecorder_RecordingGroupProperty{
			AllSupported:               true,
			IncludeGlobalResourceTypes: props.Home,
		},
		RecordingMode: &awsconfig.CfnConfigurationRecorder_RecordingModeProperty{
			RecordingFrequency: new(frequencies[props.Recording]),
		},
	})
	if props.Role {
		role := awsiam.NewCfnServiceLinkedRole(
			scope,
			new("Role"),
			&awsiam.CfnServiceLinkedRoleProps{AwsServiceName: new("config.amazonaws.com")},
		)
		// The account's other regions need it.
		role.ApplyRemovalPolicy(awscdk.RemovalPolicy_RETAIN_ON_UPDATE_OR_DELETE, nil)
		recorder.Node().AddDependency(role)
	}
	// CloudFormation starts the recorder once there is a channel, so neither waits for the other.
	awsconfig.NewCfnDeliveryChannel(scope, new("Channel"), &awsconfig.CfnDeliveryChannelProps{
		Name:         new("default"),
		S3BucketName: &props.Bucket,
		ConfigSnapshotDeliveryProperties: &awsconfig.CfnDeliveryChannel_ConfigSnapshotDeliveryPropertiesProperty{
			DeliveryFrequency: new("TwentyFour_Hours"),
		},
	})
	all := constructs.NewConstruct(scope, new("Rules"))
	all.Node().AddDependency(recorder)
	for _, r := range rules {
		if r.home && !props.Home {
			continue
		}
		awsconfig.NewCfnConfigRule(all, &r.source, &awsconfig.CfnConfigRuleProps{
			Description: &r.description,
			Source:      &awsconfig.CfnConfigRule_SourceProperty{Owner: new("AWS"), SourceIdentifier: &r.source},
		})
	}
}

var frequencies = map[config.Recording]string{config.Continuous: "CONTINUOUS", config.Daily: "DAILY"}

// rule is one of AWS's own rules. Source of the names: the AWS Config developer guide, "List of AWS Config Managed
// Rules".
type rule struct {
	source, description string
	home                bool // about what has no region
}

var rules = []rule{
	{"CLOUD_TRAIL_ENABLED", "every call is recorded", false},
	{"CLOUD_TRAIL_LOG_FILE_VALIDATION_ENABLED", "an altered record shows", true},
	{"EC2_EBS_ENCRYPTION_BY_DEFAULT", "new volumes are encrypted", false},
	{"EC2_IMDSV2_CHECK", "instances answer session requests for their metadata only", false},
	{"GUARDDUTY_ENABLED_CENTRALIZED", "GuardDuty watches", false},
	{"INCOMING_SSH_DISABLED", "nobody reaches port 22 from anywhere", false},
	{"RDS_STORAGE_ENCRYPTED", "databases are encrypted", false},
	{"RDS_SNAPSHOTS_PUBLIC_PROHIBITED", "no snapshot is public", false},
	{"S3_ACCOUNT_LEVEL_PUBLIC_ACCESS_BLOCKS_PERIODIC", "no bucket of the account can be made public", true},
	{"VPC_DEFAULT_SECURITY_GROUP_CLOSED", "default security groups admit nobody", false},
	{"IAM_PASSWORD_POLICY", "passwords of IAM users are long", true},
	{"IAM_USER_NO_POLICIES_CHECK", "IAM users get permissions from groups", true},
	{"ROOT_ACCOUNT_MFA_ENABLED", "root logs in with a second factor", true},
	{"IAM_ROOT_ACCESS_KEY_CHECK", "root has no access keys", true},
}

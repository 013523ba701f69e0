package settings

import (
	"github.com/aws/aws-cdk-go/awscdk/v2/awskms"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslogs"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsssm"
	"github.com/aws/constructs-go/constructs/v10"
)

// preferences is the name of the document that Session Manager reads the preferences of an account and region from.
const preferences = "SSM-SessionManagerRunShell"

const (
	// idleMinutes is when a session that nobody types in ends, and sessionMinutes when any does.
	idleMinutes    = "15"
	sessionMinutes = "480"
)

// NewSessions makes Session Manager encrypt sessions with a key and write what is typed and shown to a log group.
func NewSessions(scope constructs.Construct, id string, log awslogs.ILogGroup, key awskms.IKey) {
	awsssm.NewCfnDocument(scope, &id, &awsssm.CfnDocumentProps{
		Name:           new(preferences),
		DocumentType:   new("Session"),
		DocumentFormat: new("JSON"),
		UpdateMethod:   new("NewVersion"),
		Content: map[string]any{
			"schemaVersion": "1.0",
			"description":   "Preferences of Session Manager",
			"sessionType":   "Standard_Stream",
			"inputs": map[string]any{
				"kmsKeyId":                    key.KeyId(),
				"cloudWatchLogGroupName":      log.LogGroupName(),
				"cloudWatchEncryptionEnabled": true,
				"cloudWatchStreamingEnabled":  true,
				"s3BucketName":                "",
				"s3KeyPrefix":                 "",
				"s3EncryptionEnabled":         true,
				"idleSessionTimeout":          idleMinutes,
				"maxSessionDuration":          sessionMinutes,
				"runAsEnabled":                false,
				"runAsDefaultUser":            "",
				"shellProfile":                map[string]any{"linux": "", "windows": ""},
			},
		},
	})
}

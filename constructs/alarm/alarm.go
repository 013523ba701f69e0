// Package alarm makes the alarms that people hear of, and the topic that tells them.
package alarm

import (
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatch"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatchactions"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssns"
)

// Alert makes an alarm tell the topic when it fires and when it is over.
func Alert(alarm awscloudwatch.Alarm, topic awssns.ITopic) {
	action := awscloudwatchactions.NewSnsAction(topic)
	alarm.AddAlarmAction(action)
	alarm.AddOkAction(action)
}

// Package loggroup makes encrypted log groups with a retention.
package loggroup

import (
	"fmt"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awskms"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslogs"
	"github.com/aws/constructs-go/constructs/v10"
)

// Props is where a component logs to, for how long, and under which key.
type Props struct {
	// Name is <organization>/<environment>/<component>, or the name that the AWS service insists on; CloudFormation
	// makes one up when it is empty.
	Name          string
	RetentionDays int // one of the periods that CloudWatch offers
	Key           awskms.IKey
	Retain        bool // keep the group when its stack is deleted
}

// New adds an encrypted log group with a retention to scope.
func New(scope constructs.Construct, id string, props Props) awslogs.LogGroup {
	removal := awscdk.RemovalPolicy_DESTROY
	if props.Retain {
		removal = awscdk.RemovalPolicy_RETAIN_ON_UPDATE_OR_DELETE
	}
	days, known := retentions[props.RetentionDays]
	if !known {
		panic(fmt.Sprintf("log group %s: CloudWatch cannot keep logs for %d days", props.Name, props.RetentionDays))
	}
	group := &awslogs.LogGroupProps{EncryptionKey: props.Key, RemovalPolicy: removal, Retention: days}
	if props.Name != "" {
		group.LogGroupName = &props.Name
	}
	return awslogs.NewLogGroup(scope, &id, group)
}

// retentions are CDK's names for days.
var retentions = map[int]awslogs.RetentionDays{
	1:    awslogs.RetentionDays_ONE_DAY,
	3:    awslogs.RetentionDays_THREE_DAYS,
	5:    awslogs.RetentionDays_FIVE_DAYS,
	7:    awslogs.RetentionDays_ONE_WEEK,
	14:   awslogs.RetentionDays_TWO_WEEKS,
	30:   awslogs.RetentionDays_ONE_MONTH,
	60:   awslogs.RetentionDays_TWO_MONTHS,
	90:   awslogs.RetentionDays_THREE_MONTHS,
	120:  awslogs.RetentionDays_FOUR_MONTHS,
	150:  awslogs.RetentionDays_FIVE_MONTHS,
	180:  awslogs.RetentionDays_SIX_MONTHS,
	365:  awslogs.RetentionDays_ONE_YEAR,
	400:  awslogs.RetentionDays_THIRTEEN_MONTHS,
	545:  awslogs.RetentionDays_EIGHTEEN_MONTHS,
	731:  awslogs.RetentionDays_TWO_YEARS,
	1096: awslogs.RetentionDays_THREE_YEARS,
	1827: awslogs.RetentionDays_FIVE_YEARS,
	2192: awslogs.RetentionDays_SIX_YEARS,
	2557: awslogs.RetentionDays_SEVEN_YEARS,
	2922: awslogs.RetentionDays_EIGHT_YEARS,
	3288: awslogs.RetentionDays_NINE_YEARS,
	3653: awslogs.RetentionDays_TEN_YEARS,
}

// Package cost tells people before an account costs more than it should.
package cost

import (
	"fmt"

	"bulkhead/internal/hash"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsbudgets"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// BudgetProps is what an account may cost, and who hears when it does.
type BudgetProps struct {
	Name    string // begins the budget's
	Dollars int    // per month
	Email   []string
}

// Shares of a budget that people hear of, in percent.
const (
	most = 80  // is spent: time to look
	all  = 100 // is spent, or will be by the end of the month
)

// NewBudget adds a monthly budget for all that the account costs, credits and refunds aside. CloudFormation replaces it
// when other people are to hear, and makes the new one first. So who hears is part of its name.
func NewBudget(scope constructs.Construct, id string, props BudgetProps) {
	subscribers := []any{}
	for _, email := range props.Email {
		subscribers = append(
			subscribers,
			&awsbudgets.CfnBudget_SubscriberProperty{SubscriptionType: new("EMAIL"), Address: &email},
		)
	}
	notify := func(kind string, percent float64) *awsbudgets.CfnBudget_NotificationWithSubscribersProperty {
		return &awsbudgets.CfnBudget_NotificationWithSubscribersProperty{
			Notification: &awsbudgets.CfnBudget_NotificationProperty{
				NotificationType:   &kind,
				ComparisonOperator: new("GREATER_THAN"),
				Threshold:          &percent,
				ThresholdType:      new("PERCENTAGE"),
			},
			Subscribers: subscribers,
		}
	}
	awsbudgets.NewCfnBudget(scope, &id, &awsbudgets.CfnBudgetProps{
		Budget: &awsbudgets.CfnBudget_BudgetDataProperty{
			BudgetName:  new(props.Name + "-" + props.hash()),
			BudgetType:  new("COST"),
			TimeUnit:    new("MONTHLY"),
			BudgetLimit: &awsbudgets.CfnBudget_SpendProperty{Amount: jsii.Number(props.Dollars), Unit: new("USD")},
			CostTypes:   &awsbudgets.CfnBudget_CostTypesProperty{IncludeCredit: false, IncludeRefund: false},
		},
		NotificationsWithSubscribers: []any{notify("ACTUAL", most), notify("ACTUAL", all), notify("FORECASTED", all)},
	})
}

// hash tells apart whom a budget tells, and when.
func (p BudgetProps) hash() string {
	return hash.Of(fmt.Sprint(most, all, p.Email))
}

package alarm

import (
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatch"
	"github.com/aws/jsii-runtime-go"
)

// Query is the sum of a metric over all that publishes it in an account and region, which CloudWatch Metrics Insights
// finds: of things that there are many of, or whose names nobody knows.
type Query struct {
	Namespace, Name string
	Account         string // alone; empty where the account sees no other's
	Table           string // alone, with all its operations; empty for all there is
	Minutes         int    // length of a period
}

func (q Query) measure(alarm *awscloudwatch.CfnAlarmProps) {
	expression := `SELECT SUM(` + q.Name + `) FROM "` + q.Namespace + `"`
	switch {
	case q.Account != "":
		expression += ` WHERE AWS.AccountId = '` + q.Account + `'`
	case q.Table != "":
		expression += ` WHERE TableName = '` + q.Table + `'`
	}
	alarm.Metrics = []any{&awscloudwatch.CfnAlarm_MetricDataQueryProperty{
		Id:         new("all"),
		Expression: &expression,
		Period:     jsii.Number(q.Minutes * 60),
		ReturnData: true,
	}}
}

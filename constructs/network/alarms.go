package network

import (
	"bulkhead/constructs/alarm"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
)

// newPortAlarm adds what fires when a NAT gateway has no port left for a connection: tasks then cannot reach the
// internet.
func newPortAlarm(nat awsec2.CfnNatGateway, alerts string) {
	alarm.New(nat, alarm.Props{
		ID: "Ports",
		Description: "A NAT gateway has no port left for some connections to one destination: " +
			"use nat: per-zone or regional, fewer or longer connections, or an endpoint.",
		Metric: alarm.Metric{
			Namespace:  "AWS/NATGateway",
			Name:       "ErrorPortAllocation",
			Dimensions: map[string]string{"NatGatewayId": *nat.Ref()},
			Statistic:  "Sum",
			Minutes:    5,
		},
		When:    alarm.Above(0),
		Periods: 2,
		Missing: alarm.MissingIsFine,
		Tell:    alerts,
	})
}

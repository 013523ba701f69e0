package volume

import (
	"fmt"

	"bulkhead/constructs/alarm"

	"github.com/aws/constructs-go/constructs/v10"
)

// When people hear of a volume.
const (
	limitPercent = 90 // of the operations that a file system takes
	bytesPerGiB  = 1 << 30
	sizeMinutes  = 60 // EFS measures it every quarter of an hour
)

// newAlarms adds what warns of a file system that takes no more operations, and of one that has grown.
func newAlarms(scope constructs.Construct, fileSystem string, props Props) {
	for _, a := range []alarm.Props{
		{
			ID:          "Limit",
			Description: fmt.Sprintf("does more than %d%% of the operations that EFS lets a file system do", limitPercent),
			Metric: alarm.Metric{
				Namespace: "AWS/EFS", Name: "PercentIOLimit", Statistic: "Maximum", Minutes: 5,
				Dimensions: map[string]string{"FileSystemId": fileSystem},
			},
			When:    alarm.Above(limitPercent),
			Periods: 3,
			Runbook: "volume-limit",
		},
		{
			ID:          "Large",
			Description: fmt.Sprintf("holds more than %d GiB", props.Alarms.SizeGiB),
			Metric: alarm.Metric{
				Namespace: "AWS/EFS", Name: "StorageBytes", Statistic: "Maximum", Minutes: sizeMinutes,
				Dimensions: map[string]string{"FileSystemId": fileSystem, "StorageClass": "Total"},
			},
			When:    alarm.Above(float64(props.Alarms.SizeGiB) * bytesPerGiB),
			Periods: 1,
			Runbook: "volume-size",
		},
	} {
		a.Description = "Volume " + props.Name + " " + a.Description + "."
		a.Missing = alarm.MissingIsFine // who mounts nothing does nothing
		a.Tell = props.Alerts
		alarm.New(scope, a)
	}
}

package config

import "testing"

func TestSpotIsRefusedWhereTasksCannotRunOnItOrBeLost(t *testing.T) {
	const max = "min: 2\n      max: 8"
	findsMistakes(t, "environments/prod.yaml", []mistake{
		{max, max + "\n    spotPercent: 100", `services.worker.spotPercent: 100 is too large; the most is 99`},
		{"port: 3000", "port: 3000\n    spotPercent: 50\n    deployment: {strategy: blue-green}", `services.web.spotPercent: a blue-green deployment needs a full second set of tasks, for which AWS may have no Spot capacity; leave it out, or choose rolling`},
	})
	findsMistakesIn(t, "tier: development\nnetwork: {cidr: 10.10.0.0/16}\n"+
		"instances: {agents: {logs: \"web:1\", metrics: \"web:1\"}}\n"+
		"services:\n  web: {image: \"web:1.0.0\", launch: ec2}\n", []mistake{
		{"launch: ec2", "launch: ec2, spotPercent: 10", `services.web.spotPercent: instances have a share of Spot of their own; leave it out, and see instances.spotPercent`},
	})
}

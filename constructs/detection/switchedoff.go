package detection

// switchedOff returns the pattern of calls that end the watch over an account: of the trail, the recorder, the
// detectors and the analyzer, and of the rules, whose names begin with rules, that tell the security account. What is
// refused ends nothing.
func switchedOff(rules string) map[string]any {
	var ours []string
	for _, name := range []string{forwardsFindings, forwardsRoot, forwardsBreakGlass, forwardsSwitchedOff} {
		ours = append(ours, rules+"-"+name)
	}
	return map[string]any{
		"source":      fromAWS,
		"detail-type": []string{apiCall},
		"detail": map[string]any{
			"errorCode": []any{map[string]any{"exists": false}},
			"$or": []any{
				map[string]any{
					"eventSource": []string{"cloudtrail.amazonaws.com"},
					"eventName":   []string{"StopLogging", "DeleteTrail"},
				},
				map[string]any{
					"eventSource": []string{"config.amazonaws.com"},
					"eventName": []string{
						"StopConfigurationRecorder", "DeleteConfigurationRecorder", "DeleteDeliveryChannel",
					},
				},
				map[string]any{
					"eventSource": []string{"guardduty.amazonaws.com"},
					"eventName":   []string{"DeleteDetector"},
				},
				map[string]any{
					"eventSource": []string{"securityhub.amazonaws.com"},
					"eventName":   []string{"DisableSecurityHub"},
				},
				map[string]any{"eventSource": []string{"inspector2.amazonaws.com"}, "eventName": []string{"Disable"}},
				map[string]any{
					"eventSource": []string{"access-analyzer.amazonaws.com"},
					"eventName":   []string{"DeleteAnalyzer"},
				},
				map[string]any{
					"eventSource":       []string{"events.amazonaws.com"},
					"eventName":         []string{"DeleteRule", "DisableRule"},
					"requestParameters": map[string]any{"name": ours},
				},
				map[string]any{
					"eventSource":       []string{"events.amazonaws.com"},
					"eventName":         []string{"RemoveTargets"},
					"requestParameters": map[string]any{"rule": ours},
				},
			},
		},
	}
}

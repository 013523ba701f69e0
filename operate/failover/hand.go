package failover

// hand is a command of the AWS CLI that does a step by hand.
func hand(region, command string) []string { return []string{"aws " + command + " --region " + region} }

package facts

// LogRetentionDays are the days that CloudWatch Logs can keep a log group, as of 2026-11.
var LogRetentionDays = []int{
	1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
}

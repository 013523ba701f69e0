package facts

// What GuardDuty knows clusters by that it watches: its add-on, and the tag by which it leaves out what has it
// (https://docs.aws.amazon.com/guardduty/latest/ug/managing-gdu-agent-eks-automatically.html).
const (
	GuardDutyAgent = "aws-guardduty-agent"
	GuardDutyTag   = "GuardDutyManaged"
)

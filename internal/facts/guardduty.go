package facts

// What GuardDuty knows clusters of EKS by that it watches: the add-on that is its agent, and the tag by which it leaves
// out what has it. Source: the Amazon GuardDuty user guide, "Managing security agent automatically for Amazon EKS".
const (
	AddonGuardDuty = "aws-guardduty-agent"
	GuardDutyTag   = "GuardDutyManaged"
)

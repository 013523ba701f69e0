package address

// SettingsFunctions is the pattern of the names of the functions that set accounts, and of their roles, as
// CloudFormation makes them of what constructs/settings calls them.
const SettingsFunctions = "*-SettingsFunction*"

// What GuardDuty knows clusters by that it watches: its add-on, and the tag by which it leaves out what has it.
const (
	GuardDutyAgent = "aws-guardduty-agent"
	GuardDutyTag   = "GuardDutyManaged"
)

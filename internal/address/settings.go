package address

// SettingsFunctions is the pattern of the names of the functions that set accounts, and of their roles, as
// CloudFormation makes them of what constructs/settings calls them.
const SettingsFunctions = "*-SettingsFunction*"

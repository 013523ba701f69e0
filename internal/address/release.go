package address

import "bulkhead/config"

// ReleaseParameter is the parameter of a side of an environment that says which image a service runs, by its tag.
func (b Book) ReleaseParameter(side, service string) string {
	return b.LogName(side, "release/"+service)
}

// ReleaseParametersARN is that of all parameters of a side that say which images run.
func (b Book) ReleaseParametersARN(e config.Environment) string {
	return arn("ssm", e.Region, e.AccountID, "parameter"+b.ReleaseParameter(e.Name, "*"))
}

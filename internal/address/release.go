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

// ReleaseLock is the parameter of a side that is there while a service is being released.
func (b Book) ReleaseLock(side, service string) string {
	return b.LogName(side, "releasing/"+service)
}

// ReleaseLocksARN is that of all such parameters of a side.
func (b Book) ReleaseLocksARN(e config.Environment) string {
	return arn("ssm", e.Region, e.AccountID, "parameter"+b.ReleaseLock(e.Name, "*"))
}

// Releaser is the state machine of a side that releases images. Pipelines and people start it by its name.
func (b Book) Releaser(side string) string { return b.Prefix(side) + "-releaser" }

// ReleaserRole is the role of the state machine's function.
func (b Book) ReleaserRole(side string) string { return b.Releaser(side) }

// ReleasesRoleSuffix ends the names of the roles of the state machines that release images.
const ReleasesRoleSuffix = "-releases"

// ReleasesRole is the role of that state machine, which updates the stacks of services.
func (b Book) ReleasesRole(side string) string { return b.Prefix(side) + ReleasesRoleSuffix }

// RegistryRole is the role in shared-services through which an environment's releases look at images and mark them.
func (b Book) RegistryRole(environment string) string {
	return b.Organization.Name + "-release-" + environment
}

// RegistryRoleARN is its ARN.
func (b Book) RegistryRoleARN(environment string) string {
	return RoleARN(b.sharedServices(), b.RegistryRole(environment))
}

package address

import (
	"slices"

	"bulkhead/config"
)

// The pipelines of an application, whose trust differs: the first runs code of anybody who opens a pull request, the
// second may push an image, and the third may release it. The first 20 characters of their names begin the keys of
// their artifacts, so the kind comes before the application.
const (
	ValidatePipeline = "validate"
	BuildPipeline    = "build"
	DeployPipeline   = "deploy"
)

// ApplicationPipeline is the name of a pipeline of an application, and of its role.
func (b Book) ApplicationPipeline(kind, application string) string {
	return b.Organization.Name + "-" + kind + "-" + application
}

// PushRole is the name of the role in shared-services by which an application's jobs elsewhere push its images.
func (b Book) PushRole(application string) string {
	return b.Organization.Name + "-push-" + application
}

// ReleaseRole is the name of the role in an environment's account by which an application is released there.
func (b Book) ReleaseRole(environment, application string) string {
	return b.Prefix(environment) + "-release-" + application
}

// ReleaserARN is the ARN of the state machine that releases services of a side of an environment.
func (b Book) ReleaserARN(side config.Environment) string {
	return arn("states", side.Region, side.AccountID, "stateMachine:"+b.Releaser(side.Name))
}

// Registry is the host of the organization's image registry.
func (b Book) Registry() string {
	return string(b.sharedServices()) + ".dkr.ecr." + string(b.home()) + ".amazonaws.com"
}

// Released are the sides that a release of an application goes to, in order: each environment's, then its standby. An
// environment that the configuration does not have is passed over: to load one refuses it.
func (b Book) Released(a config.Application) []config.Environment {
	var all []config.Environment
	for _, name := range a.Environments {
		i := slices.IndexFunc(b.Environments, func(e config.Environment) bool { return e.Name == name })
		if i >= 0 {
			all = append(all, b.Environments[i].Both()...)
		}
	}
	return all
}

// Where tokens come from: GitHub's, and those of CircleCI's organizations.
const (
	GitHubHost   = "token.actions.githubusercontent.com"
	circleCIHost = "oidc.circleci.com/org/"
)

// CircleCIHost is where the tokens of an organization of CircleCI come from.
func CircleCIHost(organization string) string { return circleCIHost + organization }

// OIDCProviderARN is the ARN of the provider of tokens from a host in an account.
func OIDCProviderARN(account config.AccountID, host string) string {
	return arn("iam", "", account, "oidc-provider/"+host)
}

// ReleasesBucket is the name of the bucket of a region that pipelines in another one start releasers in.
func (b Book) ReleasesBucket(region config.Region) string {
	return b.Organization.Name + "-releases-" + string(b.sharedServices()) + "-" + string(region)
}

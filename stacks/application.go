package stacks

import (
	"maps"
	"slices"

	"bulkhead/config"
	"bulkhead/constructs/alarm"
	"bulkhead/constructs/application"
	"bulkhead/constructs/keys"
	"bulkhead/constructs/oidc"
	"bulkhead/internal/address"
	"bulkhead/internal/ci"

	"github.com/aws/aws-cdk-go/awscdk/v2"
)

// newApplications are the stacks of what builds and releases applications: one that all share, one for each region that
// pipelines work in besides, and one for each application.
func (s stage) newApplications() {
	names := slices.Sorted(maps.Keys(s.Organization.Applications))
	if len(names) == 0 {
		return
	}
	before := s.newSharedApplications()
	before = append(before, s.newReleaseStores()...)
	for _, name := range names {
		a := s.Organization.Applications[name]
		var stack awscdk.Stack
		if a.CodePipeline != nil {
			stack = s.newApplication(name, a)
		} else {
			stack = s.newPushRole(name, a)
		}
		for _, made := range before {
			stack.AddStackDependency(made, new("it has what pipelines and roles name"))
		}
	}
}

// byPipelines tells whether any application is released by pipelines of ours.
func (o organization) byPipelines() bool {
	for _, a := range o.Organization.Applications {
		if a.CodePipeline != nil {
			return true
		}
	}
	return false
}

// newSharedApplications is the stack of who hears of pipelines, and of providers of tokens, if there is anything of it.
func (s stage) newSharedApplications() []awscdk.Stack {
	providers := s.providers(s.account, slices.Collect(maps.Values(s.Organization.Applications))...)
	if !s.byPipelines() && len(providers) == 0 {
		return nil
	}
	stack := s.newStack("applications", kind(s.byPipelines()), // who hears has a key
		"Who hears of applications' pipelines, and whose tokens AWS takes")
	if s.byPipelines() {
		key := keys.New(stack, "Key", keys.Props{
			Alias:       s.Organization.Name + "-application-alerts",
			Description: "encrypts alarms on their way to people",
		})
		key.AddToResourcePolicy(keys.ForAlarms(stack), nil)
		alerts := alarm.NewTopics(stack, key, s.Organization.Defaults.Alerts)
		application.NewAlarms(stack, "Alarms", application.Watched{
			Failing: []string{
				s.ApplicationPipeline(address.BuildPipeline, ""), s.ApplicationPipeline(address.DeployPipeline, ""),
			},
			Waiting: s.ApplicationPipeline(address.DeployPipeline, ""),
		}, alerts)
	}
	newProviders(stack, providers)
	return []awscdk.Stack{stack}
}

// newReleaseStores are the stacks of the regions that pipelines work in besides their own, each with a bucket.
func (s stage) newReleaseStores() (stacks []awscdk.Stack) {
	made := map[config.Region]bool{s.region: true}
	for _, name := range slices.Sorted(maps.Keys(s.Organization.Applications)) {
		a := s.Organization.Applications[name]
		if a.CodePipeline == nil {
			continue
		}
		for _, side := range s.Released(a) {
			if made[side.Region] {
				continue
			}
			made[side.Region] = true
			stack := s.newRegionalStack("applications", side.Region, "Lets pipelines work in the region")
			application.NewStore(stack, "Releases", s.ReleasesBucket(side.Region))
			stacks = append(stacks, stack)
		}
	}
	return stacks
}

// newApplication is the stack of an application's pipelines.
func (s stage) newApplication(name string, a config.Application) awscdk.Stack {
	stack := s.newStack("application-"+name, stateful, "Builds and releases "+name)
	key := keys.New(stack, "Key", keys.Props{
		Alias:       s.Organization.Name + "-application-" + name,
		Description: "encrypts what the pipelines of " + name + " take, log and report",
	})
	key.AddToResourcePolicy(keys.ForLogs(stack), nil)
	key.AddToResourcePolicy(application.ForReports(stack), nil)
	props := application.Props{
		Application: a,
		Pipelines: application.Names{
			Validate: s.ApplicationPipeline(address.ValidatePipeline, name),
			Build:    s.ApplicationPipeline(address.BuildPipeline, name),
			Deploy:   s.ApplicationPipeline(address.DeployPipeline, name),
		},
		Repository: s.RepositoryARN(s.region, a.Repository),
		Registry:   s.Registry(),
		Image:      s.Organization.Name + "/" + a.Repository,
		Platform:   ci.Platform(a),
		Push:       ci.Push,
		Scan:       ci.Scan,
		Stores:     map[string]string{},
		Key:        key,
		Logs:       s.newSharedLog(stack, "Log", "", key), // CloudFormation names it: what is kept is in nobody's way
	}
	for _, side := range s.Released(a) {
		if side.Region != s.region {
			props.Stores[string(side.Region)] = s.ReleasesBucket(side.Region)
		}
		props.Releases = append(props.Releases, application.Release{
			Side:    side.Name,
			Region:  string(side.Region),
			Machine: s.ReleaserARN(side),
			Role:    address.RoleARN(side.AccountID, s.ReleaseRole(address.PrimaryOf(side).Name, name)),
			Approve: slices.Contains(a.Approve, side.Name),
		})
	}
	application.NewPipelines(stack, "Pipelines", props)
	awscdk.NewCfnOutput(stack, new("LogGroup"), &awscdk.CfnOutputProps{
		Description: new("log group"),
		Value:       props.Logs.LogGroupName(),
	})
	return stack
}

// newPushRole is the stack of the role by which jobs elsewhere push an application's images.
func (s stage) newPushRole(name string, a config.Application) awscdk.Stack {
	stack := s.newStack("application-"+name, stateless, "Who pushes images of "+name)
	oidc.NewRole(stack, "Push", s.PushRole(name), "pushes images of "+name, trustOf(s.id, a, ""),
		application.MayPush(s.RepositoryARN(s.region, a.Repository))...)
	return stack
}

// trustOf is whose tokens a role of an account takes, for an application: of an environment's, or of none.
func trustOf(account config.AccountID, a config.Application, environment string) oidc.Trust {
	if a.GitHub != nil {
		return oidc.GitHub(
			address.OIDCProviderARN(account, address.GitHubHost),
			address.GitHubHost,
			*a.GitHub,
			environment,
		)
	}
	host := address.CircleCIHost(a.CircleCI.Organization)
	return oidc.CircleCI(address.OIDCProviderARN(account, host), host, *a.CircleCI)
}

// provider is one of tokens, that an account does not have yet.
type provider struct{ id, host, audience string }

// providers are those that applications need in an account, given by name.
func (o organization) providers(account string, applications ...config.Application) []provider {
	all := map[string]provider{}
	exists := o.Organization.OIDCProviderExists
	for _, a := range applications {
		if a.GitHub != nil && !slices.Contains(exists.GitHub, account) {
			all["GitHub"] = provider{"GitHub", address.GitHubHost, oidc.GitHubAudience}
		}
		if a.CircleCI != nil && !slices.Contains(exists.CircleCI, account) {
			all["CircleCI"] = provider{
				"CircleCI",
				address.CircleCIHost(a.CircleCI.Organization),
				a.CircleCI.Organization,
			}
		}
	}
	var sorted []provider
	for _, id := range slices.Sorted(maps.Keys(all)) {
		sorted = append(sorted, all[id])
	}
	return sorted
}

// newProviders adds providers to a stack.
func newProviders(stack awscdk.Stack, providers []provider) {
	for _, p := range providers {
		oidc.NewProvider(stack, p.id, p.host, p.audience)
	}
}

// newReleaseRoles is the stack of who may release applications in the environment, on both of its sides: roles have no
// region.
func (w *workload) newReleaseRoles() {
	var released []string
	for _, name := range slices.Sorted(maps.Keys(w.Organization.Applications)) {
		if slices.Contains(w.Organization.Applications[name].Environments, w.Name) {
			released = append(released, name)
		}
	}
	if len(released) == 0 {
		return
	}
	stack := w.newStack("applications", stateless, "Who may release applications here")
	var needed []config.Application
	for _, name := range released {
		needed = append(needed, w.Organization.Applications[name])
	}
	providers := w.providers(w.account, needed...)
	newProviders(stack, providers)
	var machines []string
	for _, side := range w.Environment.Both() {
		machines = append(machines, w.ReleaserARN(side))
	}
	for _, name := range released {
		a, role := w.Organization.Applications[name], w.ReleaseRole(w.Name, name)
		if a.CodePipeline == nil {
			oidc.NewRole(
				stack,
				"Release-"+name,
				role,
				"releases "+name,
				trustOf(w.id, a, w.Name),
				application.MayRelease(machines...)...)
			continue
		}
		shared := w.Organization.Accounts[config.SharedServices]
		application.NewReleaseRole(stack, "Release-"+name, application.ReleaseRoleProps{
			Name:     role,
			Account:  shared,
			Pipeline: address.RoleARN(shared, w.ApplicationPipeline(address.DeployPipeline, name)),
			Machines: machines,
		})
	}
}

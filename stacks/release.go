package stacks

import (
	"slices"

	"bulkhead/config"
	construct "bulkhead/constructs/release"
	"bulkhead/constructs/serving"
	"bulkhead/internal/address"
	"bulkhead/operate/release"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslogs"
	"github.com/aws/constructs-go/constructs/v10"
)

// newReleases is the stack of what decides which images the services run whose configuration does not. It is nil where
// there are none.
func (w *workload) newReleases() awscdk.Stack {
	side := DescribeReleases(w.Config, w.Environment)
	if len(side.Services) == 0 {
		return nil
	}
	stack := w.newStack("releases", stateless, "Which images run, and what changes that")
	var parameters []construct.Parameter
	var stacks []string
	for _, s := range side.Services {
		parameters = append(parameters, construct.Parameter{
			Service: s.Name, Name: s.Parameter, First: w.Services[s.Name].Release.First,
		})
		stacks = append(stacks, "arn:aws:cloudformation:"+side.Region+":"+side.Account+":stack/"+s.Stack+"/*")
	}
	construct.NewParameters(stack, "Parameters", construct.ParametersProps{
		Parameters: parameters,
		ARN:        w.ReleaseParametersARN(w.Environment),
		Log:        w.newOwnLogGroup(stack, "FunctionLogs"),
	})
	construct.NewMachine(stack, "Releaser", construct.MachineProps{
		Name:         side.Machine,
		Side:         side.Name,
		RoleName:     w.ReleaserRole(w.Name),
		MachineRole:  w.ReleasesRole(w.Name),
		RegistryRole: w.RegistryRoleARN(address.PrimaryOf(w.Environment).Name),
		Definition:   func(function string) ([]byte, error) { return release.Definition(side, function) },
		Daily:        release.Daily(side),
		Parameters:   w.ReleaseParametersARN(w.Environment),
		Locks:        w.ReleaseLocksARN(w.Environment),
		Stacks:       stacks,
		Undelivered:  w.UndeliveredARN(w.AccountID, w.Region),
		Log:          func(id, name string) awslogs.LogGroup { return w.newLogGroup(stack, id, name) },
		Alerts:       w.base.alerts,
	})
	return stack
}

// DescribeReleases returns what releases have to know of a side of an environment.
func DescribeReleases(c *config.Config, e config.Environment) release.Side {
	book := address.Of(c)
	side := release.Side{
		Name:    e.Name,
		Account: string(e.AccountID),
		Region:  string(e.Region),
		Machine: book.Releaser(e.Name),
		Cluster: book.Prefix(e.Name),
	}
	for _, name := range e.Released() {
		settings := e.Services[name].Release
		side.Services = append(side.Services, release.Service{
			Name:       name,
			Repository: book.RepositoryARN(e.Region, settings.Repository),
			Parameter:  book.ReleaseParameter(e.Name, name),
			Lock:       book.ReleaseLock(e.Name, name),
			Stack:      e.Name + "-service-" + name,
			Refuse:     string(settings.Refuse),
			Copied:     e.Region != c.Organization.Regions.Primary,
		})
	}
	return side
}

// serviceImage is the image that a service runs: the one of the configuration, or whichever was released last.
func (w *workload) serviceImage(stack awscdk.Stack, name string, settings config.Service) serving.Image {
	if settings.Release == nil {
		return w.image(settings.Image)
	}
	stack.AddStackDependency(w.releases, new("it makes the parameter that says which image runs"))
	return serving.Image{
		Repository: w.RepositoryARN(w.Region, settings.Release.Repository),
		Version:    construct.Tag(stack, w.ReleaseParameter(w.Name, name)),
	}
}

// newRegistryRoles adds the roles through which environments release images.
func (s stage) newRegistryRoles(stack awscdk.Stack) {
	roles := s.spread(constructs.NewConstruct(stack, new("Releases")), "releases", "Who may mark the images that run")
	for _, e := range s.Environments {
		if len(e.Released()) == 0 {
			continue
		}
		var callers, repositories []string
		for _, side := range e.Both() {
			callers = append(callers, address.RoleARN(side.AccountID, s.ReleaserRole(side.Name)))
			for _, service := range DescribeReleases(s.Config, side).Services {
				repositories = append(repositories, service.Repository)
			}
		}
		slices.Sort(repositories)
		construct.NewRegistryRole(roles(e.Name), construct.RegistryRoleProps{
			Name:         e.Name,
			Role:         s.RegistryRole(e.Name),
			Account:      e.AccountID,
			Callers:      callers,
			Repositories: slices.Compact(repositories),
		})
	}
}

package stacks

import (
	"bulkhead/config"
	"bulkhead/constructs/ecs"
	"bulkhead/constructs/release"

	"github.com/aws/aws-cdk-go/awscdk/v2"
)

// newReleases is the stack of what decides which images the services run whose configuration does not. It is nil where
// there are none.
func (w *workload) newReleases() awscdk.Stack {
	services := w.released()
	if len(services) == 0 {
		return nil
	}
	stack := w.newStack("releases", stateless, "Which images run, and what changes that")
	release.NewParameters(stack, "Parameters", release.ParametersProps{
		Services: services,
		ARN:      w.ReleaseParametersARN(w.Environment),
		Log:      w.newOwnLogGroup(stack, "FunctionLogs"),
	})
	return stack
}

// released are the services whose images releases decide.
func (w *workload) released() []release.Service {
	var all []release.Service
	for _, name := range w.Released() {
		all = append(all, release.Service{
			Release:   *w.Services[name].Release,
			Name:      name,
			Parameter: w.ReleaseParameter(w.Name, name),
			Stack:     w.Name + "-service-" + name,
		})
	}
	return all
}

// serviceImage is the image that a service runs: the one of the configuration, or whichever was released last.
func (w *workload) serviceImage(stack awscdk.Stack, name string, settings config.Service) ecs.Image {
	if settings.Release == nil {
		return w.image(settings.Image)
	}
	stack.AddStackDependency(w.releases, new("it makes the parameter that says which image runs"))
	return ecs.Image{
		Repository: w.RepositoryARN(w.Region, settings.Release.Repository),
		Version:    release.Tag(stack, w.ReleaseParameter(w.Name, name)),
	}
}

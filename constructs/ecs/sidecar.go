package ecs

import (
	"maps"
	"slices"

	"bulkhead/config"
	"bulkhead/constructs/serving"
	"bulkhead/constructs/store"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsecs"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// newSidecars adds the containers of other images. Those of the service's own image wait for sidecars that start
// before them; main is the one that others wait for.
func newSidecars(
	scope constructs.Construct,
	task *task,
	may rights,
	main awsecs.ContainerDefinition,
	own []awsecs.ContainerDefinition,
	props ServiceProps,
) {
	for _, name := range slices.Sorted(maps.Keys(props.Service.Sidecars)) {
		settings := props.Service.Sidecars[name]
		container := newSidecar(scope, task, may, name, props)
		switch settings.Start {
		case config.Before:
			for _, waits := range own {
				wait(waits, container, settings.Health)
			}
		case config.After:
			wait(container, main, props.Health.Container)
		}
	}
}

// newSidecar adds one. It has nothing of the service: neither its stores nor their secrets.
func newSidecar(
	scope constructs.Construct,
	task *task,
	may rights,
	name string,
	props ServiceProps,
) awsecs.ContainerDefinition {
	settings, plugs := props.Service.Sidecars[name], props.Sidecars[name]
	scope = constructs.NewConstruct(scope, new("Sidecar-"+name))
	told := injection{scope, map[string]*string{}, map[string]awsecs.Secret{}}
	for variable, value := range settings.Environment {
		told.environment[variable] = &value
	}
	for _, secret := range plugs.Secrets {
		secret.Variables = nil // it may not read the secret again
		secret.Secrets = map[string]store.Secret{config.Value: secret.Secrets[config.Value]}
		told.add(secret)
		may.start(name, secret)
	}
	essential := settings.Essential == config.Enabled
	options := &awsecs.ContainerDefinitionOptions{
		ContainerName:          &name,
		Image:                  image(scope, "Repository", may, plugs.Image),
		Essential:              &essential,
		MemoryLimitMiB:         jsii.Number(settings.Memory),
		User:                   &settings.User,
		Environment:            &told.environment,
		Secrets:                &told.secrets,
		HealthCheck:            healthCheck(settings.Health),
		ReadonlyRootFilesystem: new(true),
		StopTimeout:            seconds(serving.StopSeconds),
		LinuxParameters:        newLinux(scope, "Linux", settings.Tmpfs...),
		Ulimits:                openFiles(),
		Logging:                newLog(name, props),
	}
	if !essential {
		options.EnableRestartPolicy = new(true)
	}
	if settings.CPU > 0 {
		options.Cpu = jsii.Number(settings.CPU)
	}
	if len(settings.Command) > 0 {
		options.Command = jsii.Strings(settings.Command...)
	}
	return task.add(options, settings.Tmpfs)
}

// wait has a container start when another one is healthy or, when nothing asks that, has started.
func wait(container, other awsecs.ContainerDefinition, health *config.ContainerHealth) {
	condition := awsecs.ContainerDependencyCondition_START
	if health != nil {
		condition = awsecs.ContainerDependencyCondition_HEALTHY
	}
	container.AddContainerDependencies(&awsecs.ContainerDependency{Container: other, Condition: condition})
}

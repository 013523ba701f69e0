package ecs

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"bulkhead/config"
	"bulkhead/constructs/serving"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsecr"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsecs"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// application is what all containers of a service's image have in common.
type application struct {
	props       ServiceProps
	may         rights
	image       awsecs.ContainerImage
	environment map[string]*string
	secrets     map[string]awsecs.Secret
	linux       awsecs.LinuxParameters
}

// newServiceTask adds the task definition of a service: its container, the one that runs before it, and the sidecars
// and the collector beside it.
func newServiceTask(scope constructs.Construct, props ServiceProps) (awsecs.TaskDefinition, application) {
	may := newRights(scope, "Rights", props.Log)
	task := &task{TaskDefinition: awsecs.NewTaskDefinition(scope, new("Task"), may.lend(definition(props)))}
	app := application{
		props:       props,
		may:         may,
		image:       image(scope, "Repository", may, props.Image),
		environment: map[string]*string{},
		secrets:     map[string]awsecs.Secret{},
		linux:       newLinux(scope, "Linux", props.Tmpfs...),
	}
	for name, value := range props.Environment {
		app.environment[name] = &value
	}
	told := injection{scope, app.environment, app.secrets}
	for _, s := range props.Stores {
		told.add(s)
		may.use(s)
	}
	may.permit(props.Permissions)
	if props.Launch == config.Fargate {
		may.letGuardDutyWatch()
	}

	memory := props.OwnMemory()
	if slices.ContainsFunc(
		slices.Collect(maps.Values(props.Tasks)),
		func(t config.Task) bool { return t.Run == config.BeforeStart },
	) {
		memory -= leastMiB
	}
	container := app.newContainer(task, props.Name, props.Command, memory)
	container.AddPortMappings(
		&awsecs.PortMapping{ContainerPort: jsii.Number(props.Port), Protocol: awsecs.Protocol_TCP},
	)
	own := []awsecs.ContainerDefinition{container}
	for _, name := range slices.Sorted(maps.Keys(props.Tasks)) {
		if t := props.Tasks[name]; t.Run == config.BeforeStart {
			before := app.newContainer(task, name, t.Command, memory)
			own = append(own, before)
			container.AddContainerDependencies(&awsecs.ContainerDependency{
				Container: before,
				Condition: awsecs.ContainerDependencyCondition_SUCCESS,
			})
		}
	}
	newSidecars(scope, task, may, container, own, props)
	if props.Tracing == config.Enabled {
		newCollector(scope, task, may, container, props)
	}
	return task.TaskDefinition, app
}

// definition returns a task of the service's size, without containers.
func definition(props ServiceProps) *awsecs.TaskDefinitionProps {
	definition := &awsecs.TaskDefinitionProps{
		Compatibility: awsecs.Compatibility_EC2,
		NetworkMode:   awsecs.NetworkMode_AWS_VPC,
		Cpu:           new(strconv.Itoa(props.CPU)),
		MemoryMiB:     new(strconv.Itoa(props.Memory)),
	}
	addDisk(definition, props.Storage)
	addVolumes(definition, props.Stores)
	if props.Launch == config.Fargate { // instances have the platform that they have
		definition.Compatibility = awsecs.Compatibility_FARGATE
		definition.RuntimePlatform = &awsecs.RuntimePlatform{
			CpuArchitecture:       architecture(props.Architecture),
			OperatingSystemFamily: awsecs.OperatingSystemFamily_LINUX(),
		}
	}
	return definition
}

// newContainer adds a container of the service's image: not root, and on a read-only file system. A task goes on
// without the container that runs before the service's own.
func (app application) newContainer(
	task *task,
	name string,
	command []string,
	memory int,
) awsecs.ContainerDefinition {
	before := app.props.Tasks[name].Run == config.BeforeStart
	container := &awsecs.ContainerDefinitionOptions{
		ContainerName:          &name,
		Image:                  app.image,
		Essential:              new(!before),
		MemoryLimitMiB:         jsii.Number(memory),
		Environment:            &app.environment,
		Secrets:                &app.secrets,
		User:                   &app.props.User,
		ReadonlyRootFilesystem: new(app.props.Exec != config.Enabled), // the session agent writes to it
		StopTimeout:            awscdk.Duration_Seconds(jsii.Number(serving.StopSeconds)),
		LinuxParameters:        app.linux,
		Ulimits:                openFiles(),
		Logging:                newLog(name, app.props),
	}
	if before { // it may use the service's memory, because it runs before it
		container.MemoryReservationMiB = jsii.Number(leastMiB)
	}
	if len(command) > 0 {
		container.Command = jsii.Strings(command...)
	}
	if name == app.props.Name {
		container.HealthCheck = healthCheck(app.props.Health.Container)
		if units := app.props.OwnCPU(); units > 0 {
			container.Cpu = jsii.Number(units)
		}
	}
	made := task.add(container, app.props.Tmpfs)
	mountDisk(made, app.props.Storage)
	mountVolumes(made, app.props.Stores)
	return made
}

// leastMiB is the least memory that ECS lets a container reserve.
const leastMiB = 6

// newLog returns the driver that sends what a container writes to the service's log group, in a stream of its own.
func newLog(stream string, props ServiceProps) awsecs.LogDriver {
	return awsecs.LogDrivers_AwsLogs(&awsecs.AwsLogDriverProps{
		LogGroup:      props.Log,
		StreamPrefix:  &stream,
		Mode:          awsecs.AwsLogDriverMode_NON_BLOCKING, // a slow log must not stop the service
		MaxBufferSize: awscdk.Size_Mebibytes(jsii.Number(25)),
	})
}

// newLinux reaps what a container leaves behind, takes every capability from it, and has directories in memory.
func newLinux(scope constructs.Construct, id string, directories ...config.Tmpfs) awsecs.LinuxParameters {
	linux := awsecs.NewLinuxParameters(scope, &id, &awsecs.LinuxParametersProps{InitProcessEnabled: new(true)})
	linux.DropCapabilities(awsecs.Capability_ALL)
	for _, directory := range directories {
		linux.AddTmpfs(&awsecs.Tmpfs{ContainerPath: &directory.Path, Size: jsii.Number(directory.SizeMiB)})
	}
	return linux
}

// image returns the image for a container of a task, which may then be pulled.
func image(scope constructs.Construct, id string, may rights, image serving.Image) awsecs.ContainerImage {
	may.pull(image)
	_, name, _ := strings.Cut(image.Repository, ":repository/")
	repository := awsecr.Repository_FromRepositoryAttributes(scope, &id, &awsecr.RepositoryAttributes{
		RepositoryArn:  &image.Repository,
		RepositoryName: &name,
	})
	return awsecs.ContainerImage_FromEcrRepository(repository, &image.Version)
}

func architecture(a config.Architecture) awsecs.CpuArchitecture {
	if a == config.AMD64 {
		return awsecs.CpuArchitecture_X86_64()
	}
	return awsecs.CpuArchitecture_ARM64()
}

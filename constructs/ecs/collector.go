package ecs

import (
	"maps"
	"slices"

	"bulkhead/config"
	"bulkhead/constructs/serving"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsecs"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssecretsmanager"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// newCollector adds an OpenTelemetry collector beside a service's container, which sends it its traces on localhost.
// The service goes on when the collector fails.
func newCollector(
	scope constructs.Construct,
	task *task,
	may rights,
	service awsecs.ContainerDefinition,
	props ServiceProps,
) {
	collector := props.Collector
	options := &awsecs.ContainerDefinitionOptions{
		ContainerName:  new(serving.CollectorName),
		Image:          image(scope, "CollectorRepository", may, collector.Image),
		Essential:      new(false),
		User:           new(serving.CollectorUser),
		MemoryLimitMiB: jsii.Number(config.CollectorMiB), // otel-collector.yaml keeps it within
		Environment: &map[string]*string{
			serving.CollectorConfiguration: new(collector.Configuration(may.region())),
		},
		ReadonlyRootFilesystem: new(true),
		LinuxParameters:        newLinux(scope, "CollectorLinux"),
		Ulimits:                openFiles(),
		Logging:                newLog(serving.CollectorName, props),
	}
	if collector.Exporter == config.ToOTLP {
		key := collector.Key.Secrets[config.Value]
		secret := awssecretsmanager.Secret_FromSecretCompleteArn(scope, new("CollectorSecret"), &key.ARN)
		options.Secrets = &map[string]awsecs.Secret{serving.CollectorKey: awsecs.Secret_FromSecretsManager(secret, nil)}
		may.add("Trace-"+collector.Key.Name, may.execution, collector.Key.Read(may.region())...)
	}
	task.add(options, nil)
	told := serving.Told(props.Name)
	for _, name := range slices.Sorted(maps.Keys(told)) {
		service.AddEnvironment(&name, new(told[name]))
	}
	may.add("Trace", may.task, collector.Trace()...)
}

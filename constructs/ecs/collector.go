package ecs

import (
	_ "embed"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsecs"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// collectorMiB is the collector's share of a task's memory; agents/otel-collector.yaml keeps it within.
const collectorMiB = 256

//go:embed agents/otel-collector.yaml
var collectorConfiguration string

// newCollector adds an OpenTelemetry collector beside a service's container, which sends it its traces on localhost.
// The service goes on when the collector fails.
func newCollector(
	scope constructs.Construct,
	task awsecs.TaskDefinition,
	service awsecs.ContainerDefinition,
	props ServiceProps,
) {
	task.AddContainer(new("collector"), &awsecs.ContainerDefinitionOptions{
		ContainerName:          new("collector"),
		Image:                  image(scope, "CollectorRepository", task, props.Collector),
		Essential:              new(false),
		User:                   new("10001:10001"), // it needs nothing of the image but its binary
		MemoryLimitMiB:         jsii.Number(collectorMiB),
		Environment:            &map[string]*string{"AOT_CONFIG_CONTENT": &collectorConfiguration},
		ReadonlyRootFilesystem: new(true),
		LinuxParameters:        newLinux(scope, "CollectorLinux"),
		Ulimits:                openFiles(),
		Logging:                newLog("collector", props),
	})
	service.AddEnvironment(new("OTEL_EXPORTER_OTLP_ENDPOINT"), new("http://localhost:4318"))
	service.AddEnvironment(new("OTEL_SERVICE_NAME"), &props.Name)
	task.TaskRole().AddToPrincipalPolicy(awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
		Actions: jsii.Strings(
			"xray:PutTraceSegments",
			"xray:PutTelemetryRecords",
			"xray:GetSamplingRules",
			"xray:GetSamplingTargets",
		),
		Resources: jsii.Strings("*"), // X-Ray knows no resources here
	}))
}

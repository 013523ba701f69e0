package ecs

import (
	_ "embed"
	"strings"
	"text/template"

	"bulkhead/config"
	"bulkhead/constructs/store"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsecs"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssecretsmanager"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

//go:embed agents/otel-collector.yaml
var collectorTemplate string

// Collector sends the traces of a service on.
type Collector struct {
	config.Tracing
	Image Image
	Key   store.Store // holds what the endpoint of exporter otlp wants to be told
}

// configuration returns what the collector reads when it starts.
func (c Collector) configuration(region string) string {
	var text strings.Builder
	file := template.Must(template.New("otel-collector.yaml").Parse(collectorTemplate))
	if err := file.Execute(&text, map[string]string{
		"Exporter": string(c.Exporter), "Region": region, "Endpoint": c.Endpoint, "Header": c.Header,
	}); err != nil {
		panic(err)
	}
	return text.String()
}

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
		ContainerName:          new("collector"),
		Image:                  image(scope, "CollectorRepository", may, collector.Image),
		Essential:              new(false),
		User:                   new("10001:10001"),               // it needs nothing of the image but its binary
		MemoryLimitMiB:         jsii.Number(config.CollectorMiB), // agents/otel-collector.yaml keeps it within
		Environment:            &map[string]*string{"AOT_CONFIG_CONTENT": new(collector.configuration(may.region()))},
		ReadonlyRootFilesystem: new(true),
		LinuxParameters:        newLinux(scope, "CollectorLinux"),
		Ulimits:                openFiles(),
		Logging:                newLog("collector", props),
	}
	if collector.Exporter == config.ToOTLP {
		key := collector.Key.Secrets[config.Value]
		secret := awssecretsmanager.Secret_FromSecretCompleteArn(scope, new("CollectorSecret"), &key.ARN)
		options.Secrets = &map[string]awsecs.Secret{"OTLP_KEY": awsecs.Secret_FromSecretsManager(secret, nil)}
		may.add("Trace-"+collector.Key.Name, may.execution, collector.Key.Read(may.region())...)
	}
	task.add(options, nil)
	service.AddEnvironment(new("OTEL_EXPORTER_OTLP_ENDPOINT"), new("http://localhost:4318"))
	service.AddEnvironment(new("OTEL_SERVICE_NAME"), &props.Name)
	if collector.Exporter == config.ToOTLP {
		return
	}
	may.add("Trace", may.task, store.Permission{
		Actions: []string{
			"xray:PutTraceSegments",
			"xray:PutTelemetryRecords",
			"xray:GetSamplingRules",
			"xray:GetSamplingTargets",
		},
		Resources: []string{"*"}, // X-Ray knows no resources here
	})
}

package serving

import (
	_ "embed"
	"strings"
	"text/template"

	"bulkhead/config"
	"bulkhead/constructs/store"
)

//go:embed otel-collector.yaml
var collectorTemplate string

// Collector sends the traces of a service on.
type Collector struct {
	config.Tracing
	Image Image
	Key   store.Store // holds what the endpoint of exporter otlp wants to be told
}

// The collector as a container.
const (
	CollectorName          = "collector"
	CollectorUser          = "10001:10001"        // it needs nothing of the image but its binary
	CollectorConfiguration = "AOT_CONFIG_CONTENT" // the variable that it reads
	CollectorKey           = "OTLP_KEY"           // the variable of what its endpoint wants to be told
)

// Configuration returns what the collector reads when it starts.
func (c Collector) Configuration(region string) string {
	var text strings.Builder
	file := template.Must(template.New("otel-collector.yaml").Parse(collectorTemplate))
	if err := file.Execute(&text, map[string]string{
		"Exporter": string(c.Exporter), "Region": region, "Endpoint": c.Endpoint, "Header": c.Header,
	}); err != nil {
		panic(err)
	}
	return text.String()
}

// Told are the variables by which a service finds the collector beside it.
func Told(name string) map[string]string {
	return map[string]string{
		"OTEL_EXPORTER_OTLP_ENDPOINT": "http://localhost:4318", "OTEL_SERVICE_NAME": name,
	}
}

// Trace are the permissions of whoever sends traces to X-Ray; none where they go elsewhere.
func (c Collector) Trace() []store.Permission {
	if c.Exporter == config.ToOTLP {
		return nil
	}
	return []store.Permission{{
		Actions: []string{
			"xray:PutTraceSegments",
			"xray:PutTelemetryRecords",
			"xray:GetSamplingRules",
			"xray:GetSamplingTargets",
		},
		Resources: []string{"*"}, // X-Ray knows no resources here
	}}
}

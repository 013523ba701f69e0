// Package agents_test proves agents' configurations with the agents' own code. It is a module of its own: the
// application needs none of this.
package agents_test

import (
	"bytes"
	"context"
	"encoding/json"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"text/template"
	"time"

	"github.com/open-telemetry/opentelemetry-collector-contrib/extension/healthcheckextension"
	"github.com/open-telemetry/opentelemetry-collector-contrib/extension/sigv4authextension"
	"github.com/open-telemetry/opentelemetry-collector-contrib/processor/resourcedetectionprocessor"
	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/confmap"
	"go.opentelemetry.io/collector/confmap/provider/envprovider"
	"go.opentelemetry.io/collector/confmap/provider/yamlprovider"
	"go.opentelemetry.io/collector/consumer"
	"go.opentelemetry.io/collector/exporter"
	"go.opentelemetry.io/collector/exporter/otlphttpexporter"
	"go.opentelemetry.io/collector/extension"
	"go.opentelemetry.io/collector/otelcol"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.opentelemetry.io/collector/processor"
	"go.opentelemetry.io/collector/processor/batchprocessor"
	"go.opentelemetry.io/collector/processor/memorylimiterprocessor"
	"go.opentelemetry.io/collector/receiver"
	"go.opentelemetry.io/collector/receiver/otlpreceiver"
	"go.opentelemetry.io/collector/service/telemetry/otelconftelemetry"
)

const collectorFile = "../../constructs/serving/otel-collector.yaml"

// xray stands in for the awsxray exporter: these are the keys that it documents.
type xray struct {
	NumWorkers            int            `mapstructure:"num_workers"`
	Endpoint              string         `mapstructure:"endpoint"`
	RequestTimeoutSeconds int            `mapstructure:"request_timeout_seconds"`
	MaxRetries            int            `mapstructure:"max_retries"`
	NoVerifySSL           bool           `mapstructure:"no_verify_ssl"`
	ProxyAddress          string         `mapstructure:"proxy_address"`
	Region                string         `mapstructure:"region"`
	LocalMode             bool           `mapstructure:"local_mode"`
	ResourceARN           string         `mapstructure:"resource_arn"`
	RoleARN               string         `mapstructure:"role_arn"`
	ExternalID            string         `mapstructure:"external_id"`
	IndexedAttributes     []string       `mapstructure:"indexed_attributes"`
	IndexAllAttributes    bool           `mapstructure:"index_all_attributes"`
	LogGroups             []string       `mapstructure:"aws_log_groups"`
	Telemetry             map[string]any `mapstructure:"telemetry"`
}

// batch is what the exporter was given at once, and the region it would send it to.
type batch struct {
	region string
	traces ptrace.Traces
}

// newXRay is an exporter that hands over what it is given. The real one is not offered by every module proxy.
func newXRay(sent chan<- batch) exporter.Factory {
	return exporter.NewFactory(component.MustNewType("awsxray"), func() component.Config { return &xray{} },
		exporter.WithTraces(func(_ context.Context, _ exporter.Settings, c component.Config) (exporter.Traces, error) {
			take, err := consumer.NewTraces(func(_ context.Context, traces ptrace.Traces) error {
				sent <- batch{c.(*xray).Region, traces}
				return nil
			})
			return struct {
				component.StartFunc
				component.ShutdownFunc
				consumer.Traces
			}{Traces: take}, err
		}, component.StabilityLevelBeta))
}

// settings are those of the AWS distribution: the configuration comes from AOT_CONFIG_CONTENT.
func settings(sent chan<- batch) otelcol.CollectorSettings {
	return otelcol.CollectorSettings{
		BuildInfo:               component.NewDefaultBuildInfo(),
		DisableGracefulShutdown: true,
		Factories: func() (otelcol.Factories, error) {
			receivers, err := otelcol.MakeFactoryMap[receiver.Factory](otlpreceiver.NewFactory())
			if err != nil {
				return otelcol.Factories{}, err
			}
			processors, err := otelcol.MakeFactoryMap[processor.Factory](
				batchprocessor.NewFactory(),
				memorylimiterprocessor.NewFactory(),
				resourcedetectionprocessor.NewFactory(),
			)
			if err != nil {
				return otelcol.Factories{}, err
			}
			exporters, err := otelcol.MakeFactoryMap[exporter.Factory](newXRay(sent), otlphttpexporter.NewFactory())
			if err != nil {
				return otelcol.Factories{}, err
			}
			extensions, err := otelcol.MakeFactoryMap[extension.Factory](
				healthcheckextension.NewFactory(),
				sigv4authextension.NewFactory(),
			)
			return otelcol.Factories{
				Receivers: receivers, Processors: processors, Exporters: exporters, Extensions: extensions,
				Telemetry: otelconftelemetry.NewFactory(),
			}, err
		},
		ConfigProviderSettings: otelcol.ConfigProviderSettings{ResolverSettings: confmap.ResolverSettings{
			URIs:              []string{"env:AOT_CONFIG_CONTENT"},
			ProviderFactories: []confmap.ProviderFactory{envprovider.NewFactory(), yamlprovider.NewFactory()},
			DefaultScheme:     "env",
		}},
	}
}

// destination is where traces go, as the template of the configuration wants to be told.
type destination struct{ Exporter, Region, Endpoint, Header string }

// The destinations that the configuration can choose. That of otlp is a stand-in's.
var (
	toXRay   = destination{Exporter: "xray", Region: "eu-central-1"}
	toSearch = destination{Exporter: "transaction-search", Region: "eu-central-1"}
	toOTLP   = destination{Exporter: "otlp", Region: "eu-central-1", Endpoint: "https://otlp.example.com/v2", Header: "api-key"}
)

// collectorConfiguration is the file as the container gets it.
func collectorConfiguration(t *testing.T, to destination) string {
	t.Helper()
	file, err := template.ParseFiles(collectorFile)
	if err != nil {
		t.Fatal(err)
	}
	var text strings.Builder
	if err := file.Execute(&text, to); err != nil {
		t.Fatal(err)
	}
	return text.String()
}

func newCollector(t *testing.T, configuration string, sent chan<- batch) *otelcol.Collector {
	t.Helper()
	t.Setenv("AOT_CONFIG_CONTENT", configuration)
	t.Setenv("OTLP_KEY", "a-secret")
	// Whom the role would let it be.
	t.Setenv("AWS_ACCESS_KEY_ID", "id")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "secret")
	collector, err := otelcol.NewCollector(settings(sent))
	if err != nil {
		t.Fatal(err)
	}
	return collector
}

func TestCollectorAcceptsItsConfiguration(t *testing.T) {
	for _, to := range []destination{toXRay, toSearch, toOTLP} {
		if err := newCollector(t, collectorConfiguration(t, to), nil).DryRun(t.Context()); err != nil {
			t.Errorf("%s: %v", to.Exporter, err)
		}
	}
}

// Without it, the test above might pass whatever the file says.
func TestCollectorRefusesMistakes(t *testing.T) {
	for _, mistake := range []struct {
		to                      destination
		right, wrong, complaint string
	}{
		{toXRay, "limit_mib:", "limit_mb:", "limit_mb"},
		{toXRay, "detectors: [env, ecs]", "detectors: [env, esc]", "esc"},
		{toXRay, "send_batch_size:", "batch_size:", "batch_size"},
		{toXRay, "region:", "regions:", "regions"},
		{toXRay, "receivers: [otlp]", "receivers: [oltp]", "oltp"},
		{toXRay, "extensions: [health_check]", "extensions: [health]", "health"},
		{toXRay, "level: warn", "level: quiet", "quiet"},
		{toXRay, "grpc:", "grcp:", "grcp"},
		{toSearch, "traces_endpoint:", "trace_endpoint:", "trace_endpoint"},
		{toSearch, "service: xray", "services: xray", "services"},
		{toOTLP, "headers:", "header:", "header"},
	} {
		configuration := collectorConfiguration(t, mistake.to)
		wrong := strings.Replace(configuration, mistake.right, mistake.wrong, 1)
		if wrong == configuration {
			t.Errorf("the configuration does not contain %q", mistake.right)
			continue
		}
		err := newCollector(t, wrong, nil).DryRun(t.Context())
		if err == nil || !strings.Contains(err.Error(), mistake.complaint) {
			t.Errorf("%s: %v", mistake.wrong, err)
		}
	}
}

// task is what ECS tells a container about its task.
const task = `{
	"Cluster": "acme-prod",
	"TaskARN": "arn:aws:ecs:eu-central-1:111122223333:task/acme-prod/0123456789abcdef",
	"Family": "shop", "Revision": "7", "AvailabilityZone": "eu-central-1b", "LaunchType": "FARGATE",
	"Containers": []
}`

// tell sends the collector a span, as a service does.
func tell(t *testing.T) {
	t.Helper()
	span := `{"resourceSpans": [{"resource": {"attributes": [{"key": "service.name", "value": {"stringValue": "shop"}}]},
		"scopeSpans": [{"spans": [{"traceId": "4bf92f3577b34da6a3ce929d0e0e4736", "spanId": "00f067aa0ba902b7", "name": "GET /", "kind": 2,
		"startTimeUnixNano": "1", "endTimeUnixNano": "2"}]}]}]}`
	response, err := http.Post("http://127.0.0.1:4318/v1/traces", "application/json", bytes.NewBufferString(span))
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	if response.StatusCode != http.StatusOK {
		t.Fatal(response.Status)
	}
}

func TestCollectorSendsSpansWithTheirTask(t *testing.T) {
	ecs := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/task") {
			w.Write([]byte(task))
			return
		}
		w.Write([]byte(`{"DockerId": "collector"}`))
	}))
	defer ecs.Close()
	t.Setenv("ECS_CONTAINER_METADATA_URI_V4", ecs.URL+"/v4/collector")

	sent := make(chan batch, 8)
	run(t, newCollector(t, collectorConfiguration(t, toXRay), sent))
	tell(t)

	var got batch
	select {
	case got = <-sent:
	case <-time.After(30 * time.Second):
		t.Fatal("no span arrived at the exporter")
	}
	if got.region != "eu-central-1" {
		t.Errorf("the exporter's region is %q", got.region)
	}
	attributes := got.traces.ResourceSpans().At(0).Resource().Attributes().AsRaw()
	for key, want := range map[string]string{
		"service.name":            "shop",
		"aws.ecs.task.arn":        "arn:aws:ecs:eu-central-1:111122223333:task/acme-prod/0123456789abcdef",
		"aws.ecs.cluster.arn":     "arn:aws:ecs:eu-central-1:111122223333:cluster/acme-prod",
		"aws.ecs.task.family":     "shop",
		"cloud.availability_zone": "eu-central-1b",
	} {
		if attributes[key] != want {
			t.Errorf("%s is %v, want %s", key, attributes[key], want)
		}
	}
	if t.Failed() {
		all, _ := json.MarshalIndent(attributes, "", "  ")
		t.Logf("%s", all)
	}
}

// The image's own health check asks this address.
func TestCollectorAnswersTheHealthCheckOfItsImage(t *testing.T) {
	run(t, newCollector(t, collectorConfiguration(t, toXRay), make(chan batch, 8)))
	response, err := http.Get("http://127.0.0.1:13133/")
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	if response.StatusCode != http.StatusOK {
		t.Error(response.Status)
	}
}

func TestCollectorListensToItsTaskOnly(t *testing.T) {
	run(t, newCollector(t, collectorConfiguration(t, toXRay), make(chan batch, 8)))
	for _, port := range []string{"4317", "4318", "13133"} {
		dial(t, "127.0.0.1", port, true)
		// The whole of 127/8 is this machine: whoever listens on all addresses answers here too.
		dial(t, "127.0.0.2", port, false)
	}
}

func dial(t *testing.T, host, port string, answers bool) {
	t.Helper()
	connection, err := net.DialTimeout("tcp", net.JoinHostPort(host, port), time.Second)
	if err == nil {
		connection.Close()
	}
	if (err == nil) != answers {
		t.Errorf("%s:%s: answers %t, want %t", host, port, err == nil, answers)
	}
}

// run starts a collector, and stops it when the test ends.
func run(t *testing.T, collector *otelcol.Collector) {
	t.Helper()
	done := make(chan error, 1)
	go func() { done <- collector.Run(context.Background()) }()
	t.Cleanup(func() {
		collector.Shutdown()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	for deadline := time.Now().Add(30 * time.Second); collector.GetState() != otelcol.StateRunning; {
		select {
		case err := <-done:
			done <- nil
			t.Fatalf("the collector stopped: %v", err)
		case <-time.After(50 * time.Millisecond):
			if time.Now().After(deadline) {
				t.Fatal("the collector does not start")
			}
		}
	}
}

package config

import (
	"cmp"
	"fmt"
	"net/url"
	"regexp"

	"bulkhead/internal/document"
)

// Tracing is the OpenTelemetry collector that runs beside each service, and where it sends the service's traces.
type Tracing struct {
	// Collector is the image of the AWS Distro for OpenTelemetry in the organization's registry, as repository:tag.
	Collector string `yaml:"collector" jsonschema:"required"`
	// Exporter is where traces go: xray (default); transaction-search, which is X-Ray's OpenTelemetry endpoint, and
	// switches CloudWatch's Transaction Search on in the account and region, so that every span can be searched and is
	// paid for; or otlp, which is anybody else who takes OTLP over HTTPS.
	Exporter TraceExporter `yaml:"exporter"`
	// Endpoint is where otlp leads, such as https://otlp.example.com; /v1/traces comes after it.
	Endpoint string `yaml:"endpoint"`
	// Secret names the secret under secrets that otlp's endpoint wants to be told, in Secrets Manager.
	Secret string `yaml:"secret"`
	// Header is the header that it is told in (default authorization).
	Header string `yaml:"header"`
}

// TraceExporter is where traces go.
type TraceExporter string

// The choices of TraceExporter.
const (
	ToXRay              TraceExporter = "xray"
	ToTransactionSearch TraceExporter = "transaction-search"
	ToOTLP              TraceExporter = "otlp"
)

// Values returns the choices.
func (TraceExporter) Values() []string { return texts(ToXRay, ToTransactionSearch, ToOTLP) }

// complete fills in the defaults.
func (t *Tracing) complete() {
	t.Exporter = cmp.Or(t.Exporter, ToXRay)
	if t.Exporter == ToOTLP {
		t.Header = cmp.Or(t.Header, "authorization")
	}
}

// SearchesTransactions tells whether CloudWatch keeps every span of the account and region.
func (e Environment) SearchesTransactions() bool {
	return e.Tracing != nil && e.Tracing.Exporter == ToTransactionSearch
}

// endpointPath is what the path of an endpoint may hold: it is put into the collector's configuration.
var endpointPath = regexp.MustCompile(`^[A-Za-z0-9/._-]*$`)

var headerName = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9-]{0,63}$`)

// check runs the rules of an environment's tracing.
func (t Tracing) check(at document.Path, e Environment, sources images) {
	sources.check(t.Collector, at.Key("collector"))
	if t.Exporter == ToTransactionSearch {
		checkTypes(at.Key("exporter"), e, "AWS::XRay::TransactionSearchConfig", "Transaction Search", "choose xray or otlp")
	}
	if t.Exporter != ToOTLP {
		given := t.Endpoint + t.Secret + t.Header
		at.Key("exporter").
			Demand(given == "", "endpoint, secret and header are of otlp", "leave them out, or choose otlp")
		return
	}
	at.Key("exporter").
		Demand(e.Network.NAT != NATNone, e.Name+" has no way to the internet", "set network.nat, or choose xray")
	endpoint, err := url.Parse(t.Endpoint)
	right := err == nil && endpoint.Scheme == "https" && endpoint.Port() == "" && endpoint.User == nil &&
		isDomain(endpoint.Host) &&
		endpointPath.MatchString(endpoint.EscapedPath()) &&
		endpoint.RawQuery == "" &&
		endpoint.Fragment == ""
	at.Key("endpoint").
		Demand(right, fmt.Sprintf("%q is not the address of a host that takes OTLP over HTTPS on port 443", t.Endpoint),
			"write one such as https://otlp.example.com")
	secret, found := e.Secrets[t.Secret]
	if !at.Parent().Key("secrets").Unreadable() {
		at.Key("secret").Demand(found, fmt.Sprintf("%s has no secret %q", e.Name, t.Secret), "add it under secrets")
		at.Key("secret").
			Demand(!found || secret.Store == SecretsManager, t.Secret+" is in Parameter Store", "keep it in secrets-manager")
	}
	at.Key("header").
		Demand(headerName.MatchString(t.Header), fmt.Sprintf("%q is not the name of a header", t.Header), "write one such as api-key")
}

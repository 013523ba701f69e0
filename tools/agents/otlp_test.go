package agents_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// arrival is a request that the collector sent to where traces go.
type arrival struct {
	path   string
	header http.Header
}

func TestCollectorSendsSpansOverOTLPWithWhatTheHostWantsToBeTold(t *testing.T) {
	for _, c := range []struct {
		to                         destination
		host, path, header, begins string
		within                     string
	}{
		{toSearch, "https://xray.eu-central-1.amazonaws.com", "/v1/traces", "Authorization", "AWS4-HMAC-SHA256 ", "/eu-central-1/xray/aws4_request"},
		{toOTLP, "https://otlp.example.com", "/v2/v1/traces", "Api-Key", "a-secret", ""},
	} {
		t.Run(c.to.Exporter, func(t *testing.T) {
			arrived := make(chan arrival, 8)
			server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
				arrived <- arrival{r.URL.Path, r.Header}
			}))
			defer server.Close()
			configuration := collectorConfiguration(t, c.to)
			if !strings.Contains(configuration, c.host) {
				t.Fatalf("traces do not go to %s", c.host)
			}
			run(t, newCollector(t, strings.Replace(configuration, c.host, server.URL, 1), nil))
			tell(t)
			var got arrival
			select {
			case got = <-arrived:
			case <-time.After(30 * time.Second):
				t.Fatal("no span arrived")
			}
			if got.path != c.path {
				t.Errorf("it came to %s", got.path)
			}
			if told := got.header.Get(
				c.header,
			); !strings.HasPrefix(told, c.begins) ||
				!strings.Contains(told, c.within) {
				t.Errorf("%s is %q", c.header, told)
			}
		})
	}
}

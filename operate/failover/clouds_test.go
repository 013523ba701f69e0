package failover

import (
	"crypto/tls"
	"crypto/x509"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestAFrontIsAskedInTheNameOfTheDomainAndHasItsCertificate(t *testing.T) {
	server := httptest.NewTLSServer(http.HandlerFunc(func(out http.ResponseWriter, in *http.Request) {
		_, _ = out.Write([]byte(strings.Split(in.Host, ":")[0]))
	}))
	defer server.Close()
	_, port, _ := strings.Cut(strings.TrimPrefix(server.URL, "https://"), ":")
	trusted := x509.NewCertPool()
	trusted.AddCert(server.Certificate())
	transport := http.DefaultTransport.(*http.Transport)
	before := transport.TLSClientConfig
	transport.TLSClientConfig = &tls.Config{RootCAs: trusted}
	defer func() { transport.TLSClientConfig = before }()

	status, body, err := HTTPS(t.Context(), "https://example.com:"+port+"/healthz", "127.0.0.1") // for which the certificate is
	require.NoError(t, err)
	assert.Equal(t, http.StatusOK, status)
	assert.Equal(t, "example.com", body)
	_, _, err = HTTPS(t.Context(), "https://another.test:"+port+"/healthz", "127.0.0.1")
	assert.ErrorContains(t, err, "certificate")
}

package canary

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"bulkhead/config"
	"bulkhead/internal/node"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// host serves over TLS what clients may find, and returns its address and the file of the authority that made its
// certificate, which is valid until then.
func host(t *testing.T, until time.Time) (address, authority string) {
	t.Helper()
	answers := http.NewServeMux()
	answers.HandleFunc("/good", func(w http.ResponseWriter, r *http.Request) {
		assert.Equal(t, "bulkhead-canary", r.UserAgent(), "the firewall refuses who does not say who asks")
		_, _ = w.Write([]byte("<title>Wel"))
		w.(http.Flusher).Flush()
		_, _ = w.Write([]byte("come “here”</title>"))
	})
	answers.HandleFunc(
		"/fails",
		func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusBadGateway) },
	)
	answers.HandleFunc(
		"/moved",
		func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/good", http.StatusFound) },
	)
	answers.HandleFunc("/slow", func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	answers.HandleFunc("/unfinished", func(w http.ResponseWriter, r *http.Request) {
		_, _ = w.Write([]byte("and then"))
		w.(http.Flusher).Flush()
		<-r.Context().Done()
	})
	answers.HandleFunc("/endless", func(w http.ResponseWriter, r *http.Request) {
		for r.Context().Err() == nil {
			_, _ = w.Write(make([]byte, 1<<16))
		}
	})
	answers.HandleFunc("/broken", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", "100")
		_, _ = w.Write([]byte("too little"))
	})
	server := httptest.NewUnstartedServer(answers)
	server.TLS = &tls.Config{Certificates: []tls.Certificate{certificate(t, until)}}
	server.StartTLS()
	t.Cleanup(server.Close)
	authority = filepath.Join(t.TempDir(), "authority.pem")
	block := &pem.Block{Type: "CERTIFICATE", Bytes: server.TLS.Certificates[0].Certificate[0]}
	require.NoError(t, os.WriteFile(authority, pem.EncodeToMemory(block), 0o600))
	return server.URL, authority
}

// certificate makes one for this machine that it is its own authority of.
func certificate(t *testing.T, until time.Time) tls.Certificate {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "test"},
		NotBefore: until.Add(-24 * time.Hour), NotAfter: until,
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageDigitalSignature,
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
	}
	made, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	require.NoError(t, err)
	return tls.Certificate{Certificate: [][]byte{made}, PrivateKey: key}
}

// run does what CloudWatch Synthetics does, which calls the handler of index.js, and returns the error of the run.
func run(t *testing.T, authority string, asked ...config.Asked) string {
	t.Helper()
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, "index.js"), []byte(script(asked)), 0o600))
	const call = "require('./index').handler().catch((error) => process.stdout.write(error.message))"
	command := exec.CommandContext(t.Context(), node.Binary(), "-e", call)
	command.Dir, command.Env = dir, append(os.Environ(), "NODE_EXTRA_CA_CERTS="+authority)
	var errors strings.Builder
	command.Stderr = &errors
	found, err := command.Output()
	require.NoError(t, err, errors.String())
	return string(found)
}

func TestACanaryIsContentWithTheRightAnswerOnly(t *testing.T) {
	address, authority := host(t, time.Now().Add(time.Hour))
	for _, c := range []struct {
		path   string
		status int
		text   string
		wrong  string
	}{
		{"/good", 200, "", ""},
		{"/good", 200, "Welcome “here”", ""}, // which comes in two parts
		{"/good", 0, "", ""},
		{"/moved", 302, "", ""},
		{"/moved", 0, "", ""},
		{"/nowhere", 0, "", ""},
		{"/nowhere", 404, "", ""},
		{"/good", 200, `"Farewell"`, `answers without "\"Farewell\""`},
		{"/good", 204, "", "answers 200, and not 204"},
		{"/nowhere", 200, "", "answers 404, and not 200"},
		{"/moved", 200, "", "answers 302, and not 200"},
		{"/fails", 0, "", "answers 502, and not below 500"},
		{"/fails", 200, "", "answers 502, and not 200"},
		{"/slow", 200, "", "has not answered in 1 s"},
		{"/unfinished", 200, "", "has not answered in 1 s"},
		{"/broken", 200, "", "aborted"},
		{"/endless", 200, "", "answers with more than 1048576 characters"},
	} {
		asked := config.Asked{URL: address + c.path, Status: c.status, Text: c.text, Seconds: 1}
		if !strings.Contains(c.wrong, "1 s") {
			asked.Seconds = 30
		}
		if c.wrong == "" {
			assert.Empty(t, run(t, authority, asked), "%+v", c)
			continue
		}
		assert.Equal(t, asked.URL+" "+c.wrong, run(t, authority, asked), "%+v", c)
	}
}

func TestACanaryDemandsACertificateThatIsValid(t *testing.T) {
	address, authority := host(t, time.Now().Add(-time.Hour))
	asked := config.Asked{URL: address + "/good", Status: 200, Seconds: 30}
	assert.Equal(t, asked.URL+" certificate has expired", run(t, authority, asked))

	address, authority = host(t, time.Now().Add(time.Hour))
	asked.URL = strings.Replace(address, "127.0.0.1", "localhost", 1) + "/good"
	assert.Contains(t, run(t, authority, asked), "does not match certificate's altnames", "it is another host's")
	asked.URL = address + "/good"
	assert.Contains(t, run(t, "", asked), "self-signed certificate", "nobody vouches for it")
}

func TestACanaryTellsEveryAnswerThatIsWrong(t *testing.T) {
	address, authority := host(t, time.Now().Add(time.Hour))
	asked := func(path string) config.Asked { return config.Asked{URL: address + path, Status: 200, Seconds: 30} }
	closed := config.Asked{URL: "https://127.0.0.1:1/", Status: 200, Seconds: 30}
	want := []string{
		address + "/nowhere answers 404, and not 200",
		"https://127.0.0.1:1/ connect ECONNREFUSED 127.0.0.1:1",
	}
	assert.Equal(t, strings.Join(want, "; "), run(t, authority, asked("/good"), asked("/nowhere"), closed))
}

package kubernetes_test

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"math/big"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
)

// server is an API server with its etcd.
type server struct {
	dir       string
	address   string // host and port
	authority []byte // PEM of the certificate that signed its own: itself
	etcd      string
	running   *exec.Cmd
	said      *bytes.Buffer
	config    *rest.Config // of an administrator
	kube      *kubernetes.Clientset
	any       *dynamic.DynamicClient
}

// adminToken is an administrator's.
const adminToken = "administrator"

// newServer starts an API server that asks a webhook whose tokens are whose.
func newServer(t *testing.T, webhook string) *server {
	t.Helper()
	s := &server{dir: t.TempDir(), address: free(t), etcd: free(t), said: &bytes.Buffer{}}
	s.authority = writeCertificate(t, s.dir)
	write(t, filepath.Join(s.dir, "tokens.csv"), adminToken+",administrator,1,system:masters\n")
	write(t, filepath.Join(s.dir, "webhook.yaml"), webhook)
	start(t, &bytes.Buffer{}, "etcd", filepath.Join(s.dir, "etcd"), s.etcd, free(t))
	s.config = &rest.Config{
		Host: "https://" + s.address, BearerToken: adminToken, QPS: 1000, Burst: 1000,
		TLSClientConfig: rest.TLSClientConfig{CAData: s.authority},
	}
	var err error
	s.kube, err = kubernetes.NewForConfig(s.config)
	require.NoError(t, err)
	s.any, err = dynamic.NewForConfig(s.config)
	require.NoError(t, err)
	s.start(t)
	return s
}

// start starts the API server, and waits until it is ready.
func (s *server) start(t *testing.T) {
	t.Helper()
	_, port, err := net.SplitHostPort(s.address)
	require.NoError(t, err)
	in := func(name string) string { return filepath.Join(s.dir, name) }
	s.running = start(t, s.said, "apiserver",
		"--etcd-servers=http://"+s.etcd,
		"--bind-address=127.0.0.1", "--advertise-address=127.0.0.1", "--secure-port="+port,
		"--tls-cert-file="+in("server.crt"), "--tls-private-key-file="+in("server.key"), "--cert-dir="+s.dir,
		"--service-account-issuer=https://kubernetes.default.svc",
		"--service-account-key-file="+in("server.key"), "--service-account-signing-key-file="+in("server.key"),
		"--service-cluster-ip-range=10.96.0.0/16", "--endpoint-reconciler-type=none",
		"--authorization-mode=RBAC", "--token-auth-file="+in("tokens.csv"),
		"--authentication-token-webhook-config-file="+in("webhook.yaml"),
		"--authentication-token-webhook-version=v1", "--authentication-token-webhook-cache-ttl=1s",
		"--shutdown-delay-duration=0s",
	)
	require.Eventually(t, func() bool {
		return s.kube.RESTClient().Get().AbsPath("/readyz").Do(context.Background()).Error() == nil
	}, 3*time.Minute, 200*time.Millisecond, "the API server: %s", s.said)
}

// stop kills the API server. What it has stored stays.
func (s *server) stop(t *testing.T) {
	t.Helper()
	require.NoError(t, s.running.Process.Kill())
	_ = s.running.Wait()
}

// start runs this program in a role until the test ends.
func start(t *testing.T, said *bytes.Buffer, as string, args ...string) *exec.Cmd {
	t.Helper()
	command := exec.Command(os.Args[0], args...)
	command.Env = append(os.Environ(), role+"="+as)
	command.Stderr = said
	require.NoError(t, command.Start())
	t.Cleanup(func() {
		_ = command.Process.Kill()
		_ = command.Wait()
	})
	return command
}

// free is an address of this machine where nothing listens.
func free(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer listener.Close()
	return listener.Addr().String()
}

func write(t *testing.T, path, text string) {
	t.Helper()
	require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
}

// writeCertificate writes a certificate that signs itself, and its key, and returns it.
func writeCertificate(t *testing.T, dir string) []byte {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "cluster"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
	}
	certificate, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	require.NoError(t, err)
	private, err := x509.MarshalECPrivateKey(key)
	require.NoError(t, err)
	text := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: certificate})
	write(t, filepath.Join(dir, "server.crt"), string(text))
	write(t, filepath.Join(dir, "server.key"),
		string(pem.EncodeToMemory(&pem.Block{Type: "EC PRIVATE KEY", Bytes: private})))
	return text
}

// kubeconfig is how the API server calls a webhook.
func kubeconfig(address string, authority []byte) string {
	return fmt.Sprintf(`{"apiVersion": "v1", "kind": "Config", "current-context": "it",
		"clusters": [{"name": "it", "cluster": {"server": %q, "certificate-authority-data": %q}}],
		"users": [{"name": "it"}], "contexts": [{"name": "it", "context": {"cluster": "it", "user": "it"}}]}`,
		address, base64Of(authority))
}

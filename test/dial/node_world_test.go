package dial

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"embed"
	"encoding/pem"
	"fmt"
	"maps"
	"math/big"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"bulkhead/config"
	cacheboot "bulkhead/constructs/cache/boot"
	"bulkhead/constructs/node/boot"

	"github.com/stretchr/testify/require"
)

// needNodes skips a test whose tools are missing, except in CI.
func needNodes(t *testing.T) {
	t.Helper()
	need(t)
	for _, name := range []string{"redis-server", "mkfs.ext4", "blkid", "losetup", "openssl", "setpriv"} {
		tool(t, name)
	}
}

const loginPassword, nodePassword = "of-services", "of-nodes"

// kind is what runs on nodes.
type kind struct {
	files    embed.FS                                 // of its boot
	settings func(s *set, node int) map[string]string // that its boot has of its own
	fakes    []string                                 // directories of programs that stand in for its own
}

// ofCaches is a cache.
var ofCaches = kind{files: cacheboot.Files, settings: func(s *set, node int) map[string]string {
	cache := config.Cache{Engine: config.Redis, Class: "t4g.small"}
	return map[string]string{
		"STORE_ENGINE":   "redis",
		"STORE_CONFIG":   cacheboot.Config(cache, "bulkhead", s.hostname(node)),
		"STORE_SENTINEL": cacheboot.Sentinel("bulkhead", s.hostname(node), node-1),
	}
}}

// set is a store on instances: its nodes, and what AWS keeps for them.
type set struct {
	kind
	t           *current
	router      *host
	aws         string // where the fakes of AWS find and write what they know
	name        string
	nodes       map[int]*host // by their numbers; each is an instance
	instances   int
	images      map[int]string // files of the volumes
	authorities *x509.CertPool
	authority   *x509.Certificate
	key         *ecdsa.PrivateKey
}

func (s *set) hostname(node int) string {
	return fmt.Sprintf("basket-%d.internal.prod.example.com", node)
}
func (s *set) address(node int) string { return fmt.Sprintf("10.30.%d.50", node) }

func newSet(t *current, name string) *set {
	t.Helper()
	return newSetOf(t, ofCaches, name)
}

func newSetOf(t *current, what kind, name string) *set {
	t.Helper()
	s := &set{kind: what, t: t, aws: t.TempDir(), name: name, nodes: map[int]*host{}, images: map[int]string{}}
	s.router = newHost(t, "router", "")
	s.router.run("sysctl -q net.ipv4.ip_forward=1; ip address add 169.254.169.254/32 dev lo; ip address add 10.30.9.9/32 dev lo")
	s.router.metadata()
	s.write("secret-arn:login", `{"username":"bulkhead","password":"`+loginPassword+`"}`)
	s.write("secret-arn:node", `{"username":"node","password":"`+nodePassword+`"}`)
	s.certify()
	for i := 1; i <= 3; i++ {
		s.write(fmt.Sprintf("address-eni-%d", i), s.address(i))
		s.write(fmt.Sprintf("eni-%d", i), "")
		s.disk(i)
	}
	return s
}

func (s *set) write(name, text string) {
	s.t.Helper()
	require.NoError(s.t, os.WriteFile(filepath.Join(s.aws, name), []byte(text), 0o600))
}

// certify has ACM issue a certificate, and makes the authority the first time.
func (s *set) certify() {
	s.t.Helper()
	sign := func(template, by *x509.Certificate, key *ecdsa.PrivateKey, with *ecdsa.PrivateKey) *x509.Certificate {
		serial, err := rand.Int(rand.Reader, big.NewInt(1<<60))
		require.NoError(s.t, err)
		template.SerialNumber, template.NotBefore = serial, time.Now().Add(-time.Hour)
		template.NotAfter = time.Now().Add(200 * 24 * time.Hour)
		der, err := x509.CreateCertificate(rand.Reader, template, by, &key.PublicKey, with)
		require.NoError(s.t, err)
		made, err := x509.ParseCertificate(der)
		require.NoError(s.t, err)
		return made
	}
	if s.authority == nil {
		var err error
		s.key, err = ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
		require.NoError(s.t, err)
		ca := &x509.Certificate{
			Subject: pkix.Name{CommonName: "An authority"}, IsCA: true, BasicConstraintsValid: true,
			KeyUsage: x509.KeyUsageCertSign,
		}
		s.authority = sign(ca, ca, s.key, s.key)
		s.authorities = x509.NewCertPool()
		s.authorities.AddCert(s.authority)
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(s.t, err)
	leaf := &x509.Certificate{
		Subject:     pkix.Name{CommonName: s.hostname(1)},
		DNSNames:    []string{s.hostname(1), s.hostname(2), s.hostname(3)},
		KeyUsage:    x509.KeyUsageDigitalSignature,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	certificate := sign(leaf, s.authority, key, s.key)
	private, err := x509.MarshalPKCS8PrivateKey(key)
	require.NoError(s.t, err)
	s.write("tls.crt", string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: certificate.Raw})))
	s.write("ca.crt", string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: s.authority.Raw})))
	s.write("tls.key", string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: private})))
}

// disk makes the volume of a node, which is empty and attached to nobody.
func (s *set) disk(node int) {
	s.t.Helper()
	image := filepath.Join(s.t.whole.TempDir(), "disk")
	require.NoError(s.t, os.WriteFile(image, nil, 0o600))
	require.NoError(s.t, os.Truncate(image, 256<<20))
	s.diskOf(node, image)
}

// diskOf makes the volume of a node of a file.
func (s *set) diskOf(node int, image string) {
	s.t.Helper()
	out, err := exec.Command("losetup", "--find", "--show", image).CombinedOutput()
	require.NoError(s.t, err, string(out))
	device := strings.TrimSpace(string(out))
	s.t.whole.Cleanup(func() { exec.Command("losetup", "--detach", device).Run() })
	s.write(fmt.Sprintf("device-vol-%d", node), filepath.Base(device))
	s.images[node] = image
	s.write(fmt.Sprintf("vol-%d", node), "")
}

// instance starts an instance for a node, on a machine with an empty disk.
func (s *set) instance(node int) *host {
	s.t.Helper()
	s.instances++
	h := newHost(s.t, fmt.Sprintf("i%d", s.instances), nodeDisks)
	h.connect(s.router, fmt.Sprintf("10.30.%d.%d/24", node, 100+s.instances), fmt.Sprintf("10.30.%d.1/24", node))
	for _, fakes := range append(s.fakes, "testdata/node") {
		directory, err := filepath.Abs(fakes)
		require.NoError(s.t, err)
		h.run("cp -R " + directory + " " + onHost(fakes) + "; chmod -R a+rX " + onHost(fakes))
	}
	h.run("mkdir -p /etc/pki/tls/certs; cp " + filepath.Join(s.aws, "ca.crt") + " /etc/pki/tls/certs/ca-bundle.crt; chmod 644 /etc/pki/tls/certs/ca-bundle.crt")
	return h
}

// onHost is where an instance has the fakes of a directory: users of stores reach them, and not always the checkout.
func onHost(fakes string) string { return "/run/fakes-" + filepath.Base(fakes) }

// nodeDisks are this machine's, with what the boot changes laid over them in memory.
const nodeDisks = `
mount -t tmpfs tmpfs /run
mount -t tmpfs tmpfs /usr/local/sbin
mount -t tmpfs tmpfs /srv
mount -t tmpfs tmpfs /root
mkdir /run/above /run/work
mount -t overlay overlay -o lowerdir=/etc,upperdir=/run/above,workdir=/run/work /etc
: >/etc/fstab`

// on is a command on an instance, with the fakes of its programs first.
func (s *set) on(h *host, program string, args ...string) *exec.Cmd {
	s.t.Helper()
	path := "/usr/local/sbin:/usr/sbin:/usr/bin:/sbin:/bin"
	for _, fakes := range append(s.fakes, "testdata/node") {
		path = onHost(fakes) + ":" + path
	}
	command := h.command(program, args...)
	command.Env = []string{
		"NODES=" + s.aws, "INSTANCE=" + h.name, "NODE_PAUSE=0.2",
		"PATH=" + path,
	}
	return command
}

// boot runs what an instance of a node does when it starts, with other settings than usual.
func (s *set) boot(h *host, node int, other map[string]string) (string, error) {
	s.t.Helper()
	command := s.on(h, "timeout", "90", "bash")
	command.Stdin = strings.NewReader("#!/bin/bash\n" + boot.Script(s.settings(node, other), s.files))
	out, err := command.CombinedOutput()
	return string(out), err
}

// start has a new instance become a node, and returns what its boot says.
func (s *set) start(node int) string {
	s.t.Helper()
	h := s.instance(node)
	begin := time.Now()
	out, err := s.boot(h, node, nil)
	require.NoError(s.t, err, "%s\n%s", out, s.log(h))
	s.t.Logf("node %d has booted in %s", node, time.Since(begin).Round(time.Millisecond))
	s.nodes[node] = h
	return out
}

// end switches the instance of a node off. AWS lets go of what it had a moment later.
func (s *set) end(node int, later time.Duration) {
	s.t.Helper()
	h := s.nodes[node]
	delete(s.nodes, node)
	s.kill(h)
	s.router.run("ip link delete " + h.name + " 2>/dev/null || true")
	release := func() {
		os.WriteFile(filepath.Join(s.aws, fmt.Sprintf("vol-%d", node)), nil, 0o600)
		os.WriteFile(filepath.Join(s.aws, fmt.Sprintf("eni-%d", node)), nil, 0o600)
	}
	if later == 0 {
		release()
		return
	}
	time.AfterFunc(later, release)
}

// kill ends everything that runs on a machine, as a loss of power does.
func (s *set) kill(h *host) {
	s.t.Helper()
	network := func(pid string) string {
		link, _ := os.Readlink("/proc/" + pid + "/ns/net")
		return link
	}
	its := network(fmt.Sprint(h.anchor.Process.Pid))
	all, err := filepath.Glob("/proc/[0-9]*")
	require.NoError(s.t, err)
	for range 3 { // what is just being started
		for _, process := range all {
			pid := filepath.Base(process)
			if n, err := strconv.Atoi(pid); err == nil && network(pid) == its && n != os.Getpid() {
				syscall.Kill(n, syscall.SIGKILL)
			}
		}
		all, err = filepath.Glob("/proc/[0-9]*")
		require.NoError(s.t, err)
	}
	h.anchor.Wait()
}

func (s *set) log(h *host) string {
	out, _ := h.command("bash", "-c", "tail -n 40 /run/fake/*.log").CombinedOutput()
	return string(out)
}

// calls are what the fakes of an instance were asked.
func (s *set) calls(h *host) string {
	s.t.Helper()
	text, err := os.ReadFile(filepath.Join(s.aws, "calls-"+h.name))
	require.NoError(s.t, err)
	return string(text)
}

// settings are those of a node.
func (s *set) settings(node int, other map[string]string) map[string]string {
	var peers []string
	for i := 1; i <= 3; i++ {
		peers = append(peers, s.hostname(i)+"="+s.address(i))
	}
	all := map[string]string{
		"NODE_REGION": "eu-west-1", "NODE_STACK": "acme-basket", "NODE_RESOURCE": fmt.Sprintf("Node%d", node),
		"NODE_STORE": s.name, "NODE_NUMBER": fmt.Sprint(node), "NODE_NAME": fmt.Sprintf("%s-%d", s.name, node),
		"NODE_HOST": s.hostname(node), "NODE_PEERS": strings.Join(peers, " "),
		"NODE_VOLUME": fmt.Sprintf("vol-%d", node), "NODE_RESTORED": "false",
		"NODE_INTERFACE": fmt.Sprintf("eni-%d", node), "NODE_ADDRESS": s.address(node),
		"NODE_CERTIFICATE": "arn:certificate", "NODE_SECRETS": "login=arn:login node=arn:node",
		"NODE_IMAGE": "111111111111.dkr.ecr.eu-west-1.amazonaws.com/acme/redis:7.0.15", "NODE_USER": "900",
		"NODE_LOGS": "/acme/basket", "NODE_NAMESPACE": "bulkhead/nodes",
	}
	maps.Copy(all, s.kind.settings(s, node))
	maps.Copy(all, other)
	return all
}

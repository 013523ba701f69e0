package dial

import (
	"maps"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"bulkhead/config"
	"bulkhead/constructs/openvpn/boot"

	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// settings are those of a server with everything but one-time codes.
var settings = map[string]string{
	"VPN_REGION":    "eu-west-1",
	"VPN_SECRET":    "acme/vpn/server",
	"VPN_ADDRESS":   "eipalloc-1",
	"VPN_CLIENTS":   "10.251.0.0/22",
	"VPN_UDP":       "10.251.0.0/23",
	"VPN_DNS":       "10.250.0.2",
	"VPN_DOMAINS":   "dev.example.com prod.example.com",
	"VPN_TCP":       "10.251.2.0/23",
	"VPN_LEVELS":    "/acme/vpn/levels",
	"VPN_MFA":       "false",
	"VPN_STACK":     "acme-vpn",
	"VPN_RESOURCE":  "Servers",
	"VPN_NAMESPACE": "bulkhead/vpn",
	"VPN_LOGS":      "/acme/vpn",
}

// with are the settings, with others than usual.
func with(other map[string]string) map[string]string {
	all := maps.Clone(settings)
	maps.Copy(all, other)
	return all
}

// server is the VPN's, on a machine with an empty disk. It hears of AWS in a directory: the secret, if it has a value,
// the levels, and calls, where fakes write what they were asked.
type server struct {
	*host
	aws string
}

// disks are this machine's, with what the boot changes laid over them in memory.
const disks = `
mount -t tmpfs tmpfs /run
mount -t tmpfs tmpfs /usr/local/sbin
mount -t tmpfs tmpfs /opt
mount -t tmpfs tmpfs /var/log
mkdir /run/above /run/work
mount -t overlay overlay -o lowerdir=/etc,upperdir=/run/above,workdir=/run/work /etc`

// newServer boots a server from nothing, with other settings than usual.
func newServer(t *current, router *host, aws string, other map[string]string) *server {
	t.Helper()
	s := &server{newHost(t, "vpn", disks), aws}
	s.connect(router, "10.250.0.10/24", "10.250.0.1/24")
	fakes, err := filepath.Abs("testdata/bin")
	require.NoError(t, err)

	command := s.command("bash")
	command.Stdin = strings.NewReader("#!/bin/bash\n" + boot.Script(with(other)))
	command.Env = []string{"DIAL=" + aws, "PATH=" + fakes + ":/usr/sbin:/usr/bin:/sbin:/bin"}
	start := time.Now()
	out, err := command.CombinedOutput()
	require.NoError(t, err, "%s\n%s", out, s.log())
	t.Logf("the server has booted in %s", time.Since(start).Round(time.Millisecond))
	return s
}

// lead writes what levels reach to where the fake of the AWS CLI finds it.
func lead(t *current, aws string, v config.VPN, reach map[string][]string) {
	t.Helper()
	v.Levels = reach
	levels := map[string]boot.Level{}
	for name, networks := range reach {
		var all []config.Prefix
		for _, network := range networks {
			all = append(all, config.Prefix{Prefix: netip.MustParsePrefix(network)})
		}
		levels[name] = boot.NewLevel(v, name, all)
	}
	require.NoError(t, os.WriteFile(filepath.Join(aws, "levels"), []byte(boot.Levels(levels)), 0o600))
}

// ofBoth are the clients' addresses of settings.
var ofBoth = config.VPN{
	Clients: config.Prefix{Prefix: netip.MustParsePrefix("10.251.0.0/22")}, TCP: config.Enabled,
}

// systemctl runs the fake of the same name.
func (s *server) systemctl(args ...string) error {
	s.t.Helper()
	fakes, err := filepath.Abs("testdata/bin")
	require.NoError(s.t, err)
	command := s.command(filepath.Join(fakes, "systemctl"), args...)
	command.Env = []string{"DIAL=" + s.aws, "PATH=" + fakes + ":/usr/sbin:/usr/bin:/sbin:/bin"}
	return command.Run()
}

// minute is what the timer does each minute, after the secret got the value that it has in Secrets Manager.
func (s *server) minute(secrets *secretsmanager.Client) {
	s.t.Helper()
	publish(s.t, secrets, s.aws)
	require.NoError(s.t, s.systemctl("start", "bulkhead-vpn.service"), s.log())
}

// publish copies the server's secret to where the fake of the AWS CLI finds it.
func publish(t *current, secrets *secretsmanager.Client, aws string) {
	t.Helper()
	out, err := secrets.GetSecretValue(
		t.Context(),
		&secretsmanager.GetSecretValueInput{SecretId: new("acme/vpn/server"), VersionStage: new("AWSCURRENT")},
	)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(filepath.Join(aws, "secret"), []byte(*out.SecretString), 0o600))
}

// log is what the servers have logged.
func (s *server) log() string {
	s.t.Helper()
	out, _ := s.command("bash", "-c", "cat /var/log/openvpn/*.log").CombinedOutput()
	return string(out)
}

// logged returns what the servers log while f runs.
func (s *server) logged(f func()) string {
	s.t.Helper()
	before := map[string]string{}
	names := strings.Fields(s.run("ls /var/log/openvpn/*.log"))
	for _, name := range names {
		before[name] = strings.TrimSpace(s.run("wc -c <" + name))
	}
	f()
	added := ""
	for _, name := range names {
		added += s.run("tail -c +$((" + before[name] + " + 1)) " + name)
	}
	return added
}

// says waits for the servers to log something.
func (s *server) says(text string) {
	s.t.Helper()
	deadline := time.Now().Add(10 * time.Second)
	for ; !strings.Contains(s.log(), text); time.Sleep(50 * time.Millisecond) {
		require.True(s.t, time.Now().Before(deadline), "the server does not say %q:\n%s", text, s.log())
	}
}

// calls are what the fakes were asked, of a kind.
func (s *server) calls(prefix string) []string {
	s.t.Helper()
	text, err := os.ReadFile(filepath.Join(s.aws, "calls"))
	require.NoError(s.t, err)
	lines := strings.Split(strings.TrimSpace(string(text)), "\n")
	return slices.DeleteFunc(lines, func(line string) bool { return !strings.HasPrefix(line, prefix) })
}

// reports is the last that CloudWatch was told.
func (s *server) reports(want string) {
	s.t.Helper()
	all := s.calls("aws cloudwatch")
	require.NotEmpty(s.t, all)
	assert.Contains(s.t, all[len(all)-1], want)
}

// end switches the machine off.
func (s *server) end(router *host) {
	s.t.Helper()
	for _, name := range []string{"udp", "tcp"} {
		require.NoError(s.t, s.systemctl("stop", "openvpn-server@"+name))
	}
	router.run("ip link delete vpn")
	s.stop()
}

package dial

import (
	"encoding/json"
	"net"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"bulkhead/config"
	"bulkhead/constructs/openvpn/boot"
	"bulkhead/internal/fake"
	"bulkhead/internal/moto"
	"bulkhead/operate/vpn"

	"github.com/aws/aws-sdk-go-v2/service/kms"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The addresses of the world.
const (
	public  = "203.0.113.10"    // the server's, as clients see it
	private = "10.10.1.10"      // a server in a private subnet
	data    = "10.10.2.10"      // a server in a data subnet
	other   = "10.20.0.5"       // one in an environment that is not routed
	site    = "192.0.2.80"      // one in the internet
	dns     = "10.250.0.2"      // the VPC's resolver
	imds    = "169.254.169.254" // the instance metadata service
)

// newRouter is AWS's network and the internet. The server's public address is translated, as an internet gateway does,
// and nobody comes in from the internet for a private one.
func newRouter(t *current) *host {
	t.Helper()
	router := newHost(t, "router", "")
	router.run("sysctl -q net.ipv4.ip_forward=1")
	for _, address := range []string{other, site, dns, imds} {
		router.run("ip address add " + address + "/32 dev lo")
	}
	router.run(`nft -f - <<END
table ip aws {
	set internet { type ifname; elements = { ann, bob } }
	chain edge { type filter hook prerouting priority raw; iifname @internet ip daddr { 10.0.0.0/8, 169.254.0.0/16 } drop; }
	chain gateway { type nat hook prerouting priority dstnat; ip daddr ` + public + ` dnat to 10.250.0.10; }
	chain broken { type filter hook forward priority filter; }
}
END`)
	for _, address := range []string{other, site, dns} {
		router.serve(address + ":80")
	}
	router.serve(dns + ":53")
	router.metadata()
	return router
}

// operator issues and revokes, with a real Secrets Manager's protocol.
type operator struct {
	t *current
	*vpn.VPN
	remote vpn.Remote
}

// The levels of the profiles that are issued here; nothing leads to the last one.
var (
	toAll   = vpn.Level{Name: "operators", Room: 100}
	toDev   = vpn.Level{Name: "developers", Room: 100}
	nowhere = vpn.Level{Name: "visitors", Room: 100}
)

// reach is what levels reach at first: private is dev's, and data is prod's.
var reach = map[string][]string{
	toAll.Name: {"10.10.1.0/24", "10.10.2.0/24"},
	toDev.Name: {"10.10.1.0/24"},
}

func newOperator(t *current, organization string, secrets *secretsmanager.Client, remote vpn.Remote) operator {
	t.Helper()
	for _, name := range []string{"authority", "server"} {
		_, err := secrets.CreateSecret(
			t.Context(),
			&secretsmanager.CreateSecretInput{Name: new(organization + "/vpn/" + name)},
		)
		require.NoError(t, err)
	}
	keys := fake.NewKMS(t.whole, "alias/"+organization+"-vpn-authority")
	return operator{t, vpn.New(organization, secrets, kms.NewFromConfig(keys.Config("eu-west-1"))), remote}
}

func (o operator) issue(name string) *vpn.Issued {
	o.t.Helper()
	return o.issueTo(toAll, name)
}

func (o operator) issueTo(level vpn.Level, name string) *vpn.Issued {
	o.t.Helper()
	issued, err := o.Issue(o.t.Context(), name, level, 30, o.remote)
	require.NoError(o.t, err)
	return issued
}

func (o operator) revoke(name string) {
	o.t.Helper()
	_, err := o.Revoke(o.t.Context(), name)
	require.NoError(o.t, err)
}

func (o operator) renew() {
	o.t.Helper()
	_, err := o.Renew(o.t.Context())
	require.NoError(o.t, err)
}

// swap replaces a part of a profile by that of another one.
func swap(profile, from []byte, part string) []byte {
	inline := regexp.MustCompile(`(?s)<` + part + `>.*</` + part + `>`)
	return inline.ReplaceAllLiteral(profile, inline.Find(from))
}

// unreachable asserts that nobody answers.
func unreachable(t *current, from *host, address string) {
	t.Helper()
	answer, err := from.dial(address, 700*time.Millisecond)
	assert.Error(t, err, "%s answered %q", address, answer)
}

// reaches asserts that a server answers, and sees the VPN's server, not the client: it needs no route to clients.
func reaches(t *current, from *host, address string) {
	t.Helper()
	answer, err := from.dial(address, 3*time.Second)
	if assert.NoError(t, err) {
		assert.Equal(t, "10.250.0.10", answer)
	}
}

// knocks has the server at an address get what anybody can send: packets of the first kind, with a random client key
// as long as its last two bytes say, and on TCP also other kinds, other lengths, and connections that end.
const knocks = `
import os, socket, struct, sys
def first(size):
    head = bytes([10 << 3]) + os.urandom(8) + os.urandom(45)
    return head + os.urandom(size - 2) + struct.pack(">H", size)
udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
for size in (300, 290, 700, 60):
    udp.sendto(first(size), (sys.argv[1], 1194))
kinds = [bytes([kind << 3]) + os.urandom(40) for kind in (1, 2, 7)]
for packet in (first(300), *kinds, os.urandom(50), b""):
    for length in (len(packet), 65535):
        with socket.create_connection((sys.argv[1], 443)) as tcp:
            tcp.sendall(struct.pack(">H", length) + packet)
            tcp.settimeout(0.3)
            try:
                tcp.recv(10)
            except OSError:
                pass
`

func TestTheVPN(whole *testing.T) {
	need(whole)
	t := &current{whole, whole}
	secrets := secretsmanager.NewFromConfig(moto.Start(whole, "eu-west-1"))
	operators := newOperator(t, "acme", secrets, vpn.Remote{Host: public, UDP: 1194, TCP443: true})
	router := newRouter(t)
	for name, address := range map[string]string{"private": private, "data": data} {
		h := newHost(t, name, "")
		h.connect(router, address+"/24", strings.TrimSuffix(address, "0")+"/24")
		h.serve(address + ":80")
		h.serve(address + ":5432")
	}
	ann, bob := newHost(t, "ann", ""), newHost(t, "bob", "")
	ann.connect(router, "198.51.100.2/30", "198.51.100.1/30")
	bob.connect(router, "198.51.101.2/30", "198.51.101.1/30")
	aws := t.TempDir()
	lead(t, aws, ofBoth, reach)

	s := newServer(t, router, aws, nil)
	t.step("a server without a certificate waits, and CloudFormation hears that it has booted", func() {
		assert.Equal(t, []string{"cfn-signal --exit-code 0 --stack acme-vpn --resource Servers --region eu-west-1"}, s.calls("cfn-signal"))
		assert.Len(t, s.calls("aws ec2 associate-address"), 1)
		s.reports("MetricName=Up,Value=1 MetricName=Refreshed,Value=1 MetricName=Clients,Value=0")
		assert.Empty(t, s.calls("systemctl start openvpn-server@"))
		assert.Len(t, s.calls("systemctl mask sshd.service"), 1)
		assert.NotContains(t, s.log(), "bulkhead-vpn:", "it waits quietly")
	})

	annProfile, bobProfile := operators.issue("ann").Profile, operators.issue("bob").Profile
	routesBefore := strings.Split(ann.run("ip -4 route"), "\n")
	s.minute(secrets)
	var session *session
	t.step("a client with a profile that was issued connects, and reaches servers in the private and the data subnet", func() {
		unreachable(t, ann, private+":80")
		session = ann.start(annProfile)
		session.says(connected, 1)
		reaches(t, ann, private+":80")
		reaches(t, ann, data+":80")
	})
	t.step("it has TLS 1.3 and an AEAD cipher, and the server proved its name", func() {
		assert.Contains(t, session.log(), "Control Channel: TLSv1.3, cipher TLSv1.3 TLS_AES_256_GCM_SHA384")
		assert.Contains(t, session.log(), "Data Channel: cipher 'AES-256-GCM'")
		assert.Contains(t, session.log(), "VERIFY X509NAME OK: CN=vpn-server")
		assert.Contains(t, session.log(), "VERIFY EKU OK")
		assert.NotContains(t, session.log(), "WARNING: ")
	})
	t.step("its routes are the configured ones, and the resolver's", func() {
		added := slices.DeleteFunc(
			strings.Split(ann.run("ip -4 route"), "\n"),
			func(r string) bool { return slices.Contains(routesBefore, r) },
		)
		for i, route := range added {
			added[i], _, _ = strings.Cut(route, " ")
		}
		slices.Sort(added)
		assert.Equal(t, []string{"10.10.1.0/24", "10.10.2.0/24", "10.250.0.2", "10.251.0.0/23"}, added)
		assert.Contains(t, session.log(), "dhcp-option DNS 10.250.0.2")
		assert.Contains(t, session.log(), "dhcp-option DOMAIN-SEARCH dev.example.com,dhcp-option DOMAIN-SEARCH prod.example.com")
	})
	t.step("it reaches nothing else through the tunnel, even if it routes it there", func() {
		gateway := "10.251.0.1"
		for _, address := range []string{other, site, imds} {
			ann.run("ip route add " + address + " via " + gateway)
			_, err := s.dial(address+":80", 2*time.Second)
			assert.NoError(t, err, "the server itself reaches it")
			unreachable(t, ann, address+":80")
		}
		unreachable(t, ann, gateway+":443")
		reaches(t, ann, dns+":53")
		unreachable(t, ann, dns+":80")
		for _, address := range []string{other, site, imds} {
			ann.run("ip route delete " + address)
		}
	})
	t.step("the server itself answers nobody on other ports, not even where something listens", func() {
		s.serve("0.0.0.0:22")
		_, err := s.dial("127.0.0.1:22", time.Second)
		assert.NoError(t, err)
		unreachable(t, ann, "10.251.0.1:22")
		unreachable(t, router, "10.250.0.10:22")
	})
	t.step("CloudWatch hears how many clients there are", func() {
		eventually(t, "the status has the client", 10*time.Second, func() bool {
			return strings.Contains(s.run("cat /run/bulkhead-vpn/udp.status"), "\nCLIENT_LIST,ann,")
		})
		s.minute(secrets)
		s.reports("MetricName=Up,Value=1 MetricName=Refreshed,Value=1 MetricName=Clients,Value=1 MetricName=CertificateDays,Value=364")
	})
	t.step("a minute without news interrupts nobody, and one without the secret is told", func() {
		assert.Empty(t, s.calls("systemctl stop openvpn-server@udp")[1:])
		require.NoError(t, os.WriteFile(filepath.Join(aws, "denied"), nil, 0o600))
		assert.Error(t, s.systemctl("start", "bulkhead-vpn.service"))
		s.reports("MetricName=Up,Value=1 MetricName=Refreshed,Value=0")
		assert.Contains(t, s.log(), "bulkhead-vpn: An error occurred (AccessDeniedException)")
		require.NoError(t, os.Remove(filepath.Join(aws, "denied")))
		reaches(t, ann, private+":80")
	})
	t.step("a server that died is told, and started again a minute later", func() {
		s.run("kill -9 $(cat /run/fake/tcp)")
		eventually(t, "it is dead", time.Second, func() bool { return s.systemctl("is-active", "-q", "openvpn-server@tcp") != nil })
		require.NoError(t, os.WriteFile(filepath.Join(aws, "denied"), nil, 0o600))
		assert.Error(t, s.systemctl("start", "bulkhead-vpn.service"))
		s.reports("MetricName=Up,Value=0")
		require.NoError(t, os.Remove(filepath.Join(aws, "denied")))
		s.minute(secrets)
		s.reports("MetricName=Up,Value=1")
	})
	t.step("keys are in memory, for root only", func() {
		assert.Equal(t, "600 ca.crt\n640 clients.json\n640 crl.pem\n600 running\n600 server.crt\n600 server.key\n600 tls-crypt-v2.key\n600 token.key\n",
			s.run("cd /run/bulkhead-vpn; stat -c '%a %n' *.* running | grep -v status | sort -k 2"))
		assert.Equal(t, "tmpfs\n", s.run("stat -f -c %T /run/bulkhead-vpn"))
		assert.Equal(t, "openvpn\n", s.run("ps -o user= -p $(cat /run/fake/udp)"))
	})
	t.step("where UDP is blocked, it connects on TCP 443", func() {
		router.run("nft add rule ip aws broken udp dport 1194 drop")
		second := bob.start(bobProfile, "--connect-timeout", "2")
		second.says(connected, 1)
		assert.Contains(t, second.log(), "TCPv4_CLIENT link remote: [AF_INET]203.0.113.10:443")
		reaches(t, bob, private+":80")
		second.end()
		router.run("nft flush chain ip aws broken")
	})

	stranger := newOperator(t, "stranger", secrets, operators.remote).issue("ann").Profile
	t.step("a certificate of another authority is refused", func() {
		second := bob.start(swap(swap(bobProfile, stranger, "cert"), stranger, "key"))
		s.says("VERIFY ERROR: depth=0, error=unable to get local issuer certificate: CN=ann")
		second.end()
		assert.NotContains(t, second.log(), connected)
	})
	t.step("the server's own certificate does not make a client", func() {
		value, err := os.ReadFile(filepath.Join(aws, "secret"))
		require.NoError(t, err)
		var own struct{ Certificate, Key string }
		require.NoError(t, json.Unmarshal(value, &own))
		stolen := []byte("<cert>\n" + own.Certificate + "</cert>\n<key>\n" + own.Key + "</key>\n")
		second := bob.start(swap(swap(bobProfile, stolen, "cert"), stolen, "key"))
		s.says("certificate purpose: CN=vpn-server")
		second.end()
		assert.NotContains(t, second.log(), connected)
	})
	t.step("without the right tls-crypt-v2 key it gets no answer at all", func() {
		key := regexp.MustCompile(`(?m)^[A-Za-z0-9+/]{64}$`).FindAllString(string(bobProfile), -1)
		tampered := key[len(key)-1] // of the part that the server unwraps
		first := "A"
		if tampered[:1] == first {
			first = "B"
		}
		for what, profile := range map[string][]byte{
			"tampered with": []byte(strings.Replace(string(bobProfile), tampered, first+tampered[1:], 1)),
			"a stranger's":  swap(bobProfile, stranger, "tls-crypt-v2"),
		} {
			before := strings.Count(s.log(), "client key authentication error")
			second := bob.start(profile)
			eventually(t, what, 10*time.Second, func() bool { return strings.Count(s.log(), "client key authentication error") > before })
			second.end()
			assert.NotContains(t, second.log(), "TLS: Initial packet from", what)
		}
	})

	t.step("packets that nobody can have sent fill neither the disk nor the bill", func() {
		added := s.logged(func() {
			bob.run("for i in $(seq 3000); do echo nonsense >/dev/udp/" + public + "/1194; done")
			bob.run("python3 -c '" + knocks + "' " + public)
			time.Sleep(time.Second) // until they have arrived
		})
		assert.Less(t, len(added), 50_000, "of 3,000 packets")
		for _, said := range []string{
			"client key authentication error", "Fatal TLS error", "unsupported key-method", "Bad encapsulated packet",
		} {
			assert.Contains(t, added, said, "somebody without a profile has it said")
		}
		filter := regexp.MustCompile(`"expression": "(.*?)"`).FindStringSubmatch(s.run("cat /opt/aws/amazon-cloudwatch-agent/etc/bulkhead-vpn.json"))
		require.NotNil(t, filter)
		refusals := regexp.MustCompile("TLS Auth Error|VERIFY ERROR|VERIFY SCRIPT ERROR")
		assert.NotRegexp(t, filter[1], "ann/198.51.100.2:1 VERIFY ERROR: depth=0, error=certificate revoked: CN=ann")
		for line := range strings.Lines(added) {
			assert.NotRegexp(t, refusals, line)
			assert.Regexp(t, filter[1], line, "the agent sends it on")
		}
		assert.Contains(t, s.run("nft list chain inet vpn input"), "ct state new limit rate over 200/second")
		assert.Contains(t, s.run("cat /etc/logrotate.d/bulkhead-vpn /etc/systemd/system/logrotate.timer.d/hourly.conf"), "size 10M")
		second := bob.start(bobProfile)
		second.says(connected, 1)
		second.end()
	})
	t.step("connections on TCP that say nothing are no clients, and keep nobody else out", func() {
		opened := 0
		bob.inside(func() {
			for range 60 {
				connection, err := net.DialTimeout("tcp4", public+":443", 100*time.Millisecond)
				if err == nil {
					opened++
					defer connection.Close()
				}
			}
			eventually(t, "the status has them, and bob no longer", 15*time.Second, func() bool {
				status := s.run("cat /run/bulkhead-vpn/*.status")
				return strings.Contains(status, "\nCLIENT_LIST,UNDEF,") && !strings.Contains(status, "\nCLIENT_LIST,bob,")
			})
			s.minute(secrets)
			s.reports("MetricName=Up,Value=1 MetricName=Refreshed,Value=1 MetricName=Clients,Value=1")
		})
		assert.Greater(t, opened, 1)
		assert.Less(t, opened, 40, "an address begins thirty, and twenty a minute more")
		_, err := ann.dial(public+":443", time.Second)
		assert.NoError(t, err, "another address")
	})
	t.step("when it is revoked, its session ends and it is refused, and others are back at once", func() {
		second := bob.start(bobProfile)
		second.says(connected, 1)
		reaches(t, bob, private+":80")
		operators.revoke("ann")
		s.minute(secrets)
		s.says("VERIFY ERROR: depth=0, error=certificate revoked: CN=ann")
		unreachable(t, ann, private+":80")
		second.says(connected, 2)
		reaches(t, bob, private+":80")
		assert.Equal(t, 1, strings.Count(session.log(), connected))
		session.end()
		again := ann.start(annProfile)
		again.says("TLS: Initial packet from", 1)
		eventually(t, "refused once more", 10*time.Second, func() bool {
			return strings.Count(s.log(), "error=certificate revoked: CN=ann") > 1
		})
		assert.NotContains(t, again.log(), connected)
		again.end()
		second.end()
	})
	annProfile = operators.issue("ann").Profile
	t.step("after it was revoked a name gets a new certificate, for which nobody is interrupted", func() {
		stops := len(s.calls("systemctl stop openvpn"))
		s.minute(secrets)
		assert.Len(t, s.calls("systemctl stop openvpn"), stops)
		second := ann.start(annProfile)
		second.says(connected, 1)
		second.end()
	})

	levels(t, operators, router, s, secrets, ann)

	s.end(router)
	lead(t, aws, config.VPN{Clients: ofBoth.Clients}, map[string][]string{toAll.Name: {"10.0.0.0/8", "169.254.0.0/16"}})
	s = newServer(t, router, aws, map[string]string{"VPN_TCP": "", "VPN_UDP": settings["VPN_CLIENTS"]})
	t.step("a server that was built again, from nothing but its secret, takes the old profiles", func() {
		second := bob.start(bobProfile)
		second.says(connected, 1)
		reaches(t, bob, private+":80")
		second.end()
	})
	t.step("whatever its routes are, clients reach neither its metadata nor each other", func() {
		first, second := ann.start(annProfile), bob.start(bobProfile)
		first.says(connected, 1)
		second.says(connected, 1)
		reaches(t, bob, other+":80")
		unreachable(t, bob, imds+":80")
		ann.serve("0.0.0.0:8080")
		address := regexp.MustCompile(`ifconfig (10\.251\.\S+) `).FindStringSubmatch(first.log())[1]
		_, err := ann.dial(address+":8080", time.Second)
		require.NoError(t, err)
		unreachable(t, bob, address+":8080")
		first.end()
		second.end()
	})
	t.step("a server that was stolen does not get all of a client's traffic at a word", func() {
		s.run(`echo 'push "redirect-gateway def1"' >>/etc/openvpn/server/udp.conf`)
		require.NoError(t, s.systemctl("restart", "openvpn-server@udp"))
		second := bob.start(bobProfile)
		second.says(connected, 1)
		assert.Contains(t, second.log(), "Pushed option removed by filter: 'redirect-gateway def1'")
		routes := bob.run("ip -4 route")
		assert.NotContains(t, routes, "/1 ")
		assert.Contains(t, routes, "10.0.0.0/8 via 10.251.")
		second.end()
	})
	t.step("without TCP, nothing answers there, and UDP has all addresses", func() {
		s.serve("0.0.0.0:443")
		_, err := s.dial("127.0.0.1:443", time.Second)
		assert.NoError(t, err)
		unreachable(t, router, "10.250.0.10:443")
		assert.Contains(t, s.run("cat /etc/openvpn/server/udp.conf"), "\nserver 10.251.0.0 255.255.252.0 nopool\n")
	})
	t.step("a server that is older than cookies gets none", func() {
		assert.Contains(t, s.run("cat /etc/openvpn/server/udp.conf"), "/tls-crypt-v2.key force-cookie\n")
		script := "openvpn() { echo OpenVPN 2.5.11 aarch64; return 1; }\n" + strings.TrimSuffix(boot.Script(settings), boot.Body()) +
			boot.Body()[strings.Index(boot.Body(), "mask() {"):strings.Index(boot.Body(), "mkdir -p /etc/openvpn")]
		assert.Contains(t, s.run(script+"server udp udp4 1194 10.251.0.0/22"), "/tls-crypt-v2.key \n")
	})
	t.step("after renewing, sessions end, old profiles are refused and new ones connect", func() {
		lost := bob.start(bobProfile)
		lost.says(connected, 1)
		tokens := s.run("cat /run/bulkhead-vpn/token.key")
		operators.renew()
		before := strings.Count(s.log(), "client key authentication error")
		s.minute(secrets)
		assert.NotEqual(t, tokens, s.run("cat /run/bulkhead-vpn/token.key"))
		eventually(t, "the server does not know the old key", 10*time.Second, func() bool {
			return strings.Count(s.log(), "client key authentication error") > before
		})
		unreachable(t, bob, private+":80")
		lost.end()
		assert.Equal(t, 1, strings.Count(lost.log(), connected))

		renewed := operators.issue("bob").Profile
		s.minute(secrets)
		second := bob.start(swap(swap(renewed, bobProfile, "cert"), bobProfile, "key"))
		s.says("VERIFY ERROR: depth=0, error=unable to get local issuer certificate: CN=bob")
		second.end()
		assert.NotContains(t, second.log(), connected)
		third := bob.start(renewed)
		third.says(connected, 1)
		reaches(t, bob, private+":80")
		third.end()
	})
	s.end(router)

	lead(t, aws, ofBoth, reach)
	operators.remote.Codes = true
	codes(t, operators, router, aws, secrets, bob)
}

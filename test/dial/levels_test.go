package dial

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// levels proves what profiles of a level reach: private is dev's, and data is prod's.
func levels(t *current, operators operator, router *host, s *server, secrets *secretsmanager.Client, machine *host) {
	t.Helper()
	eve := operators.issueTo(toDev, "eve").Profile
	dan := operators.issue("dan.of.ops").Profile
	s.minute(secrets)
	// led has the machine send what is for data through the tunnel, as whoever owns it can.
	led := func(gateway string) (undo func()) {
		t.Helper()
		machine.run("ip route add 10.10.2.0/24 via " + gateway)
		return func() { machine.run("ip route delete 10.10.2.0/24 || true") }
	}
	for _, protocol := range []struct{ name, gateway string }{{"UDP", "10.251.0.1"}, {"TCP", "10.251.2.1"}} {
		t.step("over "+protocol.name+", a profile of dev reaches no port of prod, whatever its machine routes", func() {
			options := []string{"--connect-timeout", "2"}
			if protocol.name == "TCP" {
				router.run("nft add rule ip aws broken udp dport 1194 drop")
				defer router.run("nft flush chain ip aws broken")
			}
			session := machine.start(eve, options...)
			defer session.end()
			session.says(connected, 1)
			assert.NotContains(t, machine.run("ip -4 route"), "10.10.2.0/24", "it is not even led there")
			defer led(protocol.gateway)()
			reaches(t, machine, private+":80")
			reaches(t, machine, dns+":53")
			for _, port := range []string{":80", ":5432"} {
				_, err := s.dial(data+port, time.Second)
				require.NoError(t, err, "the server itself reaches it")
				unreachable(t, machine, data+port)
			}
		})
	}
	t.step("nor does it with an address of another level", func() {
		session := machine.start(eve)
		defer session.end()
		session.says(connected, 1)
		other := ofBoth
		other.Levels = reach
		forged := other.Pool(toAll.Name, other.UDPClients()).Addr().Next().String()
		machine.run("ip address add " + forged + "/32 dev tun0; ip route add 10.10.2.0/24 via 10.251.0.1 src " + forged)
		// Nobody answers a forged address, so what counts is what arrives.
		machine.run("nft add table ip sent; nft add chain ip sent out '{ type filter hook output priority 0; }'")
		defer machine.run("nft delete table ip sent")
		machine.run("nft add rule ip sent out oifname tun0 ip saddr " + forged + " ip daddr " + data + " counter")
		router.run("nft add table ip arrives; nft add chain ip arrives seen '{ type filter hook forward priority 0; }'")
		defer router.run("nft delete table ip arrives")
		router.run("nft add rule ip arrives seen ip daddr " + data + " counter")
		unreachable(t, machine, data+":80")
		assert.NotContains(t, machine.run("nft list table ip sent"), "counter packets 0 ", "it is sent")
		assert.Contains(t, router.run("nft list table ip arrives"), "counter packets 0 ")
		_, err := s.dial(data+":80", time.Second)
		require.NoError(t, err)
		assert.NotContains(t, router.run("nft list table ip arrives"), "counter packets 0 ", "what arrives is counted")
	})
	t.step("a level that gets an environment has it within a minute, and loses it at once, and nobody is interrupted", func() {
		session := machine.start(eve)
		defer session.end()
		session.says(connected, 1)
		defer led("10.251.0.1")()
		stops := len(s.calls("systemctl stop openvpn"))
		lead(t, s.aws, ofBoth, map[string][]string{toAll.Name: reach[toAll.Name], toDev.Name: reach[toAll.Name]})
		s.minute(secrets)
		reaches(t, machine, data+":80")
		assert.Contains(t, s.run("cat /run/bulkhead-vpn/clients/udp/eve"), `push "route 10.10.2.0 255.255.255.0"`, "who connects next is led there")
		lead(t, s.aws, ofBoth, reach)
		s.minute(secrets)
		unreachable(t, machine, data+":80")
		reaches(t, machine, private+":80")
		assert.Len(t, s.calls("systemctl stop openvpn"), stops)
	})
	t.step("a level more gives the others other addresses, and sessions end before they could be another level's", func() {
		session := machine.start(dan)
		defer session.end()
		session.says(connected, 1)
		more := maps.Clone(reach)
		more["auditors"], more["everybody"] = reach[toDev.Name], reach[toDev.Name]
		stops := len(s.calls("systemctl stop openvpn"))
		lead(t, s.aws, ofBoth, more)
		s.minute(secrets)
		assert.Len(t, s.calls("systemctl stop openvpn"), stops+2)
		session.says(connected, 2)
		reaches(t, machine, data+":80")
	})
	t.step("when a level is gone, its profiles are refused", func() {
		lead(t, s.aws, ofBoth, map[string][]string{toAll.Name: reach[toAll.Name]})
		s.minute(secrets)
		refusedBy(t, s, machine, eve, "TLS Auth Error: --client-config-dir authentication failed for common name 'eve'")
		lead(t, s.aws, ofBoth, reach)
		s.minute(secrets)
	})
	t.step("a profile of no level is refused", func() {
		profile := operators.issueTo(nowhere, "guest").Profile
		s.minute(secrets)
		refusedBy(t, s, machine, profile, "TLS Auth Error: --client-config-dir authentication failed for common name 'guest'")
	})
	t.step("a certificate of the authority that the list does not know is refused", func() {
		file := filepath.Join(s.aws, "secret")
		value, err := os.ReadFile(file)
		require.NoError(t, err)
		var fields map[string]any
		require.NoError(t, json.Unmarshal(value, &fields))
		known := fields["clients"].(map[string]any)
		known["dan.of.ops"].(map[string]any)["serial"] = "abc" // as of somebody who signed one for this name
		value, err = json.Marshal(fields)
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(file, value, 0o600))
		require.NoError(t, s.systemctl("start", "bulkhead-vpn.service"))
		refusedBy(t, s, machine, dan, "VERIFY SCRIPT ERROR: depth=0, CN=dan.of.ops")
	})
	operators.revoke("dan.of.ops")
	operators.revoke("eve")
	s.minute(secrets)
}

// refusedBy asserts that a server refuses a profile, for a reason.
func refusedBy(t *current, s *server, machine *host, profile []byte, reason string) {
	t.Helper()
	session := machine.start(profile)
	s.says(reason)
	session.end()
	assert.NotContains(t, session.log(), connected)
}

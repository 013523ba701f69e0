// Package dial proves what boots on instances of ours, in network namespaces. Of the VPN, with the real OpenVPN: the
// server's boot as it ships, profiles as operators issue them,
// and network namespaces for the internet, the server, its clients and what they reach.
package dial

import (
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"

	"bulkhead/internal/namespaces"
)

// refused is why there are no namespaces.
var refused error

// missing is what this machine lacks for the tests.
func missing() string {
	var all []string
	if os.Geteuid() != 0 {
		all = append(all, "root")
	}
	for _, tool := range []string{"openvpn", "nft", "ip", "nsenter", "curl", "python3", "moto_server"} {
		if _, err := exec.LookPath(tool); err != nil {
			all = append(all, tool)
		}
	}
	if _, err := os.Stat("/dev/net/tun"); err != nil {
		all = append(all, "/dev/net/tun")
	}
	if refused != nil {
		all = append(all, "namespaces ("+refused.Error()+")")
	}
	return strings.Join(all, ", ")
}

// need skips a test that this machine cannot run, except in CI.
func need(t *testing.T) {
	t.Helper()
	if m := missing(); m != "" && os.Getenv("CI") != "" {
		t.Fatalf("needs %s", m)
	} else if m != "" {
		t.Skipf("needs %s", m)
	}
}

// TestMain runs the tests again in namespaces of their own. With them goes everything that the tests have started,
// mounted and routed, however they end.
func TestMain(m *testing.M) {
	if missing() != "" {
		os.Exit(m.Run())
	}
	if namespaces.Inside() {
		if err := settle(); err != nil {
			fmt.Fprintln(os.Stderr, "dial:", err)
			os.Exit(1)
		}
		os.Exit(m.Run())
	}
	refused = namespaces.Again()
	os.Exit(m.Run())
}

// settle makes new namespaces ready.
func settle() error {
	if err := namespaces.Settle(); err != nil {
		return err
	}
	return exec.Command("ip", "link", "set", "lo", "up").Run()
}

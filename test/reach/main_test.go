// Package reach proves what bulkhead reach says with packets: the networks of the example's templates are built from
// network namespaces and nftables, every pair is tried, and each answer, with its reason, is compared.
//
// What builds them shares with what judges them only what was read of templates: package network.
package reach

import (
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"

	"bulkhead/internal/namespaces"

	"golang.org/x/sys/unix"
)

// lacking is why there can be no namespaces, or "".
var lacking string

// TestMain runs the tests again in namespaces of their own, with which everything goes that they have made.
func TestMain(m *testing.M) {
	if namespaces.Inside() {
		if err := settle(); err != nil {
			lacking = err.Error()
		}
		os.Exit(m.Run())
	}
	var missing []string
	if os.Geteuid() != 0 {
		missing = append(missing, "root")
	}
	for _, tool := range []string{"ip", "nft", "nsenter"} {
		if _, err := exec.LookPath(tool); err != nil {
			missing = append(missing, tool)
		}
	}
	if lacking = strings.Join(missing, ", "); lacking != "" {
		os.Exit(m.Run())
	}
	lacking = "namespaces: " + namespaces.Again().Error()
	os.Exit(m.Run())
}

// settle makes new namespaces ready.
func settle() error {
	if err := namespaces.Settle("/run"); err != nil {
		return err
	}
	var limit unix.Rlimit // each try is a socket
	if err := unix.Getrlimit(unix.RLIMIT_NOFILE, &limit); err != nil {
		return err
	}
	if limit.Max < 20000 {
		return fmt.Errorf("20,000 open files, of which %d are allowed: ulimit -n", limit.Max)
	}
	limit.Cur = limit.Max
	return unix.Setrlimit(unix.RLIMIT_NOFILE, &limit)
}

// Package reach proves what bulkhead reach says with packets: the networks of the example's templates are built from
// network namespaces and nftables, every pair is tried, and each answer, with its reason, is compared.
//
// What builds them shares with what judges them only what was read of templates: package network.
package reach

import (
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"
)

// lacking is why there can be no namespaces, or "".
var lacking string

// TestMain runs the tests again in namespaces of their own, with which everything goes that they have made.
func TestMain(m *testing.M) {
	if os.Getenv("REACH_INSIDE") != "" {
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
	again := exec.Command("/proc/self/exe", os.Args[1:]...)
	again.Env = append(os.Environ(), "REACH_INSIDE=yes")
	again.Stdin, again.Stdout, again.Stderr = os.Stdin, os.Stdout, os.Stderr
	again.SysProcAttr = &syscall.SysProcAttr{
		Cloneflags: unix.CLONE_NEWNS | unix.CLONE_NEWNET | unix.CLONE_NEWPID,
		Pdeathsig:  syscall.SIGKILL,
	}
	runtime.LockOSThread() // whose death would be the signal
	if err := again.Start(); err != nil {
		lacking = "namespaces: " + err.Error()
		os.Exit(m.Run())
	}
	again.Wait()
	os.Exit(again.ProcessState.ExitCode())
}

// settle makes new namespaces ready.
func settle() error {
	if err := unix.Mount("", "/", "", unix.MS_REC|unix.MS_PRIVATE, ""); err != nil {
		return fmt.Errorf("mounts of our own: %w", err)
	}
	if err := unix.Mount("proc", "/proc", "proc", 0, ""); err != nil {
		return fmt.Errorf("/proc: %w", err)
	}
	if err := unix.Mount("tmpfs", "/run", "tmpfs", 0, ""); err != nil {
		return fmt.Errorf("/run: %w", err)
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

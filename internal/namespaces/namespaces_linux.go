// Package namespaces runs tests in namespaces of Linux of their own, with which everything goes that they have started,
// mounted and routed, however they end.
package namespaces

import (
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"syscall"

	"golang.org/x/sys/unix"
)

// inside is the variable that tells the program that it runs in them.
const inside = "BULKHEAD_TEST_NAMESPACES"

// Inside tells whether the program runs in namespaces of its own.
func Inside() bool { return os.Getenv(inside) != "" }

// Again runs the program again in new namespaces for mounts, networks and processes, and ends with its status. It
// returns only where there can be none.
func Again() error {
	again := exec.Command("/proc/self/exe", os.Args[1:]...)
	again.Env = append(os.Environ(), inside+"=yes")
	again.Stdin, again.Stdout, again.Stderr = os.Stdin, os.Stdout, os.Stderr
	again.SysProcAttr = &syscall.SysProcAttr{
		Cloneflags: unix.CLONE_NEWNS | unix.CLONE_NEWNET | unix.CLONE_NEWPID,
		Pdeathsig:  syscall.SIGKILL,
	}
	runtime.LockOSThread() // whose death would be the signal
	if err := again.Start(); err != nil {
		return err
	}
	again.Wait()
	os.Exit(again.ProcessState.ExitCode())
	return nil
}

// Settle makes new namespaces ready: mounts are not everybody's, /proc has their processes, and directories are empty
// and in memory.
func Settle(directories ...string) error {
	if err := unix.Mount("", "/", "", unix.MS_REC|unix.MS_PRIVATE, ""); err != nil {
		return fmt.Errorf("mounts of our own: %w", err)
	}
	if err := unix.Mount("proc", "/proc", "proc", 0, ""); err != nil {
		return fmt.Errorf("/proc: %w", err)
	}
	for _, directory := range directories {
		if err := unix.Mount("tmpfs", directory, "tmpfs", 0, ""); err != nil {
			return fmt.Errorf("%s: %w", directory, err)
		}
	}
	return nil
}

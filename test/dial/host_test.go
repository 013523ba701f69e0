package dial

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"
)

// host is a machine: a network namespace, and with disks a mount namespace, that a sleeping process holds.
type host struct {
	t      *current
	name   string
	anchor *exec.Cmd
	disks  bool
}

// newHost starts a machine. Its setup runs before anything else.
func newHost(t *current, name, setup string) *host {
	t.Helper()
	h := &host{t: t, name: name, disks: setup != ""}
	h.anchor = exec.Command("bash", "-c", "set -e; "+setup+"\nip link set lo up; echo ready; exec sleep infinity")
	h.anchor.SysProcAttr = &syscall.SysProcAttr{Cloneflags: unix.CLONE_NEWNET | unix.CLONE_NEWNS}
	h.anchor.Stderr = os.Stderr
	out, err := h.anchor.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, h.anchor.Start())
	t.whole.Cleanup(h.stop)
	line, err := bufio.NewReader(out).ReadString('\n')
	require.NoError(t, err, name)
	require.Equal(t, "ready\n", line)
	return h
}

func (h *host) stop() {
	h.anchor.Process.Kill()
	h.anchor.Wait()
}

// command is one that will run on the machine.
func (h *host) command(program string, args ...string) *exec.Cmd {
	enter := []string{"--target", strconv.Itoa(h.anchor.Process.Pid), "--net"}
	if h.disks {
		enter = append(enter, "--mount")
	}
	return exec.Command("nsenter", append(append(enter, program), args...)...)
}

// run runs shell commands on the machine.
func (h *host) run(script string) string {
	h.t.Helper()
	out, err := h.command("bash", "-ec", script).CombinedOutput()
	require.NoError(h.t, err, "%s: %s\n%s", h.name, script, out)
	return string(out)
}

// connect lays a cable from the router to a machine, whose only way out it is.
func (h *host) connect(router *host, address, gateway string) {
	h.t.Helper()
	router.run(fmt.Sprintf("ip link add %s type veth peer name eth0 netns %d; ip address add %s dev %s; ip link set %s up",
		h.name, h.anchor.Process.Pid, gateway, h.name, h.name))
	via, _, _ := strings.Cut(gateway, "/")
	h.run(fmt.Sprintf("ip address add %s dev eth0; ip link set eth0 up; ip route add default via %s", address, via))
}

// inside runs f on a thread that is in the machine's network for as long as it lives. Sockets stay in the network that
// they were made in.
func (h *host) inside(f func()) {
	h.t.Helper()
	network, err := os.Open(fmt.Sprintf("/proc/%d/ns/net", h.anchor.Process.Pid))
	require.NoError(h.t, err)
	defer network.Close()
	done := make(chan error)
	go func() {
		runtime.LockOSThread() // and never unlock: the thread ends with the goroutine
		err := unix.Setns(int(network.Fd()), unix.CLONE_NEWNET)
		if err == nil {
			f()
		}
		done <- err
	}()
	require.NoError(h.t, <-done)
}

// listen is a listener on the machine.
func (h *host) listen(address string) net.Listener {
	h.t.Helper()
	var listener net.Listener
	var err error
	h.inside(func() { listener, err = net.Listen("tcp4", address) })
	require.NoError(h.t, err)
	h.t.whole.Cleanup(func() { listener.Close() })
	return listener
}

// serve tells everybody who connects where they come from.
func (h *host) serve(address string) {
	h.t.Helper()
	listener := h.listen(address)
	go func() {
		for {
			connection, err := listener.Accept()
			if err != nil {
				return
			}
			from, _, _ := net.SplitHostPort(connection.RemoteAddr().String())
			io.WriteString(connection, from)
			connection.Close()
		}
	}()
}

// metadata is an instance metadata service of version 2.
func (h *host) metadata() {
	h.t.Helper()
	listener := h.listen("169.254.169.254:80")
	go http.Serve(listener, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.Method == http.MethodPut && r.URL.Path == "/latest/api/token" && r.Header.Get("X-Aws-Ec2-Metadata-Token-Ttl-Seconds") != "":
			io.WriteString(w, "a-token")
		case r.URL.Path == "/latest/meta-data/instance-id" && r.Header.Get("X-Aws-Ec2-Metadata-Token") == "a-token":
			io.WriteString(w, "i-0123")
		default:
			w.WriteHeader(http.StatusUnauthorized)
		}
	}))
}

// dial is what a server on the address says to this machine: where it comes from. It fails when nobody is there, and
// not when somebody is and says nothing.
func (h *host) dial(address string, patience time.Duration) (answer string, err error) {
	h.t.Helper()
	h.inside(func() {
		var connection net.Conn
		if connection, err = net.DialTimeout("tcp4", address, patience); err != nil {
			return
		}
		defer connection.Close()
		connection.SetDeadline(time.Now().Add(patience))
		all, _ := io.ReadAll(connection)
		answer = string(all)
	})
	return answer, err
}

// eventually polls.
func eventually(t *current, what string, patience time.Duration, is func() bool) {
	t.Helper()
	for deadline := time.Now().Add(patience); !is(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("not after %s: %s", patience, what)
		}
	}
}

package dial

import (
	"bufio"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/stretchr/testify/require"
)

const connected = "Initialization Sequence Completed"

// session is OpenVPN on a client's machine.
type session struct {
	t       *current
	command *exec.Cmd
	file    string
	ended   chan struct{}
}

// start connects with a profile. Options are in addition to those of the profile.
func (h *host) start(profile []byte, options ...string) *session {
	h.t.Helper()
	dir := h.t.whole.TempDir()
	file := filepath.Join(dir, "client.ovpn")
	require.NoError(h.t, os.WriteFile(file, profile, 0o600))
	s := &session{t: h.t, file: filepath.Join(dir, "log"), ended: make(chan struct{})}
	s.command = h.command("openvpn", append([]string{"--cd", dir, "--config", file, "--log", s.file, "--connect-retry", "1", "1"}, options...)...)
	s.command.Stdout, s.command.Stderr = os.Stderr, os.Stderr
	require.NoError(h.t, s.command.Start())
	go func() {
		s.command.Wait()
		close(s.ended)
	}()
	h.t.whole.Cleanup(s.end)
	return s
}

func (s *session) end() {
	s.command.Process.Signal(syscall.SIGTERM)
	<-s.ended
}

// manage is the options of a client that waits until somebody has asked for its token. The socket is in the directory
// that OpenVPN is started in by --cd.
var manage = []string{"--management", "management", "unix", "--management-hold"}

// token is what the server gives a client that it has admitted, so that it need not enter another code.
func (s *session) token() string {
	s.t.Helper()
	var connection net.Conn
	eventually(s.t, "the client is managed", 5*time.Second, func() (is bool) {
		var err error
		connection, err = net.Dial("unix", filepath.Join(filepath.Dir(s.file), "management"))
		return err == nil
	})
	defer connection.Close()
	connection.SetDeadline(time.Now().Add(15 * time.Second))
	fmt.Fprintln(connection, "hold release")
	for lines := bufio.NewScanner(connection); lines.Scan(); {
		if token, is := strings.CutPrefix(lines.Text(), ">PASSWORD:Auth-Token:"); is {
			return token
		}
	}
	s.t.Fatalf("the client got no token:\n%s", s.log())
	return ""
}

func (s *session) log() string {
	text, _ := os.ReadFile(s.file)
	return string(text)
}

// says waits until the client has logged something so often.
func (s *session) says(text string, times int) {
	s.t.Helper()
	deadline := time.Now().Add(15 * time.Second)
	for ; strings.Count(s.log(), text) < times; time.Sleep(20 * time.Millisecond) {
		require.True(s.t, time.Now().Before(deadline), "the client does not say %q %d times:\n%s", text, times, s.log())
	}
}

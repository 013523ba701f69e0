package dial

import (
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
	s.command = h.command("openvpn", append([]string{"--config", file, "--log", s.file, "--connect-retry", "1", "1"}, options...)...)
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

func (s *session) log() string {
	text, _ := os.ReadFile(s.file)
	return string(text)
}

// says waits until the client has logged something so often.
func (s *session) says(text string, times int) {
	s.t.Helper()
	for deadline := time.Now().Add(15 * time.Second); strings.Count(s.log(), text) < times; time.Sleep(20 * time.Millisecond) {
		require.True(s.t, time.Now().Before(deadline), "the client does not say %q %d times:\n%s", text, times, s.log())
	}
}

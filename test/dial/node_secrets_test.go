package dial

import (
	"strings"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// publish tries channels, as a service.
func (s *set) publish() {
	s.t.Helper()
	t := s.t
	const hello = "__sentinel__:hello"
	r, err := s.connectTo(s.router, 1, 6379)
	require.NoError(t, err)
	_, err = r.do("EVAL", "return redis.call('PUBLISH', '"+hello+"', 'x')", "0")
	assert.ErrorContains(t, err, "channel", "in the words of each version")
	_, err = r.do("MULTI")
	require.NoError(t, err)
	_, err = r.do("PUBLISH", hello, "x")
	assert.ErrorContains(t, err, "NOPERM")
	_, err = r.do("DISCARD")
	require.NoError(t, err)
	for _, channel := range []string{"news", "_news", "{news}"} {
		listener, err := s.connectTo(s.router, 1, 6379)
		require.NoError(t, err)
		_, err = listener.do("SUBSCRIBE", channel)
		require.NoError(t, err)
		heard, err := r.do("PUBLISH", channel, "x")
		require.NoError(t, err, channel)
		assert.Equal(t, "1", heard, channel)
	}
	listener, err := s.connectTo(s.router, 1, 6379)
	require.NoError(t, err)
	_, err = listener.do("PSUBSCRIBE", "*")
	assert.NoError(t, err, "anybody may listen")
	// What is published to shards does not reach who listens in the usual way, as Sentinels do.
	_, err = listener.do("SUBSCRIBE", hello)
	require.NoError(t, err)
	heard, err := r.do("SPUBLISH", hello, "x")
	assert.NoError(t, err)
	assert.Equal(t, "0", heard)
}

// renew has a node fetch a certificate.
func (s *set) renew() {
	s.t.Helper()
	t := s.t
	before := s.at(s.router, 1, "INFO", "server")
	s.certify()
	out, err := s.on(s.nodes[1], "/usr/local/sbin/bulkhead-node-secrets").CombinedOutput()
	require.NoError(t, err, string(out))
	out, err = s.on(s.nodes[1], "/usr/local/sbin/bulkhead-store", "renewed").CombinedOutput()
	require.NoError(t, err, string(out))
	assert.Equal(t, runID(before), runID(s.at(s.router, 1, "INFO", "server")))
	served := s.nodes[1].run("echo | openssl s_client -connect 127.0.0.1:6379 2>/dev/null | openssl x509 -noout -serial")
	assert.Equal(t, s.nodes[1].run("openssl x509 -noout -serial -in /run/bulkhead/tls/tls.crt"), served)
	eventually(t, "its Sentinel is back, with the same certificate", patience, func() bool { return s.primaryBy(s.router, 1) != 0 })
	s.settled()
}

// runID changes when the engine starts anew.
func runID(info string) string {
	_, id, _ := strings.Cut(info, "run_id:")
	return strings.Fields(id)[0]
}

// renewHalf has the engine alone begin with a certificate.
func (s *set) renewHalf() {
	s.t.Helper()
	t := s.t
	s.certify()
	h := s.nodes[s.settled()]
	for _, command := range [][]string{
		{"/usr/local/sbin/bulkhead-node-secrets"},
		{"systemctl", "restart", "store.service"},
		{"/usr/local/sbin/bulkhead-store", "renewed"},
	} {
		out, err := s.on(h, command[0], command[1:]...).CombinedOutput()
		require.NoError(t, err, string(out))
	}
	serial := h.run("openssl x509 -noout -serial -in /run/bulkhead/tls/tls.crt")
	for _, port := range []string{"6379", "26379"} {
		eventually(t, "port "+port+" has it", patience, func() bool {
			out, _ := h.command("bash", "-c", "echo | openssl s_client -connect 127.0.0.1:"+port+" 2>/dev/null | openssl x509 -noout -serial").Output()
			return string(out) == serial
		})
	}
	s.settled()
}

// change gives a Sentinel another password, and the old one again.
func (s *set) change() {
	s.t.Helper()
	t := s.t
	h := s.nodes[2]
	learned := h.run("grep -E '^sentinel (known-(replica|sentinel)|myid) ' /srv/bulkhead/sentinel/sentinel.conf | sort")
	require.Contains(t, learned, "known-sentinel")
	s.write("secret-arn:login", `{"username":"bulkhead","password":"another"}`)
	again := func() {
		for _, command := range []string{"/usr/local/sbin/bulkhead-node-secrets", "systemctl restart sentinel.service"} {
			out, err := s.on(h, "bash", "-c", command).CombinedOutput()
			require.NoError(t, err, string(out))
		}
	}
	again()
	eventually(t, "it takes the new one", patience, func() bool {
		r, err := s.sealed(s.router, 2, 26379)
		if err != nil {
			return false
		}
		defer r.connection.Close()
		_, err = r.do("AUTH", "bulkhead", "another")
		return err == nil
	})
	_, err := s.connectTo(s.router, 2, 26379)
	assert.ErrorContains(t, err, "WRONGPASS", "and not the old one")
	assert.Equal(t, learned, h.run("grep -E '^sentinel (known-(replica|sentinel)|myid) ' /srv/bulkhead/sentinel/sentinel.conf | sort"))
	s.write("secret-arn:login", `{"username":"bulkhead","password":"`+loginPassword+`"}`)
	again()
	s.settled()
}

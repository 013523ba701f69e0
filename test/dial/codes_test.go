package dial

import (
	"crypto/hmac"
	"crypto/sha1"
	"encoding/base32"
	"encoding/binary"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"bulkhead/vpn"
)

// authenticator is what shows the codes of an otpauth address (RFC 6238).
func authenticator(t *current, address string) func(at time.Time) string {
	t.Helper()
	parsed, err := url.Parse(address)
	require.NoError(t, err)
	secret, err := base32.StdEncoding.DecodeString(parsed.Query().Get("secret"))
	require.NoError(t, err)
	return func(at time.Time) string {
		mac := hmac.New(sha1.New, secret)
		mac.Write(binary.BigEndian.AppendUint64(nil, uint64(at.Unix()/30)))
		sum := mac.Sum(nil)
		offset := sum[len(sum)-1] & 15
		return fmt.Sprintf("%06d", binary.BigEndian.Uint32(sum[offset:])&0x7fffffff%1_000_000)
	}
}

// enter is the options of a client that enters a name and a code.
func enter(t *current, name, code string) []string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "code")
	require.NoError(t, os.WriteFile(file, []byte(name+"\n"+code+"\n"), 0o600))
	return []string{"--auth-user-pass", file}
}

// codes proves a server that asks for one-time codes.
func codes(t *current, operators operator, router *host, aws string, secrets *secretsmanager.Client, machine *host) {
	cat, dan := operators.issue("cat"), operators.issue("dan")
	publish(t, secrets, aws)
	s := newServer(t, router, aws, map[string]string{"VPN_MFA": "true"})
	shows := authenticator(t, cat.Codes)
	right := shows(time.Now())
	refused := func(name, code string, with *vpn.Issued) {
		t.Helper()
		session := machine.start(with.Profile, enter(t, name, code)...)
		session.says("AUTH_FAILED", 1)
		session.end()
		assert.NotContains(t, session.log(), connected)
	}
	t.step("with one-time codes, a wrong one is refused", func() {
		refused("cat", shows(time.Now().Add(-time.Hour)), cat)
	})
	t.step("the right one is admitted, and asked for once", func() {
		session := machine.start(cat.Profile, append(enter(t, "cat", right), "--reneg-sec", "2")...)
		session.says(connected, 1)
		reaches(t, machine, private+":80")
		session.says("Control Channel: TLSv1.3", 2) // a new key, without a new code
		require.NoError(t, s.systemctl("restart", "openvpn-server@udp"))
		session.says(connected, 2)
		assert.NotContains(t, session.log(), "AUTH_FAILED")
		session.end()
	})
	token := ""
	t.step("who was admitted gets a token, which admits again", func() {
		session := machine.start(cat.Profile, append(enter(t, "cat", shows(time.Now().Add(30*time.Second))), manage...)...)
		token = session.token()
		session.says(connected, 1)
		session.end()
		again := machine.start(cat.Profile, enter(t, "cat", token)...)
		again.says(connected, 1)
		again.end()
	})
	t.step("nobody is admitted with another's certificate by a token of his own", func() {
		refused("cat", token, dan)
		refused("dan", token, dan)
	})
	t.step("the right one is refused the second time", func() {
		refused("cat", right, cat)
	})
	t.step("the right one of somebody else is refused", func() {
		refused("dan", authenticator(t, dan.Codes)(time.Now()), cat)
	})
	t.step("after five wrong ones the right one is refused, too, until five minutes are over", func() {
		eventually(t, "five minutes do not end meanwhile", 10*time.Second, func() bool { return time.Now().Unix()%300 < 295 })
		shows := authenticator(t, dan.Codes)
		try := func(code string) string {
			return s.run("printf 'dan\\n" + code + "\\n' >/run/try; common_name=dan session_state=Initial /usr/local/sbin/bulkhead-vpn-code /run/try && echo admitted || echo refused")
		}
		for range 5 {
			assert.Equal(t, "refused\n", try("000000"))
		}
		assert.Equal(t, "refused\n", try(shows(time.Now())))
		s.run("sed -i 's/\\[0, [0-9]*,/[0, 1,/' /run/bulkhead-vpn/used/dan") // in an earlier five minutes
		assert.Equal(t, "refused\n", try(shows(time.Now().Add(-61*time.Second))))
		assert.Equal(t, "admitted\n", try(shows(time.Now().Add(30*time.Second))))
		assert.Equal(t, "refused\n", try(shows(time.Now())), "it is older than the last one")
	})
}

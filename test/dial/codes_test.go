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

	"bulkhead/operate/vpn"

	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
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
		s.says("TLS Auth Error: Auth Username/Password verification failed") // which people hear of
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
	shows = authenticator(t, dan.Codes)
	soon := func() string { return shows(time.Now().Add(30 * time.Second)) } // right for half a minute at least
	try := func(state, password string) string {
		t.Helper()
		return s.run("printf 'dan\\n" + password + "\\n' >/run/try; common_name=dan session_state=" + state + " /usr/local/sbin/bulkhead-vpn-client code /run/try && echo admitted || echo refused")
	}
	// remembered is what the server knows of dan's codes: the last right one, how many were wrong since, and until when
	// he waits.
	remembered := func() (last, wrong, until int64) {
		t.Helper()
		_, err := fmt.Sscanf(s.run("cat /run/bulkhead-vpn/used/dan-*"), "[%d, %d, %d]", &last, &wrong, &until)
		require.NoError(t, err)
		return last, wrong, until
	}
	remember := func(last, wrong, until int64) {
		t.Helper()
		s.run(fmt.Sprintf("echo '[%d, %d, %d]' >$(ls /run/bulkhead-vpn/used/dan-*)", last, wrong, until))
	}
	t.step("wrong ones count, and from the fifth on each doubles the wait, up to a day", func() {
		minutes := []int64{0, 0, 0, 0, 5, 10, 20, 40, 80, 160, 320, 640, 1280, 1440, 1440}
		for i, wait := range minutes {
			before := time.Now().Unix()
			assert.Equal(t, "refused\n", try("Initial", "000000"))
			last, wrong, until := remembered()
			assert.EqualValues(t, i+1, wrong)
			if wait > 0 {
				assert.InDelta(t, before+60*wait, until, 5)
				until = before // it is over
			} else {
				assert.Zero(t, until)
			}
			remember(last, wrong, until)
		}
	})
	t.step("while it lasts nothing is looked at, and after it the right one is admitted and ends the count", func() {
		until := time.Now().Add(time.Minute).Unix()
		remember(0, 5, until)
		for _, password := range []string{soon(), "000000"} {
			assert.Equal(t, "refused\n", try("Initial", password))
			_, wrong, still := remembered()
			assert.Equal(t, []int64{5, until}, []int64{wrong, still})
		}
		remember(0, 5, time.Now().Unix()-1)
		assert.Equal(t, "refused\n", try("Initial", shows(time.Now().Add(-61*time.Second))), "it is too old")
		remember(0, 6, time.Now().Unix()-1)
		assert.Equal(t, "admitted\n", try("Initial", soon()))
		_, wrong, still := remembered()
		assert.Equal(t, []int64{0, 0}, []int64{wrong, still})
		assert.Equal(t, "refused\n", try("Initial", shows(time.Now())), "it is older than the last one")
	})
	t.step("a token admits while it is the name's and not over, and is no guess", func() {
		remember(0, 3, 0)
		for state, want := range map[string]string{
			"Authenticated": "admitted\n", "Expired": "refused\n", "Invalid": "refused\n",
			"AuthenticatedEmptyUser": "refused\n", "ExpiredEmptyUser": "refused\n",
		} {
			assert.Equal(t, want, try(state, "SESS_ID_AT_x"), state)
		}
		_, wrong, _ := remembered()
		assert.EqualValues(t, 3, wrong)
	})
	t.step("who waits and gets a new certificate need not wait", func() {
		remember(0, 14, time.Now().Add(time.Hour).Unix())
		operators.revoke("dan")
		shows = authenticator(t, operators.issue("dan").Codes)
		s.minute(secrets)
		assert.Equal(t, "admitted\n", try("Initial", soon()))
	})
}

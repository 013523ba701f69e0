package vpn

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base32"
	"encoding/binary"
	"encoding/pem"
	"fmt"
	"net/url"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestAWrappedKeyUnwrapsAsOpenVPNDoes(t *testing.T) {
	serverKey := newServerKey()
	text, err := newClientKey(serverKey, today)
	require.NoError(t, err)
	block, rest := pem.Decode([]byte(text))
	require.NotNil(t, block)
	assert.Empty(t, rest)
	assert.Equal(t, "OpenVPN tls-crypt-v2 client key", block.Type)

	wrapping, _ := pem.Decode([]byte(serverKey))
	key, wrapped := block.Bytes[:256], block.Bytes[256:]
	tag, body, length := wrapped[:32], wrapped[32:len(wrapped)-2], wrapped[len(wrapped)-2:]
	assert.Equal(t, len(wrapped), int(binary.BigEndian.Uint16(length)))
	ciphers, err := aes.NewCipher(wrapping.Bytes[:32])
	require.NoError(t, err)
	plain := make([]byte, len(body))
	cipher.NewCTR(ciphers, tag[:16]).XORKeyStream(plain, body)
	assert.Equal(t, key, plain[:256])
	assert.Equal(t, byte(1), plain[256])
	assert.Equal(t, uint64(today.Unix()), binary.BigEndian.Uint64(plain[257:]))
	mac := hmac.New(sha256.New, wrapping.Bytes[64:96])
	mac.Write(length)
	mac.Write(plain)
	assert.Equal(t, mac.Sum(nil), tag)

	_, err = newClientKey("junk", today)
	assert.Error(t, err)
	other, err := newClientKey(serverKey, today)
	require.NoError(t, err)
	assert.NotEqual(t, text, other)
}

func TestAProfileHasEverythingInOneFile(t *testing.T) {
	client := Client{Name: "ann", Level: "dev", Expires: today}
	plain := string(profile("acme", client, Remote{Host: "vpn.example.com", UDP: 1194}, "CA\n", "CRYPT\n", identity{"CERT\n", "KEY\n"}))
	for _, line := range []string{
		"client", "dev tun", "remote vpn.example.com 1194 udp", "remote-cert-tls server", "verify-x509-name vpn-server name",
		"tls-version-min 1.3", "data-ciphers AES-256-GCM:CHACHA20-POLY1305", "allow-compression no", "auth-nocache", "nobind",
		"<ca>\nCA\n</ca>", "<cert>\nCERT\n</cert>", "<key>\nKEY\n</key>", "<tls-crypt-v2>\nCRYPT\n</tls-crypt-v2>",
	} {
		assert.Contains(t, plain, "\n"+line+"\n")
	}
	assert.Equal(t, 1, strings.Count(plain, "\nremote "))
	assert.NotContains(t, plain, "auth-user-pass")
	assert.Equal(t, []string{"pull-filter ignore \"redirect-gateway\""}, regexp.MustCompile(`.*redirect-gateway.*`).FindAllString(plain, -1), "a server does not get all traffic")

	assert.Contains(t, plain, "# The VPN of acme, for ann until 2026-11-21, at the level dev.\n")
	assert.NotContains(t, plain, "script-security", "a profile of another system runs no program")
	linux := string(profile("acme", client, Remote{Host: "vpn.example.com", UDP: 1194, Linux: true}, "", "", identity{}))
	for _, line := range []string{
		"script-security 2", "up /etc/openvpn/update-systemd-resolved", "down /etc/openvpn/update-systemd-resolved", "down-pre",
	} {
		assert.Contains(t, linux, "\n"+line+"\n")
	}

	both := string(profile("acme", client, Remote{Host: "vpn.example.com", UDP: 1194, TCP443: true, Codes: true}, "", "", identity{}))
	assert.Contains(t, both, "\nremote vpn.example.com 1194 udp\nremote vpn.example.com 443 tcp\nconnect-timeout 10\n")
	assert.Contains(t, both, "The name is ann, the password is the code that the authenticator shows.\nauth-user-pass\n")
}

func TestAnAuthenticatorReadsTheAddressOfACode(t *testing.T) {
	secret := newTOTP()
	raw, err := base32.StdEncoding.DecodeString(secret)
	require.NoError(t, err)
	assert.Len(t, raw, 20)
	assert.NotEqual(t, secret, newTOTP())

	address := otpauth("acme", "ann.b", secret)
	assert.NotContains(t, address, "+")
	parsed, err := url.Parse(address)
	require.NoError(t, err)
	assert.Equal(t, "otpauth", parsed.Scheme)
	assert.Equal(t, "totp", parsed.Host)
	assert.Equal(t, "/acme VPN:ann.b", parsed.Path)
	assert.Equal(t, secret, parsed.Query().Get("secret"))
	assert.Equal(t, "acme VPN", parsed.Query().Get("issuer"))
}

// TestThePagesSayHowLongAnAuthorityLastsAndThatKeysOfProfilesAreNotEncrypted: people handle the file by that.
func TestThePagesSayHowLongAnAuthorityLastsAndThatKeysOfProfilesAreNotEncrypted(t *testing.T) {
	client, its := issue(t, founded(t), "ann", 365, today)
	written := string(profile("acme", client, Remote{Host: "vpn.example.com", UDP: 1194}, "", "", its))
	key := regexp.MustCompile(`(?s)<key>\n(.*)</key>`).FindStringSubmatch(written)
	require.NotNil(t, key)
	block, _ := pem.Decode([]byte(key[1]))
	require.NotNil(t, block)
	assert.Empty(t, block.Headers)
	_, err := x509.ParseECPrivateKey(block.Bytes)
	require.NoError(t, err, "a profile has its key without a passphrase")
	for page, says := range map[string][]string{
		"vpn.md":    {fmt.Sprintf("which lasts %d years", years), "Its key is not encrypted"},
		"limits.md": {fmt.Sprintf("the authority after %d years", years), "The key in a profile is not encrypted."},
	} {
		content, err := os.ReadFile("../../docs/" + page)
		require.NoError(t, err)
		for _, each := range says {
			assert.Contains(t, strings.Join(strings.Fields(string(content)), " "), each, page)
		}
	}
}

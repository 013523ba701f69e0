package vpn

import (
	"crypto/rand"
	"encoding/base32"
	"net/url"
)

// newTOTP makes the secret that a client's one-time codes (RFC 6238) come from.
func newTOTP() string {
	secret := make([]byte, 20)
	rand.Read(secret)
	return base32.StdEncoding.EncodeToString(secret)
}

// otpauth is a secret as authenticators read it. They understand %20 and not +, so it is a path that is escaped.
func otpauth(organization, name, secret string) string {
	issuer := organization + " VPN"
	return (&url.URL{
		Scheme:   "otpauth",
		Host:     "totp",
		Path:     "/" + issuer + ":" + name,
		RawQuery: "secret=" + secret + "&issuer=" + url.PathEscape(issuer),
	}).String()
}

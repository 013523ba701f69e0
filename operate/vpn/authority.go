package vpn

import (
	"crypto"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"math/big"
	"slices"
	"time"
)

// Client is a certificate that was issued. It holds nothing secret.
type Client struct {
	Name    string     `json:"name"`
	Level   string     `json:"level"`
	Number  int        `json:"number"` // of its address among those of its level, from 0
	Serial  string     `json:"serial"` // in hexadecimal
	Issued  time.Time  `json:"issued"`
	Expires time.Time  `json:"expires"`
	Revoked *time.Time `json:"revoked,omitempty"`
}

// Valid is whether the server admits the client, if its level has an address for it.
func (c Client) Valid(now time.Time) bool {
	return c.Revoked == nil && now.Before(c.Expires)
}

// authority is the value of the operators' secret: all of the authority but its key.
type authority struct {
	CA        string   `json:"ca"`
	Server    identity `json:"server"`
	TLSCrypt  string   `json:"tlsCrypt"` // OpenVPN's tls-crypt-v2 server key
	CRLNumber int64    `json:"crlNumber"`
	Clients   []entry  `json:"clients"`
}

// identity is a certificate and its key, as PEM.
type identity struct {
	Certificate string `json:"certificate"`
	Key         string `json:"key"`
}

// entry is a client, and the secret that its one-time codes come from, if it has any.
type entry struct {
	Client
	TOTP string `json:"totp,omitempty"`
}

// server is the value of the server's secret.
type server struct {
	CA          string              `json:"ca"`
	Certificate string              `json:"certificate"`
	Key         string              `json:"key"`
	Expires     time.Time           `json:"expires"` // when the certificate does
	TLSCrypt    string              `json:"tlsCrypt"`
	CRL         string              `json:"crl"`
	CRLNumber   int64               `json:"crlNumber"`
	Clients     map[string]admitted `json:"clients"` // by name; nobody else is admitted
}

// admitted is what the server knows of a client.
type admitted struct {
	Serial string `json:"serial"`
	Level  string `json:"level"`
	Number int    `json:"number"`
	TOTP   string `json:"totp,omitempty"`
}

// newAuthority makes everything that is made once.
func newAuthority(organization string, key crypto.Signer, now time.Time) (*authority, error) {
	ca, err := newCA(organization+" VPN", key, now)
	if err != nil {
		return nil, err
	}
	a := &authority{CA: certificatePEM(ca.Raw), TLSCrypt: newServerKey(), CRLNumber: 1}
	return a, a.renewServer(key, now)
}

// renewServer makes a certificate and a key for the server.
func (a *authority) renewServer(key crypto.Signer, now time.Time) error {
	signer, err := a.signer(key)
	if err != nil {
		return err
	}
	expires := now.AddDate(0, 0, serverDays)
	if expires.After(signer.ca.NotAfter) {
		expires = signer.ca.NotAfter
	}
	a.Server, _, err = signer.sign(serverName, x509.ExtKeyUsageServerAuth, now, expires)
	return err
}

// tidy forgets whom it need not know any more, and renews the server's certificate in the second half of its time.
func (a *authority) tidy(key crypto.Signer, now time.Time) error {
	a.prune(now)
	expires, err := a.Server.expires()
	if err != nil || now.Before(expires.AddDate(0, 0, -serverDays/2)) {
		return err
	}
	return a.renewServer(key, now)
}

// expires is when a certificate does.
func (i identity) expires() (time.Time, error) {
	block, _ := pem.Decode([]byte(i.Certificate))
	if block == nil {
		return time.Time{}, errors.New("the authority's secret holds no certificate of the server")
	}
	certificate, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		return time.Time{}, fmt.Errorf("the server's certificate: %w", err)
	}
	return certificate.NotAfter, nil
}

// issue makes a certificate for a name that has no valid one.
func (a *authority) issue(
	key crypto.Signer, name string, level Level, days int, totp string, now time.Time,
) (Client, identity, error) {
	if i := a.valid(name, now); i >= 0 {
		return Client{}, identity{}, fmt.Errorf("%s has a certificate until %s: revoke it first", name, a.Clients[i].Expires.Format(time.DateOnly))
	}
	number, err := a.free(level)
	if err != nil {
		return Client{}, identity{}, err
	}
	signer, err := a.signer(key)
	if err != nil {
		return Client{}, identity{}, err
	}
	now = now.UTC().Truncate(time.Second) // what a certificate can say
	expires := now.AddDate(0, 0, days)
	if expires.After(signer.ca.NotAfter) {
		return Client{}, identity{}, fmt.Errorf("%d days are too many: the authority itself ends on %s", days, signer.ca.NotAfter.Format(time.DateOnly))
	}
	own, serial, err := signer.sign(name, x509.ExtKeyUsageClientAuth, now, expires)
	if err != nil {
		return Client{}, identity{}, err
	}
	client := Client{
		Name: name, Level: level.Name, Number: number, Serial: serial.Text(16), Issued: now, Expires: expires,
	}
	a.Clients = append(a.Clients, entry{client, totp})
	return client, own, nil
}

// free is the lowest number that nobody of a level has. A certificate that has expired keeps its number until it is
// forgotten, because its session may go on for a while.
func (a *authority) free(level Level) (int, error) {
	taken := map[int]bool{}
	for _, e := range a.Clients {
		taken[e.Number] = taken[e.Number] || e.Level == level.Name && e.Revoked == nil
	}
	for number := range level.Room {
		if !taken[number] {
			return number, nil
		}
	}
	return 0, fmt.Errorf("the level %s has addresses for %d profiles, and all are taken: widen vpn.clients, or revoke one", level.Name, level.Room)
}

// revoke puts the valid certificate of a name on the list of revoked ones. When there is none, it returns the last one
// that was revoked, so that the list can be published again.
func (a *authority) revoke(name string, now time.Time) (Client, error) {
	if i := a.valid(name, now); i >= 0 {
		at := now.UTC().Truncate(time.Second)
		a.Clients[i].Revoked = &at
		a.Clients[i].TOTP = ""
		a.CRLNumber++
		return a.Clients[i].Client, nil
	}
	for _, e := range slices.Backward(a.Clients) {
		if e.Name == name && e.Revoked != nil {
			return e.Client, nil
		}
	}
	return Client{}, fmt.Errorf("%s has no valid certificate", name)
}

// valid is the index of the valid certificate of a name, or -1.
func (a *authority) valid(name string, now time.Time) int {
	return slices.IndexFunc(a.Clients, func(e entry) bool { return e.Name == name && e.Valid(now) })
}

// prune forgets certificates a week after they expired. The week is for clocks that are wrong: a revoked certificate
// must be on the list for as long as the server takes it for a valid one.
func (a *authority) prune(now time.Time) {
	a.Clients = slices.DeleteFunc(a.Clients, func(e entry) bool {
		gone := now.After(e.Expires.AddDate(0, 0, 7))
		if gone && e.Revoked != nil {
			a.CRLNumber++
		}
		return gone
	})
}

// server derives what the server needs. The same authority gives the same value as before: the server restarts when it
// changes. No signature is the same twice, so a list of revoked certificates is signed only when it has another number.
func (a *authority) server(key crypto.Signer, before server, now time.Time) (server, error) {
	expires, err := a.Server.expires()
	if err != nil {
		return server{}, err
	}
	s := server{
		CA:          a.CA,
		Certificate: a.Server.Certificate,
		Key:         a.Server.Key,
		Expires:     expires,
		TLSCrypt:    a.TLSCrypt,
		CRL:         before.CRL,
		CRLNumber:   a.CRLNumber,
		Clients:     map[string]admitted{},
	}
	var revoked []x509.RevocationListEntry
	for _, e := range a.Clients {
		if e.Valid(now) {
			s.Clients[e.Name] = admitted{e.Serial, e.Level, e.Number, e.TOTP}
		}
		if e.Revoked != nil {
			serial, ok := new(big.Int).SetString(e.Serial, 16)
			if !ok {
				return server{}, fmt.Errorf("the serial number of %s is not one: %q", e.Name, e.Serial)
			}
			revoked = append(revoked, x509.RevocationListEntry{SerialNumber: serial, RevocationTime: *e.Revoked})
		}
	}
	if before.CA == s.CA && before.CRLNumber == s.CRLNumber {
		return s, nil
	}
	signer, err := a.signer(key)
	if err != nil {
		return server{}, err
	}
	s.CRL, err = signer.revocationList(a.CRLNumber, revoked)
	return s, err
}

// maxSecret is how many bytes Secrets Manager holds in a secret.
const maxSecret = 65536

// revoking is how many bytes the revocation of a client adds, and a list of revoked ones whose number has a digit more.
const revoking = len(`,"revoked":"2006-01-02T15:04:05Z"`) + 1

// encodeWithRoom is the value of the operators' secret, if all of its clients can be revoked in it.
func (a *authority) encodeWithRoom() ([]byte, error) {
	room := 0
	for _, e := range a.Clients {
		if e.Revoked == nil {
			room += revoking
		}
	}
	value, err := encode(a)
	if err == nil && len(value)+room > maxSecret {
		err = full(len(value) + room)
	}
	return value, err
}

// full is the error of a list that would be that long.
func full(length int) error {
	return fmt.Errorf("the list of certificates is full: with room to revoke all of them it would be %d bytes, and a secret holds %d; it loses certificates a week after they expire, so shorter --days help", length, maxSecret)
}

// encode is the value of a secret.
func encode(v any) ([]byte, error) {
	value, err := json.Marshal(v)
	if err == nil && len(value) > maxSecret {
		err = full(len(value))
	}
	return value, err
}

package vpn

import (
	"crypto/x509"
	"encoding/json"
	"fmt"
	"math/big"
	"slices"
	"time"
)

// Client is a certificate that was issued. It holds nothing secret.
type Client struct {
	Name    string     `json:"name"`
	Serial  string     `json:"serial"` // in hexadecimal
	Issued  time.Time  `json:"issued"`
	Expires time.Time  `json:"expires"`
	Revoked *time.Time `json:"revoked,omitempty"`
}

// Valid is whether the server admits the client.
func (c Client) Valid(now time.Time) bool {
	return c.Revoked == nil && now.Before(c.Expires)
}

// authority is the value of the operators' secret.
type authority struct {
	CA        string   `json:"ca"`
	Key       string   `json:"key"`
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

// entry is a client and the secret that its one-time codes come from, if it has any.
type entry struct {
	Client
	TOTP string `json:"totp,omitempty"`
}

// server is the value of the server's secret.
type server struct {
	CA          string            `json:"ca"`
	Certificate string            `json:"certificate"`
	Key         string            `json:"key"`
	TLSCrypt    string            `json:"tlsCrypt"`
	CRL         string            `json:"crl"`
	TOTP        map[string]string `json:"totp,omitempty"` // by client
}

// newAuthority makes everything that is made once.
func newAuthority(organization string, now time.Time) (*authority, error) {
	ca, key, err := newCA(organization+" VPN", now)
	if err != nil {
		return nil, err
	}
	signer := &signer{ca, key}
	own, _, err := signer.sign(serverName, x509.ExtKeyUsageServerAuth, now, ca.NotAfter)
	if err != nil {
		return nil, err
	}
	text, err := keyPEM(key)
	if err != nil {
		return nil, err
	}
	return &authority{CA: certificatePEM(ca.Raw), Key: text, Server: own, TLSCrypt: newServerKey(), CRLNumber: 1}, nil
}

// issue makes a certificate for a name that has no valid one.
func (a *authority) issue(name string, days int, totp string, now time.Time) (Client, identity, error) {
	if i := a.valid(name, now); i >= 0 {
		return Client{}, identity{}, fmt.Errorf("%s has a certificate until %s: revoke it first", name, a.Clients[i].Expires.Format(time.DateOnly))
	}
	signer, err := a.signer()
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
	client := Client{Name: name, Serial: serial.Text(16), Issued: now, Expires: expires}
	a.Clients = append(a.Clients, entry{client, totp})
	return client, own, nil
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

// server derives what the server needs. The same authority gives the same bytes, so that publishing them again changes
// nothing: the server restarts when they change.
func (a *authority) server(now time.Time) (server, error) {
	signer, err := a.signer()
	if err != nil {
		return server{}, err
	}
	var revoked []x509.RevocationListEntry
	totp := map[string]string{}
	for _, e := range a.Clients {
		if e.Revoked != nil {
			serial, ok := new(big.Int).SetString(e.Serial, 16)
			if !ok {
				return server{}, fmt.Errorf("the serial number of %s is not one: %q", e.Name, e.Serial)
			}
			revoked = append(revoked, x509.RevocationListEntry{SerialNumber: serial, RevocationTime: *e.Revoked})
		}
		if e.TOTP != "" && e.Valid(now) {
			totp[e.Name] = e.TOTP
		}
	}
	crl, err := signer.revocationList(a.CRLNumber, revoked)
	if err != nil {
		return server{}, err
	}
	return server{
		CA:          a.CA,
		Certificate: a.Server.Certificate,
		Key:         a.Server.Key,
		TLSCrypt:    a.TLSCrypt,
		CRL:         crl,
		TOTP:        totp,
	}, nil
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

package vpn

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"io"
	"math/big"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var today = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

// signing is a key of the tests' own, and counts what it signs.
type signing struct {
	crypto.Signer
	signed int
}

func (s *signing) Sign(random io.Reader, digest []byte, options crypto.SignerOpts) ([]byte, error) {
	s.signed++
	return s.Signer.Sign(random, digest, options)
}

// own is that key.
var own = func() *signing {
	key, err := ecdsa.GenerateKey(elliptic.P384(), rand.Reader)
	if err != nil {
		panic(err)
	}
	return &signing{Signer: key}
}()

// dev is a level with room for everybody in a test.
var dev = Level{"dev", 2_000}

// founded is an authority of the tests' own.
func founded(t *testing.T) *authority {
	t.Helper()
	a, err := newAuthority("acme", own, today)
	require.NoError(t, err)
	return a
}

func issue(t *testing.T, a *authority, name string, days int, now time.Time) (Client, identity) {
	t.Helper()
	client, its, err := a.issue(own, name, dev, days, "", now)
	require.NoError(t, err)
	return client, its
}

func derive(t *testing.T, a *authority, now time.Time) server {
	t.Helper()
	return deriveAfter(t, a, server{}, now)
}

func deriveAfter(t *testing.T, a *authority, before server, now time.Time) server {
	t.Helper()
	s, err := a.server(own, before, now)
	require.NoError(t, err)
	return s
}

func certificate(t *testing.T, text string) *x509.Certificate {
	t.Helper()
	block, _ := pem.Decode([]byte(text))
	require.NotNil(t, block)
	c, err := x509.ParseCertificate(block.Bytes)
	require.NoError(t, err)
	return c
}

// revoked are the serial numbers of a list that the authority has signed.
func revoked(t *testing.T, s server) (serials []string, list *x509.RevocationList) {
	t.Helper()
	block, _ := pem.Decode([]byte(s.CRL))
	require.NotNil(t, block)
	list, err := x509.ParseRevocationList(block.Bytes)
	require.NoError(t, err)
	require.NoError(t, list.CheckSignatureFrom(certificate(t, s.CA)))
	for _, entry := range list.RevokedCertificateEntries {
		serials = append(serials, entry.SerialNumber.Text(16))
	}
	return serials, list
}

func TestACertificateIsOfTheAuthorityAndForOneUse(t *testing.T) {
	a := founded(t)
	client, anns := issue(t, a, "ann", 30, today)
	roots := x509.NewCertPool()
	roots.AddCert(certificate(t, a.CA))
	for _, c := range []struct {
		of            identity
		name          string
		use, notFor   x509.ExtKeyUsage
		until, nobody time.Time
	}{
		{
			anns,
			"ann",
			x509.ExtKeyUsageClientAuth,
			x509.ExtKeyUsageServerAuth,
			today.AddDate(0, 0, 30),
			today.AddDate(0, 0, 31),
		},
		{
			a.Server,
			"vpn-server",
			x509.ExtKeyUsageServerAuth,
			x509.ExtKeyUsageClientAuth,
			today.AddDate(0, 0, 365),
			today.AddDate(0, 0, 366),
		},
	} {
		_, err := tls.X509KeyPair([]byte(c.of.Certificate), []byte(c.of.Key))
		require.NoError(t, err)
		leaf := certificate(t, c.of.Certificate)
		assert.Equal(t, c.name, leaf.Subject.CommonName)
		assert.Equal(t, c.until, leaf.NotAfter)
		verify := func(use x509.ExtKeyUsage, at time.Time) error {
			_, err := leaf.Verify(x509.VerifyOptions{Roots: roots, KeyUsages: []x509.ExtKeyUsage{use}, CurrentTime: at})
			return err
		}
		assert.NoError(t, verify(c.use, today))
		assert.NoError(t, verify(c.use, today.Add(-59*time.Minute)), "another clock may be behind")
		assert.Error(t, verify(c.notFor, today))
		assert.Error(t, verify(c.use, c.nobody))
		assert.False(t, leaf.IsCA)
	}
	assert.Equal(t, certificate(t, anns.Certificate).SerialNumber.Text(16), client.Serial)
	assert.True(t, certificate(t, a.CA).MaxPathLenZero, "there is no authority below it")
}

func TestTheServersValueIsTheSameBytesUntilAnotherCertificateIsRevoked(t *testing.T) {
	a := founded(t)
	ann, _ := issue(t, a, "ann", 30, today)
	issue(t, a, "bob", 30, today)
	_, err := a.revoke("ann", today)
	require.NoError(t, err)
	first := derive(t, a, today)
	signed := own.signed
	assert.Equal(t, first, deriveAfter(t, a, first, today.Add(time.Hour)))
	assert.Equal(t, signed, own.signed, "no signature is the same twice, so the list is not signed anew")
	issue(t, a, "cat", 30, today)
	signed = own.signed
	assert.Equal(t, first.CRL, deriveAfter(t, a, first, today).CRL)
	assert.Equal(t, signed, own.signed)
	_, err = a.revoke("bob", today)
	require.NoError(t, err)
	second := deriveAfter(t, a, first, today)
	assert.NotEqual(t, first.CRL, second.CRL)
	assert.Equal(t, signed+1, own.signed)
	serials, _ := revoked(t, second)
	assert.Len(t, serials, 2)
	assert.Contains(t, serials, ann.Serial)
}

func TestTheServerKnowsWhoIsAdmittedAndNobodyElse(t *testing.T) {
	a := founded(t)
	ann, _ := issue(t, a, "ann", 30, today)
	bob, _, err := a.issue(own, "bob", Level{"prod", 5}, 31, "SECRET", today)
	require.NoError(t, err)
	issue(t, a, "cat", 30, today)
	_, err = a.revoke("cat", today)
	require.NoError(t, err)
	assert.Equal(t, map[string]admitted{
		"ann": {Serial: ann.Serial, Level: "dev", Number: 0},
		"bob": {Serial: bob.Serial, Level: "prod", Number: 0, TOTP: "SECRET"},
	}, derive(t, a, today).Clients)
	assert.Len(t, derive(t, a, today.AddDate(0, 0, 30)).Clients, 1, "ann's has expired")
}

func TestAddressesOfALevelAreOfOnePersonEachAndFreeAgainOnceRevoked(t *testing.T) {
	a, few := founded(t), Level{"few", 2}
	give := func(name string, level Level, now time.Time) (int, error) {
		_, _, err := a.issue(own, name, level, 30, "", now)
		return a.Clients[len(a.Clients)-1].Number, err
	}
	for want, name := range []string{"ann", "bob"} {
		number, err := give(name, few, today)
		require.NoError(t, err)
		assert.Equal(t, want, number)
	}
	_, err := give("cat", few, today)
	assert.EqualError(t, err, "the level few has addresses for 2 profiles, and all are taken: widen vpn.clients, or revoke one")
	number, err := give("cat", dev, today)
	require.NoError(t, err)
	assert.Zero(t, number, "another level has other addresses")
	_, err = a.revoke("ann", today)
	require.NoError(t, err)
	number, err = give("dan", few, today)
	require.NoError(t, err)
	assert.Zero(t, number)
	_, err = give("eve", few, today.AddDate(0, 0, 31))
	assert.Error(t, err, "the session of a certificate that has just expired may go on")
	a.prune(today.AddDate(0, 0, 38))
	_, err = give("eve", few, today.AddDate(0, 0, 38))
	assert.NoError(t, err)
}

func TestTheServersCertificateIsRenewedInTheSecondHalfOfItsYear(t *testing.T) {
	a := founded(t)
	before := a.Server
	require.NoError(t, a.tidy(own, today.AddDate(0, 0, 182)))
	assert.Equal(t, before, a.Server)
	now := today.AddDate(0, 0, 184)
	require.NoError(t, a.tidy(own, now))
	assert.NotEqual(t, before.Certificate, a.Server.Certificate)
	assert.NotEqual(t, before.Key, a.Server.Key)
	assert.Equal(t, now.AddDate(0, 0, 365), derive(t, a, now).Expires)
	require.NoError(t, a.renewServer(own, today.AddDate(9, 10, 0)))
	assert.Equal(t, today.AddDate(10, 0, 0), derive(t, a, now).Expires, "it does not outlive the authority")
}

func TestAnAuthorityOfAnotherKeySignsNothing(t *testing.T) {
	a := founded(t)
	key, err := ecdsa.GenerateKey(elliptic.P384(), rand.Reader)
	require.NoError(t, err)
	_, _, err = a.issue(key, "ann", dev, 30, "", today)
	assert.ErrorContains(t, err, "the authority is of another key than the one in AWS KMS: make it anew")
}

func TestARevokedCertificateIsOnTheListUntilItHasExpired(t *testing.T) {
	a := founded(t)
	ann, _ := issue(t, a, "ann", 30, today)
	bob, _ := issue(t, a, "bob", 300, today)
	issue(t, a, "cat", 30, today)
	for _, name := range []string{"ann", "bob"} {
		_, err := a.revoke(name, today.AddDate(0, 0, 1))
		require.NoError(t, err)
	}
	a.prune(today.AddDate(0, 0, 36))
	serials, before := revoked(t, derive(t, a, today))
	assert.Equal(t, []string{ann.Serial, bob.Serial}, serials)
	assert.Len(t, a.Clients, 3)

	a.prune(today.AddDate(0, 0, 38))
	serials, after := revoked(t, derive(t, a, today))
	assert.Equal(t, []string{bob.Serial}, serials)
	assert.Len(t, a.Clients, 1, "ann and cat expired more than a week ago")
	assert.Equal(t, 1, after.Number.Cmp(before.Number), "another list has a higher number")
}

func TestTheRevocationListIsGoodAsLongAsTheAuthority(t *testing.T) {
	a := founded(t)
	ca := certificate(t, a.CA)
	serials, list := revoked(t, derive(t, a, today.AddDate(9, 0, 0)))
	assert.Empty(t, serials)
	assert.Equal(t, ca.NotBefore, list.ThisUpdate)
	assert.Equal(t, ca.NotAfter, list.NextUpdate)
	assert.Equal(t, today.AddDate(10, 0, 0), list.NextUpdate)
}

func TestANameHasOneValidCertificate(t *testing.T) {
	a := founded(t)
	first, _ := issue(t, a, "ann", 30, today)
	_, _, err := a.issue(own, "ann", dev, 30, "", today.AddDate(0, 0, 29))
	assert.EqualError(t, err, "ann has a certificate until 2026-12-21: revoke it first")
	issue(t, a, "ann", 30, today.AddDate(0, 0, 31)) // it has expired

	second, err := a.revoke("ann", today.AddDate(0, 0, 32))
	require.NoError(t, err)
	assert.NotEqual(t, first.Serial, second.Serial, "the valid one is revoked")
	number := a.CRLNumber
	again, err := a.revoke("ann", today.AddDate(0, 0, 33))
	require.NoError(t, err)
	assert.Equal(t, second, again)
	assert.Equal(t, number, a.CRLNumber, "nothing changed")
	issue(t, a, "ann", 30, today.AddDate(0, 0, 34))

	_, err = a.revoke("bob", today)
	assert.EqualError(t, err, "bob has no valid certificate")
}

func TestACertificateDoesNotOutliveTheAuthority(t *testing.T) {
	a := founded(t)
	_, _, err := a.issue(own, "ann", dev, 367, "", today.AddDate(9, 0, 0))
	assert.EqualError(t, err, "367 days are too many: the authority itself ends on 2036-11-21")
	assert.Empty(t, a.Clients)
	issue(t, a, "ann", 366, today.AddDate(9, 0, 0))
}

func TestTheSecretOfCodesIsGoneOnceRevoked(t *testing.T) {
	a := founded(t)
	_, _, err := a.issue(own, "bob", dev, 30, "SECRETbob", today)
	require.NoError(t, err)
	_, err = a.revoke("bob", today)
	require.NoError(t, err)
	value, err := encode(a)
	require.NoError(t, err)
	assert.NotContains(t, string(value), "SECRETbob")
}

func TestASecretThatIsFullIsRefusedWithWhatHelps(t *testing.T) {
	a := founded(t)
	for i := range 300 {
		a.Clients = append(a.Clients, entry{Client: Client{
			Name: fmt.Sprintf(
				"some-name-%d",
				i,
			),
			Serial:  newSerial().Text(16),
			Issued:  today,
			Expires: today.AddDate(1, 0, 0),
			Revoked: &today,
		}})
	}
	_, err := encode(a)
	require.NoError(t, err, "there is room for hundreds")
	value, err := encode(derive(t, a, today))
	require.NoError(t, err)
	assert.Less(t, len(value), 30_000)

	a.Clients[0].Name = strings.Repeat("x", maxSecret)
	_, err = encode(a)
	assert.ErrorContains(t, err, "the list of certificates is full")
	assert.ErrorContains(t, err, "shorter --days help")
}

// TestAFullListStillRevokesEverybody: nothing is issued for which there would be no room to revoke it.
func TestAFullListStillRevokesEverybody(t *testing.T) {
	for _, totp := range []string{"", strings.Repeat("S", 32)} {
		a := founded(t)
		for n := 0; ; n++ {
			require.Less(t, n, 1_000)
			before := slices.Clone(a.Clients)
			a.Clients = append(a.Clients, entry{Client{
				Name: fmt.Sprintf("somebody-%d", n), Level: "developers", Number: n, Serial: newSerial().Text(16),
				Issued: today, Expires: today.AddDate(1, 0, 0),
			}, totp})
			if _, err := a.encodeWithRoom(); err != nil {
				assert.ErrorContains(t, err, "the list of certificates is full")
				a.Clients = before
				break
			}
		}
		require.Greater(t, len(a.Clients), 250)
		for _, e := range slices.Clone(a.Clients) {
			_, err := a.revoke(e.Name, today)
			require.NoError(t, err)
			_, err = encode(a)
			require.NoError(t, err)
		}
		_, err := encode(derive(t, a, today))
		assert.NoError(t, err)
	}
}

func TestAnAuthorityThatCannotBeReadIsAnErrorWithoutItsText(t *testing.T) {
	for what, a := range map[string]authority{
		"nothing":    {},
		"no CA":      {CA: "junk"},
		"another CA": {CA: strings.ReplaceAll(founded(t).CA, "M", "N")},
	} {
		_, _, err := a.issue(own, "ann", dev, 1, "", today)
		if assert.Error(t, err, what) {
			assert.NotContains(t, err.Error(), "BEGIN")
		}
	}
	broken := founded(t)
	broken.Clients = []entry{{Client: Client{Name: "ann", Serial: "?", Revoked: &today}}}
	_, err := broken.server(own, server{}, today)
	assert.EqualError(t, err, `the serial number of ann is not one: "?"`)
}

func TestSerialNumbersDiffer(t *testing.T) {
	seen := map[string]bool{}
	for range 1000 {
		serial := newSerial()
		assert.LessOrEqual(t, serial.BitLen(), 128)
		assert.Equal(t, 1, serial.Cmp(new(big.Int)))
		seen[serial.Text(16)] = true
	}
	assert.Len(t, seen, 1000)
}

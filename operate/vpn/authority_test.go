package vpn

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"math/big"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var today = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

// founded is an authority of the tests' own.
func founded(t *testing.T) *authority {
	t.Helper()
	a, err := newAuthority("acme", today)
	require.NoError(t, err)
	return a
}

func issue(t *testing.T, a *authority, name string, days int, now time.Time) (Client, identity) {
	t.Helper()
	client, own, err := a.issue(name, days, "", now)
	require.NoError(t, err)
	return client, own
}

func derive(t *testing.T, a *authority, now time.Time) server {
	t.Helper()
	s, err := a.server(now)
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
	client, own := issue(t, a, "ann", 30, today)
	roots := x509.NewCertPool()
	roots.AddCert(certificate(t, a.CA))
	for _, c := range []struct {
		of            identity
		name          string
		use, notFor   x509.ExtKeyUsage
		until, nobody time.Time
	}{
		{
			own,
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
			today.AddDate(10, 0, 0),
			today.AddDate(10, 0, 1),
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
	assert.Equal(t, certificate(t, own.Certificate).SerialNumber.Text(16), client.Serial)
	assert.True(t, certificate(t, a.CA).MaxPathLenZero, "there is no authority below it")
}

func TestTheServersValueIsTheSameBytesEveryTimeAndHasNoKeyOfTheAuthority(t *testing.T) {
	a := founded(t)
	issue(t, a, "ann", 30, today)
	_, err := a.revoke("ann", today)
	require.NoError(t, err)
	value, err := encode(derive(t, a, today))
	require.NoError(t, err)
	again, err := encode(derive(t, a, today.AddDate(1, 0, 0)))
	require.NoError(t, err)
	assert.Equal(t, string(value), string(again))

	var fields map[string]string
	require.NoError(t, json.Unmarshal(value, &fields))
	assert.Len(t, fields, 5)
	assert.Equal(t, a.Server.Key, fields["key"])
	for name, text := range fields {
		assert.NotContains(t, text, a.Key, name)
	}
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
	_, _, err := a.issue("ann", 30, "", today.AddDate(0, 0, 29))
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
	_, _, err := a.issue("ann", 367, "", today.AddDate(9, 0, 0))
	assert.EqualError(t, err, "367 days are too many: the authority itself ends on 2036-11-21")
	assert.Empty(t, a.Clients)
	issue(t, a, "ann", 366, today.AddDate(9, 0, 0))
}

func TestTheServerHasTheCodesOfValidClientsOnly(t *testing.T) {
	a := founded(t)
	for _, name := range []string{"ann", "bob", "cat"} {
		_, _, err := a.issue(name, map[string]int{"cat": 1}[name]+30, "SECRET"+name, today)
		require.NoError(t, err)
	}
	_, err := a.revoke("bob", today)
	require.NoError(t, err)
	assert.Equal(t, map[string]string{"ann": "SECRETann", "cat": "SECRETcat"}, derive(t, a, today).TOTP)
	assert.Equal(t, map[string]string{"cat": "SECRETcat"}, derive(t, a, today.AddDate(0, 0, 30)).TOTP)
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
				Name: fmt.Sprintf("somebody-%d", n), Serial: newSerial().Text(16), Issued: today, Expires: today.AddDate(1, 0, 0),
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
		"nothing":   {},
		"no CA":     {CA: "junk", Key: founded(t).Key},
		"wrong key": {CA: founded(t).CA, Key: strings.ReplaceAll(founded(t).Key, "M", "N")},
	} {
		_, _, err := a.issue("ann", 1, "", today)
		if assert.Error(t, err, what) {
			assert.NotContains(t, err.Error(), "BEGIN")
		}
	}
	broken := founded(t)
	broken.Clients = []entry{{Client: Client{Name: "ann", Serial: "?", Revoked: &today}}}
	_, err := broken.server(today)
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

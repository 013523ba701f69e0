package vpn

import (
	"bytes"
	"context"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"bulkhead/internal/fake"
	"bulkhead/internal/moto"

	"github.com/aws/aws-sdk-go-v2/service/kms"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager/types"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var here = Remote{Host: "vpn.example.com", UDP: 1194}

// fixture is the VPN of an organization whose stack has made its two secrets.
type fixture struct {
	*VPN
	t      *testing.T
	client *secretsmanager.Client
	kms    *fake.KMS
}

// stored is what the secrets hold.
func (f fixture) stored() (authority, server) {
	f.t.Helper()
	var a authority
	var s server
	for name, into := range map[string]any{f.authoritySecret(): &a, f.serverSecret(): &s} {
		value, _, err := read(f.t.Context(), f.client, name)
		require.NoError(f.t, err)
		require.NoError(f.t, json.Unmarshal(value, into))
	}
	return a, s
}

// names are those of valid certificates, sorted.
func (f fixture) names() (valid []string) {
	f.t.Helper()
	clients, err := f.Clients(f.t.Context())
	require.NoError(f.t, err)
	for _, c := range clients {
		if c.Valid(f.now()) {
			valid = append(valid, c.Name)
		}
	}
	slices.Sort(valid)
	return valid
}

func (f fixture) issue(name string) *Issued {
	f.t.Helper()
	issued, err := f.Issue(f.t.Context(), name, dev, 30, here)
	require.NoError(f.t, err)
	return issued
}

// versions is how many versions a secret has.
func (f fixture) versions(name string) int {
	f.t.Helper()
	out, err := f.client.DescribeSecret(f.t.Context(), &secretsmanager.DescribeSecretInput{SecretId: &name})
	require.NoError(f.t, err)
	return len(out.VersionIdsToStages)
}

// meddler comes between an operator and Secrets Manager.
type meddler struct {
	*secretsmanager.Client
	beforePut, beforeMove            func()
	refusePut, refuseMove, afterMove error
}

// once is what f does, the first time.
func once(f *func()) {
	if do := *f; do != nil {
		*f = nil
		do()
	}
}

func (m *meddler) PutSecretValue(
	ctx context.Context,
	in *secretsmanager.PutSecretValueInput,
	options ...func(*secretsmanager.Options),
) (*secretsmanager.PutSecretValueOutput, error) {
	once(&m.beforePut)
	if m.refusePut != nil {
		return nil, m.refusePut
	}
	return m.Client.PutSecretValue(ctx, in, options...)
}

func (m *meddler) UpdateSecretVersionStage(
	ctx context.Context,
	in *secretsmanager.UpdateSecretVersionStageInput,
	options ...func(*secretsmanager.Options),
) (*secretsmanager.UpdateSecretVersionStageOutput, error) {
	once(&m.beforeMove)
	if m.refuseMove != nil {
		return nil, m.refuseMove
	}
	out, err := m.Client.UpdateSecretVersionStage(ctx, in, options...)
	return out, errors.Join(err, m.afterMove)
}

func TestOperatorsOfOneVPN(t *testing.T) {
	client := secretsmanager.NewFromConfig(moto.Start(t, "eu-west-1"))
	count := 0
	vpn := func(t *testing.T) fixture {
		count++
		name := fmt.Sprintf("acme%d", count)
		own := fake.NewKMS(t, "alias/"+name+"-vpn-authority")
		f := fixture{New(name, client, kms.NewFromConfig(own.Config("eu-west-1"))), t, client, own}
		for _, name := range []string{f.authoritySecret(), f.serverSecret()} {
			_, err := client.CreateSecret(t.Context(), &secretsmanager.CreateSecretInput{Name: &name})
			require.NoError(t, err)
		}
		return f
	}
	t.Run("the first certificate makes the authority, and the second uses it", func(t *testing.T) {
		f := vpn(t)
		assert.Empty(t, f.names())
		_, err := f.Revoke(t.Context(), "ann")
		assert.ErrorIs(t, err, errNone)
		assert.True(t, f.issue("ann").Founded)
		first, published := f.stored()
		_, version, err := read(t.Context(), client, f.authoritySecret())
		require.NoError(t, err)
		assert.Equal(t, "bulkhead-vpn-first-version-00000", version, "so that there can be no other first one")
		assert.False(t, f.issue("bob").Founded)
		second, s := f.stored()
		assert.Equal(t, first.CA, second.CA)
		assert.Equal(t, first.CA, s.CA)
		assert.Equal(t, []string{"ann", "bob"}, f.names())
		assert.Equal(t, s.CRL, published.CRL, "a certificate more does not restart the server")
		_, err = f.Issue(t.Context(), "ann", dev, 30, here)
		assert.ErrorContains(t, err, "revoke it first")
	})
	t.Run("certificates that two operators issue at once all survive", func(t *testing.T) {
		f := vpn(t)
		var want []string
		var wait sync.WaitGroup
		for _, operator := range []string{"a", "b"} {
			for i := range 10 {
				want = append(want, fmt.Sprint(operator, i))
			}
			wait.Go(func() {
				for i := range 10 {
					_, err := f.Issue(t.Context(), fmt.Sprint(operator, i), dev, 30, here)
					assert.NoError(t, err)
				}
			})
		}
		wait.Wait()
		assert.Equal(t, want, f.names())
	})
	t.Run("a certificate that is revoked while others are issued is on the server's list", func(t *testing.T) {
		f := vpn(t)
		for i := range 5 {
			f.issue(fmt.Sprint("old", i))
		}
		var wait sync.WaitGroup
		wait.Go(func() {
			for i := range 5 {
				_, err := f.Revoke(t.Context(), fmt.Sprint("old", i))
				assert.NoError(t, err)
			}
		})
		wait.Go(func() {
			for i := range 5 {
				_, err := f.Issue(t.Context(), fmt.Sprint("new", i), dev, 30, Remote{Codes: true}) // which publishes
				assert.NoError(t, err)
			}
		})
		wait.Wait()
		assert.Equal(t, []string{"new0", "new1", "new2", "new3", "new4"}, f.names())
		a, s := f.stored()
		serials, _ := revoked(t, s)
		assert.Len(t, serials, 5)
		key, err := f.key(t.Context())
		require.NoError(t, err)
		last, err := a.server(key, s, f.now())
		require.NoError(t, err)
		assert.Equal(t, last, s, "the server's secret is that of the last authority")
	})
	t.Run("a change that somebody made after it was read is kept", func(t *testing.T) {
		f := vpn(t)
		f.issue("ann")
		f.secrets = &meddler{Client: client, beforeMove: func() { vpnOf(f).issue("bob") }}
		f.issue("cat")
		assert.Equal(t, []string{"ann", "bob", "cat"}, f.names())
	})
	t.Run("of two first certificates one makes the authority", func(t *testing.T) {
		f := vpn(t)
		var bob *Issued
		f.secrets = &meddler{Client: client, beforePut: func() { bob = vpnOf(f).issue("bob") }}
		ann := f.issue("ann")
		assert.True(t, bob.Founded)
		assert.False(t, ann.Founded)
		assert.Equal(t, []string{"ann", "bob"}, f.names())
		a, s := f.stored()
		assert.Equal(t, a.CA, s.CA)
		assert.Contains(t, string(ann.Profile), a.CA)
	})
	t.Run("a value that something else put there meanwhile stays", func(t *testing.T) {
		f := vpn(t)
		f.secrets = &meddler{Client: client, beforePut: func() {
			_, err := client.PutSecretValue(
				t.Context(),
				&secretsmanager.PutSecretValueInput{SecretId: new(f.authoritySecret()), SecretString: new("hunter2")},
			)
			assert.NoError(t, err)
		}}
		_, err := f.Issue(t.Context(), "ann", dev, 30, here)
		assert.EqualError(t, err, "the secret "+f.authoritySecret()+" is not an authority's")
	})
	t.Run("a day with too many changes is told", func(t *testing.T) {
		f := vpn(t)
		f.secrets = &meddler{Client: client, refusePut: &types.LimitExceededException{}}
		_, err := f.Issue(t.Context(), "ann", dev, 30, here)
		assert.ErrorContains(t, err, "keeps every version for a day, and at most about 100")
	})
	t.Run("certificates leave the list a week after they expired", func(t *testing.T) {
		f := vpn(t)
		f.issue("ann")
		f.now = func() time.Time { return time.Now().AddDate(0, 0, 38) }
		f.issue("bob")
		clients, err := f.Clients(t.Context())
		require.NoError(t, err)
		require.Len(t, clients, 1)
		assert.Equal(t, "bob", clients[0].Name)
	})
	t.Run("an older list of revoked certificates never replaces a newer one", func(t *testing.T) {
		f := vpn(t)
		f.issue("ann")
		f.issue("bob")
		m := &meddler{Client: client}
		f.secrets = m
		// Ann's revocation is on its way to the server when bob is revoked.
		m.beforeMove = func() {
			m.beforeMove = func() {
				_, err := vpnOf(f).Revoke(t.Context(), "bob")
				assert.NoError(t, err)
			}
		}
		_, err := f.Revoke(t.Context(), "ann")
		require.NoError(t, err)
		assert.Nil(t, m.beforeMove)
		_, s := f.stored()
		serials, _ := revoked(t, s)
		assert.Len(t, serials, 2)
	})
	t.Run("an answer that got lost is not a failure", func(t *testing.T) {
		f := vpn(t)
		f.issue("ann")
		f.secrets = &meddler{Client: client, afterMove: errors.New("the connection broke")}
		f.issue("bob")
		assert.Equal(t, []string{"ann", "bob"}, f.names())
	})
	t.Run("a refusal that is nobody's doing is told", func(t *testing.T) {
		f := vpn(t)
		f.issue("ann")
		denied := errors.New("access is denied")
		f.secrets = &meddler{Client: client, refuseMove: denied}
		_, err := f.Issue(t.Context(), "bob", dev, 30, here)
		assert.ErrorIs(t, err, denied)
		assert.Equal(t, 2, f.versions(f.authoritySecret()), "it is not tried again")

		ctx, cancel := context.WithCancel(t.Context())
		f.secrets = &meddler{Client: client, beforeMove: cancel}
		_, err = f.Issue(ctx, "bob", dev, 30, here)
		assert.ErrorIs(t, err, context.Canceled)
		assert.Equal(t, []string{"ann"}, f.names())
	})
	t.Run("a revocation that the server was not told of is told again", func(t *testing.T) {
		f := vpn(t)
		f.issue("ann")
		_, before := f.stored()
		ctx, cancel := context.WithCancel(t.Context())
		m := &meddler{Client: client}
		m.beforeMove = func() { m.beforeMove = cancel }
		f.secrets = m
		_, err := f.Revoke(ctx, "ann")
		assert.ErrorContains(t, err, "ann is revoked, but the server could not be told and still admits it; try again: ")
		_, after := f.stored()
		assert.Equal(t, before, after)

		versions := f.versions(f.authoritySecret())
		client, err := f.Revoke(t.Context(), "ann")
		require.NoError(t, err)
		assert.NotNil(t, client.Revoked)
		_, after = f.stored()
		serials, _ := revoked(t, after)
		assert.Equal(t, []string{client.Serial}, serials)
		assert.Equal(t, versions, f.versions(f.authoritySecret()))
	})
	t.Run("many are revoked in one change, and all or none", func(t *testing.T) {
		f := vpn(t)
		for _, name := range []string{"ann", "bob", "cat"} {
			f.issue(name)
		}
		versions := f.versions(f.authoritySecret())
		_, err := f.RevokeAll(t.Context(), []string{"ann", "nobody"})
		assert.EqualError(t, err, "nobody has no valid certificate")
		_, err = f.RevokeAll(t.Context(), []string{"ann", "bob"})
		require.NoError(t, err)
		assert.Equal(t, versions+1, f.versions(f.authoritySecret()))
		clients, err := f.Clients(t.Context())
		require.NoError(t, err)
		for _, c := range clients {
			assert.Equal(t, c.Name == "cat", c.Valid(time.Now()), c.Name)
		}
	})
	t.Run("hundreds are revoked in one change, of a list that is full", func(t *testing.T) {
		f := vpn(t)
		f.issue("ann")
		a, _ := f.stored()
		var names []string
		for n := range 250 {
			names = append(names, fmt.Sprint("somebody-", n))
			a.Clients = append(a.Clients, entry{Client{
				Name: names[n], Level: "dev", Number: n, Serial: newSerial().Text(16),
				Issued: today, Expires: today.AddDate(1, 0, 0),
			}, newTOTP()})
		}
		value, err := a.encodeWithRoom()
		require.NoError(t, err)
		_, err = client.PutSecretValue(t.Context(), &secretsmanager.PutSecretValueInput{
			SecretId: new(f.authoritySecret()), SecretString: new(string(value)),
		})
		require.NoError(t, err)
		versions, signs := f.versions(f.authoritySecret()), f.kms.Signs()
		_, err = f.RevokeAll(t.Context(), names)
		require.NoError(t, err)
		assert.Equal(t, []string{"ann"}, f.names())
		assert.Equal(t, versions+1, f.versions(f.authoritySecret()))
		assert.Equal(t, signs+1, f.kms.Signs(), "the list")
		_, s := f.stored()
		serials, _ := revoked(t, s)
		assert.Len(t, serials, 250)
	})
	t.Run("the authority signs once for each certificate and each other list, and for nothing else", func(t *testing.T) {
		f := vpn(t)
		f.issue("ann")
		assert.Equal(t, 4, f.kms.Signs(), "itself, the server, ann, and the list")
		f.issue("bob")
		assert.Equal(t, 5, f.kms.Signs())
		for range 2 { // the second time nothing has changed
			_, err := f.Revoke(t.Context(), "ann")
			require.NoError(t, err)
			assert.Equal(t, 6, f.kms.Signs())
		}
	})
	t.Run("nothing that is kept holds the authority's key", func(t *testing.T) {
		f := vpn(t)
		f.issue("ann")
		for _, name := range []string{f.authoritySecret(), f.serverSecret()} {
			value, _, err := read(t.Context(), client, name)
			require.NoError(t, err)
			assert.Equal(t, 1, strings.Count(string(value), "PRIVATE KEY-----\\n\""), "the server's own: %s", name)
		}
	})
	t.Run("the server's certificate is renewed, and nobody loses access", func(t *testing.T) {
		f := vpn(t)
		assert.ErrorIs(t, f.RenewServer(t.Context()), errNone)
		f.issue("ann")
		_, before := f.stored()
		require.NoError(t, f.RenewServer(t.Context()))
		_, after := f.stored()
		assert.NotEqual(t, before.Certificate, after.Certificate)
		assert.NotEqual(t, before.Key, after.Key)
		roots := x509.NewCertPool()
		roots.AddCert(certificate(t, before.CA))
		_, err := certificate(t, after.Certificate).Verify(x509.VerifyOptions{Roots: roots, DNSName: ""})
		assert.NoError(t, err)
		kept := func(s server) []any { return []any{s.CA, s.TLSCrypt, s.CRL, s.Clients} }
		assert.Equal(t, kept(before), kept(after))
	})
	t.Run("codes are the client's, until it is revoked", func(t *testing.T) {
		f := vpn(t)
		issued, err := f.Issue(t.Context(), "ann", dev, 30, Remote{Codes: true})
		require.NoError(t, err)
		_, s := f.stored()
		assert.Contains(t, issued.Codes, "secret="+s.Clients["ann"].TOTP+"&")
		assert.NotContains(t, string(issued.Profile), s.Clients["ann"].TOTP, "a stolen profile has no codes")
		_, err = f.Revoke(t.Context(), "ann")
		require.NoError(t, err)
		_, s = f.stored()
		assert.Empty(t, s.Clients)
	})
	t.Run("after renewing nobody has a certificate, and nothing of the old server is any good", func(t *testing.T) {
		f := vpn(t)
		_, err := f.Renew(t.Context())
		assert.ErrorIs(t, err, errNone)
		ann, err := f.Issue(t.Context(), "ann", dev, 30, Remote{Codes: true})
		require.NoError(t, err)
		f.issue("bob")
		_, err = f.Revoke(t.Context(), "bob")
		require.NoError(t, err)
		before, served := f.stored()
		ended, err := f.Renew(t.Context())
		require.NoError(t, err)
		assert.Equal(t, []Client{ann.Client}, ended)
		after, serves := f.stored()
		assert.Empty(t, after.Clients)
		assert.Empty(t, serves.Clients)
		for what, pair := range map[string][2]string{
			"authority":            {before.CA, after.CA},
			"server's certificate": {served.Certificate, serves.Certificate},
			"server's key":         {served.Key, serves.Key},
			"tls-crypt-v2 key":     {served.TLSCrypt, serves.TLSCrypt},
			"server's authority":   {served.CA, serves.CA},
			"list of revoked ones": {served.CRL, serves.CRL},
		} {
			assert.NotEqual(t, pair[0], pair[1], what)
		}
		roots := x509.NewCertPool()
		roots.AddCert(certificate(t, serves.CA))
		for _, old := range []string{string(ann.Profile[bytes.Index(ann.Profile, []byte("<cert>")):]), served.Certificate} {
			_, err = certificate(
				t,
				old,
			).Verify(
				x509.VerifyOptions{Roots: roots, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageAny}},
			)
			assert.Error(t, err, "the authorities have the same key, and not the same name")
		}
		for _, own := range []struct{ served, kept string }{
			{serves.CA, after.CA},
			{serves.Certificate, after.Server.Certificate},
			{serves.Key, after.Server.Key},
			{serves.TLSCrypt, after.TLSCrypt},
		} {
			assert.Equal(t, own.kept, own.served)
		}
		assert.False(t, f.issue("ann").Founded)
		assert.Equal(t, []string{"ann"}, f.names())
	})
	t.Run("a certificate that somebody issues while all end, ends, too", func(t *testing.T) {
		f := vpn(t)
		f.issue("ann")
		f.secrets = &meddler{Client: client, beforeMove: func() { vpnOf(f).issue("bob") }}
		ended, err := f.Renew(t.Context())
		require.NoError(t, err)
		assert.Len(t, ended, 2)
		assert.Empty(t, f.names())
		a, s := f.stored()
		assert.Equal(t, a.CA, s.CA)
	})
	t.Run("when the server was not told that all have ended, that is told, and trying again tells it", func(t *testing.T) {
		f := vpn(t)
		f.issue("ann")
		ctx, cancel := context.WithCancel(t.Context())
		m := &meddler{Client: client}
		m.beforeMove = func() { m.beforeMove = cancel }
		f.secrets = m
		_, err := f.Renew(ctx)
		assert.ErrorContains(t, err, "all certificates have ended, but the server could not be told and still admits them; try again: ")
		_, err = f.Renew(t.Context())
		require.NoError(t, err)
		a, s := f.stored()
		assert.Equal(t, a.CA, s.CA)
	})
	t.Run("secrets that nobody deployed are told", func(t *testing.T) {
		v := New("nobody", client, vpn(t).keys)
		_, err := v.Issue(t.Context(), "ann", dev, 30, here)
		assert.EqualError(t, err, "there is no key alias/nobody-vpn-authority: deploy the VPN first")
		v = New("nobody", client, kms.NewFromConfig(fake.NewKMS(t, "alias/nobody-vpn-authority").Config("eu-west-1")))
		_, err = v.Issue(t.Context(), "ann", dev, 30, here)
		assert.EqualError(t, err, "there is no secret nobody/vpn/authority: deploy the VPN first")
		_, err = v.Clients(t.Context())
		assert.ErrorContains(t, err, "deploy the VPN first")
	})
	t.Run("a secret of something else is left alone, and not quoted", func(t *testing.T) {
		f := vpn(t)
		_, err := client.PutSecretValue(
			t.Context(),
			&secretsmanager.PutSecretValueInput{SecretId: new(f.authoritySecret()), SecretString: new("hunter2")},
		)
		require.NoError(t, err)
		_, err = f.Issue(t.Context(), "ann", dev, 30, here)
		assert.EqualError(t, err, "the secret "+f.authoritySecret()+" is not an authority's")
		assert.Equal(t, 1, f.versions(f.authoritySecret()))
	})
	t.Run("what cannot be issued is refused before anything is made", func(t *testing.T) {
		f := vpn(t)
		for _, name := range []string{"", "Ann", "../ann", "-ann", "ann.", "a b", strings.Repeat("a", 65)} {
			_, err := f.Issue(t.Context(), name, dev, 30, here)
			assert.ErrorContains(t, err, "is no name", name)
		}
		_, err := f.Issue(t.Context(), "ann", dev, 0, here)
		assert.EqualError(t, err, "0 days are too few")
		assert.Zero(t, f.versions(f.authoritySecret()))
		f.issue(strings.Repeat("a", 64))
		f.issue("a.b-c.9")
	})
}

// vpnOf is the same VPN for another operator, with whom nobody meddles.
func vpnOf(f fixture) fixture {
	return fixture{New(f.organization, f.client, f.keys), f.t, f.client, f.kms}
}

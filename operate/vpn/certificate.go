package vpn

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"math/big"
	"time"
)

const (
	// serverName is in the server's certificate, and profiles insist on it. It is not the DNS name, which may change.
	serverName = "vpn-server"
	// years is how long the authority lasts.
	years = 10
	// serverDays is how long the server's certificate lasts. Whoever changes the list renews it in the second half.
	serverDays = 365
	// skew is how far behind ours another clock may be.
	skew = time.Hour
)

// signer is an authority that can sign.
type signer struct {
	ca  *x509.Certificate
	key crypto.Signer
}

// newCA makes the certificate of an authority. Its name has a number of its own: what an earlier authority has signed
// with the same key names another one, and is of no use.
func newCA(name string, key crypto.Signer, now time.Time) (*x509.Certificate, error) {
	serial := newSerial()
	template := &x509.Certificate{
		SerialNumber:          serial,
		Subject:               pkix.Name{CommonName: name, SerialNumber: serial.Text(16)},
		NotBefore:             now.Add(-skew),
		NotAfter:              now.AddDate(years, 0, 0),
		IsCA:                  true,
		BasicConstraintsValid: true,
		MaxPathLenZero:        true,
		KeyUsage:              x509.KeyUsageCertSign | x509.KeyUsageCRLSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		return nil, err
	}
	return x509.ParseCertificate(der)
}

// signer reads the authority's own certificate, which is of the key.
func (a *authority) signer(key crypto.Signer) (*signer, error) {
	certificate, _ := pem.Decode([]byte(a.CA))
	if certificate == nil {
		return nil, errors.New("the authority's secret holds no authority")
	}
	ca, err := x509.ParseCertificate(certificate.Bytes)
	if err != nil {
		return nil, fmt.Errorf("the authority's certificate: %w", err)
	}
	if own, is := key.Public().(*ecdsa.PublicKey); !is || !own.Equal(ca.PublicKey) {
		return nil, errors.New("the authority is of another key than the one in AWS KMS: make it anew with bulkhead vpn renew --everybody-loses-access")
	}
	return &signer{ca, key}, nil
}

// sign makes a key, and a certificate for one use of it.
func (s *signer) sign(name string, use x509.ExtKeyUsage, now, expires time.Time) (identity, *big.Int, error) {
	key, err := ecdsa.GenerateKey(elliptic.P384(), rand.Reader)
	if err != nil {
		return identity{}, nil, err
	}
	template := &x509.Certificate{
		SerialNumber:          newSerial(),
		Subject:               pkix.Name{CommonName: name},
		NotBefore:             now.Add(-skew),
		NotAfter:              expires,
		BasicConstraintsValid: true,
		KeyUsage:              x509.KeyUsageDigitalSignature,
		ExtKeyUsage:           []x509.ExtKeyUsage{use},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, s.ca, key.Public(), s.key)
	if err != nil {
		return identity{}, nil, err
	}
	text, err := keyPEM(key)
	return identity{Certificate: certificatePEM(der), Key: text}, template.SerialNumber, err
}

// revocationList lasts as long as the authority, because OpenVPN admits nobody when it has expired. For the same reason
// it begins with the authority: the clock of whoever revokes may be ahead of the server's.
func (s *signer) revocationList(number int64, revoked []x509.RevocationListEntry) (string, error) {
	template := &x509.RevocationList{
		Number:                    big.NewInt(number),
		ThisUpdate:                s.ca.NotBefore,
		NextUpdate:                s.ca.NotAfter,
		RevokedCertificateEntries: revoked,
	}
	der, err := x509.CreateRevocationList(rand.Reader, template, s.ca, s.key)
	if err != nil {
		return "", err
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "X509 CRL", Bytes: der})), nil
}

// newSerial is a positive number of at most 128 bits that nobody can guess.
func newSerial() *big.Int {
	bytes := make([]byte, 16)
	rand.Read(bytes)
	return new(big.Int).SetBytes(bytes)
}

func certificatePEM(der []byte) string {
	return string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}))
}

func keyPEM(key *ecdsa.PrivateKey) (string, error) {
	der, err := x509.MarshalECPrivateKey(key)
	return string(pem.EncodeToMemory(&pem.Block{Type: "EC PRIVATE KEY", Bytes: der})), err
}

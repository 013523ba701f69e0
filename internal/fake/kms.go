package fake

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
)

// KMS is AWS KMS with one key, of P-384, that signs digests of SHA-384. It speaks AWS's protocol and really signs,
// which moto does with raw messages only.
type KMS struct {
	URL string

	key   *ecdsa.PrivateKey
	alias string
	lock  sync.Mutex
	signs int
}

// NewKMS starts a KMS that ends with the test. Its key has that alias.
func NewKMS(t testing.TB, alias string) *KMS {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P384(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	k := &KMS{key: key, alias: alias}
	server := httptest.NewServer(k)
	t.Cleanup(server.Close)
	k.URL = server.URL
	return k
}

// Config is what a client of it needs.
func (k *KMS) Config(region string) aws.Config {
	return aws.Config{
		Region: region, BaseEndpoint: &k.URL, Credentials: credentials.NewStaticCredentialsProvider("test", "test", ""),
	}
}

// Signs is how often it has signed.
func (k *KMS) Signs() int {
	k.lock.Lock()
	defer k.lock.Unlock()
	return k.signs
}

// ServeHTTP answers GetPublicKey and Sign as KMS does, and refuses everything else.
func (k *KMS) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	var in struct {
		KeyID            string `json:"KeyId"`
		Message          []byte
		MessageType      string
		SigningAlgorithm string
	}
	refuse := func(code string) {
		w.WriteHeader(http.StatusBadRequest)
		json.NewEncoder(w).Encode(map[string]string{"__type": code, "message": "no"})
	}
	w.Header().Set("Content-Type", "application/x-amz-json-1.1")
	if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
		refuse("ValidationException")
		return
	}
	_, operation, _ := strings.Cut(r.Header.Get("X-Amz-Target"), ".")
	switch {
	case in.KeyID != k.alias:
		refuse("NotFoundException")
	case operation == "GetPublicKey":
		public, err := x509.MarshalPKIXPublicKey(k.key.Public())
		if err != nil {
			refuse("KMSInternalException")
			return
		}
		json.NewEncoder(w).Encode(map[string]any{"KeyId": k.alias, "PublicKey": public})
	case operation == "Sign" && in.MessageType == "DIGEST" && in.SigningAlgorithm == "ECDSA_SHA_384" && len(in.Message) == 48:
		signature, err := ecdsa.SignASN1(rand.Reader, k.key, in.Message)
		if err != nil {
			refuse("KMSInternalException")
			return
		}
		k.lock.Lock()
		k.signs++
		k.lock.Unlock()
		json.NewEncoder(w).Encode(map[string]any{"KeyId": k.alias, "Signature": signature, "SigningAlgorithm": in.SigningAlgorithm})
	default:
		refuse("ValidationException")
	}
}

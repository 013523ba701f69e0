package vpn

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"encoding/pem"
	"errors"
	"time"
)

// OpenVPN's tls-crypt-v2 gives each client a key that hides and authenticates the handshake: without one, the server
// does not even answer. The server keeps no list of them; it wraps each in a key of its own, and the client shows the
// wrapped key when it connects. The format is in OpenVPN's doc/tls-crypt-v2.txt.

const (
	serverKeyPEM = "OpenVPN tls-crypt-v2 server key"
	clientKeyPEM = "OpenVPN tls-crypt-v2 client key"

	serverKeyBytes = 128 // half for encryption and half for authentication; the first 32 of each are used
	clientKeyBytes = 256
	timestamp      = 0x01 // the type of metadata that says when a key was made
)

// newServerKey makes the key that wraps.
func newServerKey() string {
	key := make([]byte, serverKeyBytes)
	rand.Read(key)
	return string(pem.EncodeToMemory(&pem.Block{Type: serverKeyPEM, Bytes: key}))
}

// newClientKey makes a client's key, and wraps it for the server.
func newClientKey(serverKey string, now time.Time) (string, error) {
	block, _ := pem.Decode([]byte(serverKey))
	if block == nil || block.Type != serverKeyPEM || len(block.Bytes) != serverKeyBytes {
		return "", errors.New("the authority's secret holds no tls-crypt-v2 server key")
	}
	encryption, authentication := block.Bytes[:32], block.Bytes[64:96]

	key := make([]byte, clientKeyBytes)
	rand.Read(key)
	plain := append(key[:clientKeyBytes:clientKeyBytes], timestamp)
	plain = binary.BigEndian.AppendUint64(plain, uint64(now.Unix()))
	length := binary.BigEndian.AppendUint16(nil, uint16(sha256.Size+len(plain)+2))

	mac := hmac.New(sha256.New, authentication)
	mac.Write(length)
	mac.Write(plain)
	tag := mac.Sum(nil)

	ciphers, err := aes.NewCipher(encryption)
	if err != nil {
		return "", err
	}
	wrapped := make([]byte, len(plain))
	cipher.NewCTR(ciphers, tag[:aes.BlockSize]).XORKeyStream(wrapped, plain)

	var all []byte
	for _, part := range [][]byte{key, tag, wrapped, length} {
		all = append(all, part...)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: clientKeyPEM, Bytes: all})), nil
}

package vpn

import (
	"context"
	"crypto"
	"crypto/x509"
	"fmt"
	"io"

	"bulkhead/internal/address"

	"github.com/aws/aws-sdk-go-v2/service/kms"
	"github.com/aws/aws-sdk-go-v2/service/kms/types"
)

// Keys is what is used of AWS KMS. Its client is one.
type Keys interface {
	GetPublicKey(context.Context, *kms.GetPublicKeyInput, ...func(*kms.Options)) (*kms.GetPublicKeyOutput, error)
	Sign(context.Context, *kms.SignInput, ...func(*kms.Options)) (*kms.SignOutput, error)
}

// authorityKey is the key of the authority. It is in AWS KMS, which signs with it and gives it to nobody.
type authorityKey struct {
	ctx    context.Context
	keys   Keys
	id     string
	public crypto.PublicKey
}

// key is the authority's, with which crypto/x509 signs.
func (v *VPN) key(ctx context.Context) (crypto.Signer, error) {
	k := authorityKey{ctx: ctx, keys: v.keys, id: "alias/" + address.VPNKey(v.organization)}
	out, err := v.keys.GetPublicKey(ctx, &kms.GetPublicKeyInput{KeyId: &k.id})
	if isA[*types.NotFoundException](err) {
		return nil, fmt.Errorf("there is no key %s: deploy the VPN first", k.id)
	}
	if err != nil {
		return nil, err
	}
	k.public, err = x509.ParsePKIXPublicKey(out.PublicKey)
	return k, err
}

func (k authorityKey) Public() crypto.PublicKey { return k.public }

// Sign has KMS sign a digest of SHA-384, which is what crypto/x509 takes for a key of P-384.
func (k authorityKey) Sign(_ io.Reader, digest []byte, _ crypto.SignerOpts) ([]byte, error) {
	out, err := k.keys.Sign(k.ctx, &kms.SignInput{
		KeyId:            &k.id,
		Message:          digest,
		MessageType:      types.MessageTypeDigest,
		SigningAlgorithm: types.SigningAlgorithmSpecEcdsaSha384,
	})
	if err != nil {
		return nil, err
	}
	return out.Signature, nil
}

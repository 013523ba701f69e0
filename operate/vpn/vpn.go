package vpn

import (
	"context"
	"crypto"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"time"

	"bulkhead/internal/address"
)

// VPN is the VPN of an organization.
type VPN struct {
	organization string
	secrets      Secrets
	keys         Keys
	now          func() time.Time
}

// New is the VPN of an organization whose secrets and key are in this account and region.
func New(organization string, secrets Secrets, keys Keys) *VPN {
	return &VPN{organization: organization, secrets: secrets, keys: keys, now: time.Now}
}

// Level is what a profile reaches.
type Level struct {
	Name string
	Room int // for how many profiles it has addresses
}

// Issued is a new certificate with all that belongs to it.
type Issued struct {
	Client  Client
	Profile []byte // a secret: it holds the client's private key
	Codes   string // a secret: the otpauth URI for an authenticator, or nothing when the server asks for no codes
	Founded bool   // whether the authority was made for it
}

// names is what a client may be called.
var names = regexp.MustCompile(`^[a-z0-9]([a-z0-9.-]{0,62}[a-z0-9])?$`)

// CheckName tells what is wrong with a client's name.
func CheckName(name string) error {
	if !names.MatchString(name) {
		return fmt.Errorf("%q is no name: write up to 64 lower-case letters, digits, hyphens and dots, with a letter or digit first and last", name)
	}
	return nil
}

// Issue makes a certificate of a level for a name that has no valid one. The first one makes the authority, too.
func (v *VPN) Issue(ctx context.Context, name string, level Level, days int, remote Remote) (*Issued, error) {
	if err := CheckName(name); err != nil {
		return nil, err
	}
	if days < 1 {
		return nil, fmt.Errorf("%d days are too few", days)
	}
	var issued *Issued
	key, err := v.key(ctx)
	if err != nil {
		return nil, err
	}
	err = swap(ctx, v.secrets, v.authoritySecret(), func(old []byte) ([]byte, error) {
		now := v.now()
		a, err := v.authority(old)
		if err != nil {
			return nil, err
		}
		founded := a == nil
		if founded {
			if a, err = newAuthority(v.organization, key, now); err != nil {
				return nil, err
			}
		}
		if err := a.tidy(key, now); err != nil {
			return nil, err
		}
		if issued, err = v.issue(a, key, name, level, days, remote, now); err != nil {
			return nil, err
		}
		issued.Founded = founded
		return a.encodeWithRoom()
	})
	if err != nil {
		return nil, err
	}
	if err := v.publish(ctx, key); err != nil {
		return nil, fmt.Errorf("%s has a certificate, but the server could not be told; revoke it, and try again: %w", name, err)
	}
	return issued, nil
}

// issue makes what a client gets, and enters it in the authority.
func (v *VPN) issue(
	a *authority, key crypto.Signer, name string, level Level, days int, remote Remote, now time.Time,
) (*Issued, error) {
	totp, codes := "", ""
	if remote.Codes {
		totp = newTOTP()
		codes = otpauth(v.organization, name, totp)
	}
	client, own, err := a.issue(key, name, level, days, totp, now)
	if err != nil {
		return nil, err
	}
	tlsCrypt, err := newClientKey(a.TLSCrypt, now)
	if err != nil {
		return nil, err
	}
	return &Issued{
		Client:  client,
		Profile: profile(v.organization, client, remote, a.CA, tlsCrypt, own),
		Codes:   codes,
	}, nil
}

// Revoke locks out whoever has the valid certificate of a name. What is revoked already is published again, so that a
// revocation that the server was not told of can be repeated.
func (v *VPN) Revoke(ctx context.Context, name string) (Client, error) {
	revoked, err := v.RevokeAll(ctx, []string{name})
	if err != nil {
		return Client{}, err
	}
	return revoked[0], nil
}

// RevokeAll locks out many at once, or none: Secrets Manager takes some hundred changes of a secret a day.
func (v *VPN) RevokeAll(ctx context.Context, names []string) ([]Client, error) {
	var revoked []Client
	key, err := v.key(ctx)
	if err != nil {
		return nil, err
	}
	err = swap(ctx, v.secrets, v.authoritySecret(), func(old []byte) ([]byte, error) {
		a, err := v.authority(old)
		if err != nil {
			return nil, err
		}
		if a == nil {
			return nil, errNone
		}
		if err := a.tidy(key, v.now()); err != nil {
			return nil, err
		}
		revoked = nil // when somebody else was faster, there may be others
		for _, name := range names {
			one, err := a.revoke(name, v.now())
			if err != nil {
				return nil, err
			}
			revoked = append(revoked, one)
		}
		return encode(a)
	})
	if err != nil {
		return nil, err
	}
	if err := v.publish(ctx, key); err != nil {
		return nil, fmt.Errorf("%s is revoked, but the server could not be told and still admits it; try again: %w", strings.Join(names, ", "), err)
	}
	return revoked, nil
}

// RenewServer replaces the server's certificate and its key. Nobody loses access.
func (v *VPN) RenewServer(ctx context.Context) error {
	key, err := v.key(ctx)
	if err != nil {
		return err
	}
	err = swap(ctx, v.secrets, v.authoritySecret(), func(old []byte) ([]byte, error) {
		a, err := v.authority(old)
		if err != nil {
			return nil, err
		}
		if a == nil {
			return nil, errNone
		}
		a.prune(v.now())
		if err := a.renewServer(key, v.now()); err != nil {
			return nil, err
		}
		return encode(a)
	})
	if err != nil {
		return err
	}
	if err := v.publish(ctx, key); err != nil {
		return fmt.Errorf("the server has a new certificate, but could not be told and uses the old one; try again: %w", err)
	}
	return nil
}

// Renew replaces all that a server may have lost, and what could have been made of it: the authority, the server's
// certificate and keys. It returns the certificates that were valid. None is any more, and none can be revoked: the
// server takes nobody whom the new authority does not know.
func (v *VPN) Renew(ctx context.Context) ([]Client, error) {
	var ended []Client
	key, err := v.key(ctx)
	if err != nil {
		return nil, err
	}
	err = swap(ctx, v.secrets, v.authoritySecret(), func(old []byte) ([]byte, error) {
		now := v.now()
		a, err := v.authority(old)
		if err != nil {
			return nil, err
		}
		if a == nil {
			return nil, errNone
		}
		ended = nil // when somebody else was faster, there may be others
		for _, e := range a.Clients {
			if e.Valid(now) {
				ended = append(ended, e.Client)
			}
		}
		if a, err = newAuthority(v.organization, key, now); err != nil {
			return nil, err
		}
		return encode(a)
	})
	if err != nil {
		return nil, err
	}
	if err := v.publish(ctx, key); err != nil {
		return nil, fmt.Errorf("all certificates have ended, but the server could not be told and still admits them; try again: %w", err)
	}
	return ended, nil
}

// Clients are all certificates, in the order in which they were issued, until a week after they expired.
func (v *VPN) Clients(ctx context.Context) ([]Client, error) {
	value, _, err := read(ctx, v.secrets, v.authoritySecret())
	if err != nil {
		return nil, err
	}
	a, err := v.authority(value)
	if err != nil || a == nil {
		return nil, err
	}
	var clients []Client
	for _, e := range a.Clients {
		clients = append(clients, e.Client)
	}
	return clients, nil
}

// publish derives the server's secret. The authority is read after the version that is to be replaced: whoever
// published that one knew no more than is read now, and whoever publishes in between makes this attempt fail. So an
// older list of revoked certificates never replaces a newer one.
func (v *VPN) publish(ctx context.Context, key crypto.Signer) error {
	return swap(ctx, v.secrets, v.serverSecret(), func(old []byte) ([]byte, error) {
		var before server
		if old != nil {
			if err := json.Unmarshal(old, &before); err != nil {
				return nil, fmt.Errorf("the secret %s is not a server's", v.serverSecret()) // the cause might quote it
			}
		}
		value, _, err := read(ctx, v.secrets, v.authoritySecret())
		if err != nil {
			return nil, err
		}
		a, err := v.authority(value)
		if err != nil {
			return nil, err
		}
		if a == nil {
			return nil, errNone
		}
		derived, err := a.server(key, before, v.now())
		if err != nil {
			return nil, err
		}
		return encode(derived)
	})
}

var errNone = errors.New("no certificate has been issued yet")

// authority reads the value of the operators' secret; without a value there is none yet.
func (v *VPN) authority(value []byte) (*authority, error) {
	if value == nil {
		return nil, nil
	}
	a := &authority{}
	if err := json.Unmarshal(value, a); err != nil {
		return nil, fmt.Errorf("the secret %s is not an authority's", v.authoritySecret()) // the cause might quote it
	}
	return a, nil
}

// The names of the secrets, which the VPN's stack makes empty.
func (v *VPN) authoritySecret() string { return address.VPNAuthority(v.organization) }
func (v *VPN) serverSecret() string    { return address.VPNServer(v.organization) }

package config

import (
	"fmt"
	"net/netip"
	"regexp"

	"bulkhead/internal/document"
)

// Switch is a choice whose zero value means the tier's default.
type Switch string

// The positions of a Switch.
const (
	Enabled  Switch = "enabled"
	Disabled Switch = "disabled"
)

// Values returns the positions of a switch.
func (Switch) Values() []string { return texts(Enabled, Disabled) }

// texts returns values as plain strings.
func texts[T ~string](values ...T) []string {
	out := make([]string, len(values))
	for i, v := range values {
		out[i] = string(v)
	}
	return out
}

// AccountID is a 12-digit AWS account id; quote it in YAML.
type AccountID string

var accountID = regexp.MustCompile(`^[0-9]{12}$`)

// UnmarshalText accepts 12 digits.
func (a *AccountID) UnmarshalText(text []byte) error {
	if !accountID.Match(text) {
		return document.TextError{Problem: fmt.Sprintf("%q is not an AWS account id", text), Remedy: `write its 12 digits in quotes, such as "111111111111"`}
	}
	*a = AccountID(text)
	return nil
}

// Prefix is an IPv4 address range in CIDR notation.
type Prefix struct{ netip.Prefix }

// UnmarshalText accepts an IPv4 range whose host bits are zero.
func (p *Prefix) UnmarshalText(text []byte) error {
	prefix, err := netip.ParsePrefix(string(text))
	if err != nil || !prefix.Addr().Is4() {
		return document.TextError{Problem: fmt.Sprintf("%q is not an IPv4 range", text), Remedy: "write an address and a mask, such as 10.20.0.0/16"}
	}
	if prefix != prefix.Masked() {
		return document.TextError{
			Problem: fmt.Sprintf("%s does not begin where a /%d range begins", prefix, prefix.Bits()),
			Remedy:  "did you mean " + prefix.Masked().String() + "?",
		}
	}
	p.Prefix = prefix
	return nil
}

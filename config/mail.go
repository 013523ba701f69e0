package config

import (
	"cmp"
	"fmt"
	"regexp"

	"bulkhead/internal/document"
)

// Mail is an address of the environment's domain that services and functions name in uses: they may send mail from it
// (SES), and from no other. All addresses share the domain's signature, and what receivers think of it. The recovery
// region sends from the same addresses.
type Mail struct {
	// Address is what is before the @ of the environment's domain (default: the key under mail).
	Address string `yaml:"address"`
}

// complete fills in the defaults of the mail with this name.
func (m *Mail) complete(name string, _ Environment) { m.Address = cmp.Or(m.Address, name) }

func (Mail) kind() string        { return "mail" }
func (Mail) endpoint() string    { return "email" }
func (Mail) ports() int          { return 0 }
func (Mail) variables() []string { return []string{MailFrom, ConfigurationSet} }
func (Mail) addresses() int      { return 0 }

// Suffixes for the address that mail is sent from, and for the configuration set that it goes by.
const (
	MailFrom         = "FROM"
	ConfigurationSet = "CONFIGURATION_SET"
)

// mailbox is what is before the @ of an address, as far as nobody writes it otherwise.
var mailbox = regexp.MustCompile(`^[a-z0-9]+([._+-][a-z0-9]+)*$`)

// mostMailbox is how long it may be. Source: RFC 5321, 4.5.3.1.1.
const mostMailbox = 64

// check runs the rules of one address.
func (m Mail) check(at document.Path, _ string, e Environment) {
	at.Key("address").Demand(mailbox.MatchString(m.Address) && len(m.Address) <= mostMailbox,
		fmt.Sprintf("%q cannot be before the @ of an address", m.Address),
		"use lower-case letters and digits, with single dots, hyphens, plus signs or underscores between them")
	missing := e.withoutType("AWS::SES::EmailIdentity")
	at.Demand(missing == "", "SES sends nothing from "+string(missing),
		"leave it out, and have the service ask another sender, with egress and a secret")
}

// MailDomain is the domain that both sides of the environment send from: the primary's.
func (e Environment) MailDomain() string {
	if e.Side == Standby {
		return e.Other.Domain
	}
	return e.Domain
}

// From is the whole address of a mail.
func (e Environment) From(m Mail) string { return m.Address + "@" + e.MailDomain() }

// Bounces is the domain below that of mail where this side hears that mail could not be delivered. A name leads to one
// region, so that a standby has another one.
func (e Environment) Bounces() string {
	if e.Side == Standby {
		return "bounces-" + string(e.Region) + "." + e.MailDomain()
	}
	return "bounces." + e.MailDomain()
}

// bounces tells whether a host is where either side hears of mail, and so leads nowhere else.
func (e Environment) bounces(host string) bool {
	for _, side := range e.Both() {
		if len(e.Mail) > 0 && host == side.Bounces() {
			return true
		}
	}
	return false
}

package stacks

import (
	"bulkhead/config"
	"bulkhead/constructs/dns"
	"bulkhead/constructs/mail"
	"bulkhead/constructs/store"
	"bulkhead/internal/address"
)

// newMail is the stack of the domain that an environment's mail is sent from, which is the primary's on both sides:
// each region signs with keys of its own, and hears of its own bounces.
func (w *workload) newMail() {
	if len(w.Mail) == 0 {
		return
	}
	stack := w.newStack("mail", stateless, "What mail from "+w.MailDomain()+" is sent with")
	props := mail.Props{
		Domain:      w.MailDomain(),
		Zone:        w.names.public.Zone.HostedZoneId(),
		Bounces:     w.Bounces(),
		Set:         w.prefix(),
		Policy:      w.Side == config.Primary,
		Log:         w.newOwnLogGroup(stack, "EventsLog"),
		Undelivered: w.UndeliveredARN(w.AccountID, w.Region),
		Alerts:      w.base.alerts,
	}
	if w.Side == config.Standby {
		log := w.newOwnLogGroup(stack, "FunctionLogs")
		props.Zone = dns.FindZone(stack, "PrimaryZone", w.Other.Domain, log).HostedZoneId()
	}
	w.mailSet = mail.New(stack, "Mail", props)
}

// newAddress lets who names an address send from it. It is a part of the domain, and has no stack of its own.
func (w *workload) newAddress(name string, settings config.Mail) store.Store {
	from := w.From(settings)
	return store.Store{
		Name:      name,
		Grants:    settings.Address,
		Variables: map[string]string{config.MailFrom: from, config.ConfigurationSet: w.mailSet},
		Permissions: []store.Permission{{
			Actions: []string{"ses:SendEmail", "ses:SendRawEmail"},
			Resources: []string{
				address.MailIdentityARN(w.Environment, w.MailDomain()),
				address.MailSetARN(w.Environment, w.mailSet),
			},
			Conditions: map[string]any{"StringEquals": map[string]string{"ses:FromAddress": from}},
		}},
	}
}

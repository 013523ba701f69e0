package config

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const withMail = `tier: development
network:
  cidr: 10.10.0.0/16
mail:
  invoices: {address: billing}
  news: {}
services:
  web: {image: web:1.0.0, uses: [invoices, news], environment: {MODE: fast}, route: {path: /*}}
`

func TestMistakesInMailAreFound(t *testing.T) {
	refused := func(address string) string {
		return `mail.invoices.address: "` + address + `" cannot be before the @ of an address; ` +
			"use lower-case letters and digits, with single dots, hyphens, plus signs or underscores between them"
	}
	const nothing = ": SES sends nothing from ap-east-1; leave it out, and have the service ask another sender, with egress and a secret"
	findsMistakesIn(t, withMail, []mistake{
		{"address: billing", "address: no-reply+a.b_c", ""},
		{"address: billing", "address: Billing", refused("Billing")},
		{"address: billing", `address: "billing@example.com"`, refused("billing@example.com")},
		{"address: billing", "address: a..b", refused("a..b")},
		{"address: billing", `address: "*"`, refused("*")},
		{"tier: development", "tier: development\nregion: ap-east-1", "mail.invoices" + nothing + "\nmail.news" + nothing},
		{"MODE: fast", "NEWS_FROM: me", `services.web.environment.NEWS_FROM: NEWS_FROM is set already, because the service uses news; leave it out or rename it`},
		{"path: /*", "host: bounces.dev.example.com, path: /*", "services.web.route.host: bounces.dev.example.com is where SES tells of mail that bounces; choose another"},
		{"uses: [invoices, news]", "uses: [invoice, news]", `services.web.uses[0]: dev has no store "invoice"; did you mean invoices?`},
	})
}

func TestMailIsFromTheDomainOfThePrimaryOnBothSides(t *testing.T) {
	files := example(t)
	files["environments/prod.yaml"].Data = append(files["environments/prod.yaml"].Data, []byte("\nmail: {news: {}}\n")...)
	c, err := load(files, "example")
	require.NoError(t, err)
	bounces := map[string]string{}
	for _, e := range c.Sides() {
		if news, there := e.Mail["news"]; there {
			bounces[e.Name] = e.Bounces()
			assert.Equal(t, "news@app.example.com", e.From(news))
			for _, side := range []Environment{e, *e.Other} {
				assert.True(t, e.bounces(side.Bounces()), "a host on either side")
			}
		}
	}
	require.Len(t, bounces, 2)
	assert.NotEqual(t, bounces["prod"], bounces["prod-dr"], "a name leads to one region")
}

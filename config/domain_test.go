package config

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

const withDomains = `tier: development
network: {cidr: 10.10.0.0/16}
front: load-balancer
domains:
  shop: {name: shop.example.org, zone: Z0123456789ABC}
  partner:
    name: partner.example.net
    certificates: {eu-west-1: "arn:aws:acm:eu-west-1:333333333333:certificate/01234567-89ab-cdef-0123-456789abcdef", eu-central-1: "arn:aws:acm:eu-central-1:333333333333:certificate/89abcdef-0123-4567-89ab-cdef01234567"}
services:
  web: {image: "web:1.0.0", route: {path: /*}}
recovery: {region: eu-central-1, cidr: 10.11.0.0/16, traffic: dns}
`

func TestMistakesInDomainsAreFound(t *testing.T) {
	const shop, partner = "domains.shop.", "domains.partner.certificates"
	const zone = "zone: Z0123456789ABC"
	const name = "name: shop.example.org"
	const central = `, eu-central-1: "arn:aws:acm:eu-central-1:333333333333:certificate/89abcdef-0123-4567-89ab-cdef01234567"`
	findsMistakesIn(t, withDomains, []mistake{
		{"  shop:", "  Shop:", `domains.Shop: "Shop" cannot be the name of a domain; use lower-case letters, digits and single hyphens, beginning with a letter`},
		{name, "name: Shop.example.org", shop + `name: "Shop.example.org" is not a domain name; write it in lower case, such as shop.example.org`},
		{name, "name: " + strings.Repeat("a", 60) + ".org.uk", shop + `name: ` + strings.Repeat("a", 60) + `.org.uk has more than the 64 characters that a certificate allows; choose a shorter one`},
		{name + ", ", "", shop + `name: is missing; add it`},
		{name, "name: partner.example.net", shop + `name: partner.example.net is dev's domain already; give one of them another`},
		{name, "name: dev.example.com", shop + `name: dev.example.com is dev's domain already; give one of them another`},
		{name, "name: dev-dr.example.com", shop + `name: dev-dr.example.com is dev-dr's domain already; give one of them another`},
		{name, "name: vpn.example.com", shop + `name: vpn.example.com is the VPN's name; choose another domain`},
		{name, "name: internal.dev.example.com", shop + `name: internal.dev.example.com is a name of the internal load balancer; choose another`},
		{name, "name: a.internal.dev-dr.example.com", shop + `name: a.internal.dev-dr.example.com is a name of the internal load balancer; choose another`},
		{
			name, "name: example.com",
			shop + `zone: the zone of example.com, the organization's domain, is in shared-services, where the environment writes nothing; write certificates instead, and lead the domain to the environment in its zone`,
		},
		{zone, "zone: /hostedzone/Z1", shop + `zone: "/hostedzone/Z1" is not the id of a hosted zone; write it as Route 53 shows it, such as Z0123456789ABC`},
		{
			", " + zone, "",
			`domains.shop: does not say where its zone is; make a public zone in account dev and write its id under zone, or write certificates if the zone stays elsewhere`,
		},
		{"name: partner.example.net", "name: partner.example.net\n    " + zone, partner + `: a certificate is made for a domain with a zone; leave one of them out`},
		{central, "", partner + `: has none for eu-central-1; request one there for partner.example.net and *.partner.example.net, and write its ARN`},
		{"333333333333:certificate/01", "444444444444:certificate/01", partner + `.eu-west-1: the certificate is in account 444444444444, and the load balancer in 333333333333; request it in the environment's account`},
		{"acm:eu-west-1:3", "acm:eu-west-2:3", partner + `.eu-west-1: the certificate is in eu-west-2; write it under its own region`},
		{"certificates: {eu-west-1: \"arn:aws:acm:", "certificates: {eu-west-1: \"arn:aws:iam:", partner + `.eu-west-1: "arn:aws:iam:eu-west-1:333333333333:certificate/01234567-89ab-cdef-0123-456789abcdef" is not the ARN of a certificate of ACM; copy it from ACM's console in eu-west-1`},
		{
			"certificates: {", `certificates: {us-east-1: "arn:aws:acm:us-east-1:333333333333:certificate/01234567-89ab-cdef-0123-456789abcdef", `,
			partner + `.us-east-1: dev is not in us-east-1; leave it out`,
		},
		{
			"front: load-balancer", "front: api-gateway",
			partner + `: an API gateway has another address for each domain, which no record elsewhere follows in a failover; move the zone into account dev and write its id under zone, or set front to load-balancer or zonal`,
		},
	})
}

func TestALoadBalancerHasRoomForTheCertificatesOfSoManyDomains(t *testing.T) {
	text := "tier: development\nnetwork: {cidr: 10.10.0.0/16}\ndomains:\n"
	for i := range mostDomains {
		text += fmt.Sprintf("  d%d: {name: d%d.example.org, zone: Z0123456789ABC}\n", i, i)
	}
	findsMistakesIn(t, text, []mistake{{
		"  d0:", "  more: {name: example.org, zone: Z0123456789ABC}\n  d0:",
		"domains: has 21 domains, and load balancers have room for the certificates of 20; divide the environment",
	}})
	assert.LessOrEqual(t, mostDomains+2, 25, "with the standby's own, and its primary's")
}

func TestADomainIsOneEnvironmentsOnly(t *testing.T) {
	files := example(t)
	for _, name := range []string{"dev", "stage"} {
		edit(t, files, "environments/"+name+".yaml", "tier: ", "domains: {shop: {name: shop.example.org, zone: Z0123456789ABC}}\ntier: ")
	}
	assert.Equal(t, []string{"domains.shop.name: shop.example.org is dev's domain already; give one of them another"}, faultsOf(t, files))
}

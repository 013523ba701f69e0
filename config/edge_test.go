package config

import (
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
)

const withEdge = `tier: development
network:
  cidr: 10.10.0.0/16
front: load-balancer
firewall:
  requestsPer5Minutes: 1000
  countOnly: [SizeRestrictions_BODY]
  shield: enabled
sites:
  www:
    files: sites/www
    singlePage: disabled
    notFound: /404.html
  panel:
    domain: panel.dev.example.com
services:
  web:
    image: web:1.0.0
    route:
      host: api.dev.example.com
  prices:
    image: web:1.0.0
    route: {balancer: internal}
`

func TestMistakesInTheFirewallAreFound(t *testing.T) {
	findsMistakesIn(t, withEdge, []mistake{
		{"front: load-balancer", "front: alb", `front: "alb" is not offered; choose load-balancer, zonal or api-gateway`},
		{"front: load-balancer", "front: zonal", `firewall.shield: Shield Advanced cannot protect what is in front with front: zonal; leave it out, or set front to load-balancer`},
		{"requestsPer5Minutes: 1000", "requestsPer5Minutes: 9", `firewall.requestsPer5Minutes: 9 is too small; the least is 10`},
		{"requestsPer5Minutes: 1000", "mode: off", `firewall.mode: "off" is not offered; choose block or count`},
		{"requestsPer5Minutes: 1000", "mode: count", `firewall.mode: nothing is blocked, so countOnly says nothing; leave one of them out`},
		{"[SizeRestrictions_BODY]", "[SizeRestriction_BODY]", `firewall.countOnly[0]: AWSManagedRulesCommonRuleSet has no rule "SizeRestriction_BODY"; did you mean SizeRestrictions_BODY?`},
		{"[SizeRestrictions_BODY]", "[SizeRestrictions_BODY, SizeRestrictions_BODY]", `firewall.countOnly[1]: SizeRestrictions_BODY is listed twice; keep one`},
		{"shield: enabled", "shield: on", `firewall.shield: "on" is not offered; choose enabled or disabled`},
	})
}

func TestMistakesInTracingAreFound(t *testing.T) {
	const traced = `
tier: development
network: {cidr: 10.10.0.0/16}
secrets: {apm: {}, other: {store: parameter-store}}
tracing: {collector: "web:1.0.0", exporter: otlp, endpoint: "https://otlp.example.com", secret: apm, header: api-key}
services: {web: {image: web:1.0.0}}
`
	endpoint := func(bad string) mistake {
		return mistake{
			`"https://otlp.example.com"`, `"` + bad + `"`,
			`tracing.endpoint: "` + bad + `" is not the address of a host that takes OTLP over HTTPS on port 443; write one such as https://otlp.example.com`,
		}
	}
	findsMistakesIn(t, traced, []mistake{
		endpoint("http://otlp.example.com"),
		endpoint("https://otlp.example.com:4318"),
		endpoint("https://key@otlp.example.com"),
		endpoint("otlp.example.com"),
		endpoint(""),
		{"secret: apm", "secret: amp", `tracing.secret: dev has no secret "amp"; add it under secrets`},
		{"secret: apm", "secret: other", `tracing.secret: other is in Parameter Store; keep it in secrets-manager`},
		{"header: api-key", `header: "api key"`, `tracing.header: "api key" is not the name of a header; write one such as api-key`},
		{"exporter: otlp", "exporter: xray", `tracing.exporter: endpoint, secret and header are of otlp; leave them out, or choose otlp`},
		{"{cidr: 10.10.0.0/16}", "{cidr: 10.10.0.0/16, nat: none, endpoints: standard}", `tracing.exporter: dev has no way to the internet; set network.nat, or choose xray`},
	})
}

func TestMistakesInASiteAreFound(t *testing.T) {
	const www, panel = "sites.www.", "sites.panel."
	findsMistakesIn(t, withEdge, []mistake{
		{"  www:", "  WWW:", "sites.WWW: \"WWW\" cannot be the name of a site; use lower-case letters, digits and single hyphens, beginning with a letter\n" +
			`sites.WWW.domain: "WWW.dev.example.com" is neither dev.example.com nor one label below it; the certificate covers nothing else; choose one such as www.dev.example.com`},
		{"domain: panel.dev.example.com", "domain: panel.example.com", panel + `domain: "panel.example.com" is neither dev.example.com nor one label below it; the certificate covers nothing else; choose one such as www.dev.example.com`},
		{"domain: panel.dev.example.com", "domain: a.panel.dev.example.com", panel + `domain: "a.panel.dev.example.com" is neither dev.example.com nor one label below it; the certificate covers nothing else; choose one such as www.dev.example.com`},
		{"domain: panel.dev.example.com", "domain: internal.dev.example.com", panel + `domain: internal.dev.example.com is the name of the internal load balancer; choose another`},
		{"domain: panel.dev.example.com", "domain: api.dev.example.com", panel + `domain: requests for api.dev.example.com go to service web; give one of them another name`},
		{"domain: panel.dev.example.com", "domain: www.dev.example.com", www + `domain: www.dev.example.com is the domain of panel already; give one of them another`},
		{"files: sites/www", "files: sites/ww", www + `files: sites/ww has no index.html; build the site into it, or leave it out and upload the files yourself`},
		{"files: sites/www", "files: ../www", www + `files: "../www" is not a path below the configuration directory; write one such as sites/www, without leading slash and dots`},
		{"files: sites/www", "files: /var/www", www + `files: "/var/www" is not a path below the configuration directory; write one such as sites/www, without leading slash and dots`},
		{"notFound: /404.html", "notFound: 404.html", www + `notFound: "404.html" is not the path of a page; write it with a leading slash, such as /404.html`},
		{"notFound: /404.html", "notFound: /missing.html", www + `files: sites/www has no missing.html; add it, or leave notFound out`},
		{"singlePage: disabled", "singlePage: enabled", www + `notFound: a single page answers every path, so none is missing; leave it out`},
		{"singlePage: disabled", `contentSecurityPolicy: "default-src 'self'\nX-Other: 1"`, www + `contentSecurityPolicy: has more than one line; write it in one`},
	})
}

func TestASitePublishesPlainFilesOnly(t *testing.T) {
	link := &fstest.MapFile{Data: []byte("../../secrets"), Mode: fs.ModeSymlink}
	for name, change := range map[string]func(fstest.MapFS){
		"sites/www/assets/key.pem": func(f fstest.MapFS) { f["sites/www/assets/key.pem"] = link },
		"sites/www/assets":         func(f fstest.MapFS) { f["sites/www/assets"] = link },
		"sites/www/index.html":     func(f fstest.MapFS) { f["sites/www/index.html"] = link },
		"sites/www/pipe":           func(f fstest.MapFS) { f["sites/www/pipe"] = &fstest.MapFile{Mode: fs.ModeNamedPipe} },
		"sites": func(f fstest.MapFS) {
			for path := range f {
				if after, ok := strings.CutPrefix(path, "sites/"); ok {
					f["built/"+after] = f[path]
					delete(f, path)
				}
			}
			f["sites"] = &fstest.MapFile{Data: []byte("built"), Mode: fs.ModeSymlink}
		},
	} {
		t.Run(name, func(t *testing.T) {
			files := example(t)
			leaveOnly(t, files, "dev")
			files["environments/dev.yaml"].Data = []byte(withEdge)
			assert.Empty(t, faultsOf(t, files))
			change(files)
			assert.Equal(t, []string{"sites.www.files: " + name + " is not a plain file or directory; copy what it stands for; a link could publish anything on the machine that deploys"}, faultsOf(t, files))
		})
	}
}

func TestAStandbyHasNoSitesBecauseCloudFrontIsEverywhere(t *testing.T) {
	primary, standby := sidesOf(t, "prod")
	assert.NotEmpty(t, primary.Sites)
	assert.Empty(t, standby.Sites)
}

func TestEachFrontNeedsItsAddresses(t *testing.T) {
	const zones = 3
	demand := func(front Front, tier Tier) (public, private int) {
		e := Environment{Tier: tier, Front: front, Network: Network{Zones: zones}}
		return e.publicDemand(), e.privateDemand()
	}
	public, private := demand(FrontLoadBalancer, Production)
	assert.Equal(t, 34+natGateway, public, "100 addresses over three zones")
	zonal, behind := demand(FrontZonal, Production)
	assert.Equal(t, networkLoadBalancer+natGateway, zonal)
	assert.Equal(t, private+34+vpcLink, behind, "the load balancer is in the private tier")
	e := Environment{Tier: Production, Front: FrontZonal, Network: Network{Zones: zones}}
	e.Recovery = &Recovery{Traffic: TrafficAcceleratorAndDNS}
	assert.Equal(t, zonal+accelerator, e.publicDemand(), "an interface in each subnet of the load balancer")
	e.Recovery.Traffic = TrafficDNS
	assert.Equal(t, zonal, e.publicDemand())
	gateway, link := demand(FrontAPIGateway, Development)
	assert.Equal(t, natGateway, gateway)
	_, private = demand(FrontLoadBalancer, Development)
	assert.Equal(t, private+loadBalancerLeast+vpcLink, link)
}

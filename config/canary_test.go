package config

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const withCanaries = `
tier: production
network: {cidr: 10.50.0.0/16, nat: single}
domain: shop.example.com
canaries: {runtime: syn-nodejs-5.4}
services:
  api:
    image: web:1.0.0
    route: {path: /v?/api/*}
  web:
    image: web:1.0.0
    route: {path: /*, canary: {text: welcome}}
    health: {path: "/health?deep=no"}
  admin:
    image: web:1.0.0
    route: {host: admin.shop.example.com, canary: {path: /login, seconds: 3}}
  billing:
    image: web:1.0.0
    route: {balancer: internal}
  worker:
    image: worker:1.0.0
sites:
  help: {canary: {status: 200}}
recovery: {region: eu-central-1, cidr: 10.60.0.0/16}
`

// askedOf is what the canaries of both sides of such an environment ask for; it may have no standby.
func askedOf(t *testing.T, text string) (primary, standby map[string][]Asked) {
	t.Helper()
	files := example(t)
	files["environments/prod.yaml"].Data = []byte(text)
	c, _, err := loadWithRecord(files, "") // its routes are not recorded
	require.NoError(t, err)
	for _, e := range c.Environments {
		if e.Name == "prod" && e.Other != nil {
			return e.Outside(), e.Other.Outside()
		} else if e.Name == "prod" {
			return e.Outside(), nil
		}
	}
	require.Fail(t, "no such environment")
	return nil, nil
}

func TestEachPublicHostAndSiteIsAskedForWhatIsThere(t *testing.T) {
	primary, standby := askedOf(t, withCanaries)
	assert.Equal(t, map[string][]Asked{
		"shop.example.com": {
			{"https://shop.example.com/vx/api/", 0, "", 10}, // where its health check is not
			{"https://shop.example.com/health?deep=no", 200, "welcome", 10},
		},
		"admin.shop.example.com": {{"https://admin.shop.example.com/login", 0, "", 3}},
		"help.shop.example.com":  {{"https://help.shop.example.com/", 200, "", 10}},
	}, primary)
	assert.Equal(t, primary, standby, "clients know these names, and they lead to the side that is active")
}

func TestARouteOfEveryHostIsAskedWhereTheLoadBalancerAnswers(t *testing.T) {
	asked, _ := askedOf(
		t,
		strings.Replace(withCanaries, "sites:\n", "sites:\n  www: {domain: shop.example.com}\n", 1),
	)
	assert.Equal(
		t,
		[]Asked{{"https://shop.example.com/", 0, "", 10}},
		asked["shop.example.com"],
		"the site has the name",
	)
	assert.Len(t, asked["canary.shop.example.com"], 2)
}

func TestNobodyAsksWhatTheInternetDoesNotReach(t *testing.T) {
	for _, text := range []string{
		"tier: development\nnetwork: {cidr: 10.50.0.0/16}\nservices: {web: {image: web:1.0.0, route: {}}}\n",
		"tier: production\nnetwork: {cidr: 10.50.0.0/16}\ncanaries: {everyMinutes: 0}\nservices: {web: {image: web:1.0.0, route: {}}}\n",
		"tier: production\nnetwork: {cidr: 10.50.0.0/16}\nservices: {web: {image: web:1.0.0, route: {balancer: internal}}, worker: {image: worker:1.0.0}}\n",
	} {
		asked, _ := askedOf(t, text)
		assert.Empty(t, asked, text)
	}
}

func TestWhatIsAskedOfARouteGoesToItsService(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 10_000 {
		route := Route{Balancer: PublicBalancer, Path: randomPath(r)}
		route.completeCanary("/healthz")
		path := route.Canary.Path
		assert.Regexp(t, matcher(route.Path), path)
		assert.Equal(
			t,
			path == "/healthz",
			*route.Canary.Status == 200,
			"nobody has promised that another path answers 200",
		)
	}
}

func TestACanaryThatCanOnlyFailIsRefused(t *testing.T) {
	const web = "services.web.route.canary."
	findsMistakesIn(t, withCanaries, []mistake{
		{
			"runtime: syn-nodejs-5.4",
			"runtime: syn-nodejs-puppeteer-9.0",
			"canaries.runtime: syn-nodejs-puppeteer-9.0 is no runtime of CloudWatch Synthetics for Node.js without a browser, or a deprecated one; choose syn-nodejs-4.0, syn-nodejs-4.1, syn-nodejs-4.2, syn-nodejs-5.0, syn-nodejs-5.1, syn-nodejs-5.2, syn-nodejs-5.3 or syn-nodejs-5.4",
		},
		{
			"runtime: syn-nodejs-5.4",
			"runtime: syn-nodejs-3.1",
			"canaries.runtime: syn-nodejs-3.1 is no runtime of CloudWatch Synthetics for Node.js without a browser, or a deprecated one; choose syn-nodejs-4.0, syn-nodejs-4.1, syn-nodejs-4.2, syn-nodejs-5.0, syn-nodejs-5.1, syn-nodejs-5.2, syn-nodejs-5.3 or syn-nodejs-5.4",
		},
		{
			"{path: /*, canary: {text: welcome}}",
			"{path: /shop/*, canary: {path: /login}}",
			web + "path: /login does not go to the service: its route is /shop/*; choose a path of the route",
		},
		{
			"text: welcome",
			"path: login",
			web + `path: "login" is not a path; write it with a leading slash, such as /healthz`,
		},
		{
			"text: welcome",
			"text: " + strings.Repeat("x", 1001),
			web + "text: has 1001 letters; choose at most 1000 that tell the right answer",
		},
		{
			"text: welcome",
			"status: 99",
			web + "status: 99 is no status of an answer; choose 200 to 599, or 0 for any below 500",
		},
		{
			"{balancer: internal}",
			"{balancer: internal, canary: {seconds: 3}}",
			"services.billing.route.canary: a canary is outside, and the internal load balancer is reached from inside only; leave it out",
		},
		{
			"{status: 200}",
			"{status: 150}",
			"sites.help.canary.status: 150 is no status of an answer; choose 200 to 599, or 0 for any below 500",
		},
	})
}

package config

import (
	"strings"
	"testing"
)

// withLogin is a route with a login that is right, in an environment that can have it.
const withLogin = `tier: development
network: {cidr: 10.10.0.0/16}
secrets:
  door: {}
services:
  web:
    image: web:1.0.0
    route:
      login:
        issuer: https://login.example.net
        authorization: https://login.example.net/authorize
        token: https://login.example.net/token
        userInfo: https://login.example.net/userinfo
        client: web
        secret: door
`

func TestMistakesInALoginAreFound(t *testing.T) {
	const front = "network: {cidr: 10.10.0.0/16}"
	const noAddress = ` is not the address of an identity provider; copy it from the provider's configuration, such as https://login.example.net/token`
	findsMistakesIn(t, withLogin, []mistake{
		{"        client: web\n", "", `services.web.route.login.client: is missing; add it`},
		{"client: web", `client: ""`, `services.web.route.login.client: is empty; copy it from the identity provider`},
		{"issuer: https://login.example.net", "issuer: login.example.net", `services.web.route.login.issuer: "login.example.net"` + noAddress},
		{"token: https:", "token: http:", `services.web.route.login.token: "http://login.example.net/token"` + noAddress},
		{"userInfo: https://", "userInfo: https://me:you@", `services.web.route.login.userInfo: "https://me:you@login.example.net/userinfo"` + noAddress},
		{"authorization: https://login.example.net", "authorization: https://localhost", `services.web.route.login.authorization: "https://localhost/authorize"` + noAddress},
		{"secret: door", "secret: dor", `services.web.route.login.secret: dev has no secret "dor"; did you mean door?`},
		{"door: {}", "door: {store: parameter-store}", `services.web.route.login.secret: door is in Parameter Store, whose values no template can name; choose secrets-manager for it`},
		{"secret: door", "secret: door\n        scope: openid  email", `services.web.route.login.scope: "openid  email" is not a scope; write words with one space between them, such as openid email`},
		{"secret: door", "secret: door\n        secretVersion: latest", `services.web.route.login.secretVersion: "latest" is not the id of a version; copy the version's id from Secrets Manager`},
		{"secret: door", "secret: door\n        sessionHours: 169", `services.web.route.login.sessionHours: 169 is too large; the most is 168`},
		{"secret: door", "secret: door\n        others: redirect", `services.web.route.login.others: "redirect" is not offered; choose authenticate, deny or allow`},
		{"    route:\n", "    deployment: {strategy: canary}\n    route:\n", `services.web.route.login: ECS rewrites the listener rule in a canary deployment, and is not known to keep the login; choose rolling, or leave it out`},
		{"    route:\n", "    route:\n      balancer: internal\n", `services.web.route.login: services at the internal load balancer are called by services, which cannot log in; leave it out`},
		{front, front + "\nfront: api-gateway", `services.web.route.login: an API gateway takes no headers as long as the cookies of a session; choose another front, or leave it out`},
		{front, "network: {cidr: 10.10.0.0/16, nat: none, endpoints: standard}\nfront: zonal", `services.web.route.login: without NAT, the load balancer behind the zonal one does not reach the identity provider; choose another network.nat, or another front`},
	})
	recovered := strings.Replace(withLogin, "door: {}", "door: {standby: empty}\nrecovery: {region: eu-central-1, cidr: 10.11.0.0/16}", 1)
	findsMistakesIn(t, recovered, []mistake{
		{"secret: door", "secret: door\n        secretVersion: 01234567-89ab-cdef-0123-456789abcdef", `services.web.route.login.secretVersion: door has another version in the recovery region; leave it out, or replicate the secret`},
	})
}

package config

import (
	"cmp"
	"fmt"
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strconv"

	"bulkhead/internal/document"
)

// Login has the load balancer ask who somebody is, with OpenID Connect, before a request reaches the service. The
// service gets the answer in the headers x-amzn-oidc-data and x-amzn-oidc-identity.
type Login struct {
	// Issuer is the identity provider, as its configuration says it: an address that begins with https.
	Issuer string `yaml:"issuer" jsonschema:"required"`
	// Authorization is its address that browsers are sent to.
	Authorization string `yaml:"authorization" jsonschema:"required"`
	// Token is its address that the load balancer gets tokens from.
	Token string `yaml:"token" jsonschema:"required"`
	// UserInfo is its address that the load balancer gets claims from.
	UserInfo string `yaml:"userInfo" jsonschema:"required"`
	// Client is what the identity provider calls this service.
	Client string `yaml:"client" jsonschema:"required"`
	// Secret names one of the environment's secrets in Secrets Manager: what the client proves itself with. The load
	// balancer gets the value that it has when the route is deployed.
	Secret string `yaml:"secret" jsonschema:"required"`
	// SecretVersion is the id of a version of the secret. Another one has the load balancer get the secret again.
	SecretVersion string `yaml:"secretVersion"`
	// Scope is what the identity provider is asked for (default openid).
	Scope string `yaml:"scope"`
	// SessionHours is how long somebody is known, in hours (default 12).
	SessionHours int `yaml:"sessionHours" jsonschema:"minimum=1,maximum=168"`
	// Others are those who are not known: authenticate (default) sends them to the identity provider, deny answers 401,
	// and allow lets them through without the headers.
	Others Others `yaml:"others"`
}

// Others is what becomes of requests of somebody who is not known.
type Others string

// What can become of them.
const (
	AuthenticateOthers Others = "authenticate"
	DenyOthers         Others = "deny"
	AllowOthers        Others = "allow"
)

// Values returns the choices.
func (Others) Values() []string { return texts(AuthenticateOthers, DenyOthers, AllowOthers) }

func (l *Login) complete() {
	l.Scope = cmp.Or(l.Scope, "openid")
	l.SessionHours = cmp.Or(l.SessionHours, 12)
	l.Others = cmp.Or(l.Others, AuthenticateOthers)
}

// status is what a request of somebody who is not known is answered with; 0 is what the service says.
func (l Login) status() int {
	switch l.Others {
	case AuthenticateOthers:
		return 302
	case DenyOthers:
		return 401
	}
	return 0
}

var (
	loginScope    = regexp.MustCompile(`^[\x21\x23-\x5b\x5d-\x7e]+( [\x21\x23-\x5b\x5d-\x7e]+)*$`)
	secretVersion = regexp.MustCompile(`^[A-Za-z0-9-]{32,64}$`)
)

// checkLogin demands that the load balancer of a route can ask, and that what it is told makes sense.
func (s Service) checkLogin(at document.Path, e Environment) {
	if s.Route == nil || s.Route.Login == nil {
		return
	}
	at = at.Key("route").Key("login")
	l := *s.Route.Login
	at.Demand(s.Route.Balancer != InternalBalancer, "services at the internal load balancer are called by services, which cannot log in", "leave it out")
	at.Demand(e.Front != FrontAPIGateway, "an API gateway takes no headers as long as the cookies of a session", "choose another front, or leave it out")
	at.Demand(e.Front != FrontZonal || e.Network.NAT != NATNone, "without NAT, the load balancer behind the zonal one does not reach the identity provider", "choose another network.nat, or another front")
	at.Demand(s.Deployment.Strategy == Rolling, fmt.Sprintf("ECS rewrites the listener rule in a %s deployment, and is not known to keep the login", s.Deployment.Strategy), "choose rolling, or leave it out")
	for key, address := range map[string]string{
		"issuer": l.Issuer, "authorization": l.Authorization, "token": l.Token, "userInfo": l.UserInfo,
	} {
		u, err := url.Parse(address)
		at.Key(key).Demand(err == nil && u.Scheme == "https" && isDomain(u.Hostname()) && u.User == nil && u.Fragment == "",
			strconv.Quote(address)+" is not the address of an identity provider", "copy it from the provider's configuration, such as https://login.example.net/token")
	}
	at.Key("client").Demand(l.Client != "", "is empty", "copy it from the identity provider")
	at.Key("scope").Demand(loginScope.MatchString(l.Scope), fmt.Sprintf("%q is not a scope", l.Scope), "write words with one space between them, such as openid email")
	at.Key("secretVersion").Demand(l.SecretVersion == "" || secretVersion.MatchString(l.SecretVersion), fmt.Sprintf("%q is not the id of a version", l.SecretVersion), "copy the version's id from Secrets Manager")
	secret, known := e.Secrets[l.Secret]
	secrets := slices.Sorted(maps.Keys(e.Secrets))
	at.Key("secret").Demand(known, fmt.Sprintf("%s has no secret %q", e.Name, l.Secret), document.Suggest(l.Secret, secrets))
	at.Key("secret").Demand(!known || secret.Store == SecretsManager, l.Secret+" is in Parameter Store, whose values no template can name", "choose secrets-manager for it")
	at.Key("secretVersion").Demand(l.SecretVersion == "" || !known || secret.Standby != Empty, l.Secret+" has another version in the recovery region", "leave it out, or replicate the secret")
}

// HasLogin tells whether the public load balancer asks who somebody is.
func (e Environment) HasLogin() bool {
	for _, s := range e.Services {
		if s.Route != nil && s.Route.Login != nil {
			return true
		}
	}
	return false
}

package serving

import (
	"bulkhead/config"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	elb "github.com/aws/aws-cdk-go/awscdk/v2/awselasticloadbalancingv2"
	"github.com/aws/jsii-runtime-go"
)

// logIn has the load balancer ask who somebody is before the next action, if the route says so. CloudFormation reads
// the secret when it makes or changes the rule; no template has it.
func logIn(props Props, next elb.ListenerAction) elb.ListenerAction {
	login := props.Route.Login
	if login == nil {
		return next
	}
	secret := &awscdk.SecretsManagerSecretOptions{}
	if login.SecretVersion != "" {
		secret.VersionId = &login.SecretVersion
	}
	return elb.ListenerAction_AuthenticateOidc(&elb.AuthenticateOidcOptions{
		Issuer:                   &login.Issuer,
		AuthorizationEndpoint:    &login.Authorization,
		TokenEndpoint:            &login.Token,
		UserInfoEndpoint:         &login.UserInfo,
		ClientId:                 &login.Client,
		ClientSecret:             awscdk.SecretValue_SecretsManager(&props.Login, secret),
		Scope:                    &login.Scope,
		SessionTimeout:           awscdk.Duration_Hours(jsii.Number(login.SessionHours)),
		OnUnauthenticatedRequest: others(login.Others),
		AllowHttpsOutbound:       new(false), // the load balancer's own stack lets it out, once for all services
		Next:                     next,
	})
}

func others(o config.Others) elb.UnauthenticatedAction {
	switch o {
	case config.DenyOthers:
		return elb.UnauthenticatedAction_DENY
	case config.AllowOthers:
		return elb.UnauthenticatedAction_ALLOW
	}
	return elb.UnauthenticatedAction_AUTHENTICATE
}

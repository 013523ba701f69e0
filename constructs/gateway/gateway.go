// Package gateway makes an API gateway through which the internet reaches a load balancer in private subnets.
package gateway

import (
	"bulkhead/constructs/alarm"
	"bulkhead/constructs/securitygroup"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigatewayv2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigatewayv2integrations"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscertificatemanager"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	elb "github.com/aws/aws-cdk-go/awscdk/v2/awselasticloadbalancingv2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslogs"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsroute53"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsroute53targets"
	"github.com/aws/aws-cdk-go/awscdk/v2/interfaces/interfacesawsec2"
	"github.com/aws/constructs-go/constructs/v10"
)

// Props is what an API gateway plugs into.
type Props struct {
	Name          string
	Domains       []Domain // the load balancer behind has the first one's certificate
	Vpc           awsec2.IVpc
	Subnets       *awsec2.SubnetSelection  // the private tier
	Listener      elb.IApplicationListener // of the load balancer behind
	Behind        awsec2.SecurityGroup     // of the load balancer behind
	ClientAddress string                   // header that tells the load balancer behind who sent a request
	Log           awslogs.ILogGroup
	Alerts        alarm.Topics // that alarms tell
}

// Domain is a name, and every name one label below it, with the certificate for both.
type Domain struct {
	Name        string
	Certificate awscertificatemanager.ICertificate
}

// Names is what a domain and every name one label below it lead to.
type Names struct {
	Apex, Wildcard awsroute53.RecordTarget
	Addresses      []*string // that both are made of
}

// accessLogFormat is one line of JSON per request.
const accessLogFormat = `{"time":"$context.requestTime","id":"$context.requestId",` +
	`"address":"$context.identity.sourceIp","host":"$context.domainName","method":"$context.httpMethod",` +
	`"path":"$context.path","status":"$context.status","bytes":"$context.responseLength",` +
	`"milliseconds":"$context.responseLatency","behind":"$context.integration.latency",` +
	`"error":"$context.integrationErrorMessage","agent":"$context.identity.userAgent"}`

// serverErrorPercent is the share of 5xx answers that raises the alarm.
const serverErrorPercent = 5

// New adds an HTTP API that hands every request to the load balancer behind it, through a VPC link into all
// zones, and returns what the names of each domain lead to.
func New(scope constructs.Construct, id string, props Props) (made Gateway, names []Names) {
	scope = constructs.NewConstruct(scope, &id)
	group := securitygroup.New(scope, props.Vpc, "way in of the API gateway")
	group.AddEgressRule(props.Behind, awsec2.Port_HTTPS(), new("to the load balancer behind"), nil)
	props.Behind.AddIngressRule(group, awsec2.Port_HTTPS(), new("from the API gateway"), nil)
	link := awsapigatewayv2.NewVpcLink(scope, new("Link"), &awsapigatewayv2.VpcLinkProps{
		Vpc:            props.Vpc,
		VpcLinkName:    &props.Name,
		Subnets:        props.Subnets,
		SecurityGroups: &[]interfacesawsec2.ISecurityGroupRef{group},
	})
	api := awsapigatewayv2.NewHttpApi(scope, new("Api"), &awsapigatewayv2.HttpApiProps{
		ApiName:                   &props.Name,
		CreateDefaultStage:        new(false),
		DisableExecuteApiEndpoint: new(true), // its own names only
		DefaultIntegration: awsapigatewayv2integrations.NewHttpAlbIntegration(
			new("Balancer"),
			props.Listener,
			&awsapigatewayv2integrations.HttpAlbIntegrationProps{
				VpcLink:          link,
				SecureServerName: &props.Domains[0].Name, // the load balancer's default certificate
				// The load balancer routes by the name that was asked for, and limits by who asked.
				ParameterMapping: awsapigatewayv2.NewParameterMapping().
					OverwriteHeader(new("host"), awsapigatewayv2.MappingValue_ContextVariable(new("domainName"))).
					OverwriteHeader(&props.ClientAddress,
						awsapigatewayv2.MappingValue_ContextVariable(new("identity.sourceIp"))),
			},
		),
	})
	stage := awsapigatewayv2.NewHttpStage(scope, new("Stage"), &awsapigatewayv2.HttpStageProps{
		HttpApi:                api,
		StageName:              new("$default"),
		AutoDeploy:             new(true),
		DetailedMetricsEnabled: new(true),
	})
	stage.Node().DefaultChild().(awsapigatewayv2.CfnStage).SetAccessLogSettings(
		&awsapigatewayv2.CfnStage_AccessLogSettingsProperty{
			DestinationArn: props.Log.LogGroupArn(),
			Format:         new(accessLogFormat),
		},
	)
	newErrorAlarm(scope, api, props.Alerts)
	made = Gateway{api, stage}
	for _, domain := range props.Domains {
		names = append(names, made.NewNames(scope, domain))
	}
	return made, names
}

// Gateway is an API that answers for names.
type Gateway struct {
	Api   awsapigatewayv2.HttpApi
	stage awsapigatewayv2.IHttpStage
}

// NewNames lets the API answer for a domain and every name one label below it. They may be in a stack of their own.
func (g Gateway) NewNames(scope constructs.Construct, domain Domain) Names {
	var names Names
	name := func(name string) awsroute53.RecordTarget {
		made := awsapigatewayv2.NewDomainName(scope, &name, &awsapigatewayv2.DomainNameProps{
			DomainName:     &name,
			Certificate:    domain.Certificate,
			SecurityPolicy: awsapigatewayv2.SecurityPolicy_TLS_1_2,
		})
		awsapigatewayv2.NewApiMapping(
			scope,
			new(name+"Mapping"),
			&awsapigatewayv2.ApiMappingProps{Api: g.Api, DomainName: made, Stage: g.stage},
		)
		names.Addresses = append(names.Addresses, made.RegionalDomainName(), made.RegionalHostedZoneId())
		return awsroute53.RecordTarget_FromAlias(
			awsroute53targets.NewApiGatewayv2DomainProperties(made.RegionalDomainName(), made.RegionalHostedZoneId()),
		)
	}
	names.Apex, names.Wildcard = name(domain.Name), name("*."+domain.Name)
	return names
}

// newErrorAlarm adds what fires when too many requests fail, in the gateway or behind it.
func newErrorAlarm(scope constructs.Construct, api awsapigatewayv2.HttpApi, alerts alarm.Topics) {
	dimensions := map[string]string{"ApiId": *api.ApiId()}
	sum := func(name string) alarm.Metric {
		return alarm.Metric{
			Namespace: "AWS/ApiGateway", Name: name, Dimensions: dimensions, Statistic: "Sum", Minutes: 1,
		}
	}
	alarm.New(scope, alarm.Props{
		ID: "Errors",
		Description: "The API gateway answers 5xx: a service fails, takes longer than 30 seconds, " +
			"or cannot be reached. See its access log.",
		Metric: alarm.Math{
			Expression: "100 * errors / requests",
			Label:      "5xx in percent",
			Metrics:    map[string]alarm.Metric{"errors": sum("5xx"), "requests": sum("Count")},
		},
		When:       alarm.Above(serverErrorPercent),
		Periods:    5,
		Datapoints: 3,
		Missing:    alarm.MissingIsFine,
		Runbook:    "gateway-errors",
		Tell:       alerts,
	})
}

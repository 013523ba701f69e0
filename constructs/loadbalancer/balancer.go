// Package loadbalancer makes the load balancers of an environment.
package loadbalancer

import (
	"bulkhead/constructs/alarm"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscertificatemanager"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	elb "github.com/aws/aws-cdk-go/awscdk/v2/awselasticloadbalancingv2"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// Props is what a load balancer plugs into.
type Props struct {
	Vpc          awsec2.IVpc
	Subnets      *awsec2.SubnetSelection
	Certificates []awscertificatemanager.ICertificate // the first is the default, the others are chosen by name
	Logs         string                               // bucket for access and connection logs, in the same region
	LogsPrefix   string                               // without a slash at either end
	Protected    bool                                 // refuse to delete it
	Alerts       alarm.Topics                         // that alarms tell
}

// Balancer is a load balancer with one HTTPS listener.
type Balancer struct {
	LoadBalancer  elb.ApplicationLoadBalancer
	Listener      elb.ApplicationListener // HTTPS; answers 404 to what no service claims
	Plain         elb.ApplicationListener // HTTP; redirects to HTTPS; nil where there is none
	SecurityGroup awsec2.SecurityGroup    // has no way out until a service adds its port
}

// zonalShift is the attribute that lets an operator move requests out of a zone.
const zonalShift = "zonal_shift.config.enabled"

// newBalancer adds a load balancer with its HTTPS listener and its alarm.
func newBalancer(
	scope constructs.Construct,
	group awsec2.ISecurityGroup,
	public bool,
	props Props,
) (elb.ApplicationLoadBalancer, elb.ApplicationListener) {
	balancer := elb.NewApplicationLoadBalancer(scope, new("Default"), &elb.ApplicationLoadBalancerProps{
		Vpc:                     props.Vpc,
		VpcSubnets:              props.Subnets,
		InternetFacing:          &public,
		SecurityGroup:           group,
		DeletionProtection:      &props.Protected,
		DropInvalidHeaderFields: new(true),
		DesyncMitigationMode:    elb.DesyncMitigationMode_DEFENSIVE,
		Http2Enabled:            new(true),
		IdleTimeout:             awscdk.Duration_Seconds(jsii.Number(60)),
	})
	var certificates []elb.IListenerCertificate
	for _, certificate := range props.Certificates {
		certificates = append(certificates, elb.ListenerCertificate_FromCertificateManager(certificate))
		// A certificate may never be issued; a protected load balancer could then not be rolled back.
		balancer.Node().AddDependency(certificate)
	}
	for _, kind := range []string{"access_logs", "connection_logs"} {
		balancer.SetAttribute(new(kind+".s3.enabled"), new("true"))
		balancer.SetAttribute(new(kind+".s3.bucket"), &props.Logs)
		balancer.SetAttribute(new(kind+".s3.prefix"), &props.LogsPrefix)
	}
	balancer.SetAttribute(new(zonalShift), new("true"))
	listener := balancer.AddListener(new("Https"), &elb.BaseApplicationListenerProps{
		Port:         jsii.Number(443),
		Protocol:     elb.ApplicationProtocol_HTTPS,
		Open:         new(false), // the group says who may come
		SslPolicy:    elb.SslPolicy_TLS13_12_RES_PQ,
		Certificates: &certificates,
		DefaultAction: elb.ListenerAction_FixedResponse(jsii.Number(404), &elb.FixedResponseOptions{
			ContentType: new("text/plain"),
			MessageBody: new("not found"),
		}),
	})
	newErrorAlarm(scope, balancer, props.Alerts)
	return balancer, listener
}

// newErrorAlarm adds what fires when the load balancer itself, not a service behind it, answers 5xx.
func newErrorAlarm(scope constructs.Construct, balancer elb.ApplicationLoadBalancer, alerts alarm.Topics) {
	alarm.New(scope, alarm.Props{
		ID: "Errors",
		Description: "The load balancer answers 5xx itself: no healthy task, or connections refused. " +
			"See the targets' health.",
		Metric: alarm.Metric{
			Namespace:  "AWS/ApplicationELB",
			Name:       "HTTPCode_ELB_5XX_Count",
			Dimensions: map[string]string{"LoadBalancer": *balancer.LoadBalancerFullName()},
			Statistic:  "Sum",
			Minutes:    1,
		},
		When:       alarm.Above(10),
		Periods:    5,
		Datapoints: 3,
		Missing:    alarm.MissingIsFine,
		Runbook:    "load-balancer-errors",
		Tell:       alerts,
	})
}

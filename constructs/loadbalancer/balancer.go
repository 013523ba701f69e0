// Package loadbalancer makes the load balancers of an environment.
package loadbalancer

import (
	notify "bulkhead/constructs/alarm"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscertificatemanager"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatch"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	elb "github.com/aws/aws-cdk-go/awscdk/v2/awselasticloadbalancingv2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssns"
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
	Alerts       awssns.ITopic
}

// Balancer is a load balancer with one HTTPS listener.
type Balancer struct {
	LoadBalancer  elb.ApplicationLoadBalancer
	Listener      elb.ApplicationListener // HTTPS; answers 404 to what no service claims
	Plain         elb.ApplicationListener // HTTP; redirects to HTTPS; nil where there is none
	SecurityGroup awsec2.SecurityGroup    // has no way out until a service adds its port
}

// newBalancer adds a load balancer with its HTTPS listener and its alarm.
func newBalancer(scope constructs.Construct, group awsec2.ISecurityGroup, public bool, props Props) (elb.ApplicationLoadBalancer, elb.ApplicationListener) {
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

// newErrorAlarm fires when the load balancer itself, not a service behind it, answers 5xx.
func newErrorAlarm(scope constructs.Construct, balancer elb.ApplicationLoadBalancer, alerts awssns.ITopic) {
	errors := balancer.Metrics().HttpCodeElb(elb.HttpCodeElb_ELB_5XX_COUNT, &awscloudwatch.MetricOptions{
		Statistic: new("Sum"),
		Period:    awscdk.Duration_Minutes(jsii.Number(1)),
	})
	alarm := errors.CreateAlarm(scope, new("Errors"), &awscloudwatch.CreateAlarmOptions{
		AlarmDescription:   new("The load balancer answers 5xx itself: no healthy task, or connections refused. See the targets' health."),
		Threshold:          jsii.Number(10),
		EvaluationPeriods:  jsii.Number(5),
		DatapointsToAlarm:  jsii.Number(3),
		ComparisonOperator: awscloudwatch.ComparisonOperator_GREATER_THAN_THRESHOLD,
		TreatMissingData:   awscloudwatch.TreatMissingData_NOT_BREACHING,
	})
	notify.Alert(alarm, alerts)
}

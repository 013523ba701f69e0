package loadbalancer

import (
	"github.com/aws/aws-cdk-go/awscdk/v2/awscertificatemanager"
	elb "github.com/aws/aws-cdk-go/awscdk/v2/awselasticloadbalancingv2"
	"github.com/aws/constructs-go/constructs/v10"
)

// AddCertificate has the HTTPS listener answer with a certificate who asks for one of its names. CloudFormation takes
// one for each resource, and each is there or not whatever others are.
func (b Balancer) AddCertificate(
	scope constructs.Construct, id string, certificate awscertificatemanager.ICertificate,
) {
	elb.NewApplicationListenerCertificate(scope, &id, &elb.ApplicationListenerCertificateProps{
		Listener:     b.Listener,
		Certificates: &[]elb.IListenerCertificate{elb.ListenerCertificate_FromCertificateManager(certificate)},
	})
}

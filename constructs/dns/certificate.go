package dns

import (
	"github.com/aws/aws-cdk-go/awscdk/v2/awscertificatemanager"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsroute53"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// NewCertificate adds a certificate for the domain and the names one label below it.
// A nil zone means that the validation record is in place already: ACM asks for the
// same record for a name in every region of an account.
func NewCertificate(scope constructs.Construct, id, domain string, zone awsroute53.IHostedZone) awscertificatemanager.Certificate {
	return awscertificatemanager.NewCertificate(scope, &id, &awscertificatemanager.CertificateProps{
		DomainName:              &domain,
		SubjectAlternativeNames: jsii.Strings("*." + domain),
		Validation:              awscertificatemanager.CertificateValidation_FromDns(zone),
	})
}

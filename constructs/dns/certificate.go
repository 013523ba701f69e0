package dns

import (
	"bulkhead/constructs/alarm"

	"github.com/aws/aws-cdk-go/awscdk/v2/awscertificatemanager"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsroute53"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// NewCertificate adds a certificate for the domain and the names one label below it.
// A nil zone means that the validation record is in place already: ACM asks for the
// same record for a name in every region of an account. alerts is the ARN of the topic that alarms tell.
func NewCertificate(
	scope constructs.Construct, id, domain string, zone awsroute53.IHostedZone, alerts alarm.Topics,
) awscertificatemanager.Certificate {
	certificate := awscertificatemanager.NewCertificate(scope, &id, &awscertificatemanager.CertificateProps{
		DomainName:              &domain,
		SubjectAlternativeNames: jsii.Strings("*." + domain),
		Validation:              awscertificatemanager.CertificateValidation_FromDns(zone),
	})
	NewExpiry(scope, id+"Expires", domain, *certificate.CertificateArn(), alerts)
	return certificate
}

// NewExportable adds a certificate for names below a zone, of which whoever may can have the private key, and returns
// its ARN. AWS charges for each name when it is issued, and when it is renewed.
func NewExportable(
	scope constructs.Construct, id string, names []string, zone awsroute53.IHostedZone, alerts alarm.Topics,
) string {
	certificate := awscertificatemanager.NewCertificate(scope, &id, &awscertificatemanager.CertificateProps{
		DomainName:              &names[0],
		SubjectAlternativeNames: jsii.Strings(names[1:]...),
		Validation:              awscertificatemanager.CertificateValidation_FromDns(zone),
		KeyAlgorithm:            awscertificatemanager.KeyAlgorithm_EC_PRIME256V1(),
		AllowExport:             new(true),
	})
	NewExpiry(scope, id+"Expires", names[0], *certificate.CertificateArn(), alerts)
	return *certificate.CertificateArn()
}

// NewExpiry adds the alarm of a certificate, by its ARN, that is not renewed.
func NewExpiry(scope constructs.Construct, id, domain, arn string, alerts alarm.Topics) {
	alarm.New(scope, alarm.Props{
		ID: id,
		Description: "ACM has not renewed the certificate of " + domain + ": " +
			"see whether its validation record is still in place.",
		Metric: alarm.Metric{
			Namespace:  "AWS/CertificateManager",
			Name:       "DaysToExpiry",
			Dimensions: map[string]string{"CertificateArn": arn},
			Statistic:  "Minimum",
			Minutes:    24 * 60,
		},
		When:    alarm.Below(expiresDays),
		Periods: 1,
		Missing: alarm.MissingIsIgnored, // ACM tells twice a day, until the certificate has expired
		Runbook: "certificate-expires",
		Tell:    alerts,
	})
}

// expiresDays is when somebody has to look: by then, ACM has tried to renew for weeks.
const expiresDays = 30

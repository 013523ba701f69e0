package dns

import (
	notify "bulkhead/constructs/alarm"

	"github.com/aws/aws-cdk-go/awscdk/v2/awscertificatemanager"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatch"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsroute53"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssns"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// NewCertificate adds a certificate for the domain and the names one label below it.
// A nil zone means that the validation record is in place already: ACM asks for the
// same record for a name in every region of an account.
func NewCertificate(scope constructs.Construct, id, domain string, zone awsroute53.IHostedZone, alerts awssns.ITopic) awscertificatemanager.Certificate {
	certificate := awscertificatemanager.NewCertificate(scope, &id, &awscertificatemanager.CertificateProps{
		DomainName:              &domain,
		SubjectAlternativeNames: jsii.Strings("*." + domain),
		Validation:              awscertificatemanager.CertificateValidation_FromDns(zone),
	})
	alarm := certificate.MetricDaysToExpiry(nil).CreateAlarm(scope, new(id+"Expires"), &awscloudwatch.CreateAlarmOptions{
		AlarmDescription:   new("ACM has not renewed the certificate of " + domain + ": see whether its validation record is still in place."),
		ComparisonOperator: awscloudwatch.ComparisonOperator_LESS_THAN_THRESHOLD,
		Threshold:          jsii.Number(expiresDays),
		EvaluationPeriods:  jsii.Number(1),
		TreatMissingData:   awscloudwatch.TreatMissingData_IGNORE, // ACM tells twice a day, until the certificate has expired
	})
	notify.Alert(alarm, alerts)
	return certificate
}

// expiresDays is when somebody has to look: by then, ACM has tried to renew for weeks.
const expiresDays = 30

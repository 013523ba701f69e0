package evidence

import (
	"fmt"
	"slices"

	"bulkhead/assembly"
)

// Buckets, sites, queues, topics, keys, secrets and names.
func init() {
	const bucket = "AWS::S3::Bucket"
	of("S3.2", bucket, blocked("IgnorePublicAcls", "RestrictPublicBuckets"))
	of("S3.3", bucket, blocked("BlockPublicAcls", "BlockPublicPolicy"))
	of("S3.8", bucket, blocked("BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets"))
	of("S3.5", bucket, func(v *view, r *assembly.Resource) string {
		refuses := func(s assembly.Statement) bool { return v.refusesPlain(s, r) }
		if slices.ContainsFunc(v.policies[r], refuses) {
			return ""
		}
		return "its policy does not refuse requests without TLS"
	})
	of("S3.6", bucket, func(v *view, r *assembly.Resource) string {
		for _, s := range v.policies[r] {
			if action := v.handsOver(s, r.Stack.Account); action != "" {
				return "another account may " + action
			}
		}
		return ""
	})
	of("S3.9", bucket, has("LoggingConfiguration"))
	versioned := with("VersioningConfiguration.Status", "Enabled")
	of("S3.10", bucket, where(versioned, has("LifecycleConfiguration.Rules")))
	of("S3.11", bucket, has("NotificationConfiguration"))
	of("S3.12", bucket, all(isOrAbsent("OwnershipControls.Rules.0.ObjectOwnership", "BucketOwnerEnforced"), isOrAbsent("AccessControl", "Private")))
	of("S3.13", bucket, has("LifecycleConfiguration.Rules"))

	const site = "AWS::CloudFront::Distribution"
	const behaviour = "DistributionConfig.DefaultCacheBehavior.ViewerProtocolPolicy"
	of("CloudFront.1", site, has("DistributionConfig.DefaultRootObject"))
	of("CloudFront.3", site, all(
		is(behaviour, "redirect-to-https", "https-only"),
		every("DistributionConfig.CacheBehaviors", is("ViewerProtocolPolicy", "redirect-to-https", "https-only")),
	))
	of("CloudFront.4", site, has("DistributionConfig.OriginGroups.Items"))
	of("CloudFront.5", site, either(func(v *view, r *assembly.Resource) string {
		if len(v.mentioning(r, "AWS::Logs::DeliverySource")) == 0 {
			return "it logs nothing"
		}
		return ""
	}, has("DistributionConfig.Logging")))
	of("CloudFront.6", site, has("DistributionConfig.WebACLId"))
	of("CloudFront.7", site, has("DistributionConfig.ViewerCertificate.AcmCertificateArn"))
	of("CloudFront.8", site, is("DistributionConfig.ViewerCertificate.SslSupportMethod", "sni-only"))
	custom := func(r *assembly.Resource) bool {
		return slices.ContainsFunc(assembly.List(at(r, "DistributionConfig.Origins")), func(o any) bool {
			return assembly.At(o, "CustomOriginConfig") != nil
		})
	}
	of("CloudFront.9", site, where(custom, every("DistributionConfig.Origins", where(
		func(o *assembly.Resource) bool { return at(o, "CustomOriginConfig") != nil },
		is("CustomOriginConfig.OriginProtocolPolicy", "https-only")))))
	of("CloudFront.10", site, where(custom, every("DistributionConfig.Origins", func(_ *view, o *assembly.Resource) string {
		if slices.Contains(assembly.List(at(o, "CustomOriginConfig.OriginSSLProtocols")), any("SSLv3")) {
			return "it speaks SSLv3"
		}
		return ""
	})))
	own := func(o *assembly.Resource) bool { return at(o, "S3OriginConfig") != nil }
	of("CloudFront.12", site, every("DistributionConfig.Origins", where(own, func(v *view, o *assembly.Resource) string {
		if to := v.resolve(o, "DomainName"); to == nil || to.Type != bucket {
			return "its bucket is in no template"
		}
		return ""
	})))
	of("CloudFront.13", site, every("DistributionConfig.Origins", where(own, has("OriginAccessControlId"))))
	of("CloudFront.15", site, is("DistributionConfig.ViewerCertificate.MinimumProtocolVersion",
		"TLSv1.2_2021", "TLSv1.2_2025", "TLSv1.3_2025"))
	of("ACM.1", "AWS::CertificateManager::Certificate", is("ValidationMethod", "DNS"))
	of("ACM.2", "AWS::CertificateManager::Certificate", isNot("KeyAlgorithm", "RSA_1024"))
	of("Route53.2", "AWS::Route53::HostedZone", where(without("VPCs"), has("QueryLoggingConfig.CloudWatchLogsLogGroupArn")))
	of("APIGateway.1", "AWS::ApiGatewayV2::Api", where(with("ProtocolType", "WEBSOCKET"), func(v *view, r *assembly.Resource) string {
		for _, stage := range v.referring(r, "AWS::ApiGatewayV2::Stage", "ApiId") {
			if problem := is("DefaultRouteSettings.LoggingLevel", "ERROR", "INFO")(v, stage); problem != "" {
				return problem
			}
		}
		return ""
	}))
	of("APIGateway.8", "AWS::ApiGatewayV2::Route", is("AuthorizationType", "AWS_IAM", "JWT", "CUSTOM"))
	of("APIGateway.9", "AWS::ApiGatewayV2::Stage", has("AccessLogSettings.DestinationArn"))

	const topic, queue = "AWS::SNS::Topic", "AWS::SQS::Queue"
	of("SNS.1", topic, has("KmsMasterKeyId"))
	of("SNS.4", topic, notPublic)
	of("SQS.1", queue, either(has("KmsMasterKeyId"), isOrAbsent("SqsManagedSseEnabled", true)))
	of("SQS.3", queue, notPublic)
	of("EventBridge.3", "AWS::Events::EventBus", has("Policy.Statement"))
	of("Athena.1", "AWS::Athena::WorkGroup", has("WorkGroupConfiguration.ResultConfiguration.EncryptionConfiguration.EncryptionOption"))
	of("Athena.4", "AWS::Athena::WorkGroup", isOrAbsent("WorkGroupConfiguration.PublishCloudWatchMetricsEnabled", true))

	const key, secret = "AWS::KMS::Key", "AWS::SecretsManager::Secret"
	of("KMS.4", key, where(func(r *assembly.Resource) bool {
		return at(r, "KeySpec") == nil || at(r, "KeySpec") == "SYMMETRIC_DEFAULT"
	}, is("EnableKeyRotation", true)))
	of("KMS.5", key, func(_ *view, r *assembly.Resource) string {
		if slices.ContainsFunc(assembly.Statements(r), open) {
			return "its policy admits everyone"
		}
		return ""
	})
	of("SecretsManager.1", secret, func(v *view, r *assembly.Resource) string {
		if len(v.rotations(r)) == 0 {
			return "nothing rotates it"
		}
		return ""
	})
	of("SecretsManager.4", "AWS::SecretsManager::RotationSchedule", func(_ *view, r *assembly.Resource) string {
		days, known := number(at(r, "RotationRules.AutomaticallyAfterDays"))
		if rate, is := at(r, "RotationRules.ScheduleExpression").(string); is {
			_, err := fmt.Sscanf(rate, "rate(%d days)", &days)
			known = err == nil
		}
		if !known || days > 90 {
			return "it is rotated less often than every 90 days"
		}
		return ""
	})
}

// blocked wants parts of a bucket's block of public access on.
func blocked(parts ...string) judge {
	return func(_ *view, r *assembly.Resource) string {
		for _, part := range parts {
			if at(r, "PublicAccessBlockConfiguration."+part) != true {
				return part + " is not on"
			}
		}
		return ""
	}
}

// notPublic wants no statement of its policy that admits everyone.
func notPublic(v *view, r *assembly.Resource) string {
	if slices.ContainsFunc(v.policies[r], open) {
		return "its policy admits everyone"
	}
	return ""
}

// rotations are the schedules of a secret, or of what is attached to it.
func (v *view) rotations(secret *assembly.Resource) []*assembly.Resource {
	all := v.referring(secret, "AWS::SecretsManager::RotationSchedule", "SecretId")
	for _, attachment := range v.referring(secret, "AWS::SecretsManager::SecretTargetAttachment", "SecretId") {
		all = append(all, v.referring(attachment, "AWS::SecretsManager::RotationSchedule", "SecretId")...)
	}
	return all
}

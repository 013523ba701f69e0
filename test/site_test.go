package test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"bulkhead/assembly"
	"bulkhead/internal/node"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// everySite is every distribution, in all configurations, with the bucket behind it.
func everySite(t testing.TB, promise func(a *assembly.Assembly, distribution, bucket *assembly.Resource)) {
	t.Helper()
	seen := 0
	for _, a := range assemblies(t) {
		for _, distribution := range a.OfType("AWS::CloudFront::Distribution") {
			seen++
			origin := distribution.Get("DistributionConfig", "Origins", "0").(map[string]any)
			promise(a, distribution, denotes(t, a, distribution, origin["DomainName"]))
		}
	}
	require.Equal(t, 5, seen)
}

// site is a distribution of the choices by its domain.
func site(t testing.TB, stage, domain string) *assembly.Resource {
	t.Helper()
	for _, distribution := range in(t, choices(t), stage, "AWS::CloudFront::Distribution") {
		if distribution.Get("DistributionConfig", "Aliases", "0") == domain {
			return distribution
		}
	}
	require.Fail(t, "no such site", domain)
	return nil
}

func TestOnlyTheSitesDistributionReadsItsFiles(t *testing.T) {
	everySite(t, func(a *assembly.Assembly, distribution, bucket *assembly.Resource) {
		control := denotes(t, a, distribution, distribution.Get("DistributionConfig", "Origins", "0", "OriginAccessControlId"))
		assert.Equal(t, []any{"s3", "always", "sigv4"}, []any{
			control.Get("OriginAccessControlConfig", "OriginAccessControlOriginType"),
			control.Get("OriginAccessControlConfig", "SigningBehavior"), control.Get("OriginAccessControlConfig", "SigningProtocol"),
		})
		var allowed []string
		for _, policy := range bucket.Stack.Resources {
			if policy.Type != "AWS::S3::BucketPolicy" || denotes(t, a, policy, policy.Get("Bucket")) != bucket {
				continue
			}
			for _, s := range assembly.Statements(policy) {
				if s.Effect != "Allow" {
					continue
				}
				allowed = append(allowed, s.Actions...)
				assert.Equal(t, []assembly.Principal{{Kind: "Service", ID: "cloudfront.amazonaws.com"}}, s.Principals)
				assert.Contains(t, text(s.Condition), distribution.LogicalID, "not just any distribution")
			}
		}
		assert.ElementsMatch(t, []string{"s3:GetObject", "s3:ListBucket"}, allowed, "files, and whether they exist")
		key := denotes(t, a, bucket, bucket.Get("BucketEncryption", "ServerSideEncryptionConfiguration", "0", "ServerSideEncryptionByDefault", "KMSMasterKeyID"))
		assert.Equal(t, "us-east-1", key.Stack.Region)
		assert.Contains(t, text(key.Get("KeyPolicy")), "cloudfront.amazonaws.com", "else every page is refused")
	})
}

func TestSitesSpeakModernTLSAndCompress(t *testing.T) {
	everySite(t, func(a *assembly.Assembly, distribution, _ *assembly.Resource) {
		config := distribution.Get("DistributionConfig").(map[string]any)
		assert.Equal(t, "TLSv1.2_2021", distribution.Get("DistributionConfig", "ViewerCertificate", "MinimumProtocolVersion"))
		certificate := denotes(t, a, distribution, distribution.Get("DistributionConfig", "ViewerCertificate", "AcmCertificateArn"))
		assert.Equal(t, "us-east-1", certificate.Stack.Region, "CloudFront looks nowhere else")
		assert.Equal(t, "http2and3", config["HttpVersion"])
		behaviour := config["DefaultCacheBehavior"].(map[string]any)
		assert.Equal(t, "redirect-to-https", behaviour["ViewerProtocolPolicy"])
		assert.Equal(t, true, behaviour["Compress"])
		headers := denotes(t, a, distribution, behaviour["ResponseHeadersPolicyId"]).Get("ResponseHeadersPolicyConfig", "SecurityHeadersConfig").(map[string]any)
		for _, header := range []string{"ContentSecurityPolicy", "ContentTypeOptions", "FrameOptions", "ReferrerPolicy", "StrictTransportSecurity"} {
			assert.Contains(t, headers, header)
		}
		assert.Equal(t, 31536000.0, headers["StrictTransportSecurity"].(map[string]any)["AccessControlMaxAgeSec"], "a year")
	})
	panel := site(t, "portal", "help.example.org")
	headers := denotes(t, choices(t), panel, panel.Get("DistributionConfig", "DefaultCacheBehavior", "ResponseHeadersPolicyId"))
	assert.Contains(t, text(headers.Properties), "connect-src 'self' https://api.portal.example.net")
}

func TestCertificateOfSitesIsValidatedByTheRecordThatThePlatformsPutInPlace(t *testing.T) {
	for _, stage := range []string{"portal", "shielded"} {
		var sites *assembly.Stack
		for _, stack := range choices(t).Stage(stage) {
			if strings.HasPrefix(stack.ID, stage+"/sites") {
				sites = stack
			}
		}
		require.NotNil(t, sites)
		regional := map[any]string{}
		for _, stack := range choices(t).Stage(stage) {
			if stack.ID == stage+"/platform" || strings.HasPrefix(stack.ID, stage+"/domain-") {
				for _, certificate := range ofType(t, choices(t), stack.ID, "AWS::CertificateManager::Certificate") {
					regional[certificate.Get("DomainName")] = stack.ID
				}
			}
		}
		for _, certificate := range ofType(t, choices(t), sites.ID, "AWS::CertificateManager::Certificate") {
			first := regional[certificate.Get("DomainName")]
			require.NotEmpty(t, first, certificate)
			assert.Equal(t, []any{"*." + certificate.Get("DomainName").(string)}, certificate.Get("SubjectAlternativeNames"))
			assert.Nil(t, certificate.Get("DomainValidationOptions"))
			assert.True(t, before(choices(t), sites, first), "ACM would wait for a record that nobody writes")
		}
	}
}

func TestSitesHaveNamesInTheEnvironmentsZones(t *testing.T) {
	records := map[string][]string{}
	for _, record := range ofType(t, choices(t), "portal/sites-us-east-1", "AWS::Route53::RecordSet") {
		if record.Get("Name") == "help.example.org." {
			assert.Equal(t, "Z0HELP6789ABCDEFGHIJ", record.Get("HostedZoneId"))
		} else {
			assert.Equal(t, "portal.example.net.", record.Get("HostedZoneName"), "it is in another region's stack")
		}
		distribution := denotes(t, choices(t), record, record.Get("AliasTarget", "DNSName"))
		name := strings.TrimSuffix(record.Get("Name").(string), ".")
		assert.Equal(t, name, distribution.Get("DistributionConfig", "Aliases", "0"))
		records[name] = append(records[name], record.Get("Type").(string))
	}
	assert.Equal(t, map[string][]string{"portal.example.net": {"A", "AAAA"}, "help.example.org": {"A", "AAAA"}}, records)
}

func TestSitesLogToTheArchive(t *testing.T) {
	everySite(t, func(a *assembly.Assembly, distribution, _ *assembly.Resource) {
		found := false
		for _, delivery := range distribution.Stack.Resources {
			if delivery.Type != "AWS::Logs::Delivery" {
				continue
			}
			for _, source := range distribution.Stack.Resources {
				if source.Type == "AWS::Logs::DeliverySource" &&
					source.Get("Name") == delivery.Get("DeliverySourceName") &&
					strings.Contains(text(source.Get("ResourceArn")), distribution.LogicalID) {
					found = true
					assert.Contains(t, delivery.DependsOn, source.LogicalID)
				}
			}
			assert.True(t, strings.HasPrefix(delivery.Get("S3SuffixPath").(string), "AWSLogs/"+distribution.Stack.Account+"/"), "the archive refuses any other path")
			destination := delivery.Get("DeliveryDestinationArn").(string)
			archive := one(t, a, "security", "AWS::Logs::DeliveryDestination")
			assert.Equal(t, "arn:aws:logs:us-east-1:"+archive.Stack.Account+":delivery-destination:"+archive.Get("Name").(string), destination)
			assert.Contains(t, text(archive.Get("DeliveryDestinationPolicy")), ":"+distribution.Stack.Account+":root")
		}
		assert.True(t, found, distribution)
	})
}

func TestFilesAreUploadedAndCloudFrontForgetsTheOldOnes(t *testing.T) {
	uploads := in(t, choices(t), "portal", "Custom::CDKBucketDeployment")
	require.Len(t, uploads, 2)
	for _, upload := range uploads {
		assert.Equal(t, true, upload.Get("Prune"))
		assert.Equal(t, []any{"/*"}, upload.Get("DistributionPaths"))
		assert.Equal(t, "AWS::CloudFront::Distribution", denotes(t, choices(t), upload, upload.Get("DistributionId")).Type)
	}
	assert.Empty(t, maybeIn(choices(t), "shielded", "Custom::CDKBucketDeployment"), "somebody else uploads")
	outputs := text(choices(t).Stack("shielded/sites").Template["Outputs"])
	assert.Contains(t, outputs, "Files of site app")
	assert.Contains(t, outputs, "Distribution of site app")
}

func TestSitesWarnWhenVisitorsDoNotGetWhatTheyAskFor(t *testing.T) {
	everySite(t, func(a *assembly.Assembly, distribution, _ *assembly.Resource) {
		var watched []any
		for _, alarm := range distribution.Stack.Resources {
			of := attributesNamed("Name", alarm.Get("Dimensions"))
			if alarm.Get("Namespace") == "AWS/CloudFront" && denotes(t, a, alarm, of["DistributionId"]) == distribution {
				watched = append(watched, alarm.Get("MetricName"))
				assert.Equal(t, "Global", of["Region"])
				topic := denotes(t, a, alarm, alarm.Get("AlarmActions", "0"))
				assert.Equal(t, "us-east-1", topic.Stack.Region, "an alarm tells topics of its own region only")
			}
		}
		assert.ElementsMatch(t, []any{"5xxErrorRate", "4xxErrorRate"}, watched)
	})
}

func TestMissingPageIsShownByTheSitesOwn(t *testing.T) {
	docs := site(t, "portal", "portal.example.net")
	assert.Equal(t, []any{map[string]any{"ErrorCode": 404.0, "ResponseCode": 404.0, "ResponsePagePath": "/missing.html", "ErrorCachingMinTTL": 60.0}},
		docs.Get("DistributionConfig", "CustomErrorResponses"))
	panel := site(t, "portal", "help.example.org")
	assert.Nil(t, panel.Get("DistributionConfig", "CustomErrorResponses"), "an error page would show the page to whom the firewall blocks")
}

// TestPathsAreFilesAsTheSiteSays runs the functions that CloudFront runs.
func TestPathsAreFilesAsTheSiteSays(t *testing.T) {
	functions := map[string]map[string]string{
		"directories.js": {
			"/": "/index.html", "/about/": "/about/index.html", "/about": "/about/index.html", "/style.css": "/style.css", "/a.b/c": "/a.b/c/index.html",
		},
		"single-page.js": {
			"/": "/index.html", "/users/7": "/index.html", "/users/": "/index.html", "/assets/app.4f2a.js": "/assets/app.4f2a.js",
		},
	}
	for file, paths := range functions {
		code, err := os.ReadFile(filepath.Join("../constructs/site/functions", file))
		require.NoError(t, err)
		shipped := false
		for _, function := range choices(t).OfType("AWS::CloudFront::Function") {
			shipped = shipped || function.Get("FunctionCode") == string(code)
		}
		assert.True(t, shipped, "%s is what is deployed", file)
		for path, want := range paths {
			script := string(code) + "\nprocess.stdout.write(handler({request: {uri: process.argv[1]}}).uri)"
			got, err := exec.CommandContext(t.Context(), node.Binary(), "-e", script, path).Output()
			require.NoError(t, err)
			assert.Equal(t, want, string(got), "%s %s", file, path)
		}
	}
}

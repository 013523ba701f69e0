package test

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"bulkhead/analysis/lifecycle"
	"bulkhead/config"
	"bulkhead/internal/facts"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// says are keys of properties that say what something runs on.
var says = regexp.MustCompile(`(Version|Runtime|ImageId|[.]Image|SslPolicy|TLSSecurityPolicy|[.]SecurityPolicy)$`)

// endless are those of them that name nothing that ends, by a part of the type and the property, with the reason.
var endless = []struct{ typ, property, reason string }{
	{"AWS::ApiGatewayV2::Integration", "PayloadFormatVersion", "the form of a message"},
	{"AWS::AutoScaling::", "LaunchTemplate.Version", "of a launch template"},
	{"AWS::AutoScaling::", "LaunchTemplateSpecification.Version", "of a launch template"},
	{"AWS::CloudFront::Distribution", "HttpVersion", "of the protocol"},
	{"AWS::CodePipeline::Pipeline", "ActionTypeId.Version", "of a kind of action"},
	{"AWS::ECS::Service", "PlatformVersion", "always the latest"},
	{"AWS::ECS::TaskDefinition", "ContainerDefinitions[].Image", "the organization's own"},
	{"AWS::EKS::Addon", "AddonVersion", "goes with the version of Kubernetes"},
	{"AWS::EKS::Nodegroup", "LaunchTemplate.Version", "of a launch template"},
	{"AWS::Lambda::Alias", "FunctionVersion", "of a function"},
	{"AWS::Organizations::Policy", "Content.Version", "of the language of policies"},
	{"AWS::Organizations::Policy", "NumericLessThan.s3:TlsVersion", "the least that S3 is asked with; less is refused"},
	{"AWS::RDS::OptionGroup", "MajorEngineVersion", "that of the instance"},
	{"AWS::SNS::Topic", "SignatureVersion", "the form of a message"},
	{"AWS::SSM::Document", "Content.schemaVersion", "the form of a document"},
	{"", "Policy.Version", "of the language of policies"},
	{"", "PolicyDocument.Version", "of the language of policies"},
	{"", "PolicyText.Version", "of the language of policies"},
	{"", "AccessPolicies.Version", "of the language of policies"},
	{"Custom::", "", "what functions of the CDK or of bulkhead are told"},
	{"AWS::CloudFormation::CustomResource", "", "what functions of the CDK or of bulkhead are told"},
}

// saidBy calls f for every property that is a text, with its way, such as Rules[].Status.
func saidBy(value any, way string, f func(way, value string)) {
	switch value := value.(type) {
	case map[string]any:
		for key, v := range value {
			saidBy(v, strings.TrimPrefix(way+"."+key, "."), f)
		}
	case []any:
		for _, v := range value {
			saidBy(v, way+"[]", f)
		}
	case string:
		f(way, value)
	}
}

func TestWhateverSaysAVersionIsReadOrNamesNothingThatEnds(t *testing.T) {
	read := 0
	for _, r := range resources(t) {
		saidBy(r.Properties, "", func(way, value string) {
			switch {
			case !says.MatchString(way):
			case lifecycle.Read(r.Type, way):
				read++
			default:
				assert.True(t, slices.ContainsFunc(endless, func(e struct{ typ, property, reason string }) bool {
					return strings.Contains(r.Type, e.typ) && strings.HasSuffix(way, e.property)
				}), "%s %s: %s: read it in analysis/lifecycle, or say here why it does not end", r, way, value)
			}
		})
	}
	assert.Greater(t, read, 300)
}

func TestNothingThatIsDeployedHasEndedOrIsUnknown(t *testing.T) {
	seen, err := time.Parse(time.DateOnly, facts.VersionsSeen)
	require.NoError(t, err)
	for _, a := range assemblies(t) {
		report := lifecycle.Look(a, config.Index{}, seen, 30)
		assert.NotEmpty(t, report.Versions, a.Dir)
		for _, v := range report.Versions {
			assert.Equal(t, lifecycle.Supported, v.State, "%s: %s %s", a.Dir, v.Product, v.Version)
		}
	}
}

package preflight

import (
	"context"
	"net"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"bulkhead/config"
	"bulkhead/internal/fake"
	"bulkhead/internal/moto"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// unknownToMoto are the calls that moto does not know, or not as AWS answers them where nobody has done anything.
var unknownToMoto = []string{
	"GetAWSDefaultServiceQuota", "ListRequestedServiceQuotaChangeHistoryByQuota", "ListServiceQuotas", "GetServiceQuota",
	"DescribeCacheEngineVersions", "ListInstanceTypeDetails", "ListKafkaVersions", "DescribeClusterVersions",
	"GetConnection", "DescribeSlackWorkspaces", "DescribeGlobalSettings", "DescribeRegionSettings", "GetSubscriptionState",
	"GetTraceSegmentDestination", "ListAnalyzers", "ListOrganizationsFeatures", "ListSinks", "DescribeOrderableDBInstanceOptions",
	"ListAccountSettings", "GetAccount", "ListDelegatedAdministrators", "DescribeInstanceTypeOfferings", "DescribeVpcEndpointServices", "DescribeParameters",
}

// do makes a request of moto as AWS's protocols have it, of a service in eu-west-1.
func do(t *testing.T, endpoint, service, method, path, kind, target, body string) {
	t.Helper()
	doIn(t, "eu-west-1", endpoint, service, method, path, kind, target, body)
}

// doIn makes it in a region.
func doIn(t *testing.T, region, endpoint, service, method, path, kind, target, body string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, endpoint+path, strings.NewReader(body))
	require.NoError(t, err)
	request.Header.Set("Content-Type", kind)
	if target != "" {
		request.Header.Set("X-Amz-Target", target)
	}
	request.Header.Set("Authorization", "AWS4-HMAC-SHA256 Credential=test/20260101/"+region+"/"+service+"/aws4_request, SignedHeaders=host, Signature=0")
	answer, err := http.DefaultClient.Do(request)
	require.NoError(t, err)
	answer.Body.Close()
	require.Less(t, answer.StatusCode, 300, path)
}

func TestAnEmptyAccountIsLookedIntoOverTheWireAndThenWhatIsThereIsSeen(t *testing.T) {
	plan := planOf(t, "plain")
	w := newWorld(plan)
	c := moto.Start(t, "eu-west-1")
	few := fake.Answers{}
	for _, operation := range unknownToMoto {
		require.Contains(t, w.Answers, operation)
		few[operation] = w.Answers[operation]
	}
	run := Run{
		Plan: plan,
		Enter: func(context.Context, Account) (aws.Config, error) {
			there := few.Over(c)
			there.RetryMaxAttempts = 1
			return there, nil
		},
		Servers: func(context.Context, string) ([]string, error) {
			return nil, &net.DNSError{Err: "no such host", IsNotFound: true}
		},
	}
	security := []Account{{Name: config.Security}}
	found, err := run.Do(t.Context(), security)
	require.NoError(t, err)
	assert.NotEmpty(t, of(found, "bootstrap", Missing))
	assert.Empty(t, of(found, "bootstrap", Done))
	assert.Empty(t, of(found, "names", Missing))
	assert.NotEmpty(t, of(found, "names", Done))
	assert.Empty(t, of(found, "singles", Missing))
	assert.NotEmpty(t, of(found, "regions", Done))
	for _, f := range found {
		assert.NotContains(t, f.Why, "AWS does not tell (", "%+v", f)
	}
	again, err := run.Do(t.Context(), security)
	require.NoError(t, err)
	assert.Equal(t, found, again)

	endpoint := *c.BaseEndpoint
	do(t, endpoint, "s3", http.MethodPut, "/acme-archive-111111111111-eu-west-1", "text/xml", "",
		`<CreateBucketConfiguration><LocationConstraint>eu-west-1</LocationConstraint></CreateBucketConfiguration>`)
	do(t, endpoint, "logs", http.MethodPost, "/", "application/x-amz-json-1.1", "Logs_20140328.CreateLogGroup",
		`{"logGroupName": "/acme/security/protection"}`)
	do(t, endpoint, "guardduty", http.MethodPost, "/detector", "application/json", "", `{"enable": true}`)
	template := `{"Resources": {"Topic": {"Type": "AWS::SNS::Topic"}}}`
	do(t, endpoint, "cloudformation", http.MethodPost, "/", "application/x-www-form-urlencoded", "",
		"Action=CreateStack&Version=2010-05-15&StackName="+toolkit+"&TemplateBody="+url.QueryEscape(template))
	found, err = run.Do(t.Context(), security)
	require.NoError(t, err)
	var why []string
	for _, f := range found {
		if f.State == Missing && f.Region == "eu-west-1" {
			why = append(why, f.Check+": "+f.What+": "+f.Why)
		}
	}
	assert.Contains(t, why, "names: names of buckets: is there already: acme-archive-111111111111-eu-west-1")
	assert.Contains(t, why, "names: names of log groups: is there already: /acme/security/protection")
	assert.Contains(t, why, "bootstrap: stack CDKToolkit: another bootstrap is there, which trusts whole accounts")
	assert.Contains(t, strings.Join(why, "\n"), "singles: detector of GuardDuty: is there already")
}

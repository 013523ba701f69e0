package ec2

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"

	"bulkhead/lambda/internal/custom"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// answer is one answer of EC2.
type answer struct {
	status int
	body   string
}

// asked is what EC2 was asked.
type asked struct {
	form          url.Values
	authorization string
}

// serve returns the configuration of a client whose EC2 gives these answers, one after the other, and what it was
// asked.
func serve(t *testing.T, answers ...answer) (aws.Config, *[]asked) {
	t.Helper()
	var all []asked
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		form, err := url.ParseQuery(string(body))
		assert.NoError(t, err)
		all = append(all, asked{form, r.Header.Get("Authorization")})
		if len(answers) == 0 {
			t.Error("nobody expected another question")
			return
		}
		w.WriteHeader(answers[0].status)
		io.WriteString(w, answers[0].body)
		answers = answers[1:]
	}))
	t.Cleanup(server.Close)
	return aws.Config{
		Region: "eu-west-1", BaseEndpoint: &server.URL,
		Credentials: credentials.NewStaticCredentialsProvider("key", "secret", ""),
	}, &all
}

// fault is EC2's, with that code.
func fault(status int, code string) answer {
	return answer{status, `<?xml version="1.0" encoding="UTF-8"?>
<Response><Errors><Error><Code>` + code + `</Code><Message>because</Message></Error></Errors><RequestID>1</RequestID></Response>`}
}

func TestAllPagesAreOneAnswer(t *testing.T) {
	c, all := serve(t,
		answer{200, `<r><vpcSet><item><vpcId>vpc-1</vpcId></item></vpcSet><nextToken>more</nextToken></r>`},
		answer{200, `<r><vpcSet/><nextToken>still more</nextToken></r>`},
		answer{200, `<r><vpcSet><item><vpcId>vpc-2</vpcId></item></vpcSet><nextToken/></r>`})
	found, err := NewFromConfig(
		c,
	).DescribeVpcs(
		t.Context(),
		&DescribeVpcsInput{Filters: []Filter{{Name: new("state"), Values: []string{"available"}}}},
	)
	require.NoError(t, err)
	var ids, tokens []string
	for _, vpc := range found.Vpcs {
		ids = append(ids, *vpc.VpcId)
	}
	for _, one := range *all {
		tokens = append(tokens, one.form.Get("NextToken"))
		assert.Equal(t, "available", one.form.Get("Filter.1.Value.1"))
	}
	assert.Equal(t, []string{"vpc-1", "vpc-2"}, ids)
	assert.Equal(t, []string{"", "more", "still more"}, tokens)
}

func TestARefusalHasItsCodeAndTellsTheCall(t *testing.T) {
	c, _ := serve(t, fault(400, "DependencyViolation"))
	_, err := NewFromConfig(c).DeleteVpc(t.Context(), &DeleteVpcInput{VpcId: new("vpc-1")})
	assert.True(t, custom.Refused(err, "DependencyViolation"))
	assert.ErrorContains(t, err, "operation error EC2: DeleteVpc")
	assert.ErrorContains(t, err, "because")
}

func TestWhatIsBusyOrBrokenIsAskedAgain(t *testing.T) {
	for _, first := range []answer{fault(503, "RequestLimitExceeded"), {502, "<html>no XML"}} {
		c, all := serve(t, first, answer{200, "<r/>"})
		_, err := NewFromConfig(c).DeleteVpc(t.Context(), &DeleteVpcInput{VpcId: new("vpc-1")})
		require.NoError(t, err)
		require.Len(t, *all, 2)
		for _, one := range *all {
			assert.Equal(t, "vpc-1", one.form.Get("VpcId"))
		}
	}
}

func TestABrokenAnswerIsAFault(t *testing.T) {
	c, _ := serve(t, answer{200, "<r><vpcSet>"})
	_, err := NewFromConfig(c).DescribeVpcs(t.Context(), nil)
	assert.ErrorContains(t, err, "deserialization failed")
	c, _ = serve(t, answer{400, "?"})
	_, err = NewFromConfig(c).DescribeVpcs(t.Context(), nil)
	assert.True(t, custom.Refused(err, "UnknownError"))
}

func TestRequestsAreSignedForTheRegionThatIsAsked(t *testing.T) {
	c, all := serve(t, answer{200, "<r/>"}, answer{200, "<r/>"})
	for region, options := range map[string][]func(*Options){
		"eu-west-1":    nil,
		"eu-central-1": {func(o *Options) { o.Region = "eu-central-1" }},
	} {
		*all = nil
		_, err := NewFromConfig(c, options...).DescribeVpcs(t.Context(), nil)
		require.NoError(t, err)
		assert.Contains(t, (*all)[0].authorization, "Credential=key/")
		assert.Contains(t, (*all)[0].authorization, "/"+region+"/ec2/aws4_request")
	}
}

func TestNobodyAsksWithoutCredentials(t *testing.T) {
	c, _ := serve(t)
	c.Credentials = credentials.NewStaticCredentialsProvider("", "", "")
	_, err := NewFromConfig(c).DescribeVpcs(t.Context(), nil)
	assert.ErrorContains(t, err, "static credentials are empty")
}

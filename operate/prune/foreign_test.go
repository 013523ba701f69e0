package prune

import (
	"bytes"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// tagged answers who asks for resources by their tags.
type tagged map[string]string // ARN by "key=value"

func (t tagged) Do(r *http.Request) (*http.Response, error) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	answer := `{"ResourceTagMappingList": []}`
	for tag, arn := range t {
		key, value, _ := strings.Cut(tag, "=")
		if bytes.Contains(body, []byte(`[{"Key":"`+key+`","Values":["`+value+`"]}]`)) {
			answer = `{"ResourceTagMappingList": [{"ResourceARN": "` + arn + `"}]}`
		}
	}
	return &http.Response{
		StatusCode: http.StatusOK, Header: http.Header{"Content-Type": {"application/x-amz-json-1.1"}},
		Body: io.NopCloser(strings.NewReader(answer)),
	}, nil
}

func TestWhatServicesLeaveInNetworksIsToldByItsTags(t *testing.T) {
	found, err := Open(aws.Config{
		Region: home, Credentials: credentials.NewStaticCredentialsProvider("id", "secret", ""),
		HTTPClient: tagged{
			"GuardDutyManaged=true":            "arn:aws:ec2:eu-west-1:333:vpc-endpoint/vpce-1",
			"AWSServiceName=GlobalAccelerator": "arn:aws:ec2:eu-west-1:333:security-group/sg-1",
			"owner=somebody":                   "arn:aws:ec2:eu-west-1:333:security-group/sg-2",
		},
	}).Foreign(t.Context())
	require.NoError(t, err)
	assert.Equal(t, []Foreign{
		{"GuardDuty", "arn:aws:ec2:eu-west-1:333:vpc-endpoint/vpce-1"},
		{"Global Accelerator", "arn:aws:ec2:eu-west-1:333:security-group/sg-1"},
	}, found)
}

package main

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"

	"bulkhead/internal/cli"
	"bulkhead/operate/failover"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/spf13/cobra"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// tables answer what DynamoDB does, by the ARN of the table that is asked.
type tables map[string]string

func (t tables) Do(r *http.Request) (*http.Response, error) {
	asked, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	for arn, item := range t {
		if strings.Contains(string(asked), `"`+arn+`"`) {
			return &http.Response{
				StatusCode: http.StatusOK,
				Body:       io.NopCloser(strings.NewReader(item)),
				Header:     http.Header{},
			}, nil
		}
	}
	const missing = `{"__type": "com.amazonaws.dynamodb.v20120810#ResourceNotFoundException", "message": "not found"}`
	return &http.Response{
		StatusCode: http.StatusBadRequest, Body: io.NopCloser(strings.NewReader(missing)), Header: http.Header{},
	}, nil
}

// asked asks for environments of the example where the tables are these, and returns what is printed.
func (t tables) asked(test *testing.T, a asking, names ...string) (string, error) {
	test.Helper()
	a.config = exampleConfig
	a.cloud = new(failover.Reach(aws.Config{
		Credentials: credentials.NewStaticCredentialsProvider("test", "test", ""),
	}))
	reach := a.cloud.Config
	a.cloud.Config = func(region string) aws.Config {
		there := reach(region)
		there.HTTPClient = t
		return there
	}
	command := &cobra.Command{}
	command.SetContext(test.Context())
	var out bytes.Buffer
	command.SetOut(&out)
	err := a.run(command, names)
	return out.String(), err
}

const (
	ofPrimary = "arn:aws:dynamodb:eu-west-1:555555555555:table/acme-prod-recovery"
	ofStandby = "arn:aws:dynamodb:eu-central-1:555555555555:table/acme-prod-dr-recovery"
	nobody    = `{}`
	moved     = `{"Item": {"Environment": {"S": "prod"}, "Active": {"S": "standby"}, "Generation": {"N": "2"}}}`
)

func TestADeploymentOfTheExampleIsRefusedOnceSomebodyHasMovedIt(t *testing.T) {
	said, err := tables{ofPrimary: nobody, ofStandby: nobody}.asked(t, asking{}, "prod")
	require.NoError(t, err)
	assert.Equal(t, "prod: the primary side is active, as the configuration says\n", said)

	said, err = tables{ofStandby: nobody}.asked(t, asking{})
	require.NoError(t, err, "the primary's table is made with the primary")
	assert.Contains(t, said, "prod: the primary side is active")

	for _, all := range []tables{
		{ofStandby: moved},
		{ofPrimary: nobody, ofStandby: moved},
		{ofPrimary: moved},
		{ofPrimary: moved, ofStandby: nobody},
	} {
		said, err = all.asked(t, asking{}, "prod")
		require.ErrorIs(t, err, cli.ErrReported)
		assert.Equal(t, "prod: its standby side is active: set recovery.active to recovery and"+
			" recovery.generation to 2 in environments/prod.yaml\n", said)
	}

	said, err = tables{}.asked(t, asking{}, "prod")
	require.ErrorIs(t, err, cli.ErrReported, "nobody knows")
	assert.Contains(t, said, "ResourceNotFoundException")
}

func TestWhichSideIsActiveCanBeReadByPrograms(t *testing.T) {
	said, err := tables{ofStandby: moved}.asked(t, asking{json: true})
	require.ErrorIs(t, err, cli.ErrReported)
	var result struct {
		AsConfigured bool
		Environments []activeSide
	}
	require.NoError(t, json.Unmarshal([]byte(said), &result))
	assert.False(t, result.AsConfigured)
	require.Len(t, result.Environments, 1)
	assert.Equal(t, failover.Standby, result.Environments[0].Active)
	assert.Equal(t, 2, result.Environments[0].Generation)
	assert.NotEmpty(t, result.Environments[0].Wrong)
}

func TestTablesThatAreNotReachedAreToldOfInOneLine(t *testing.T) {
	profiles(t, "acme-prod")
	deaf(t)
	status, stdout, stderr := command(t, "active", "--config", exampleConfig, "--profile", "acme-prod")
	assert.Equal(t, 1, status, stderr)
	assert.Equal(t, 1, strings.Count(stdout, "\n"), stdout)
	assert.Contains(t, stdout, "prod: nobody knows which side is active: the table of its primary side was not reached: ")
	assert.Contains(t, stdout, "; the table of its standby side was not reached: ")
	assert.NotContains(t, stdout, "operation error")
	said, err := tables{}.asked(t, asking{}, "prod")
	require.ErrorIs(t, err, cli.ErrReported)
	assert.Contains(t, said, "the table of its standby side cannot be read (ResourceNotFoundException): not found\n")
	assert.NotContains(t, said, "operation error")
}

func TestActiveSaysThatNoEnvironmentHasRecovery(t *testing.T) {
	status, stdout, stderr := command(t, "active", "--config", "../../examples/startup")
	assert.Equal(t, 0, status, stderr)
	assert.Equal(t, "no environment has recovery: there is no side to ask for\n", stdout)
}

func TestAnEnvironmentWithoutRecoveryHasNoSideToAskFor(t *testing.T) {
	_, err := tables{}.asked(t, asking{}, "dev")
	require.EqualError(t, err, "the configuration has no environment with recovery dev; choose prod")
}

package failover

import (
	"bytes"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"bulkhead/internal/aws/dynamodb"
	"bulkhead/internal/moto"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// make a table by DynamoDB's own words: nothing of ours makes tables.
func makeTable(t *testing.T, endpoint, region, name string) {
	t.Helper()
	request, err := http.NewRequestWithContext(
		t.Context(),
		http.MethodPost,
		endpoint,
		strings.NewReader(`{"TableName": "`+name+`",
		"BillingMode": "PAY_PER_REQUEST", "KeySchema": [{"AttributeName": "Environment", "KeyType": "HASH"}],
		"AttributeDefinitions": [{"AttributeName": "Environment", "AttributeType": "S"}]}`),
	)
	require.NoError(t, err)
	request.Header.Set("X-Amz-Target", "DynamoDB_20120810.CreateTable")
	request.Header.Set("Content-Type", "application/x-amz-json-1.0")
	request.Header.Set("Authorization", "AWS4-HMAC-SHA256 Credential=test/20260101/"+region+"/dynamodb/aws4_request")
	answer, err := http.DefaultClient.Do(request)
	require.NoError(t, err)
	answer.Body.Close()
	require.Equal(t, http.StatusOK, answer.StatusCode)
}

// byName calls tables by their names, because moto does not know them by their ARNs, as DynamoDB does.
type byName struct{}

var tableARN = regexp.MustCompile(`arn:aws:dynamodb:[^"]*:table/`)

func (byName) Do(r *http.Request) (*http.Response, error) {
	asked, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	named := tableARN.ReplaceAll(asked, nil)
	again, err := http.NewRequestWithContext(r.Context(), r.Method, r.URL.String(), bytes.NewReader(named))
	if err != nil {
		return nil, err
	}
	again.Header = r.Header
	return http.DefaultClient.Do(again)
}

func TestTheLockAndTheRecordHoldInDynamoDB(t *testing.T) {
	c := moto.Start(t, "eu-west-1")
	e := example(DNS)
	for _, side := range []Side{e.Primary, e.Standby} {
		makeTable(t, *c.BaseEndpoint, side.Region, side.Table)
	}
	now := time.Now()
	cloud := Cloud{Now: func() time.Time { return now }, Probe: HTTPS, Config: func(region string) aws.Config {
		there := c.Copy()
		there.Region, there.HTTPClient = region, byName{}
		return there
	}}
	lock := func(to SideName, owner string) (*Lock, *failover) {
		r := New(Move{e, to, Planned}, cloud, owner)
		return r.lock, r.lock.f
	}
	one, f := lock(Standby, "one")
	require.NoError(t, one.Hold(t.Context()))
	require.NoError(t, one.Hold(t.Context()), "it is renewed")
	two, _ := lock(Primary, "two")
	var held *HeldError
	require.ErrorAs(t, two.Hold(t.Context()), &held)
	assert.Equal(t, "one", held.Owner)
	guard := func() error {
		_, err := Guard(t.Context(), e, cloud)
		return err
	}
	require.ErrorAs(t, guard(), &held)

	step := f.record(Standby)
	ctx := withLock(t.Context(), one)
	state, err := step.State(ctx)
	require.NoError(t, err)
	assert.Equal(t, Due, state.Status)
	require.NoError(t, f.note(ctx, "Promoted orders", "acme-prod-dr-orders"))
	require.NoError(t, step.Do(ctx))
	require.NoError(t, f.record(Primary).Do(ctx))
	state, err = step.State(ctx)
	require.NoError(t, err)
	assert.Equal(t, State{Done, "standby is active, generation 2"}, state)

	one.Release(t.Context(), false)
	require.ErrorContains(t, guard(), "has not ended")
	require.NoError(t, one.Hold(t.Context()))
	one.Release(t.Context(), true)
	require.ErrorContains(t, guard(), "recovery.generation to 2")
	require.NoError(t, two.Hold(t.Context()), "it is free")
	for _, side := range []SideName{Primary, Standby} {
		require.NoError(t, two.f.change(t.Context(), side, map[string]*dynamodb.Value{
			"Until": number(now.Add(time.Hour).Unix()),
		}, isOurs, owned("two")))
	}
	require.NoError(t, one.Hold(t.Context()), "nobody may hold it for so long")
	one.Release(t.Context(), true)
	require.NoError(t, two.Hold(t.Context()))
	now = now.Add(Lease + 2*time.Second)
	require.NoError(t, one.Hold(t.Context()), "it has run out")
	require.Error(t, step.Do(withLock(t.Context(), two)), "who has lost the lock changes nothing")
}

func TestAMetricIsReadFromCloudWatch(t *testing.T) {
	c := moto.Start(t, "eu-central-1")
	now := time.Now().UTC()
	form := url.Values{
		"Action": {"PutMetricData"}, "Version": {"2010-08-01"}, "Namespace": {"AWS/RDS"},
		"MetricData.member.1.MetricName": {"ReplicaLag"}, "MetricData.member.1.Value": {"7"},
		"MetricData.member.1.Timestamp":                 {now.Add(-time.Minute).Format(time.RFC3339)},
		"MetricData.member.1.Dimensions.member.1.Name":  {"DBInstanceIdentifier"},
		"MetricData.member.1.Dimensions.member.1.Value": {"acme-prod-dr-orders"},
	}
	request, err := http.NewRequestWithContext(
		t.Context(),
		http.MethodPost,
		*c.BaseEndpoint,
		strings.NewReader(form.Encode()),
	)
	require.NoError(t, err)
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	request.Header.Set(
		"Authorization",
		"AWS4-HMAC-SHA256 Credential=test/20260101/eu-central-1/monitoring/aws4_request",
	)
	answer, err := http.DefaultClient.Do(request)
	require.NoError(t, err)
	answer.Body.Close()
	f := newFailover(Move{example(DNS), Standby, Planned}, Cloud{
		Now: func() time.Time { return now }, Config: func(region string) aws.Config {
			there := c.Copy()
			there.Region = region
			return there
		},
	})
	at, lag, known, err := f.metric(
		t.Context(),
		"AWS/RDS",
		"ReplicaLag",
		"DBInstanceIdentifier",
		"acme-prod-dr-orders",
		"Maximum",
	)
	require.NoError(t, err)
	assert.True(t, known)
	assert.Equal(t, 7.0, lag)
	assert.WithinDuration(t, now, at, 3*time.Minute)
	_, _, known, err = f.metric(t.Context(), "AWS/RDS", "ReplicaLag", "DBInstanceIdentifier", "another", "Maximum")
	require.NoError(t, err)
	assert.False(t, known)
}

package preflight

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"reflect"
	"testing"
	"time"

	"bulkhead/internal/aws/look"
	"bulkhead/internal/client"
	"bulkhead/internal/fake"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestCallsThatAreNotAnsweredEndAndThreeInARowEndTheLookIntoAnAccount(t *testing.T) {
	wait := make(chan struct{})
	silent := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		select {
		case <-wait:
		case <-r.Context().Done():
		}
	}))
	t.Cleanup(silent.Close)
	t.Cleanup(func() { close(wait) })
	calls := 0
	run := Run{
		Plan:  planOf(t, "plain"),
		Limit: 20 * time.Millisecond,
		Enter: func(context.Context, Account) (aws.Config, error) {
			return aws.Config{
				Region: "eu-west-1", BaseEndpoint: &silent.URL, Credentials: credentials.NewStaticCredentialsProvider("a", "b", ""),
			}, nil
		},
		Listen: func(string, string) { calls++ },
	}
	found, err := run.Do(t.Context(), []Account{{Name: "dev"}})
	require.NoError(t, err)
	rest := of(found, "network", Unknown)
	require.Len(t, rest, 1)
	assert.True(t, rest[0].Unanswered)
	assert.Regexp(t, `^3 calls in a row were not answered: [1-9][0-9]* things more were not looked at$`, rest[0].Why)
	assert.Less(t, calls, 20, "most are not asked for")
	var lost []Finding
	for _, f := range found {
		assert.Equal(t, Unknown, f.State, "%+v", f)
		if f.Unanswered && f.Check != "network" {
			assert.Contains(t, f.Why, ": no answer came in time")
			lost = append(lost, f)
		}
	}
	assert.NotEmpty(t, lost)
}

func TestAnAccountThatIsNotEnteredInTimeIsOneFinding(t *testing.T) {
	run := Run{
		Plan: planOf(t, "plain"), Limit: time.Millisecond,
		Enter: func(ctx context.Context, _ Account) (aws.Config, error) {
			<-ctx.Done()
			return aws.Config{}, ctx.Err()
		},
	}
	found, err := run.Do(t.Context(), []Account{{Name: "dev"}})
	require.NoError(t, err)
	assert.Len(t, of(found, "credentials", Unknown), 1)
}

func TestAnAnswerWithoutItsPartsIsNotKnowable(t *testing.T) {
	out := map[string]reflect.Type{}
	for _, d := range look.All() {
		out[d.Operation] = d.Out
	}
	hollow := map[string]bool{}
	for _, name := range []string{"choices", "plain", "private"} {
		w := newWorld(planOf(t, name))
		for operation := range w.Answers {
			empty := reflect.New(out[operation])
			if look.Whole(empty.Interface()) != nil {
				w.Answers[operation] = func(fake.Call) (any, error) { return empty.Interface(), nil }
				hollow[operation] = true
			}
		}
		found := w.run(t)
		for _, check := range []string{"quotas", "connections", "shield", "mail", "existing", "emergencies"} {
			assert.Empty(t, of(found, check, Missing), name)
			assert.Empty(t, of(found, check, Done), name)
			for _, f := range of(found, check, Unknown) {
				assert.True(t, f.Unanswered, "%s: %+v", name, f)
				assert.Contains(t, f.Why, "what was answered cannot be read (", "%s: %+v", name, f)
			}
		}
	}
	for _, operation := range []string{"GetServiceQuota", "GetHostedZone", "DescribeCertificate", "GetConnection", "GetRole", "GetAccount"} {
		assert.True(t, hollow[operation], operation)
	}
}

func TestANameServerThatIsNotHeardOfIsMissingOnlyWhereTheInternetSaysSo(t *testing.T) {
	w := newWorld(planOf(t, "choices").only("domains"))
	found := w.run(t, func(r *Run) {
		r.Servers = func(_ context.Context, domain string) ([]string, error) {
			return nil, &net.DNSError{Err: "server misbehaving", Name: domain, IsTemporary: true}
		}
	})
	assert.Empty(t, of(found, "domains", Missing))
	unheard := of(found, "domains", Unknown)
	require.NotEmpty(t, unheard)
	for _, f := range unheard {
		assert.True(t, f.Unanswered)
		assert.Contains(t, f.Why, "were not heard of: ")
	}
}

func TestANetworkThatFailsIsNotARefusal(t *testing.T) {
	c := client.Within(fake.Answers{}.Alone("eu-west-1"), time.Second)
	_, err := look.DescribeVpcs.Do(t.Context(), c, look.DescribeVpcsInput{})
	why, is := client.Unreached(err)
	assert.True(t, is, "%v", err)
	assert.NotEmpty(t, why)
	_, is = client.Unreached(fake.Refusal("AccessDenied"))
	assert.False(t, is)
	_, is = client.Unreached(errors.New("no profile"))
	assert.False(t, is)
}

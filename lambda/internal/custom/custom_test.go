package custom

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/cfn"
	"github.com/stretchr/testify/assert"
)

type properties struct {
	Name string
	Tags []string `json:",omitempty"`
}

// handle asks a type that keeps what it is given for these properties.
func handle(
	ctx context.Context, kind cfn.RequestType, resourceType string, given map[string]any, fault error,
) (got properties, err error) {
	keep := func(_ context.Context, p properties) (string, map[string]any, error) {
		got = p
		return p.Name, nil, fault
	}
	types := Types{"Custom::Known": Resource[properties]{Apply: keep}.Handle}
	_, _, err = types.Handle(ctx, cfn.Event{RequestType: kind, ResourceType: resourceType, ResourceProperties: given})
	return got, err
}

func TestPropertiesAreReadStrictly(t *testing.T) {
	for fault, given := range map[string]map[string]any{
		"":                         {"Name": "one", "Tags": []any{"a", "b"}, "ServiceToken": "arn", "ServiceTimeout": "900"},
		"unknown field":            {"Name": "one", "Colour": "blue"},
		"property Name is missing": {"Tags": []any{"a"}},
		"cannot unmarshal array":   {"Name": []any{"one"}},
		"cannot unmarshal string":  {"Name": "one", "Tags": "a"},
	} {
		got, err := handle(t.Context(), cfn.RequestCreate, "Custom::Known", given, nil)
		if fault == "" {
			assert.NoError(t, err)
			assert.Equal(t, properties{"one", []string{"a", "b"}}, got)
		} else {
			assert.ErrorContains(t, err, "Custom::Known: ")
			assert.ErrorContains(t, err, fault)
		}
	}
}

func TestAnUnknownTypeIsRefusedButItsRollbackIsNot(t *testing.T) {
	_, err := handle(t.Context(), cfn.RequestCreate, "Custom::Unknown", nil, nil)
	assert.EqualError(t, err, "Custom::Unknown is not served by this function: use one of Custom::Known")
	_, err = handle(t.Context(), cfn.RequestDelete, "Custom::Unknown", nil, nil)
	assert.NoError(t, err)
	_, err = handle(t.Context(), cfn.RequestDelete, "Custom::Known", map[string]any{"Colour": "blue"}, nil)
	assert.NoError(t, err)
}

func TestEveryFaultHasItsShareOfTheEvent(t *testing.T) {
	long := strings.Repeat("é", 2_000)
	_, err := handle(t.Context(), cfn.RequestCreate, "Custom::Known", map[string]any{"Name": "one"},
		errors.Join(errors.New("first "+long), errors.New("second "+long), errors.New("third "+long)))
	for _, fault := range []string{"first é", "; second é", "; third é"} {
		assert.ErrorContains(t, err, fault)
	}
	assert.Less(t, len(err.Error()), 900)
	assert.NotContains(t, err.Error(), "\uFFFD")
}

func TestWaitingEndsInTimeForAnAnswer(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	var left time.Duration
	types := Types{"Custom::Slow": func(ctx context.Context, _ cfn.Event) (string, map[string]any, error) {
		deadline, _ := ctx.Deadline()
		left = time.Until(deadline)
		return "", nil, nil
	}}
	_, _, err := types.Handle(ctx, cfn.Event{ResourceType: "Custom::Slow"})
	assert.NoError(t, err)
	assert.Less(t, left, 41*time.Second)
}

func TestWhatIsMissingIsToldAtTheEndOfTheWait(t *testing.T) {
	poll := Poll{Every: time.Millisecond, For: 20 * time.Millisecond}
	err := poll.Until(t.Context(), func(context.Context) (string, error) { return "it is pending", nil })
	assert.EqualError(t, err, "it is pending (waited for 0s)")
	looks := 0
	err = poll.Until(t.Context(), func(ctx context.Context) (string, error) {
		if looks++; looks == 1 {
			return "it is pending", nil
		}
		<-ctx.Done() // a call that the wait's end cuts off
		return "", ctx.Err()
	})
	assert.EqualError(t, err, "it is pending (waited for 0s)")
}

func TestAFaultEndsTheWait(t *testing.T) {
	err := Poll{Every: time.Millisecond, For: time.Hour}.Until(t.Context(), func(context.Context) (string, error) {
		return "it is pending", errors.New("refused")
	})
	assert.EqualError(t, err, "refused")
}

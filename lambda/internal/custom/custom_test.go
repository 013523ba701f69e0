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
		"":                         {"Name": "one", "Tags": []any{"a", "b"}, "ServiceToken": "arn", "ServiceTimeout": "900", "FunctionCode": "1.zip", "Revision": "1"},
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

// requestID is the id that a resource has whose creation failed before it had one.
const requestID = "8f3c1d2e-0b4a-4c5d-9e6f-7a8b9c0d1e2f"

// remove deletes a resource with that id and these properties, and tells with which it was undone.
func remove(t *testing.T, resourceType, id string, given map[string]any) (undone []properties, err error) {
	t.Helper()
	undo := func(_ context.Context, got string, p properties) error {
		assert.Equal(t, id, got)
		undone = append(undone, p)
		return nil
	}
	types := Types{"Custom::Known": Resource[properties]{Remove: undo}.Handle}
	_, _, err = types.Handle(t.Context(), cfn.Event{
		RequestType: cfn.RequestDelete, ResourceType: resourceType, PhysicalResourceID: id, ResourceProperties: given,
	})
	return undone, err
}

func TestAnUnknownTypeIsRefusedButItsRollbackIsNot(t *testing.T) {
	_, err := handle(t.Context(), cfn.RequestCreate, "Custom::Unknown", nil, nil)
	assert.EqualError(t, err, "Custom::Unknown is not served by this function: use one of Custom::Known")
	_, err = remove(t, "Custom::Unknown", requestID, nil)
	assert.NoError(t, err)
	_, err = remove(t, "Custom::Unknown", "made", nil)
	assert.Error(t, err, "an older version made it, and nothing undoes it")
}

func TestATypeThatKnowsWhatIsThereIsToldWhichOne(t *testing.T) {
	r := Resource[properties]{
		Apply: func(context.Context, properties) (string, map[string]any, error) { return "first", nil, nil },
		Again: func(_ context.Context, id string, p properties) (string, map[string]any, error) {
			return id + " is " + p.Name, nil, nil
		},
	}
	for kind, want := range map[cfn.RequestType]string{cfn.RequestCreate: "first", cfn.RequestUpdate: "made is one"} {
		id, _, err := r.Handle(t.Context(), cfn.Event{
			RequestType: kind, PhysicalResourceID: "made", ResourceProperties: map[string]any{"Name": "one"},
		})
		assert.NoError(t, err)
		assert.Equal(t, want, id)
	}
}

func TestWhatWasNeverMadeIsNotUndone(t *testing.T) {
	undone, err := remove(t, "Custom::Known", requestID, map[string]any{"Colour": "blue"})
	assert.NoError(t, err)
	assert.Empty(t, undone)
}

func TestWhatAnOlderVersionMadeIsUndoneOrItsDeletionFails(t *testing.T) {
	undone, err := remove(t, "Custom::Known", "made", map[string]any{"Name": "one", "Colour": "blue"})
	assert.NoError(t, err)
	assert.Equal(t, []properties{{Name: "one"}}, undone, "what this version does not know is left aside")
	undone, err = remove(t, "Custom::Known", "made", map[string]any{"Called": "one"})
	assert.ErrorContains(t, err, "Custom::Known made: property Name is missing: undo it by hand")
	assert.Empty(t, undone)
}

// TestARepairMakesTheResourceAgainAndAnswersNobody: it comes from a schedule, and has no address to answer to.
func TestARepairMakesTheResourceAgainAndAnswersNobody(t *testing.T) {
	var made []properties
	fault := errors.New("refused")
	types := Types{"Custom::Known": Resource[properties]{Apply: func(_ context.Context, p properties) (string, map[string]any, error) {
		made = append(made, p)
		return p.Name, nil, fault
	}}.Handle}
	asked := 0
	answer := types.answer(func(context.Context, cfn.Event) (string, error) { asked++; return "", nil })
	repair := cfn.Event{RequestType: Repair, ResourceType: "Custom::Known", ResourceProperties: map[string]any{"Name": "one"}}
	_, err := answer(t.Context(), repair)
	assert.EqualError(t, err, "refused")
	assert.Equal(t, []properties{{Name: "one"}}, made)
	assert.Zero(t, asked)
	_, err = answer(t.Context(), cfn.Event{RequestType: cfn.RequestCreate})
	assert.NoError(t, err)
	assert.Equal(t, 1, asked)
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

package look

import (
	"reflect"
	"testing"

	"bulkhead/internal/wire"

	"github.com/stretchr/testify/assert"
)

func TestAPageOfAProxyAndAnEmptyBodyAreNoAnswers(t *testing.T) {
	for _, d := range All() {
		if d.Operation == "HeadBucket" {
			continue // an answer without a body
		}
		for _, body := range []string{"", " \n", "<html><body>Sign in</body></html>", "<!DOCTYPE html>\n<html></html>", "Sign in"} {
			_, err := d.Ask(t.Context(), (&wire.Server{Answer: body}).Config(), wire.Example(d.In))
			assert.Error(t, err, "%s: %q", d.ID(), body)
		}
	}
}

func TestAnAnswerIsWholeWithAllItsPartsAndWithoutWhereItGoesOn(t *testing.T) {
	for _, d := range All() {
		assert.NoError(t, Whole(wire.Example(d.Out)), d.ID())
	}
	assert.EqualError(t, Whole(&GetQuotaOutput{}), "it has no Quota")
	assert.EqualError(t, Whole(&GetQuotaOutput{Quota: &ServiceQuota{}}), "it has no Value")
	assert.NoError(t, Whole(&DescribeVpcsOutput{}))
	for _, d := range All() {
		for field := range reflect.New(d.Out).Elem().Fields() {
			part := field.Type.Kind() == reflect.Pointer && field.Type.Elem().Kind() == reflect.Struct
			if part && field.Tag.Get("answer") != "optional" {
				assert.Error(t, Whole(reflect.New(d.Out).Interface()), "%s without its %s", d.ID(), field.Name)
			}
		}
	}
}

package parity

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestAPolicyMaySayAListOfOneAsAText(t *testing.T) {
	c := &comparison{}
	assert.Empty(t, c.between(nil, []any{"ssm:A"}, "ssm:A"))
	assert.Len(t, c.between(nil, []any{"ssm:A", "iam:B"}, "*"), 1, "another is one difference")
	assert.Len(t, c.between(nil, []any{map[string]any{"Ref": "A"}}, map[string]any{"Ref": "B"}), 1)
	for _, unequals := range [][]unequal{
		c.between(nil, []any{"ssm:A", "iam:B"}, "ssm:A"),
		c.between(nil, "ssm:A", []any{"ssm:A", "iam:B"}),
	} {
		require.Len(t, unequals, 1)
		assert.ElementsMatch(t, []any{"iam:B", nil}, []any{unequals[0].primary, unequals[0].standby})
	}
}

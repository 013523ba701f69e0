package facts

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestOfEveryTypeOfAServiceThatWatchesItIsSaidWhetherItDoes(t *testing.T) {
	assert.Empty(t, unsaid(), "add them to watching, or to quiet with the reason")
	for name := range quiet {
		assert.Contains(t, Types(), name, "nothing makes it any more")
		assert.Nil(t, Watching(name), name)
	}
	for name := range watching {
		assert.Contains(t, Types(), name, "nothing makes it any more")
	}
}

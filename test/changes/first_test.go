package changes

import (
	"testing"

	"bulkhead/internal/facts"
	"bulkhead/test/changes/cloudformation"

	"github.com/stretchr/testify/assert"
)

func TestTheFirstDeploymentSucceeds(t *testing.T) {
	for _, name := range []string{"small", "large"} {
		deploy(t, readFiles(name))
	}
}

func TestTheModelKnowsEveryTypeThatTemplatesHave(t *testing.T) {
	assert.Subset(t, cloudformation.Types(), facts.Types())
}

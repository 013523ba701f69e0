package facts

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestALevelOfMonitoringHasWhatTheLevelsBeforeItHave(t *testing.T) {
	for _, c := range []struct {
		metric, cluster string
		want            bool
	}{
		{"DEFAULT", "DEFAULT", true},
		{"DEFAULT", "PER_TOPIC_PER_PARTITION", true},
		{"PER_BROKER", "DEFAULT", false},
		{"PER_BROKER", "PER_TOPIC_PER_BROKER", true},
		{"DEFAULT", "", false},
		{"", "DEFAULT", false},
	} {
		assert.Equal(t, c.want, Metric{Level: c.metric}.PublishedAt(c.cluster), c)
	}
}

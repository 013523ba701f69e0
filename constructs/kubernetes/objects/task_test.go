package objects

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestTasksByHandAndOfARestingSideDoNotStartByThemselves(t *testing.T) {
	w := most()
	for _, resting := range []bool{false, true} {
		w.Resting = resting
		assert.Equal(t, resting, at(find(t, Service(w), "CronJob", "web--cleanup"), "spec", "suspend"))
		assert.Equal(t, true, at(find(t, Service(w), "CronJob", "web--report"), "spec", "suspend"))
	}
	assert.Equal(t, "0 3 * * 1-5", at(find(t, Service(w), "CronJob", "web--cleanup"), "spec", "schedule"))
}

// TestTasksGetNoRequests: nothing that selects the service's pods selects those of its tasks, but for the groups.
func TestTasksGetNoRequests(t *testing.T) {
	objects := Service(most())
	labels := at(find(t, objects, "CronJob", "web--cleanup"), "spec", "jobTemplate", "spec", "template", "metadata", "labels").(Object)
	matches := func(selector any) bool {
		for name, value := range selector.(Object) {
			if labels[name] != value {
				return false
			}
		}
		return true
	}
	assert.False(t, matches(at(find(t, objects, "Service", "web"), "spec", "selector")))
	assert.False(t, matches(at(find(t, objects, "Deployment", "web"), "spec", "selector", "matchLabels")))
	assert.True(t, matches(at(find(t, objects, "SecurityGroupPolicy", "web"), "spec", "podSelector", "matchLabels")))
}

func TestOneTimeIsWrittenInBothWays(t *testing.T) {
	for aws, kubernetes := range map[string]string{
		"0 3 * * ? *":          "0 3 * * *",
		"0/15 9-17 ? * 2-6 *":  "0/15 9-17 * * 1-5",
		"5 4 ? * SUN,3,7 *":    "5 4 * * SUN,2,6",
		"0 0 1,15 JUL-SEP ? *": "0 0 1,15 JUL-SEP *",
		"0 0 ? * 1/2 *":        "0 0 * * 0/2",
	} {
		written, err := Cron(aws)
		require.NoError(t, err, aws)
		assert.Equal(t, kubernetes, written)
	}
	for _, aws := range []string{
		"0 0 L * ? *", "0 0 15W * ? *", "0 0 ? * 6#3 *", "0 0 ? * 5L *", "0 0 1 1 ? 2027", "0 0 1 1 ?", "0 0 LW * ? *",
	} {
		_, err := Cron(aws)
		assert.Error(t, err, aws)
	}
}

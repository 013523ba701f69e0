package config

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const withQueues = `tier: production
network:
  cidr: 10.10.0.0/16
queues:
  mails: {}
  resizes: {retentionDays: 1}
  orders: {fifo: enabled, alarms: {oldestMinutes: 20}}
services:
  mailer:
    image: web:1.0.0
    uses: [mails]
    scaling:
      min: 0
      backlog: {queue: mails, perTask: 10}
  web:
    image: web:1.0.0
    uses: [mails, orders]
    route: {}
`

func TestMistakesInAQueueAreFound(t *testing.T) {
	const backlog = "services.mailer.scaling.backlog"
	findsMistakesIn(t, withQueues, []mistake{
		{"mails: {}", "mails_to_send: {}", `queues.mails_to_send: "mails_to_send" cannot be the name of a queue; ` + componentNameRemedy + "\n" +
			`services.mailer.uses[0]: dev has no store "mails"; known: mails_to_send, orders, resizes` + "\n" +
			backlog + `.queue: dev has no queue "mails"; known: mails_to_send, orders, resizes` + "\n" +
			`services.web.uses[0]: dev has no store "mails"; known: mails_to_send, orders, resizes`},
		{"retentionDays: 1", "retentionDays: 8", "queues.resizes.retentionDays: 8 is too large; the most is 7"},
		{"{retentionDays: 1}", "{retentionDays: 1, alarms: {oldestMinutes: 1440}}", "queues.resizes.alarms.oldestMinutes: is as long as messages are kept, or longer, so that nobody would hear of those that are lost; choose less than retentionDays"},
		{"retentionDays: 1", "visibilitySeconds: 43201", "queues.resizes.visibilitySeconds: 43201 is too large; the most is 43200"},
		{"retentionDays: 1", "tries: 1001", "queues.resizes.tries: 1001 is too large; the most is 1000"},
		{"queue: mails", "queue: mail", backlog + `.queue: dev has no queue "mail"; did you mean mails?`},
		{"queue: mails", "queue: resizes", backlog + `.queue: the service does not use it; add it to uses`},
		{"perTask: 10", "perTask: 0", backlog + `.perTask: 0 is too small; the least is 1`},
		{"    route: {}", "    route: {}\n    scaling: {backlog: {queue: mails, perTask: 1}}", `services.web.scaling.backlog: a service with a route runs for its requests; leave it or the route out, and have another service work on the queue`},
		{"    route: {}", "    scaling: {min: 0}", `services.web.scaling.min: nothing would ever start the first task; choose 1 or more, or add backlog`},
		{"min: 0", "min: 0\n      cpu: 50", `services.mailer.scaling.cpu: is not measured while no task runs; leave it out, or set min to 1 or more`},
		{"min: 0", "min: 0\n      memory: 50", `services.mailer.scaling.memory: is not measured while no task runs; leave it out, or set min to 1 or more`},
		{"min: 0", "min: 0\n      metrics: [{name: Lag, namespace: Shop, target: 1}]", `services.mailer.scaling.metrics: is not measured while no task runs; leave it out, or set min to 1 or more`},
	})
}

// queued is the environment that withQueues describes.
func queued(t *testing.T) Environment {
	t.Helper()
	files := example(t)
	files["environments/dev.yaml"].Data = []byte(withQueues)
	c, err := load(files, "example")
	require.NoError(t, err)
	for _, e := range c.Environments {
		if e.Name == "dev" {
			return e
		}
	}
	require.Fail(t, "dev is not there")
	return Environment{}
}

func TestAServiceThatMayHaveNoTaskScalesOnItsQueueAlone(t *testing.T) {
	e := queued(t)
	s := e.Services["mailer"].Scaling
	assert.Equal(t, []int{0, 4, 0, 0, 0}, []int{*s.Min, s.Max, s.CPU, *s.Memory, s.Least()})
	assert.Equal(t, 2, *e.Services["web"].Scaling.Min)
}

func TestAQueueHasDefaults(t *testing.T) {
	assert.Equal(t, Queue{
		FIFO: Disabled, VisibilitySeconds: 60, RetentionDays: 4, Tries: 5,
		Alarms: QueueAlarms{OldestMinutes: 15, Waiting: 10_000},
	}, queued(t).Queues["mails"])
}

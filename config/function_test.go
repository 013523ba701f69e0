package config

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const withFunctions = `tier: development
network:
  cidr: 10.10.0.0/16
databases: {orders: {engine: postgres, version: "17.7"}}
buckets: {uploads: {events: enabled}, quiet: {}}
topics: {news: {}, ledger: {fifo: enabled}}
queues: {mails: {visibilitySeconds: 180}, short: {}}
streams: {events: {version: 4.1.x}}
tables: {votes: {key: picture}}
services: {worker: {image: web:1.0.0, uses: [short], scaling: {min: 0, backlog: {queue: short, perTask: 5}}}}
functions:
  mailer:
    directory: shipping
    on: {queues: {mails: {}}}
  resize:
    directory: thumbnails
    uses: [uploads]
    on:
      buckets: {uploads: {prefix: originals/}}
  report:
    directory: nightly-report
    uses: [orders]
    on: {schedules: {nightly: {cron: 0 3 * * ? *}}}
  follow:
    directory: shipping
    on: {streams: {events: {topics: [orders]}}, tables: {votes: {}}}
  hooks:
    directory: shipping
    on: {route: {path: /hooks/*}}
`

func TestMistakesInAFunctionAreFound(t *testing.T) {
	const (
		resize, code      = "functions.resize", "    directory: thumbnails\n"
		queues, mailQueue = "{queues: {mails: {}}}", "functions.mailer.on.queues"
		follow, hook      = "functions.follow.on", "functions.hooks.on.route"
	)
	findsMistakesIn(t, withFunctions, []mistake{
		{"  resize:", "  re_size:", `functions.re_size: "re_size" cannot be the name of a function; ` + componentNameRemedy},
		{code, "", resize + ": has no code; write directory, or image"},
		{code, code + "    image: web:1.0.0\n", resize + ".directory: an image has the code already; leave one of them out"},
		{code, "    image: web:1.0.0\n    runtime: go\n", resize + ".runtime: an image has what runs it; leave it out"},
		{code, "    image: web:1.0.0\n    handler: a.b\n", resize + ".handler: an image says itself what is called; leave it out"},
		{code, "    image: web:latest\n", resize + ".image: web:latest does not say which build it is; write the tag of one build, such as web:1.0.0"},
		{code, "    directory: ../thumbnails\n", resize + `.directory: "../thumbnails" is not the name of a directory of functions/; ` + componentNameRemedy},
		{code, code + "    handler: a.b\n", resize + ".handler: Lambda runs the executable as it is; leave it out"},
		{code, code + "    runtime: nodejs24.x\n    handler: index\n", resize + `.handler: "index" does not name a function in a module; write it as index.handler`},
		{code, code + "    architecture: amd64\n", resize + ".architecture: Go is compiled for arm64; leave it out"},
		{code, code + "    environment: {AWS_REGION: x}\n", resize + ".environment.AWS_REGION: Lambda sets AWS_REGION itself; rename it"},
		{code, code + "    environment: {UPLOADS_BUCKET: x}\n", resize + ".environment.UPLOADS_BUCKET: UPLOADS_BUCKET is set already, because the function uses uploads; leave it out or rename it"},
		{"uses: [uploads]", "uses: [upload]", resize + `.uses[0]: dev has no store "upload"; did you mean uploads?`},
		{code, code + "    deployment: {minutes: 5}\n", resize + ".deployment.minutes: nothing waits when all calls move at once; leave it out, or choose another strategy"},
		{code, code + "    deployment: {strategy: canary, minutes: 1}\n", resize + ".deployment.minutes: CodeDeploy offers no canary with 1 minutes; choose 5, 10, 15 or 30"},
		{code, code + "    deployment: {strategy: linear, minutes: 5}\n", resize + ".deployment.minutes: CodeDeploy offers no linear with 5 minutes; choose 1, 2, 3 or 10"},

		{"\n      buckets: {uploads: {prefix: originals/}}", " {}", resize + ".on: nothing starts resize; write schedules, queues, buckets, topics, streams, tables or a route below it"},
		{"uploads: {prefix", "upload: {prefix", resize + `.on.buckets.upload: dev has no bucket "upload"; did you mean uploads?`},
		{"{uploads: {prefix: originals/}}", "{quiet: {}}", resize + ".on.buckets.quiet: quiet tells nobody of its objects; set buckets.quiet.events to enabled"},
		{"{prefix: originals/}", "{}", resize + ".on.buckets.uploads: what the function writes to uploads would start it again; write a prefix or a suffix that its own objects do not have"},
		{"originals/}", "originals/*}", resize + ".on.buckets.uploads.prefix: has a wildcard; write how keys begin or end"},
		{"buckets: {uploads: {prefix: originals/}}", "topics: {ledger: {}}", resize + ".on.topics.ledger: a topic that keeps the order of messages sends them to queues only; let a queue with fifo subscribe, and the queue start the function"},
		{"buckets: {uploads: {prefix: originals/}}", "topics: {new: {}}", resize + `.on.topics.new: dev has no topic "new"; did you mean news?`},
		{"buckets: {uploads: {prefix: originals/}}", "topics: {news: {filter: {kind: []}}}", resize + ".on.topics.news.filter.kind: no value fits; write the values that messages may have, or leave it out"},
		{"0 3 * * ? *", "0 3 * * * *", "functions.report.on.schedules.nightly.cron: one of day of month and day of week has to be ?; write ? for the one that does not matter"},
		{"{nightly:", "{Nightly:", `functions.report.on.schedules.Nightly: "Nightly" cannot be the name of a schedule; ` + componentNameRemedy},

		{queues, "{queues: {mail: {}}}", mailQueue + `.mail: dev has no queue "mail"; did you mean mails?`},
		{"visibilitySeconds: 180", "visibilitySeconds: 179", mailQueue + ".mails: mails hides a message for 179 seconds, and a function that may take 30 wants 6 times as long; set queues.mails.visibilitySeconds to 180 or more, or lower timeoutSeconds"},
		{"    directory: shipping\n", "    directory: shipping\n    timeoutSeconds: 31\n", mailQueue + ".mails: mails hides a message for 180 seconds, and a function that may take 31 wants 6 times as long; set queues.mails.visibilitySeconds to 186 or more, or lower timeoutSeconds"},
		{"{schedules:", "{queues: {mails: {}}, schedules:", "functions.report.on.queues.mails: mails starts function mailer already, and each message goes to one of them; give each a queue of its own, and let both subscribe to a topic"},
		{queues, "{queues: {short: {}}}\n    timeoutSeconds: 10", mailQueue + ".short: service worker works off short already, and each message goes to one of them; give each a queue of its own, and let both subscribe to a topic"},
		{queues, "{queues: {mails: {concurrency: 1}}}", mailQueue + ".mails.concurrency: Lambda reads a queue with 2 calls at once or more; choose 2 or more, or leave it out"},
		{queues, "{queues: {mails: {}}}\n    concurrency: 5", mailQueue + ".mails.concurrency: more messages than the 5 calls of the function can take would be received, and come to count as tried; choose 2 to 5"},
		{queues, "{queues: {mails: {concurrency: 6}}}\n    concurrency: 5", mailQueue + ".mails.concurrency: more messages than the 5 calls of the function can take would be received, and come to count as tried; choose 2 to 5"},
		{"{events: {topics", "{event: {topics", follow + `.streams.event: dev has no stream "event"; did you mean events?`},
		{"{events: {topics: [orders]}}", "{events: {}}", follow + ".streams.events.topics: is missing; add it"},
		{"topics: [orders]", "topics: []", follow + ".streams.events.topics: are none; write those whose messages it gets"},
		{"topics: [orders]", "topics: [.orders]", follow + `.streams.events.topics[0]: ".orders" cannot be the name of a topic; use 2 to 100 letters, digits, dots, hyphens and underscores, and begin with no dot`},
		{"topics: [orders]", "topics: [orders, orders]", follow + ".streams.events.topics[1]: orders is listed twice; keep one"},
		{"topics: [orders]", "topics: [orders], start: earliest", follow + `.streams.events.start: "earliest" is not offered; choose trim-horizon or latest`},
		{"topics: [orders]}}, tables: {votes: {}}}", "topics: [orders]}}, tables: {votes: {}}}\n    timeoutSeconds: 841", follow + ".streams.events: Lambda gives a call with messages of a stream 840 seconds, and the function has 841; set timeoutSeconds to 840 or less"},
		{"tables: {votes: {}}}", "tables: {vote: {}}}", follow + `.tables.vote: dev has no table "vote"; did you mean votes?`},
		{
			"functions:\n", "functions:\n  a: {directory: shipping, on: {tables: {votes: {}}}}\n" +
				"  b: {directory: shipping, on: {tables: {votes: {}}}}\n",
			follow + ".tables.votes: votes starts 2 functions already, and more would slow each other down; " +
				"let one of them pass changes on to a topic",
		},
		{"{votes: {}}", "{votes: {parallel: 11}}", follow + ".tables.votes.parallel: 11 is too large; the most is 10"},
		{code, code + "    alarms: {waiting: 5}\n", resize + ".alarms.waiting: no stream starts the function; leave it out"},
		{code, code + "    alarms: {oldestMinutes: 5}\n", resize + ".alarms.oldestMinutes: no table starts the function; leave it out"},
		{code, code + "    permissions: [{actions: [\"iam:PassRole\"], resources: ['*'], reason: To see what is refused}]\n", resize + ".permissions[0].actions[0]: iam:PassRole decides who may do what; leave it out: roles and people are the configuration's"},

		{"path: /hooks/*", "path: hooks", hook + `.path: "hooks" is not a path pattern; begin with a slash, and use at most 128 letters, digits, and _-.$/~"'@:+&*?`},
		{"path: /hooks/*", "path: /hooks/*, stickyMinutes: 5", hook + ".stickyMinutes: is not a known key; known: balancer, host, path, canary"},
		{"path: /hooks/*", "path: /hooks/*, canary: {path: /other}", hook + ".canary.path: /other does not go to the service: its route is /hooks/*; choose a path of the route"},
		{"{route: {path: /hooks/*}}", "{route: {balancer: internal}}\n    uses: [hooks]", "functions.hooks.uses: hooks uses itself; leave it out"},

		{queues, "{queues: {mails: {batch: 11}}}", mailQueue + ".mails.batch: 11 is too large; the most is 10"},
	})
}

// functional is the environment that withFunctions describes, after a change.
func functional(t *testing.T, old, new string) Environment {
	t.Helper()
	files := example(t)
	require.Contains(t, withFunctions, old)
	files["environments/dev.yaml"].Data = []byte(strings.Replace(withFunctions, old, new, 1))
	files[routesFile].Data = []byte(strings.Replace(string(files[routesFile].Data), "dev:\n", "dev:\n  functions.hooks: 5\n", 1))
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

func TestAFunctionHasDefaults(t *testing.T) {
	e := functional(t, "", "")
	assert.Equal(t, Function{
		Directory: "shipping", Runtime: Go, Architecture: ARM64, Memory: 256, TimeoutSeconds: 30,
		On:         Triggers{Queues: map[string]QueueTrigger{"mails": {Batch: 10}}},
		Deployment: Shift{Strategy: AtOnce},
		Alarms:     FunctionAlarms{ErrorPercent: 5, SlowPercent: 80},
	}, e.Functions["mailer"])
	assert.Equal(t, Timer{Cron: "0 3 * * ? *", Timezone: "UTC"}, e.Functions["report"].On.Schedules["nightly"])
	for runtime, want := range map[Runtime]string{Node24: "index.handler", Python14: "main.handler", Provided: "", Go: ""} {
		changed := functional(t, "directory: thumbnails", "directory: thumbnails\n    runtime: "+string(runtime))
		assert.Equal(t, want, changed.Functions["resize"].Handler, runtime)
	}
	image := functional(t, "directory: thumbnails", "image: web:1.0.0").Functions["resize"]
	assert.Empty(t, image.Runtime)
	follow := e.Functions["follow"]
	assert.Equal(t, StreamTrigger{Topics: []string{"orders"}, Start: FromOldest, Batch: 100, Tries: 5}, follow.On.Streams["events"])
	assert.Equal(t, TableTrigger{Start: FromOldest, Batch: 100, Tries: 5, Parallel: 1}, follow.On.Tables["votes"])
	assert.Equal(t, FunctionAlarms{ErrorPercent: 5, SlowPercent: 80, Waiting: 10000, OldestMinutes: 15}, follow.Alarms)
	for strategy, want := range map[ShiftStrategy]int{CanaryShift: 5, LinearShift: 1, AtOnce: 0} {
		changed := functional(t, "directory: thumbnails", "directory: thumbnails\n    deployment: {strategy: "+string(strategy)+"}")
		assert.Equal(t, want, changed.Functions["resize"].Deployment.Minutes, strategy)
	}
}

func TestAFunctionIsInTheNetworkOnlyForAStoreThatIs(t *testing.T) {
	e := functional(t, "", "")
	assert.True(t, e.InNetwork(e.Functions["report"]), "a database")
	assert.False(t, e.InNetwork(e.Functions["resize"]), "a bucket")
	assert.False(t, e.InNetwork(e.Functions["mailer"]), "nothing")
	apart := functional(t, "uses: [orders]", "uses: [uploads]")
	demand := func(e Environment) int { return e.Capacity()[1].Demand }
	assert.Equal(t, 1, demand(e)-demand(apart), "an address in each private subnet")
}

func TestFunctionsCountAmongTheRulesOfSecurityGroups(t *testing.T) {
	functions := crowd(58, "sessions", "", "caches: {sessions: {}}\n") + "functions:\n"
	const one = ": {directory: report, uses: [sessions], on: {schedules: {nightly: {cron: 0 3 * * ? *}}}}\n"
	assert.Empty(t, rulesMissing(t, functions+"  a"+one))
	assert.Contains(t, rulesMissing(t, functions+"  a"+one+"  b"+one), "caches.sessions: a security group would need 61 rules")
}

package release

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const parameter, lock = "/acme/prod/release/web", "/acme/prod/releasing/web"

// scenario is a world, what is asked of it, and what is demanded afterwards.
type scenario struct {
	says    string
	tag     string // 2.0.0 where it is not said
	prepare func(*world)
	ends    string // the beginning of its error and cause; nothing where it succeeds
	meant   string // what the parameter says in the end
	runs    string
	asked   []string // of the function
}

var failing = func(w *world) { w.fails = "2.0.0" }

var scenarios = []scenario{
	{says: "an image is released", meant: "2.0.0", runs: "2.0.0", asked: []string{"check", "begin", "end"}},
	{
		says: "the image that runs is released again", tag: "1.0.0", meant: "1.0.0", runs: "1.0.0",
		asked: []string{"check", "begin", "end"},
	},
	{
		says: "a release that died is finished", prepare: func(w *world) { w.parameters[parameter] = "2.0.0" },
		meant: "2.0.0", runs: "2.0.0", asked: []string{"check", "begin", "end"},
	},
	{
		says: "a parameter that says otherwise than the stack is put right", tag: "1.0.0",
		prepare: func(w *world) { w.parameters[parameter] = "9.0.0" },
		meant:   "1.0.0", runs: "1.0.0", asked: []string{"check", "begin", "end"},
	},
	{
		says: "a scan takes its time", prepare: func(w *world) { w.scans = 5 },
		meant: "2.0.0", runs: "2.0.0", asked: []string{"check", "check", "check", "check", "check", "begin", "end"},
	},
	{
		says:    "an image is refused",
		prepare: func(w *world) { w.refuses = refusal{"errorString", "acme/web:2.0.0 has weaknesses"} },
		ends:    "errorString: acme/web:2.0.0 has weaknesses",
		meant:   "1.0.0",
		runs:    "1.0.0",
		asked:   []string{"check"},
	},
	{
		says: "the new tasks do not start", prepare: failing,
		ends: "RolledBack: ", meant: "1.0.0", runs: "1.0.0", asked: []string{"check", "begin"},
	},
	{
		says: "the new tasks do not start, and what was meant before was not what ran",
		prepare: func(w *world) {
			failing(w)
			w.parameters[parameter] = "9.0.0"
		},
		ends: "RolledBack: ", meant: "1.0.0", runs: "1.0.0", asked: []string{"check", "begin"},
	},
	{
		says: "CloudFormation does not say for a while how it goes", prepare: func(w *world) {
			left := 3
			failing(w)
			w.answers = func(state string) error {
				if state == "outcome" && left > 0 {
					left--
					return refusal{"CloudFormation.CloudFormationException", "Rate exceeded"}
				}
				return nil
			}
		},
		ends: "RolledBack: ", meant: "1.0.0", runs: "1.0.0", asked: []string{"check", "begin"},
	},
	{
		says: "a rollback is over before anybody looks", prepare: func(w *world) {
			w.before = func(state string) {
				if state == "watch" {
					w.stack.status = "UPDATE_ROLLBACK_COMPLETE"
				}
			}
		},
		ends: "RolledBack: ", meant: "1.0.0", runs: "1.0.0", asked: []string{"check", "begin"},
	},
	{
		says: "somebody deploys the infrastructure at first",
		prepare: func(w *world) {
			w.stack.status, w.stack.target, w.stack.looks = "UPDATE_IN_PROGRESS", "1.0.0", 3
		},
		meant: "2.0.0", runs: "2.0.0", asked: []string{"check", "begin", "end"},
	},
	{
		says: "a deployment of the infrastructure is faster, and takes the new image along",
		prepare: func(w *world) {
			w.before = func(state string) {
				if state == "update" && w.stack.updates == 0 {
					w.stack.status, w.stack.target, w.stack.looks, w.stack.updates = "UPDATE_IN_PROGRESS", "2.0.0", 2, 1
				}
			}
		},
		meant: "2.0.0", runs: "2.0.0", asked: []string{"check", "begin", "begin", "end"},
	},
	{
		says: "a deployment of the infrastructure is faster, and fails with the new image",
		prepare: func(w *world) {
			failing(w)
			w.before = func(state string) {
				if state == "update" && w.stack.updates == 0 {
					w.stack.status, w.stack.target, w.stack.looks, w.stack.updates = "UPDATE_IN_PROGRESS", "2.0.0", 2, 1
				}
			}
		},
		ends: "RolledBack: ", meant: "1.0.0", runs: "1.0.0", asked: []string{"check", "begin", "begin"},
	},
	{
		says:    "the stack was never deployed with releases",
		prepare: func(w *world) { w.stack.without = true },
		ends:    "Stack: the service's stack does not read what is released",
		meant:   "1.0.0",
		runs:    "1.0.0",
		asked:   []string{"check"},
	},
	{
		says:    "the stack is not there",
		prepare: func(w *world) { w.stack.missing = true },
		ends:    "CloudFormation.CloudFormationException: Stack with id",
		meant:   "1.0.0",
		runs:    "1.0.0",
		asked:   []string{"check"},
	},
	{
		says: "the stack is stuck", prepare: func(w *world) { w.stack.status = "UPDATE_ROLLBACK_FAILED" },
		ends: "Stack: CloudFormation cannot update", meant: "1.0.0", runs: "1.0.0", asked: []string{"check"},
	},
	{
		says:    "a stack has a change set, and nothing else",
		prepare: func(w *world) { w.stack.status = "REVIEW_IN_PROGRESS" },
		ends:    "Stack: CloudFormation cannot update",
		meant:   "1.0.0",
		runs:    "1.0.0",
		asked:   []string{"check"},
	},
	{
		says:    "the update is refused for a reason that nobody knows",
		prepare: func(w *world) { w.answers = refusing("update", "CloudFormation.CloudFormationException", "no") },
		ends:    "CloudFormation.CloudFormationException: no",
		meant:   "1.0.0",
		runs:    "1.0.0",
		asked:   []string{"check", "begin"},
	},
	{
		says:    "the parameter cannot be changed",
		prepare: func(w *world) { w.answers = refusing("put", "Ssm.SsmException", "no") },
		ends:    "Ssm.SsmException: no",
		meant:   "1.0.0",
		runs:    "1.0.0",
		asked:   []string{"check", "begin"},
	},
	{
		says:    "the marks of the new image cannot be set",
		prepare: func(w *world) { w.answers = refusing("mark", "errorString", "no") },
		ends:    "errorString: no", meant: "1.0.0", runs: "1.0.0", asked: []string{"check"},
	},
	{
		says:    "the marks cannot be moved after the release",
		prepare: func(w *world) { w.answers = refusing("keep", "errorString", "no") },
		meant:   "2.0.0",
		runs:    "2.0.0",
		asked:   []string{"check", "begin"},
	},
	{
		says: "an execution was stopped, and left its lock",
		prepare: func(w *world) {
			w.parameters[lock], w.executions["arn:stopped"] = "arn:stopped", "ABORTED"
		},
		meant: "2.0.0", runs: "2.0.0", asked: []string{"check", "begin", "end"},
	},
	{
		says:    "a lock is of an execution that nobody knows",
		prepare: func(w *world) { w.parameters[lock] = "arn:forgotten" },
		meant:   "2.0.0",
		runs:    "2.0.0",
		asked:   []string{"check", "begin", "end"},
	},
	{
		says: "another release of the service goes on",
		prepare: func(w *world) {
			w.parameters[lock], w.executions["arn:other"] = "arn:other", "RUNNING"
			w.before = func(state string) {
				if state == "queue" {
					delete(w.parameters, lock)
				}
			}
		},
		meant: "2.0.0", runs: "2.0.0", asked: []string{"check", "begin", "end"},
	},
	{
		says: "two take the lock of an execution that was stopped, and one of them comes second",
		prepare: func(w *world) {
			other := false
			w.before = func(state string) {
				switch {
				case state == "settle" && !other:
					w.parameters[lock], w.executions["arn:other"], other = "arn:other", "RUNNING", true
				case state == "queue":
					delete(w.parameters, lock)
				}
			}
		},
		meant: "2.0.0", runs: "2.0.0", asked: []string{"check", "begin", "end"},
	},
}

// refusing refuses a state whenever it asks.
func refusing(of, code, message string) func(string) error {
	return func(state string) error {
		if state == of {
			return refusal{code, message}
		}
		return nil
	}
}

func TestAReleaseEndsWithWhatRunsBeingMeant(t *testing.T) {
	var executions []execution
	for _, s := range scenarios {
		w := newWorld(t)
		if s.prepare != nil {
			s.prepare(w)
		}
		if s.tag == "" {
			s.tag = "2.0.0"
		}
		executions = append(executions, w.one(s.tag))
	}
	for i, end := range run(t, executions...) {
		s, w := scenarios[i], executions[i].world
		if s.ends == "" {
			assert.True(t, end.Succeeded, "%s: %v", s.says, end)
		} else {
			assert.True(t, strings.HasPrefix(end.Error+": "+end.Cause, s.ends), "%s: %v", s.says, end)
		}
		for range 9 { // CloudFormation goes on
			w.describe(object{"StackName": "prod-service-web"})
		}
		assert.Equal(t, s.meant, w.parameters[parameter], s.says)
		assert.Equal(t, s.runs, w.stack.runs, s.says)
		assert.Equal(t, s.asked, w.asked, s.says)
		assert.NotContains(t, w.parameters, lock, s.says)
		if slices.Contains(w.calls, "watch") || w.stack.updates > 0 && !strings.Contains(s.says, "faster") {
			assert.True(t, w.stack.previous, "%s: every parameter stays as it is", s.says)
		}
	}
}

// TestTheParameterGoesBackWhileTheRollbackGoesOn: what is deployed meanwhile is what ran.
func TestTheParameterGoesBackWhileTheRollbackGoesOn(t *testing.T) {
	w := newWorld(t)
	failing(w)
	run(t, w.one("2.0.0"))
	assert.Equal(t, "UPDATE_ROLLBACK_IN_PROGRESS", w.stack.status)
	assert.Equal(t, "1.0.0", w.parameters[parameter])
}

func TestReleasesOfOneServiceFollowEachOther(t *testing.T) {
	w := newWorld(t)
	inside, most := map[string]bool{}, 0
	w.before = func(state string) {
		switch state {
		case "put":
			inside[w.parameters[lock]] = true
			most = max(most, len(inside))
		case "give back":
			inside = map[string]bool{}
		}
	}
	for _, end := range run(t, w.one("2.0.0"), w.one("3.0.0"), w.one("4.0.0")) {
		assert.True(t, end.Succeeded, end)
	}
	assert.Equal(t, 1, most)
	assert.Equal(t, w.parameters[parameter], w.stack.runs)
	assert.Equal(t, 3, w.stack.updates)
}

func TestWhatIsNotAReleaseFails(t *testing.T) {
	w := newWorld(t)
	id := "arn:aws:states:eu-west-1:111122223333:execution:acme-prod-releaser:none"
	ends := run(t,
		execution{id, w, object{"service": "db", "tag": "1"}},
		execution{id, w, object{"service": "web"}},
		execution{id, w, object{"tag": "1"}},
		execution{id, w, object{}},
	)
	var errors []string
	for _, end := range ends {
		errors = append(errors, end.Error)
	}
	assert.Equal(t, []string{"Service", "Tag", "Service", "Tag"}, errors)
	assert.Empty(t, w.calls)
}

// TestAnExecutionHasRoomForTheLongestRelease: AWS ends an execution after 25,000 events.
func TestAnExecutionHasRoomForTheLongestRelease(t *testing.T) {
	const most, look, turn = 25_000, 9, 21 // events of a look at the stack, and of one at another's lock
	assert.Less(t, hours*60*60/pause*look, most)
	assert.Less(t, hours*60*60/queue*turn, most)
	content, err := Definition(example(), theFunction)
	require.NoError(t, err)
	assert.Less(t, len(content), 1<<20, "AWS takes a megabyte")
	assert.True(t, json.Valid(content))
}

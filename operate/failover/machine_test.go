package failover

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"bulkhead/internal/node"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const function = "arn:aws:lambda:eu-central-1:111122223333:function:acme-prod-dr-failover"

// end is how a run of a state machine has ended.
type end struct {
	Succeeded bool   `json:"succeeded"`
	Error     string `json:"error"`
}

// run runs the state machine of s locally, once for each world, with its tasks in that world.
func (s scenario) run(t *testing.T, worlds ...*world) (ends []end) {
	t.Helper()
	if node.Package("aws-local-stepfunctions") == "" {
		if os.Getenv("CI") != "" {
			t.Fatal("make node_modules has not run")
		}
		t.Skip("make node_modules has not run")
	}
	type one struct {
		URL   string `json:"url"`
		Input object `json:"input"`
	}
	var runs []one
	for _, w := range worlds {
		var mutex sync.Mutex // branches ask side by side
		server := httptest.NewServer(http.HandlerFunc(func(out http.ResponseWriter, in *http.Request) {
			mutex.Lock()
			defer mutex.Unlock()
			var request Request
			if err := json.NewDecoder(in.Body).Decode(&request); err != nil {
				http.Error(out, err.Error(), http.StatusBadRequest)
				return
			}
			w.operator = &operator{w: w, pause: func() {}}
			answered, err := Invoke(in.Context(), w.cloud(), request)
			if err != nil {
				http.Error(out, err.Error(), http.StatusInternalServerError)
				return
			}
			if !over(answered.Status) {
				w.until(w.now.Add(pause * time.Second))
			}
			json.NewEncoder(out).Encode(answered)
		}))
		t.Cleanup(server.Close)
		runs = append(runs, one{server.URL, object{"mode": s.mode}})
	}
	definition, err := Definition(worlds[0].env, s.to, function)
	require.NoError(t, err)
	input, err := json.Marshal(object{"definition": string(definition), "runs": runs})
	require.NoError(t, err)
	command := exec.CommandContext(t.Context(), node.Binary(), "testdata/run.mjs")
	command.Stdin = strings.NewReader(string(input))
	var said strings.Builder
	command.Stderr = &said
	output, err := command.Output()
	require.NoError(t, err, said.String())
	require.NoError(t, json.Unmarshal(output, &ends))
	return ends
}

func TestTheStateMachineEndsWhereTheCommandDoes(t *testing.T) {
	b := newBook(t)
	for _, s := range []scenario{scenarios[0], scenarios[3], scenarios[6]} {
		w := s.world()
		ends := s.run(t, w)
		require.Equal(t, []end{{Succeeded: true}}, ends, s.name)
		w.until(w.now.Add(time.Minute))
		b.judge(s.name+" by state machine", s, w, nil)
		assert.NotContains(t, w.sides[s.to].table, "Owner", "the lock is given back")
		assert.NotContains(t, w.sides[s.to].table, "To", "the move has ended")
	}
}

func TestTheStateMachineStopsAtEachStepThatFailsAndAnotherRunGoesOn(t *testing.T) {
	b := newBook(t)
	for _, s := range []scenario{scenarios[0], scenarios[2], scenarios[6]} {
		all, _ := s.trace()
		slices.Sort(all)
		var worlds []*world
		var never []string
		for _, call := range slices.Compact(all) {
			if strings.HasSuffix(call, " UpdateItem") || reads(strings.Fields(call)[1]) {
				continue // without the table, there is no lock to give back; and what only reads is no step
			}
			w := s.world()
			w.before = func(region, name string) error {
				if region+" "+name == call {
					return errInternal
				}
				return nil
			}
			worlds, never = append(worlds, w), append(never, call)
		}
		stopped := 0
		for i, end := range s.run(t, worlds...) {
			w, name := worlds[i], s.name+" by state machine, never "+never[i]
			b.unharmed(name, w)
			if !end.Succeeded {
				stopped++
				assert.Contains(t, end.Error, "A step failed", name)
				// A branch beside it that was under way may have taken it once more: it runs out.
				record := Record{Owner: "branch", Until: time.Unix(seconds(w.sides[s.to].table["Until"].N), 0)}
				assert.False(t, record.held(w.now.Add(Lease+time.Second)), name)
				assert.Contains(t, w.sides[s.to].table, "To", name)
			}
			w.before = nil
			b.again(name, s, w, nil)
		}
		assert.GreaterOrEqual(t, stopped, 6, s.name)
	}
	t.Logf("%d cases", b.cases)
}

// seconds is a number of DynamoDB's, or 0.
func seconds(n *string) int64 {
	if n == nil {
		return 0
	}
	value, _ := strconv.ParseInt(*n, 10, 64)
	return value
}

func TestTheDefinitionHasEveryStepOfBothModes(t *testing.T) {
	e := example(AcceleratorAndDNS)
	content, err := Definition(e, Standby, function)
	require.NoError(t, err)
	for _, mode := range []Mode{Planned, Disaster} {
		for _, step := range Steps(Move{e, Standby, mode}, Cloud{Config: nowhere}) {
			assert.Contains(t, string(content), `"`+string(mode)+" "+step.Name+`": {`)
		}
	}
	assert.Less(t, len(content), 1<<20, "AWS takes a megabyte")
	e.Traffic = "carrier pigeon"
	_, err = Definition(e, Standby, function)
	assert.Error(t, err)
}

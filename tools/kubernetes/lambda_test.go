package kubernetes_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

// lambda runs the function as Lambda does, and asks it as CloudFormation does.
type lambda struct {
	t       *testing.T
	events  chan event
	answers chan answer // that the function has put where CloudFormation wants them
	given   chan []byte // what calls gave
	runtime *httptest.Server
	bucket  *httptest.Server
	log     *bytes.Buffer
}

type event struct {
	id       string
	deadline time.Time
	body     map[string]any
}

// answer is what CloudFormation is told.
type answer struct {
	Status             string
	Reason             string
	PhysicalResourceId string //nolint:revive // CloudFormation's own name
}

// newLambda starts the function, with more variables in its environment.
func newLambda(t *testing.T, a *aws, variables ...string) *lambda {
	l := &lambda{
		t: t, events: make(chan event), answers: make(chan answer, 1), given: make(chan []byte, 1),
		log: &bytes.Buffer{},
	}
	l.bucket = httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		var said answer
		text, err := io.ReadAll(r.Body)
		if err != nil || json.Unmarshal(text, &said) != nil || r.Method != http.MethodPut {
			panic(fmt.Sprintf("CloudFormation is told %s: %s", r.Method, text))
		}
		l.answers <- said
	}))
	l.runtime = httptest.NewServer(http.HandlerFunc(l.serve))
	command := exec.Command(bootstrap)
	command.Env = append(variables,
		"AWS_LAMBDA_RUNTIME_API="+strings.TrimPrefix(l.runtime.URL, "http://"),
		"AWS_LAMBDA_FUNCTION_NAME=kubernetes", "AWS_LAMBDA_FUNCTION_MEMORY_SIZE=256",
		"AWS_LAMBDA_FUNCTION_VERSION=1",
		"AWS_REGION="+region, "AWS_ACCESS_KEY_ID="+accessKey, "AWS_SECRET_ACCESS_KEY="+secretKey,
		"AWS_ENDPOINT_URL="+a.api.URL,
	)
	command.Stderr = l.log
	require.NoError(t, command.Start())
	t.Cleanup(func() {
		_ = command.Process.Kill()
		_ = command.Wait()
		l.runtime.CloseClientConnections()
		l.runtime.Close()
		l.bucket.Close()
	})
	return l
}

// serve is Lambda's API for functions: the next call, and what it gave.
func (l *lambda) serve(out http.ResponseWriter, r *http.Request) {
	if !strings.HasSuffix(r.URL.Path, "/invocation/next") {
		gave, _ := io.ReadAll(r.Body)
		select {
		case l.given <- gave:
		default: // nobody wants it
		}
		out.WriteHeader(http.StatusAccepted)
		return
	}
	select {
	case next := <-l.events:
		out.Header().Set("Lambda-Runtime-Aws-Request-Id", next.id)
		out.Header().Set("Lambda-Runtime-Deadline-Ms", strconv.FormatInt(next.deadline.UnixMilli(), 10))
		out.Header().Set("Lambda-Runtime-Invoked-Function-Arn", "arn:aws:lambda:"+region+":111111111111:function:kubernetes")
		_ = json.NewEncoder(out).Encode(next.body)
	case <-r.Context().Done():
	}
}

// call gives the function an event, and reads what it gives back.
func (l *lambda) call(body map[string]any, back any) {
	l.t.Helper()
	l.events <- event{id: uuid.NewString(), deadline: time.Now().Add(time.Minute), body: body}
	select {
	case gave := <-l.given:
		require.NoError(l.t, json.Unmarshal(gave, back), "%s", gave)
	case <-time.After(time.Minute):
		require.Fail(l.t, "the function gives nothing back", "%s", l.log)
	}
}

// customResource is a custom resource of a stack.
type customResource struct {
	*lambda
	id    string
	has   []string // objects that the stack says
	limit time.Duration
}

func (l *lambda) resource() *customResource {
	return &customResource{lambda: l, limit: 15 * time.Minute}
}

// ask sends a request of CloudFormation's, and returns what it is told.
func (r *customResource) ask(kind string, objects, old []string) answer {
	r.t.Helper()
	body := map[string]any{
		"RequestType": kind, "RequestId": uuid.NewString(), "ResponseURL": r.bucket.URL + "/answer",
		"ResourceType": "Custom::KubernetesObjects", "LogicalResourceId": "Objects",
		"StackId":            "arn:aws:cloudformation:" + region + ":111111111111:stack/prod-service-web/1",
		"ResourceProperties": r.properties(objects),
	}
	if kind != "Create" {
		body["PhysicalResourceId"] = r.id
	}
	if kind == "Update" {
		body["OldResourceProperties"] = r.properties(old)
	}
	r.events <- event{id: uuid.NewString(), deadline: time.Now().Add(r.limit), body: body}
	select {
	case said := <-r.answers:
		return said
	case <-time.After(5 * time.Minute):
		require.Fail(r.t, "CloudFormation is told nothing", "%s", r.log)
		return answer{}
	}
}

// properties are those of the resource as CloudFormation sends them: everything in them is a text.
func (r *customResource) properties(objects []string) map[string]any {
	return map[string]any{
		"ServiceToken": "arn", "ServiceTimeout": "1500", "FunctionCode": "hash", "Cluster": clusterName, "Objects": objects,
	}
}

// set has a stack say other objects: a resource is made, or changed, and rolled back when that fails, as CloudFormation
// does. It returns what the first request was answered.
func (r *customResource) set(objects ...string) answer {
	r.t.Helper()
	if r.id == "" {
		said := r.ask("Create", objects, nil)
		r.id, r.has = said.PhysicalResourceId, objects
		if said.Status != "SUCCESS" {
			r.delete()
		}
		return said
	}
	said := r.ask("Update", objects, r.has)
	if said.Status != "SUCCESS" {
		back := r.ask("Update", r.has, objects)
		require.Equal(r.t, "SUCCESS", back.Status, "the rollback: %s", back.Reason)
		require.Equal(r.t, r.id, back.PhysicalResourceId)
		return said
	}
	require.Equal(r.t, r.id, said.PhysicalResourceId, "with another id, CloudFormation deletes the old")
	r.has = objects
	return said
}

// ok demands that a stack can say these objects.
func (r *customResource) ok(objects ...string) {
	r.t.Helper()
	said := r.set(objects...)
	require.Equal(r.t, "SUCCESS", said.Status, said.Reason)
}

// delete has the stack no longer say anything.
func (r *customResource) delete() {
	r.t.Helper()
	said := r.ask("Delete", r.has, nil)
	require.Equal(r.t, "SUCCESS", said.Status, said.Reason)
	r.id, r.has = "", nil
}

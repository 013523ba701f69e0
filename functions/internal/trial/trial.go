// Package trial starts the executable of a function as Lambda does, and hands it events: over Lambda's runtime
// interface, with buckets in memory.
package trial

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// Function is a running one.
type Function struct {
	events  chan string
	answers chan Answer
}

// Answer is what a function said to an event: what it returns, or what is wrong.
type Answer struct {
	Body   string
	Failed bool
}

// Start compiles the package in the working directory, and runs it until the test ends, with buckets at hand.
func Start(t *testing.T, buckets *Buckets) *Function {
	t.Helper()
	executable := filepath.Join(t.TempDir(), "bootstrap")
	output, err := exec.Command("go", "build", "-o", executable, "-tags", "lambda.norpc", ".").CombinedOutput()
	require.NoError(t, err, string(output))

	f := &Function{events: make(chan string), answers: make(chan Answer)}
	runtime := httptest.NewServer(f)
	storage := httptest.NewServer(buckets)
	var said bytes.Buffer
	process := exec.Command(executable)
	process.Stdout, process.Stderr = &said, &said
	process.Env = []string{
		"PATH=" + os.Getenv("PATH"), "AWS_REGION=eu-west-1", "AWS_ACCESS_KEY_ID=id", "AWS_SECRET_ACCESS_KEY=secret",
		"AWS_LAMBDA_RUNTIME_API=" + strings.TrimPrefix(runtime.URL, "http://"), "AWS_ENDPOINT_URL_S3=" + storage.URL,
		"UPLOADS_BUCKET=uploads",
	}
	require.NoError(t, process.Start())
	t.Cleanup(func() {
		_ = process.Process.Kill()
		_ = process.Wait()
		close(f.events)
		runtime.CloseClientConnections()
		runtime.Close()
		storage.Close()
		if t.Failed() {
			t.Log(said.String())
		}
	})
	return f
}

// Invoke hands the function an event, and returns what it says.
func (f *Function) Invoke(event string) Answer {
	f.events <- event
	return <-f.answers
}

// ServeHTTP is the runtime interface. Source: the AWS Lambda developer guide, "Using the Lambda runtime API".
func (f *Function) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch action := filepath.Base(r.URL.Path); action {
	case "next":
		event, open := <-f.events
		if !open {
			return
		}
		w.Header().Set("Lambda-Runtime-Aws-Request-Id", "request")
		w.Header().Set("Lambda-Runtime-Deadline-Ms", fmt.Sprint(time.Now().Add(time.Minute).UnixMilli()))
		w.Header().Set("Lambda-Runtime-Invoked-Function-Arn", "arn:aws:lambda:eu-west-1:111111111111:function:f:live")
		_, _ = io.WriteString(w, event)
	case "response", "error":
		body, _ := io.ReadAll(r.Body)
		w.WriteHeader(http.StatusAccepted)
		f.answers <- Answer{string(body), action == "error"}
	}
}

// Buckets are objects in memory, by bucket and key with a slash between.
type Buckets struct {
	lock    sync.Mutex
	objects map[string][]byte
	made    map[string]time.Time
}

// With returns buckets with objects that were made at a time.
func With(made time.Time, objects map[string][]byte) *Buckets {
	b := &Buckets{objects: maps.Clone(objects), made: map[string]time.Time{}}
	if b.objects == nil {
		b.objects = map[string][]byte{}
	}
	for key := range b.objects {
		b.made[key] = made
	}
	return b
}

// Object returns an object, or nothing.
func (b *Buckets) Object(key string) []byte {
	b.lock.Lock()
	defer b.lock.Unlock()
	return b.objects[key]
}

// ServeHTTP is S3, as far as the functions ask it. It refuses what is not signed.
func (b *Buckets) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	b.lock.Lock()
	defer b.lock.Unlock()
	key := strings.TrimPrefix(r.URL.Path, "/")
	content, found := b.objects[key]
	switch {
	case !strings.Contains(r.Header.Get("Authorization"), "/eu-west-1/s3/aws4_request"):
		w.WriteHeader(http.StatusForbidden)
	case r.Method == http.MethodPut:
		b.objects[key], _ = io.ReadAll(r.Body)
		b.made[key] = time.Now()
	case r.URL.Query().Get("list-type") == "2":
		b.list(w, key, r.URL.Query())
	case !found:
		w.WriteHeader(http.StatusNotFound)
	default:
		_, _ = w.Write(content)
	}
}

// list answers with one object a page, so that whoever asks has to go on.
func (b *Buckets) list(w io.Writer, bucket string, query map[string][]string) {
	type object struct {
		Key          string
		Size         int
		LastModified time.Time
	}
	page := struct {
		XMLName               xml.Name `xml:"ListBucketResult"`
		Contents              []object
		IsTruncated           bool
		NextContinuationToken string
	}{}
	begin := bucket + query["prefix"][0]
	var keys []string
	for _, key := range slices.Sorted(maps.Keys(b.objects)) {
		if strings.HasPrefix(key, begin) {
			keys = append(keys, key)
		}
	}
	if token := query["continuation-token"]; len(token) > 0 {
		keys = keys[slices.Index(keys, token[0])+1:]
	}
	if len(keys) > 0 {
		first := keys[0]
		page.Contents = []object{{strings.TrimPrefix(first, bucket), len(b.objects[first]), b.made[first]}}
		page.IsTruncated, page.NextContinuationToken = len(keys) > 1, first
	}
	_ = xml.NewEncoder(w).Encode(page)
}

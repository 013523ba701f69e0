package main

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"io"
	"log"
	"maps"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"bulkhead/internal/aws/eks"
	"bulkhead/internal/fake"

	"github.com/aws/aws-lambda-go/cfn"
	"github.com/aws/smithy-go"
	"github.com/stretchr/testify/require"
)

// world is EKS with one cluster, whose API knows as much as the function asks. The module tools/kubernetes asks the
// same of a real one.
type world struct {
	t       *testing.T
	server  *httptest.Server
	status  string // of the cluster; empty: there is none
	lock    sync.Mutex
	objects map[string]map[string]any // by path
	applied []string                  // paths, and whether by force
	deleted []string
	tokens  map[string]int // and how often each came
	answer  func(*http.Request) (code int, body any)
	run     func(path string, o map[string]any) // what controllers do with what was applied
	held    map[string]bool                     // paths that a finalizer holds
	log     *bytes.Buffer
}

func newWorld(t *testing.T) *world {
	w := &world{
		t: t, status: "ACTIVE", objects: map[string]map[string]any{}, tokens: map[string]int{}, held: map[string]bool{},
		log: &bytes.Buffer{},
		run: func(_ string, o map[string]any) {
			o["status"] = map[string]any{
				"observedGeneration": 1, "replicas": 1, "updatedReplicas": 1, "availableReplicas": 1,
				"conditions":   []any{map[string]any{"type": "Ready", "status": "True"}},
				"loadBalancer": map[string]any{"ingress": []any{map[string]any{"hostname": "edge.example.com"}}},
			}
		},
	}
	w.server = httptest.NewTLSServer(w)
	t.Cleanup(w.server.Close)
	w.server.Config.ErrorLog = log.New(io.Discard, "", 0)
	return w
}

// ServeHTTP answers as an API server.
func (w *world) ServeHTTP(out http.ResponseWriter, r *http.Request) {
	w.lock.Lock()
	defer w.lock.Unlock()
	w.tokens[strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")]++
	code, body := http.StatusOK, any(nil)
	if w.answer != nil {
		code, body = w.answer(r)
	}
	if body == nil {
		code, body = w.does(r)
	}
	out.Header().Set("Content-Type", "application/json")
	out.WriteHeader(code)
	_ = json.NewEncoder(out).Encode(body)
}

// says is an answer that is none.
func says(code int, reason, message string) (int, any) {
	return code, map[string]any{"kind": "Status", "code": code, "reason": reason, "message": message}
}

var kinds = map[string][]any{
	"/api/v1": {
		map[string]any{"name": "configmaps", "kind": "ConfigMap", "namespaced": true},
		map[string]any{"name": "secrets", "kind": "Secret", "namespaced": true},
		map[string]any{"name": "services", "kind": "Service", "namespaced": true},
		map[string]any{"name": "namespaces", "kind": "Namespace"},
	},
	"/apis/apps/v1": {
		map[string]any{"name": "deployments/status", "kind": "Deployment", "namespaced": true},
		map[string]any{"name": "deployments", "kind": "Deployment", "namespaced": true},
	},
	"/apis/autoscaling/v2": {
		map[string]any{"name": "horizontalpodautoscalers", "kind": "HorizontalPodAutoscaler", "namespaced": true},
	},
	"/apis/networking.k8s.io/v1": {
		map[string]any{"name": "ingresses", "kind": "Ingress", "namespaced": true},
		map[string]any{"name": "ingressclasses", "kind": "IngressClass"},
	},
	"/apis/karpenter.sh/v1": {
		map[string]any{"name": "nodepools", "kind": "NodePool"},
	},
	"/apis/eks.amazonaws.com/v1": {
		map[string]any{"name": "targetgroupbindings", "kind": "TargetGroupBinding", "namespaced": true},
		map[string]any{"name": "nodeclasses", "kind": "NodeClass"},
	},
}

func (w *world) does(r *http.Request) (int, any) {
	path := r.URL.Path
	if known := kinds[path]; known != nil {
		return http.StatusOK, map[string]any{"resources": known}
	}
	if strings.HasSuffix(path, "/pods") || strings.HasSuffix(path, "/events") {
		items := []any{}
		for of, o := range w.objects {
			if strings.HasPrefix(of, path+"/") {
				items = append(items, o)
			}
		}
		return http.StatusOK, map[string]any{"items": items}
	}
	o, there := w.objects[path]
	switch r.Method {
	case http.MethodPatch:
		var wanted map[string]any
		_ = json.NewDecoder(r.Body).Decode(&wanted)
		if r.Header.Get("Content-Type") == "application/merge-patch+json" {
			w.objects[path] = merged(o, wanted)
			return http.StatusOK, w.objects[path]
		}
		force := ""
		if r.URL.Query().Get("force") == "true" {
			force = " force"
		}
		w.applied = append(w.applied, path+force)
		generation := 1.0
		if there {
			old := of(o, "metadata")
			generation, _ = old["generation"].(float64)
			delete(wanted["metadata"].(map[string]any), "uid")
		}
		meta := maps.Clone(of(wanted, "metadata"))
		meta["generation"], meta["uid"] = generation, path
		meta["managedFields"] = []any{map[string]any{"manager": manager, "operation": "Apply"}}
		wanted["metadata"] = meta
		if status := o["status"]; status != nil { // whatever else becomes of it
			wanted["status"] = status
		}
		w.run(path, wanted)
		w.objects[path] = wanted
		return http.StatusOK, wanted
	case http.MethodDelete:
		w.deleted = append(w.deleted, path)
		if w.held[path] {
			of(o, "metadata")["deletionTimestamp"] = "2026-01-01T00:00:00Z"
			of(o, "metadata")["finalizers"] = []any{"elbv2.k8s.aws/resources"}
		} else {
			delete(w.objects, path)
		}
		return http.StatusOK, map[string]any{"kind": "Status"}
	}
	if !there {
		return says(http.StatusNotFound, "NotFound", "not found")
	}
	return http.StatusOK, o
}

func of(o map[string]any, key string) map[string]any { m, _ := o[key].(map[string]any); return m }

// function is one that waits no longer than tests do.
func (w *world) function() function {
	answers := fake.Answers{"DescribeCluster": func(call fake.Call) (any, error) {
		require.Equal(w.t, "acme-prod", *call.Input.(*eks.DescribeClusterInput).Name)
		w.lock.Lock()
		defer w.lock.Unlock()
		if w.status == "" {
			return nil, &smithy.GenericAPIError{Code: "ResourceNotFoundException", Message: "No cluster found"}
		}
		if w.status == "CREATING" { // it has no API yet
			return &eks.DescribeClusterOutput{Cluster: &eks.Cluster{Status: new(w.status)}}, nil
		}
		certificate := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: w.server.Certificate().Raw})
		return &eks.DescribeClusterOutput{Cluster: &eks.Cluster{
			Status: new(w.status), Endpoint: &w.server.URL,
			CertificateAuthority: &eks.Certificate{Data: new(base64.StdEncoding.EncodeToString(certificate))},
		}}, nil
	}}
	f := newFunction(answers.Alone("eu-west-1"))
	f.patience = patience{
		every: time.Millisecond, admit: 200 * time.Millisecond, trouble: 200 * time.Millisecond,
		rollout: 300 * time.Millisecond, token: time.Hour,
	}
	return f
}

// ask has the function answer a request of CloudFormation's, and returns the resource's id.
func (w *world) ask(kind cfn.RequestType, id string, objects, old []string) (string, error) {
	return w.asks(w.function(), kind, id, objects, old)
}

func (w *world) asks(f function, kind cfn.RequestType, id string, objects, old []string) (string, error) {
	log.SetOutput(w.log)
	defer log.SetOutput(io.Discard)
	event := cfn.Event{
		RequestType: kind, ResourceType: "Custom::KubernetesObjects", RequestID: "b1c2", PhysicalResourceID: id,
		ResourceProperties:    properties(objects),
		OldResourceProperties: properties(old),
	}
	got, _, err := f.types().Handle(context.Background(), event)
	return got, err
}

func properties(objects []string) map[string]any {
	texts := []any{}
	for _, o := range objects {
		texts = append(texts, o)
	}
	return map[string]any{"Cluster": "acme-prod", "Objects": texts, "ServiceToken": "arn", "FunctionCode": "hash"}
}

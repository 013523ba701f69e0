package kubernetes_test

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	core "k8s.io/api/core/v1"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/serializer"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/discovery/cached/memory"
	"k8s.io/client-go/kubernetes/scheme"
	"k8s.io/client-go/restmapper"
)

// TestEveryObjectIsOneThatKubernetesKnows: strictly, in the types of its own client, and to a real API server, which
// also says what it warns of.
func TestEveryObjectIsOneThatKubernetesKnows(t *testing.T) {
	c := newCluster(t)
	mapper := restmapper.NewDeferredDiscoveryRESTMapper(memory.NewMemCacheClient(c.kube.Discovery()))
	strict := serializer.NewCodecFactory(scheme.Scheme, serializer.EnableStrict).UniversalDeserializer()
	all := everyObject(t)
	require.Greater(t, len(all), 20)
	for where, text := range all {
		var o unstructured.Unstructured
		require.NoError(t, o.UnmarshalJSON([]byte(text)), where)
		if scheme.Scheme.Recognizes(o.GroupVersionKind()) {
			_, _, err := strict.Decode([]byte(text), nil, nil)
			assert.NoError(t, err, where)
		}
		if namespace := o.GetNamespace(); namespace != "" {
			_, _ = c.kube.CoreV1().Namespaces().Create(context.Background(), &core.Namespace{
				ObjectMeta: meta.ObjectMeta{Name: namespace},
			}, meta.CreateOptions{})
		}
		mapping, err := mapper.RESTMapping(o.GroupVersionKind().GroupKind(), o.GroupVersionKind().Version)
		if !assert.NoError(t, err, where) {
			continue
		}
		_, err = c.any.Resource(mapping.Resource).Namespace(o.GetNamespace()).Patch(
			context.Background(), o.GetName(), types.ApplyPatchType, []byte(text), meta.PatchOptions{
				FieldManager: "bulkhead", DryRun: []string{meta.DryRunAll}, FieldValidation: "Strict", Force: new(true),
			})
		assert.NoError(t, err, where)
	}
}

// everyObject returns all that is rendered, and all that reviewed templates bring to clusters, by where it is from.
func everyObject(t *testing.T) map[string]string {
	t.Helper()
	all := map[string]string{}
	for _, pattern := range []string{"../../constructs/kubernetes/objects/testdata/*.json", "../../test/testdata/templates/*/*.json"} {
		files, err := filepath.Glob(pattern)
		require.NoError(t, err)
		require.NotEmpty(t, files, pattern)
		for _, file := range files {
			content, err := os.ReadFile(file)
			require.NoError(t, err)
			texts := objectsOf(t, file, content)
			for i, text := range texts {
				all[fmt.Sprintf("%s %d", file, i+1)] = text
			}
		}
	}
	return all
}

// objectsOf returns the objects of a file: a list of them, or a template.
func objectsOf(t *testing.T, file string, content []byte) []string {
	t.Helper()
	var texts []string
	if content[0] == '[' {
		var objects []json.RawMessage
		require.NoError(t, json.Unmarshal(content, &objects), file)
		for _, o := range objects {
			texts = append(texts, string(o))
		}
		return texts
	}
	if !strings.Contains(string(content), "Custom::KubernetesObjects") {
		return nil
	}
	var template struct {
		Resources map[string]struct {
			Type       string
			Properties struct{ Objects []any }
		}
	}
	_ = json.Unmarshal(content, &template) // other resources have other properties of that name
	for _, r := range template.Resources {
		if r.Type != "Custom::KubernetesObjects" {
			continue
		}
		for _, o := range r.Properties.Objects {
			texts = append(texts, filledIn(t, o))
		}
	}
	return texts
}

// filledIn returns a text of a template. What CloudFormation fills in is "value".
func filledIn(t *testing.T, value any) string {
	t.Helper()
	switch v := value.(type) {
	case string:
		return v
	case map[string]any:
		join, is := v["Fn::Join"].([]any)
		if !is {
			return "value"
		}
		var text strings.Builder
		for i, part := range join[1].([]any) {
			if i > 0 {
				text.WriteString(join[0].(string))
			}
			text.WriteString(filledIn(t, part))
		}
		return text.String()
	}
	require.Failf(t, "odd", "%v", value)
	return ""
}

package kubernetes_test

import (
	"context"
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
)

// Types of the fields of kinds that add-ons bring. A field that is not here is refused.
type (
	m = map[string]any
	l = []any
)

var (
	text    = m{"type": "string"}
	number  = m{"type": "integer"}
	labels  = m{"type": "object", "additionalProperties": text}
	matched = fields(m{"matchLabels": labels}, "matchLabels")
	terms   = listOf(fields(m{"id": text, "tags": labels}))
	state   = m{"type": "object", "x-kubernetes-preserve-unknown-fields": true}
)

func fields(properties m, required ...string) m {
	o := m{"type": "object", "properties": properties}
	if len(required) > 0 {
		o["required"] = required
	}
	return o
}

func listOf(items m) m { return m{"type": "array", "items": items} }

func oneOf(values ...string) m { return m{"type": "string", "enum": values} }

// addedKinds are the kinds of add-ons, with those of their fields that we use, as their documentation has them.
// Sources: the AWS Load Balancer Controller's and Karpenter's references of their API, the Amazon EKS user guide on
// node classes, node pools and security groups for pods, and the Secrets Store CSI Driver's own definitions.
var addedKinds = []struct {
	group, version, kind, plural string
	namespaced                   bool
	spec                         m
}{
	{"eks.amazonaws.com", "v1", "TargetGroupBinding", "targetgroupbindings", true, binding},
	{"elbv2.k8s.aws", "v1beta1", "TargetGroupBinding", "targetgroupbindings", true, binding},
	{"vpcresources.k8s.aws", "v1beta1", "SecurityGroupPolicy", "securitygrouppolicies", true, fields(m{
		"podSelector": matched, "serviceAccountSelector": matched,
		"securityGroups": fields(m{"groupIds": m{"type": "array", "items": text, "minItems": 1, "maxItems": 5}}, "groupIds"),
	}, "securityGroups")},
	{"secrets-store.csi.x-k8s.io", "v1", "SecretProviderClass", "secretproviderclasses", true, fields(m{
		"provider": text, "parameters": labels,
		"secretObjects": listOf(fields(m{
			"secretName": text, "type": text, "labels": labels, "annotations": labels,
			"data": listOf(fields(m{"objectName": text, "key": text})),
		})),
	})},
	{"eks.amazonaws.com", "v1", "NodeClass", "nodeclasses", false, fields(m{
		"role": text, "subnetSelectorTerms": terms, "securityGroupSelectorTerms": terms,
		"networkPolicy": oneOf("DefaultAllow", "DefaultDeny"), "networkPolicyEventLogs": oneOf("Enabled", "Disabled"),
		"ephemeralStorage": fields(m{"size": text, "kmsKeyID": text, "iops": number, "throughput": number}),
		"tags":             labels,
	}, "role", "subnetSelectorTerms", "securityGroupSelectorTerms")},
	{"karpenter.sh", "v1", "NodePool", "nodepools", false, fields(m{
		"template": fields(m{"spec": fields(m{
			"nodeClassRef": fields(m{"group": text, "kind": text, "name": text}, "group", "kind", "name"),
			"requirements": listOf(fields(m{
				"key": text, "operator": oneOf("In", "NotIn", "Exists", "DoesNotExist", "Gt", "Lt"), "values": listOf(text),
			}, "key", "operator")),
			"expireAfter":            m{"type": "string", "pattern": `^(([0-9]+(s|m|h))+|Never)$`},
			"terminationGracePeriod": m{"type": "string", "pattern": `^([0-9]+(s|m|h))+$`},
		}, "nodeClassRef", "requirements")}, "spec"),
		"disruption": fields(m{
			"consolidationPolicy": oneOf("WhenEmpty", "WhenEmptyOrUnderutilized"),
			"consolidateAfter":    m{"type": "string", "pattern": `^(([0-9]+(s|m|h))+|Never)$`},
			"budgets":             listOf(fields(m{"nodes": text}, "nodes")),
		}, "consolidateAfter"),
		"limits": m{"type": "object", "additionalProperties": m{"x-kubernetes-int-or-string": true}},
	}, "template")},
}

var binding = fields(m{
	"serviceRef":     fields(m{"name": text, "port": m{"x-kubernetes-int-or-string": true}}, "name", "port"),
	"targetGroupARN": m{"type": "string", "x-kubernetes-validations": l{m{"rule": "self == oldSelf"}}}, // as its webhook has it
	"targetType":     oneOf("instance", "ip"), "vpcID": text,
	"multiClusterTargetGroup": m{"type": "boolean"},
}, "serviceRef", "targetGroupARN")

// definitions are the objects that add kinds to a cluster.
func definitions() []unstructured.Unstructured {
	var all []unstructured.Unstructured
	for _, k := range addedKinds {
		scope := "Cluster"
		if k.namespaced {
			scope = "Namespaced"
		}
		schema := m{"type": "object", "properties": m{"spec": k.spec, "status": state}}
		o := m{
			"apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
			"metadata": m{"name": k.plural + "." + k.group},
			"spec": m{
				"group": k.group, "scope": scope,
				"names": m{"kind": k.kind, "plural": k.plural, "listKind": k.kind + "List"},
				"versions": l{m{
					"name": k.version, "served": true, "storage": true,
					"schema": m{"openAPIV3Schema": schema}, "subresources": m{"status": m{}},
				}},
			},
		}
		written, err := json.Marshal(o)
		if err != nil {
			panic(err)
		}
		var read unstructured.Unstructured
		if err := read.UnmarshalJSON(written); err != nil {
			panic(err)
		}
		all = append(all, read)
	}
	return all
}

var definitionKind = schema.GroupVersionResource{
	Group: "apiextensions.k8s.io", Version: "v1", Resource: "customresourcedefinitions",
}

// addKinds adds the kinds of add-ons to a cluster.
func addKinds(t *testing.T, s *server) {
	t.Helper()
	for _, o := range definitions() {
		_, err := s.any.Resource(definitionKind).Create(context.Background(), &o, meta.CreateOptions{})
		require.NoError(t, err, o.GetName())
	}
	require.Eventually(t, func() bool {
		for _, k := range addedKinds {
			_, err := s.any.Resource(schema.GroupVersionResource{
				Group: k.group, Version: k.version, Resource: k.plural,
			}).List(context.Background(), meta.ListOptions{})
			if err != nil {
				return false
			}
		}
		return true
	}, time.Minute, 100*time.Millisecond)
}

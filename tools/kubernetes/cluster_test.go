package kubernetes_test

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	rbac "k8s.io/api/rbac/v1"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// cluster is all there is: a cluster with its controllers, AWS, and the function.
type cluster struct {
	*server
	t           *testing.T // of the test that it is for
	aws         *aws
	lambda      *lambda
	controllers *controllers
}

func newCluster(t *testing.T) *cluster {
	t.Helper()
	a := newAWS(t)
	c := &cluster{t: t, aws: a, server: newServer(t, a.kubeconfig())}
	a.server = c.server
	addKinds(t, c.server)
	c.let(t)
	c.controllers = newControllers(t, c.server)
	c.lambda = newLambda(t, a)
	return c
}

// access is what an access entry gives the function.
const access = "applier"

// let lets the function do what it likes, as the access policy of its entry does.
func (c *cluster) let(t *testing.T) {
	t.Helper()
	_, err := c.kube.RbacV1().ClusterRoleBindings().Create(context.Background(), &rbac.ClusterRoleBinding{
		ObjectMeta: meta.ObjectMeta{Name: access},
		RoleRef:    rbac.RoleRef{APIGroup: "rbac.authorization.k8s.io", Kind: "ClusterRole", Name: "cluster-admin"},
		Subjects:   []rbac.Subject{{Kind: "Group", APIGroup: "rbac.authorization.k8s.io", Name: "applier"}},
	}, meta.CreateOptions{})
	require.NoError(t, err)
}

// rendered returns the objects of a file of what constructs/kubernetes/objects renders, in a namespace of their own.
func rendered(t *testing.T, file, namespace string) []string {
	t.Helper()
	content, err := os.ReadFile(filepath.Join("../../constructs/kubernetes/objects/testdata", file))
	require.NoError(t, err)
	var objects []any
	require.NoError(t, json.Unmarshal(content, &objects))
	var texts []string
	for _, o := range objects {
		written, err := json.Marshal(o)
		require.NoError(t, err)
		moved := strings.NewReplacer(`"namespace":"services"`, `"namespace":"`+namespace+`"`,
			`"name":"services"`, `"name":"`+namespace+`"`)
		texts = append(texts, moved.Replace(string(written)))
	}
	return texts
}

// service returns the objects of a whole service in a namespace, of which these words are replaced.
func service(t *testing.T, namespace string, words ...string) []string {
	t.Helper()
	all := append(rendered(t, "namespace.json", namespace), rendered(t, "most.json", namespace)...)
	change := strings.NewReplacer(words...)
	for i, o := range all {
		all[i] = change.Replace(o)
	}
	return all
}

// image is that of the rendered service.
const image = "registry/web@sha256:0000"

// deployment is a small one that runs.
func deployment(namespace, name, image string) string {
	return `{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"` + name + `","namespace":"` + namespace + `"},` +
		`"spec":{"selector":{"matchLabels":{"app":"` + name + `"}},"template":{"metadata":{"labels":{"app":"` + name + `"}},` +
		`"spec":{"serviceAccountName":"pods","automountServiceAccountToken":false,` +
		`"containers":[{"name":"app","image":"` + image + `"}]}}}}`
}

func namespace(name string) string {
	return `{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"` + name + `"}}`
}

func account(namespace string) string {
	return `{"apiVersion":"v1","kind":"ServiceAccount","metadata":{"name":"pods","namespace":"` + namespace + `"}}`
}

func configMap(namespace, name, value string) string {
	return `{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"` + name + `","namespace":"` + namespace + `"},` +
		`"data":{"key":"` + value + `"}}`
}

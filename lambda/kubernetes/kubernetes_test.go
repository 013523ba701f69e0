package main

import (
	"encoding/base64"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/cfn"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const (
	web = `{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web","namespace":"shop"},` +
		`"spec":{"replicas":1,"selector":{"matchLabels":{"app":"web"}}}}`
	config   = `{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"web","namespace":"shop"},"data":{"a":"b"}}`
	shop     = `{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"shop"}}`
	binding  = `{"apiVersion":"eks.amazonaws.com/v1","kind":"TargetGroupBinding","metadata":{"name":"web","namespace":"shop"}}`
	ingress  = `{"apiVersion":"networking.k8s.io/v1","kind":"Ingress","metadata":{"name":"web","namespace":"shop"}}`
	password = `{"apiVersion":"v1","kind":"Secret","metadata":{"name":"p","namespace":"shop"},"stringData":{"p":"hunter2"}}`

	id       = "acme-prod/b1c2"
	webPath  = "/apis/apps/v1/namespaces/shop/deployments/web"
	mapPath  = "/api/v1/namespaces/shop/configmaps/web"
	tgbPath  = "/apis/eks.amazonaws.com/v1/namespaces/shop/targetgroupbindings/web"
	atPath   = "/apis/networking.k8s.io/v1/namespaces/shop/ingresses/web"
	shopPath = "/api/v1/namespaces/shop"
)

func TestObjectsAreAppliedInTheOrderInWhichTheyAreNeeded(t *testing.T) {
	w := newWorld(t)
	got, err := w.ask(cfn.RequestCreate, "", []string{web, binding, config, shop}, nil)
	require.NoError(t, err)
	assert.Equal(t, id, got)
	assert.Equal(t, []string{
		"/api/v1/namespaces/shop force", mapPath + " force", tgbPath + " force", webPath + " force",
	}, w.applied)
	assert.Equal(t, id, of(of(w.objects[webPath], "metadata"), "annotations")[annotation])
}

func TestTheIdStaysAsLongAsTheClusterDoes(t *testing.T) {
	w := newWorld(t)
	got, err := w.ask(cfn.RequestUpdate, "acme-prod/a", []string{config}, []string{config})
	require.NoError(t, err)
	assert.Equal(t, "acme-prod/a", got, "with another one, CloudFormation would delete what there is")
}

func TestWhatIsTakenOutIsDeletedOnceTheOthersRun(t *testing.T) {
	w := newWorld(t)
	_, err := w.ask(cfn.RequestCreate, "", []string{config, web}, nil)
	require.NoError(t, err)
	w.run = func(string, map[string]any) { assert.Empty(t, w.deleted) }
	w.answer = func(r *http.Request) (int, any) {
		if r.Method == http.MethodGet && r.URL.Path == webPath && w.objects[webPath]["status"] == nil {
			assert.Empty(t, w.deleted)
			w.objects[webPath]["status"] = map[string]any{
				"observedGeneration": 1, "replicas": 1, "updatedReplicas": 1, "availableReplicas": 1,
			}
		}
		return 0, nil
	}
	_, err = w.ask(cfn.RequestUpdate, id, []string{web}, []string{config, web})
	require.NoError(t, err)
	assert.Equal(t, []string{mapPath}, w.deleted)
}

func TestWhatWasThereBeforeIsSharedAndStays(t *testing.T) {
	w := newWorld(t)
	w.objects[shopPath] = map[string]any{"metadata": map[string]any{"name": "shop", "uid": "1"}}
	_, err := w.ask(cfn.RequestCreate, "", []string{shop, config}, nil)
	require.NoError(t, err)
	assert.Contains(t, w.applied, shopPath, "without force")
	assert.Nil(t, of(w.objects[shopPath], "metadata")["annotations"], "it is not ours")
	_, err = w.ask(cfn.RequestDelete, id, []string{shop, config}, nil)
	require.NoError(t, err)
	assert.Equal(t, []string{mapPath}, w.deleted)
	assert.Contains(t, w.objects, shopPath)
}

func TestWhatAnotherResourceHasTakenOverStays(t *testing.T) {
	w := newWorld(t)
	_, err := w.ask(cfn.RequestCreate, "", []string{config}, nil)
	require.NoError(t, err)
	_, err = w.ask(cfn.RequestDelete, "acme-prod/older", []string{config}, nil)
	require.NoError(t, err)
	assert.Empty(t, w.deleted)
}

func TestAConflictNamesWhoElseSetsTheField(t *testing.T) {
	w := newWorld(t)
	w.answer = func(r *http.Request) (int, any) {
		if r.Method != http.MethodPatch {
			return 0, nil
		}
		return http.StatusConflict, map[string]any{
			"code": 409, "reason": "Conflict", "message": "Apply failed with 1 conflict", "details": map[string]any{
				"causes": []any{map[string]any{"message": `conflict with "argocd" using apps/v1`, "field": ".data.a"}},
			},
		}
	}
	_, err := w.ask(cfn.RequestCreate, "", []string{config}, nil)
	assert.ErrorContains(t, err, "ConfigMap shop/web was there before and is not ours: argocd has set .data.a otherwise")
}

// TestAServiceMovesBetweenABindingAndAnIngressAndBackWhenItFails: what leads requests to pods is there before the other
// goes, and an Ingress that no controller takes fails the deployment.
func TestAServiceMovesBetweenABindingAndAnIngressAndBackWhenItFails(t *testing.T) {
	w := newWorld(t)
	bound, behind := []string{shop, web, binding}, []string{shop, web, ingress}
	_, err := w.ask(cfn.RequestCreate, "", bound, nil)
	require.NoError(t, err)
	run := w.run
	w.run = func(path string, o map[string]any) {
		if run(path, o); path == atPath {
			delete(o, "status")
		}
	}
	_, err = w.ask(cfn.RequestUpdate, id, behind, bound)
	require.ErrorContains(t, err, "Ingress shop/web: the controller of class  has not said where its load balancer is")
	assert.Empty(t, w.deleted, "the binding goes on")
	_, err = w.ask(cfn.RequestUpdate, id, bound, behind) // CloudFormation's rollback
	require.NoError(t, err)
	assert.Equal(t, []string{atPath}, w.deleted)

	w.run, w.deleted, w.applied = run, nil, nil
	_, err = w.ask(cfn.RequestUpdate, id, behind, bound)
	require.NoError(t, err)
	assert.Equal(t, []string{shopPath + " force", atPath + " force", webPath + " force"}, w.applied)
	assert.Equal(t, []string{tgbPath}, w.deleted)
	_, err = w.ask(cfn.RequestDelete, id, behind, nil)
	require.NoError(t, err)
	assert.Equal(t, []string{tgbPath, atPath, webPath, shopPath}, w.deleted, "nobody is led to pods that end")
}

func TestBindingsGoFirstAndTheOthersWaitForThem(t *testing.T) {
	w := newWorld(t)
	all := []string{shop, config, binding, web}
	_, err := w.ask(cfn.RequestCreate, "", all, nil)
	require.NoError(t, err)
	w.held[tgbPath] = true
	looks := 0
	w.answer = func(r *http.Request) (int, any) {
		if r.Method == http.MethodGet && r.URL.Path == tgbPath && len(w.deleted) > 0 {
			assert.Equal(t, []string{tgbPath}, w.deleted)
			if looks++; looks == 3 { // its controller is done
				delete(w.objects, tgbPath)
			}
		}
		return 0, nil
	}
	_, err = w.ask(cfn.RequestDelete, id, all, nil)
	require.NoError(t, err)
	assert.Equal(t, []string{tgbPath, webPath, mapPath, shopPath}, w.deleted)
}

func TestWhatHoldsAnObjectIsTold(t *testing.T) {
	w := newWorld(t)
	_, err := w.ask(cfn.RequestCreate, "", []string{binding}, nil)
	require.NoError(t, err)
	w.held[tgbPath] = true
	_, err = w.ask(cfn.RequestDelete, id, []string{binding}, nil)
	assert.ErrorContains(t, err, "TargetGroupBinding shop/web, until elbv2.k8s.aws/resources lets it go")
}

func TestWhatIsGoneAlreadyIsNoFault(t *testing.T) {
	w := newWorld(t)
	odd := `{"apiVersion":"gone.example.com/v1","kind":"Gone","metadata":{"name":"x"}}`
	_, err := w.ask(cfn.RequestDelete, id, []string{config, odd}, nil)
	require.NoError(t, err, "neither the object nor the kind is there")
	for _, status := range []string{"", "DELETING"} {
		w.status = status
		_, err = w.ask(cfn.RequestDelete, id, []string{config}, nil)
		require.NoError(t, err, "nor is the cluster")
		_, err = w.ask(cfn.RequestCreate, "", []string{config}, nil)
		assert.Error(t, err, "but nothing can be brought to it")
	}
}

func TestWhatWasNeverMadeIsNotUndone(t *testing.T) {
	w := newWorld(t)
	w.status = ""
	got, err := w.ask(cfn.RequestCreate, "", []string{"{"}, nil)
	require.Error(t, err)
	assert.Empty(t, got, "CloudFormation is given an id that says so")
	_, err = w.ask(cfn.RequestDelete, "0a1b2c3d-0000-0000-0000-000000000000", []string{"{"}, nil)
	require.NoError(t, err)
}

func TestWhomEKSHasNotLetInYetAsksAgain(t *testing.T) {
	for _, code := range []int{http.StatusUnauthorized, http.StatusForbidden} {
		w := newWorld(t)
		begun := time.Now()
		w.answer = func(*http.Request) (int, any) {
			if time.Since(begun) < 50*time.Millisecond {
				return says(code, "Refused", "who are you?")
			}
			return 0, nil
		}
		_, err := w.ask(cfn.RequestCreate, "", []string{config}, nil)
		require.NoError(t, err)
		w.answer = func(*http.Request) (int, any) { return says(code, "Refused", "who are you?") }
		_, err = w.ask(cfn.RequestCreate, "", []string{config}, nil)
		assert.ErrorContains(t, err, "who are you?", "but not for ever")
	}
}

func TestATokenThatIsTooOldIsMadeAnew(t *testing.T) {
	w := newWorld(t)
	f := w.function()
	f.admit = 0
	patches, refusals := 0, 1
	w.answer = func(r *http.Request) (int, any) {
		if r.Method == http.MethodPatch {
			if patches++; patches <= refusals {
				return says(http.StatusUnauthorized, "Unauthorized", "it has expired")
			}
		}
		return 0, nil
	}
	_, err := w.asks(f, cfn.RequestCreate, "", []string{config}, nil)
	require.NoError(t, err)
	assert.Equal(t, 2, patches)
	patches, refusals = 0, 1<<30
	_, err = w.asks(f, cfn.RequestCreate, "", []string{config}, nil)
	assert.ErrorContains(t, err, "it has expired", "a new token is no better")
	assert.Equal(t, 2, patches)
}

func TestABusyOrAbsentAPIIsAskedAgain(t *testing.T) {
	for _, code := range []int{
		http.StatusTooManyRequests, http.StatusInternalServerError, http.StatusServiceUnavailable,
	} {
		w := newWorld(t)
		failures := 5
		w.answer = func(*http.Request) (int, any) {
			if failures--; failures > 0 {
				return says(code, "Busy", "later")
			}
			return 0, nil
		}
		_, err := w.ask(cfn.RequestCreate, "", []string{config}, nil)
		require.NoError(t, err)
	}
}

func TestAnObjectWithAFieldThatNobodyKnowsIsRefusedAtOnce(t *testing.T) {
	w := newWorld(t)
	asked := 0
	w.answer = func(r *http.Request) (int, any) {
		if r.Method != http.MethodPatch {
			return 0, nil
		}
		asked++
		return says(500, "", "failed to create typed patch object: .date: field not declared in schema")
	}
	_, err := w.ask(cfn.RequestCreate, "", []string{config}, nil)
	assert.ErrorContains(t, err, ".date: field not declared in schema")
	assert.Equal(t, 1, asked)
}

func TestAKindThatIsBeingAddedIsWaitedFor(t *testing.T) {
	w := newWorld(t)
	asked := 0
	w.answer = func(r *http.Request) (int, any) {
		if r.URL.Path == "/apis/eks.amazonaws.com/v1" {
			if asked++; asked < 4 {
				return says(http.StatusNotFound, "NotFound", "page not found")
			}
		}
		return 0, nil
	}
	_, err := w.ask(cfn.RequestCreate, "", []string{binding}, nil)
	require.NoError(t, err)
	_, err = w.ask(cfn.RequestCreate, "", []string{strings.ReplaceAll(binding, "TargetGroupBinding", "Ingress")}, nil)
	assert.ErrorContains(t, err, "the cluster knows no such kind, Ingress of eks.amazonaws.com/v1: is its add-on there?")
}

func TestAClusterThatIsBeingMadeIsWaitedFor(t *testing.T) {
	w := newWorld(t)
	w.status = "CREATING"
	time.AfterFunc(50*time.Millisecond, func() { w.lock.Lock(); w.status = "ACTIVE"; w.lock.Unlock() })
	_, err := w.ask(cfn.RequestCreate, "", []string{config}, nil)
	require.NoError(t, err)
}

func TestATokenIsARequestOfSTSForOneCluster(t *testing.T) {
	w := newWorld(t)
	_, err := w.ask(cfn.RequestCreate, "", []string{config}, nil)
	require.NoError(t, err)
	require.Len(t, w.tokens, 1)
	for token := range w.tokens {
		address, err := base64.RawURLEncoding.DecodeString(strings.TrimPrefix(token, "k8s-aws-v1."))
		require.NoError(t, err)
		at, err := url.Parse(string(address))
		require.NoError(t, err)
		assert.Equal(t, "sts.eu-west-1.amazonaws.com", at.Host)
		query := at.Query()
		assert.Equal(t, "GetCallerIdentity", query.Get("Action"))
		assert.Equal(t, "host;x-k8s-aws-id", query.Get("X-Amz-SignedHeaders"))
		assert.Equal(t, "60", query.Get("X-Amz-Expires"))
		assert.NotContains(t, w.log.String(), token)
	}
}

func TestNoSecretIsToldToAnybody(t *testing.T) {
	w := newWorld(t)
	w.answer = func(r *http.Request) (int, any) {
		if r.Method == http.MethodPatch {
			return says(http.StatusUnprocessableEntity, "Invalid", `Secret "p" is invalid: "hunter2"`)
		}
		return 0, nil
	}
	_, err := w.ask(cfn.RequestCreate, "", []string{password}, nil)
	assert.EqualError(t, err, "Secret shop/p is refused: 422 Invalid")
	assert.NotContains(t, w.log.String(), "hunter2")
}

func TestTextsThatAreNoObjectsAreRefused(t *testing.T) {
	for text, says := range map[string]string{
		`{`:                    "object 1: unexpected end",
		`{"kind":"Namespace"}`: "has no apiVersion, kind or name",
		config + config:        "object 1: invalid character",
		strings.Replace(config, `"namespace":"shop"`, `"x":"y"`, 1): "ConfigMap web has no namespace",
	} {
		_, err := newWorld(t).ask(cfn.RequestCreate, "", []string{text}, nil)
		assert.ErrorContains(t, err, says)
	}
	_, err := newWorld(t).ask(cfn.RequestCreate, "", []string{config, config}, nil)
	assert.ErrorContains(t, err, "ConfigMap shop/web is there twice")
}

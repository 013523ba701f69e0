package main

import (
	"strings"
	"testing"

	"github.com/aws/aws-lambda-go/cfn"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestAnIngressOfAnotherClassIsDoneWhenTheControllerOfThatClassHasTakenIt: what the one before has written of it stays
// on an Ingress that is only changed. When nobody takes it, the one before has it back.
func TestAnIngressOfAnotherClassIsDoneWhenTheControllerOfThatClassHasTakenIt(t *testing.T) {
	w := newWorld(t)
	runs, run := map[string]bool{"traefik": true}, w.run
	w.run = func(path string, o map[string]any) {
		if path != atPath {
			run(path, o)
			return
		}
		if class, _ := of(o, "spec")["ingressClassName"].(string); runs[class] {
			o["status"] = map[string]any{"loadBalancer": map[string]any{"ingress": []any{map[string]any{"hostname": class}}}}
		}
	}
	at := func(class string) []string {
		return []string{web, strings.TrimSuffix(ingress, "}") + `,"spec":{"ingressClassName":"` + class + `"}}`}
	}
	_, err := w.ask(cfn.RequestCreate, "", at("traefik"), nil)
	require.NoError(t, err)
	_, err = w.ask(cfn.RequestUpdate, id, at("traefik"), at("traefik"))
	require.NoError(t, err)
	assert.Empty(t, w.deleted, "its controller is the same")

	_, err = w.ask(cfn.RequestUpdate, id, at("alb"), at("traefik"))
	require.ErrorContains(t, err, "Ingress shop/web: the controller of class alb has not said where its load balancer is")
	_, err = w.ask(cfn.RequestUpdate, id, at("traefik"), at("alb")) // CloudFormation's rollback
	require.NoError(t, err)

	runs["alb"] = true
	_, err = w.ask(cfn.RequestUpdate, id, at("alb"), at("traefik"))
	require.NoError(t, err)
	assert.Equal(t, []string{atPath, atPath, atPath}, w.deleted)
	assert.Equal(t, id, of(of(w.objects[atPath], "metadata"), "annotations")[annotation])

	w.held[atPath] = true
	_, err = w.ask(cfn.RequestUpdate, id, at("traefik"), at("alb"))
	assert.ErrorContains(t, err, "not gone yet: Ingress shop/web, until elbv2.k8s.aws/resources lets it go")
}

// TestAnIngressThatIsNotOursKeepsItsClass: it is not deleted for it either.
func TestAnIngressThatIsNotOursKeepsItsClass(t *testing.T) {
	w := newWorld(t)
	w.objects[atPath] = map[string]any{
		"apiVersion": "networking.k8s.io/v1", "kind": "Ingress",
		"metadata": map[string]any{"name": "web", "namespace": "shop", "uid": "1"},
		"spec":     map[string]any{"ingressClassName": "traefik"},
	}
	_, err := w.ask(cfn.RequestCreate, "", []string{ingress}, nil)
	require.NoError(t, err)
	assert.Empty(t, w.deleted)
	assert.Equal(t, []string{atPath}, w.applied, "without force")
}

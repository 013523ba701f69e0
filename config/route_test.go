package config

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestMoreSpecificRoutesComeFirst(t *testing.T) {
	order := []Route{
		{Host: "a.example.com", Path: "/v1/orders/*"},
		{Host: "a.example.com", Path: "/v1/*"},
		{Host: "a.example.com", Path: "/*"},
		{Path: "/v1/orders/*"},
		{Path: "/v1/*"},
		{Path: "/*"},
	}
	for i := 1; i < len(order); i++ {
		if order[i-1].Rank() >= order[i].Rank() {
			t.Errorf("%v has rank %d, %v has %d", order[i-1], order[i-1].Rank(), order[i], order[i].Rank())
		}
	}
}

func TestRanksAreListenerPriorities(t *testing.T) {
	for length := range 127 {
		for n := range 50 {
			path := fmt.Sprintf("/%0*d", length+1, n)[:length+1]
			for _, r := range []Route{{Path: path}, {Host: "a.example.com", Path: path}, {Host: path, Path: "/*"}} {
				if rank := r.Rank(); rank < 1 || rank >= lastPriority {
					t.Fatalf("%v has rank %d", r, rank)
				}
			}
		}
	}
	if r := (Route{Path: "/api/*", Priority: 7}); r.Rank() != 7 {
		t.Error("an explicit priority does not count")
	}
}

// The numbers are in deployed listeners: changing them makes every route move.
func TestRanksArePermanent(t *testing.T) {
	for want, r := range map[int]Route{
		20247: {Host: "api.app.example.com", Path: "/v1/*"},
		24918: {Host: "api.app.example.com", Path: "/*"},
		47665: {Path: "/api/*"},
		50000: {Path: "/*"},
	} {
		if got := r.Rank(); got != want {
			t.Errorf("%v has rank %d, and had %d", r, got, want)
		}
	}
}

func TestRoutesOfTheSameComputedPriorityAreRefused(t *testing.T) {
	first := Route{Path: "/abc/*"}
	for n := range 1000 {
		second := Route{Path: fmt.Sprintf("/%03d/*", n)}
		if first.Rank() != second.Rank() {
			continue
		}
		files := example(t)
		edit(t, files, "environments/prod.yaml", "path: /*", "path: "+first.Path)
		edit(t, files, "environments/prod.yaml", "image: worker:1.0.0", "image: worker:1.0.0\n    route: {path: "+second.Path+"}")
		want := fmt.Sprintf("services.worker.route.priority: %d is the priority of web too; set route.priority of one of them to another", first.Rank())
		if got := faultsOf(t, files); len(got) != 1 || got[0] != want {
			t.Errorf("got %q, want %q", got, want)
		}
		return
	}
	t.Error("no two of a thousand paths have the same priority")
}

func TestStandbyAnswersForItsPrimarysHostToo(t *testing.T) {
	primary := Environment{Name: "prod", Domain: "app.example.com"}
	standby := Environment{Name: "prod-dr", Domain: "prod-dr.example.com", Side: Standby, Other: &primary}
	route := Route{Host: "api.app.example.com"}
	assert.Equal(t, []string{"api.app.example.com"}, primary.Hosts(route))
	assert.Equal(t, []string{"api.app.example.com", "api.prod-dr.example.com"}, standby.Hosts(route))
	assert.Empty(t, standby.Hosts(Route{Path: "/*"}), "no host means any")
}

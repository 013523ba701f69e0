package config

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestMoreSpecificRoutesComeFirst(t *testing.T) {
	order := []Route{
		{Host: "a.example.com", Path: "/v1/orders/*"},
		{Host: "a.example.com", Path: "/v1/*"},
		{Host: "a.example.com", Path: "/*"},
		{Host: "*.example.com", Path: "/v1/orders/*"},
		{Hosts: []string{"example.com", "*.example.com"}, Path: "/v1/*"},
		{Host: "*.example.com", Path: "/*"},
		{Path: "/v1/orders/*"},
		{Path: "/v1/*"},
		{Path: "/*"},
	}
	for i := 1; i < len(order); i++ {
		first, second := order[i-1], order[i]
		first.Slot, second.Slot = Slots-1, 0
		assert.Less(t, first.Priority(), second.Priority(), "%v and %v", first, second)
	}
}

// characters are what random patterns are made of; few, so that they match each other.
const characters = "ab*?"

func randomPath(r *rand.Rand) string {
	path := "/"
	for range r.IntN(6) {
		path += string(characters[r.IntN(len(characters))])
	}
	return path
}

// matcher is what a load balancer matches with a pattern.
func matcher(pattern string) *regexp.Regexp {
	text := regexp.QuoteMeta(pattern)
	return regexp.MustCompile("^" + strings.NewReplacer(`\*`, ".*", `\?`, ".").Replace(text) + "$")
}

// samples are requests for every pattern of characters, with something else in the place of each wildcard.
func samples(pattern string) []string {
	all := []string{""}
	for _, c := range pattern {
		var next []string
		for _, begun := range all {
			switch c {
			case '*':
				for _, any := range []string{"", "x", "xy", "a", "ab", "b"} {
					next = append(next, begun+any)
				}
			case '?':
				for _, any := range []string{"x", "a", "b"} {
					next = append(next, begun+any)
				}
			default:
				next = append(next, begun+string(c))
			}
		}
		all = next
	}
	return all
}

func TestOfTwoRoutesThatMatchTheNarrowerWinsOrTheyAreRefused(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	won, refused := 0, 0
	for range 20000 {
		narrow, wide := randomPath(r), randomPath(r)
		if narrow == wide || strings.Count(narrow, "*")+strings.Count(narrow, "?") > 4 {
			continue
		}
		inside := true
		for _, request := range samples(narrow) {
			inside = inside && matcher(wide).MatchString(request)
		}
		first, second := Route{Path: narrow, Slot: Slots - 1}, Route{Path: wide}
		if first.band() == second.band() {
			assert.Equal(t, inside, covers(wide, narrow), "%s within %s", narrow, wide)
			refused++ // TestMistakesInARouteAreFound has the message
			continue
		}
		if !inside {
			continue
		}
		won++
		assert.Less(t, first.Priority(), second.Priority(), "%s is within %s", narrow, wide)
	}
	assert.Greater(t, won, 300)
	assert.Greater(t, refused, 20)
}

func TestPrioritiesAreThoseThatAListenerTakes(t *testing.T) {
	for _, path := range []string{"/", "/*", "/" + strings.Repeat("a", 127), "/" + strings.Repeat("a", 122) + "*****"} {
		require.Regexp(t, pathPattern, path)
		for _, host := range []string{"", "a.example.com", "*.example.com"} {
			if host != "" && (Route{Host: host, Path: path}).wild() && len(path) > wildBands {
				continue // TestMistakesInHostsAreFound
			}
			for _, slot := range []int{0, Slots - 1} {
				priority := Route{Host: host, Path: path, Slot: slot}.Priority()
				assert.Greater(t, priority, GatePriority, "the gate comes first")
				assert.LessOrEqual(t, priority, 50000)
			}
		}
	}
}

// The numbers are in deployed listeners: changing them makes every route move.
func TestPrioritiesArePermanent(t *testing.T) {
	for want, r := range map[int]Route{
		23941: {Host: "api.app.example.com", Path: "/v1/*"},
		24513: {Host: "api.app.example.com", Path: "/*", Slot: 2},
		35913: {Host: "*.app.example.com", Path: "/api/*", Slot: 2},
		48261: {Path: "/api/*"},
		49022: {Path: "/*", Slot: 1},
	} {
		assert.Equal(t, want, r.Priority(), "%v", r)
	}
}

// history is an environment whose services come, go, move and swap paths. Every state of it was recorded.
type history struct {
	random   *rand.Rand
	recorded slots
	services map[string]Service
	names    int
}

func (h *history) change() {
	names := slices.Sorted(maps.Keys(h.services))
	any := func() string { return names[h.random.IntN(len(names))] }
	balancers := []Balancer{PublicBalancer, InternalBalancer}
	route := func() *Route { return &Route{Balancer: balancers[h.random.IntN(2)], Path: randomPath(h.random)} }
	switch kind := h.random.IntN(6); {
	case len(names) < 2 || kind == 0:
		h.names++
		h.services[fmt.Sprintf("s%d", h.names)] = Service{Route: route()}
	case kind == 1:
		delete(h.services, any())
	case kind == 2: // renamed
		old := any()
		h.names++
		h.services[fmt.Sprintf("s%d", h.names)] = h.services[old]
		delete(h.services, old)
	case kind == 3: // swapped
		a, b := any(), any()
		one, other := *h.services[a].Route, *h.services[b].Route
		h.services[a], h.services[b] = Service{Route: &other}, Service{Route: &one}
	case kind == 4: // to the other load balancer
		name := any()
		moved := *h.services[name].Route
		moved.Balancer = balancers[1-slices.Index(balancers, moved.Balancer)]
		h.services[name] = Service{Route: &moved}
	default:
		h.services[any()] = Service{Route: route()}
	}
	c := &Config{Environments: []Environment{{Name: "prod", Services: h.services}}}
	if _, err := h.recorded.add(c); err != nil {
		panic(err)
	}
	if missing := h.recorded.place(c); len(missing) > 0 {
		panic(missing)
	}
}

// TestNoServiceEverNeedsThePriorityThatAnotherOneHolds walks through random changes. Stacks are deployed side by side
// and may be left out, so that every service can be at any state of the past.
func TestNoServiceEverNeedsThePriorityThatAnotherOneHolds(t *testing.T) {
	type place struct {
		balancer Balancer
		priority int
	}
	for seed := range uint64(20) {
		h := history{random: rand.New(rand.NewPCG(seed, 7)), recorded: slots{}, services: map[string]Service{}}
		owner, slot := map[place]string{}, map[string]int{}
		for range 150 {
			h.change()
			for name, s := range h.services {
				at := place{s.Route.Balancer, s.Route.Priority()}
				if first, taken := owner[at]; taken {
					require.Equal(t, first, name, "priority %d, seed %d", at.priority, seed)
				}
				owner[at] = name
				if first, known := slot[name]; known {
					require.Equal(t, first, s.Route.Slot, "the slot of %s moved", name)
				}
				slot[name] = s.Route.Slot
			}
		}
		assert.Greater(t, len(slot), 40)
	}
}

func TestBothSidesOfAnEnvironmentShareASlot(t *testing.T) {
	primary, standby := sidesOf(t, "prod")
	assert.Equal(t, 1, primary.Services["web"].Route.Slot, "routes.yaml says so")
	assert.Equal(t, 1, standby.Services["web"].Route.Slot)
}

func TestARouteThatIsNotRecordedIsRefusedInOneMessageThatSaysWhatToRun(t *testing.T) {
	files := example(t)
	delete(files, routesFile)
	_, err := load(files, "")
	assert.EqualError(t, err, "routes.yaml: records no slot for the route of web of dev, prices of stage, web of stage, prices of prod, web of prod; "+
		"run bulkhead routes, and commit what it writes")

	leaveOnly(t, files, "dev")
	files = fstest.MapFS{organizationFile: files[organizationFile], "environments/dev.yaml": {Data: []byte("tier: development\nnetwork: {cidr: 10.10.0.0/16}\n"), Mode: 0o644}}
	_, err = load(files, "")
	assert.NoError(t, err, "without routes, there is nothing to record")
}

func TestMistakesInTheRecordOfRoutesAreFound(t *testing.T) {
	findsMistakes(t, routesFile, []mistake{
		{"web: 1", "web: 0", `prod.web: 0 is the slot of prices too; take out the line that was added last, and run bulkhead routes`},
		{"web: 0", "web: 190", `dev.web: 190 is no slot; slots are 0 to 189`},
		{"web: 0", "web: first", `dev.web: "first" is text where a number is expected; write a number, without quotes`},
	})
}

func TestALoadBalancerHasRoomForSoManyServices(t *testing.T) {
	routed := func(n, most int) string {
		text := "tier: development\nnetwork: {cidr: 10.10.0.0/16}\nservices:\n"
		for i := range n {
			text += fmt.Sprintf("  s%d:\n    image: web:1.0.0\n    route: {path: /s%d/*}\n    scaling: {max: %d}\n", i, i, most)
		}
		return text
	}
	findsMistakesIn(t, routed(50, 2), []mistake{{
		"  s0:", "  more: {image: web:1.0.0, route: {path: /more}}\n  s0:",
		`services: 51 services have a route at the public load balancer, which has room for 50; move some to the other load balancer, or to another environment`,
	}})
	findsMistakesIn(t, routed(10, 90), []mistake{{
		"max: 90", "max: 150",
		`services: at their greatest scale, the services at the public load balancer have 1110 tasks in a deployment, and it has room for 1000; lower scaling.max, or move some to another environment`,
	}})
}

func TestStandbyAnswersForItsPrimarysHostToo(t *testing.T) {
	primary := Environment{Name: "prod", Domain: "app.example.com"}
	standby := Environment{Name: "prod-dr", Domain: "prod-dr.example.com", Side: Standby, Other: &primary}
	route := Route{Host: "api.app.example.com"}
	assert.Equal(t, []string{"api.app.example.com"}, primary.Hosts(route))
	assert.Equal(t, []string{"api.app.example.com", "api.prod-dr.example.com"}, standby.Hosts(route))
	assert.Empty(t, standby.Hosts(Route{Path: "/*"}), "no host means any")
}

func TestTheAddressThatAnInternalServiceHasIsOneThatItAnswers(t *testing.T) {
	for path, want := range map[string][]string{
		"/prices/*":    {"/prices/*", "/prices"},
		"/prices/v1/*": {"/prices/v1/*", "/prices/v1"},
		"/prices":      {"/prices"},
		"/*":           {"/*"},
		"/a*/*":        {"/a*/*"},
	} {
		assert.Equal(t, want, Route{Balancer: InternalBalancer, Path: path}.Paths())
		assert.Equal(t, []string{path}, Route{Balancer: PublicBalancer, Path: path}.Paths(), "nobody is told a public one")
	}
}

package changes

import (
	"errors"
	"flag"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

var (
	walks = flag.Int("walks", 1, "how many random walks")
	steps = flag.Int("steps", 4, "how many changes each of them makes")
	seed  = flag.Uint64("seed", 1, "where the random numbers begin")
)

// TestRandomChangesDoWhatThePlanSays makes changes one after the other, of a configuration that is made by chance, too.
// What the plan refuses is not deployed, as an operator would not; what is gone is pruned now and then.
func TestRandomChangesDoWhatThePlanSays(t *testing.T) {
	for n := range *walks {
		t.Run(fmt.Sprint("seed ", *seed+uint64(n)), func(t *testing.T) {
			walk(t, rand.New(rand.NewPCG(*seed+uint64(n), 0)))
		})
	}
}

func walk(t *testing.T, r *rand.Rand) {
	f := readFiles("walk")
	for range 3 {
		f = f.with(random(r, f)...)
	}
	var taken []string
	outcomes := map[string]int{}
	defer func() { t.Logf("%v:\n  %s", outcomes, strings.Join(taken, "\n  ")) }()
	if _, err := synthesize(f); errors.As(err, new(*refused)) {
		f = readFiles("walk")
	}
	now, world := deploy(t, f)
	for range *steps {
		edits := random(r, now.files)
		taken = append(taken, fmt.Sprint(edits))
		before := world.Clone()
		next := become(t, world, now, now.with(edits...))
		kind, _, _ := strings.Cut(string(next.outcome), ":")
		outcomes[kind]++
		if next.outcome == unloadable {
			world = before
			continue
		}
		if says := disagreement(next); says != "" {
			t.Fatalf("after %s:\n  %s", strings.Join(taken, "\n  "), says)
		}
		if !next.done() {
			world = before
			continue
		}
		now = next.version
		if r.IntN(3) == 0 {
			require.NotPanics(t, func() { world.Prune(now.app) })
		}
	}
}

// random is a change of the development environment that makes sense where a configuration is as it is.
func random(r *rand.Rand, f files) []edit {
	e := environmentOf(f, "dev")
	moves := []func() []edit{
		func() []edit { return dev("network.nat", pick(r, "single", "per-zone", "regional")) },
		func() []edit { return dev("network.endpoints", pick(r, "standard", "none")) },
		func() []edit { return dev("firewall", fmt.Sprintf("{requestsPer5Minutes: %d}", 1000+r.IntN(1000))) },
		func() []edit { return org("tags.costCentre", fmt.Sprint("cc-", r.IntN(1000))) },
		func() []edit { return org("defaults.alerts.email", fmt.Sprintf("[a%d@example.com]", r.IntN(3))) },
		func() []edit { return addService(r, e) },
		func() []edit { return addService(r, e) },
		func() []edit { return removeService(r, e) },
		func() []edit { return changeService(r, e) },
		func() []edit { return changeService(r, e) },
		func() []edit { return addStore(r, e) },
		func() []edit { return removeStore(r, e) },
		func() []edit { return changeStore(r, e) },
		func() []edit { return changeStore(r, e) },
		func() []edit { return dev("network.zones", pick(r, "2", "3")) },
		func() []edit { return dev("front", pick(r, "load-balancer", "zonal", "api-gateway")) },
	}
	for {
		if edits := moves[r.IntN(len(moves))](); edits != nil {
			return edits
		}
	}
}

func pick[T any](r *rand.Rand, values ...T) T { return values[r.IntN(len(values))] }

// someOf are some of the keys of a map.
func someOf(r *rand.Rand, m map[string]any) []string {
	return slices.DeleteFunc(slices.Sorted(maps.Keys(m)), func(string) bool { return r.IntN(2) == 0 })
}

func addService(r *rand.Rand, e map[string]any) []edit {
	name := pick(r, "api", "jobs", "shop", "mail")
	if section(e, "services")[name] != nil {
		return nil
	}
	route := pick(r, "", fmt.Sprintf(", route: {path: /%s/*}", name), ", route: {balancer: internal}")
	return dev("services."+name, fmt.Sprintf("{image: web:1.0.0, scaling: {min: 1, max: 2}, uses: [%s]%s}",
		strings.Join(someOf(r, stores(e)), ", "), route))
}

func removeService(r *rand.Rand, e map[string]any) []edit {
	all := slices.Sorted(maps.Keys(section(e, "services")))
	if len(all) < 2 {
		return nil
	}
	return dev("services."+pick(r, all...), "")
}

func changeService(r *rand.Rand, e map[string]any) []edit {
	name := pick(r, slices.Sorted(maps.Keys(section(e, "services")))...)
	at := "services." + name + "."
	_, routed := section(section(e, "services"), name)["route"]
	switch r.IntN(5) {
	case 0:
		return dev(at+"image", fmt.Sprintf("web:1.%d.0", r.IntN(5)))
	case 1:
		return dev(at+"uses", "["+strings.Join(someOf(r, stores(e)), ", ")+"]")
	case 2:
		return dev(at+"route", pick(r, "{balancer: internal}", fmt.Sprintf("{path: /%s/v2/*}", name), "{path: /*}"))
	case 3:
		if routed {
			return dev(at+"route", "")
		}
	case 4:
		if routed {
			return dev(at+"deployment", pick(r, "{strategy: rolling}", "{strategy: canary}", "{strategy: blue-green}"))
		}
	}
	return nil
}

func addStore(r *rand.Rand, e map[string]any) []edit {
	kind := pick(r, "buckets", "secrets", "caches", "databases")
	name := kind[:3] + pick(r, "-one", "-two")
	if section(e, kind)[name] != nil {
		return nil
	}
	value := map[string]string{
		"buckets": "{expireDays: 30}", "secrets": "{}", "caches": "{engine: valkey, class: t4g.micro}",
		"databases": `{engine: postgres, version: "17.7", class: t4g.micro}`,
	}[kind]
	return dev(kind+"."+name, value)
}

// changeStore changes what may be changed of a store, and what may not.
func changeStore(r *rand.Rand, e map[string]any) []edit {
	all := stores(e)
	if len(all) == 0 {
		return nil
	}
	name := pick(r, slices.Sorted(maps.Keys(all))...)
	at := fmt.Sprint(all[name], ".", name, ".")
	switch all[name] {
	case "databases":
		return pick(r,
			dev(at+"version", pick(r, `"17.6"`, `"17.7"`, `"17.9"`, `"18.3"`)), dev(at+"name", pick(r, "one", "two")),
			dev(at+"storageGiB", pick(r, "20", "40")), dev(at+"class", pick(r, "t4g.micro", "t4g.small")),
		)
	case "caches":
		return dev(at+pick(r, "shards", "replicas"), fmt.Sprint(1+r.IntN(2)))
	case "buckets":
		return dev(at+"expireDays", fmt.Sprint(10+r.IntN(50)))
	}
	return dev(at+"store", pick(r, "secrets-manager", "parameter-store"))
}

// removeStore takes a store away, and out of every service's uses.
func removeStore(r *rand.Rand, e map[string]any) []edit {
	all := stores(e)
	if len(all) == 0 {
		return nil
	}
	name := pick(r, slices.Sorted(maps.Keys(all))...)
	edits := dev(fmt.Sprint(all[name], ".", name), "")
	for _, service := range slices.Sorted(maps.Keys(section(e, "services"))) {
		uses, _ := section(section(e, "services"), service)["uses"].([]any)
		rest := slices.DeleteFunc(slices.Clone(uses), func(used any) bool { return used == name })
		if len(rest) < len(uses) {
			edits = append(edits, dev("services."+service+".uses", strings.ReplaceAll(fmt.Sprint(rest), " ", ", "))...)
		}
	}
	return edits
}

// stores are the sections that stores are in, by their names.
func stores(e map[string]any) map[string]any {
	all := map[string]any{}
	for _, kind := range []string{"databases", "caches", "buckets", "secrets"} {
		for name := range section(e, kind) {
			all[name] = kind
		}
	}
	return all
}

func section(of map[string]any, name string) map[string]any {
	m, _ := of[name].(map[string]any)
	return m
}

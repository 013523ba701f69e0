package variants

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"

	"bulkhead/config"
	"bulkhead/internal/facts"
)

// words are the texts and numbers that no schema knows, and the names that the variant has so far.
type words struct {
	random   *rand.Rand
	accounts []string
	stores   []string // what services and the bastion may use, and the VPN may reach
	secrets  []string // those of them that sidecars get
	data     []string // those of them that are databases
	sibling  map[string]any
	parent   *words
}

// of are the words for the values of an object that is being made.
func (w *words) of(object map[string]any) *words {
	return &words{random: w.random, accounts: w.accounts, sibling: object, parent: w}
}

func (w *words) root() *words {
	for w.parent != nil {
		w = w.parent
	}
	return w
}

// made remembers a store.
func (w *words) made(key, name string, value any) {
	service, _ := value.(map[string]any)
	route, routed := service["route"].(map[string]any)
	section, inEnvironment := strings.CutPrefix(key, "environment.")
	runs := section == "services" || section == "functions"
	if inEnvironment && !runs && slices.Contains(config.StoreSections(), section) ||
		key == "environment.services" && routed && route["balancer"] == "internal" {
		w.root().stores = append(w.root().stores, name)
	}
	if section == "databases" {
		w.root().data = append(w.root().data, name)
	}
	if section == "secrets" {
		w.root().secrets = append(w.root().secrets, name)
	}
}

// names are what the entries of a map are called.
func (w *words) names(key string) []string {
	if names, known := sections[key]; known {
		n := 1 + w.random.IntN(len(names))
		return names[:n]
	}
	switch {
	case slices.Contains(namedByAccount, key):
		if key == "Group.roles" {
			return []string{"admin", "developer", "read-only"}[:1+w.random.IntN(3)]
		}
		if key == "organization.accounts" {
			return w.accounts
		}
		return w.accounts[w.random.IntN(len(w.accounts)):]
	case slices.Contains(namedByRegion, key):
		return []string{"eu-west-1"}
	}
	panic("variants: nobody knows names for " + key + ": add them to sections")
}

// Maps that are not of the operator's own names.
var (
	namedByAccount = []string{
		"organization.accounts", "Group.roles", "Budgets.monthly", "Detection.elsewhere", "Settings.except",
	}
	namedByRegion  = []string{"Observability.sinks", "Regions.zones"}
	namedOtherwise = slices.Concat(namedByAccount, namedByRegion)
)

// sections are the names in each map, a store's everywhere another.
var sections = map[string][]string{
	"environment.domains":               {"apex", "shop"},
	"FurtherDomain.certificates":        {"eu-west-1"},
	"environment.databases":             {"orders", "ledger", "people"},
	"environment.caches":                {"sessions", "pages"},
	"environment.search":                {"articles"},
	"environment.streams":               {"events", "changes"},
	"environment.buckets":               {"uploads", "exports"},
	"organization.existingRepositories": {"legacy/web"},
	"environment.existing":              {"scans", "till"},
	"environment.secrets":               {"payment-key", "mail-key"},
	"environment.queues":                {"resizes", "letters"},
	"environment.topics":                {"pictures", "news"},
	"Queue.subscriptions":               {"pictures", "news"},
	"Subscription.filter":               {"kind", "shop"},
	"environment.functions":             {"report", "resize"},
	"Function.environment":              {"MODE"},
	"Triggers.buckets":                  {"uploads", "exports"},
	"Triggers.queues":                   {"resizes", "letters"},
	"Triggers.schedules":                {"nightly", "weekly"},
	"Triggers.topics":                   {"pictures", "news"},
	"Triggers.streams":                  {"events", "changes"},
	"Triggers.tables":                   {"votes", "carts"},
	"environment.services":              {"api", "back", "jobs", "web"},
	"environment.sites":                 {"help"},
	"Kubernetes.people":                 {"admin", "developer"},
	"Identity.groups":                   {"engineers", "operators"},
	"VPN.levels":                        {"development", "everything"},
	"Scaling.schedules":                 {"morning", "night"},
	"Service.sidecars":                  {"proxy", "shipper"},
	"Sidecar.environment":               {"LOG_LEVEL", "MODE"},
	"Service.tasks":                     {"migrate", "report", "repair"},
	"Service.environment":               {"LOG_LEVEL", "MODE"},
	"Metric.dimensions":                 {"Queue"},
	"Cache.parameters":                  {"maxmemory-policy"},
	"Database.parameters":               {"max_connections"},
	"organization.applications":         {"api", "jobs"},
	"environment.tables":                {"votes", "carts"},
	"environment.mail":                  {"receipts", "reminders"},
	"environment.volumes":               {"pictures", "papers"},
	"Table.types":                       {"at", "seal"},
	"Table.indexes":                     {"by-voter"},
	"Permission.conditions":             {"StringEquals", "StringLike"},
	"Condition":                         {"aws:RequestedRegion"},
}

// unknown are the properties below a schema that there are no words or names for.
func (s schema) unknown() []string {
	var missing []string
	for _, name := range s.properties() {
		missing = append(missing, s.property(name).unknown()...)
	}
	values, several := s.values()
	if several {
		missing = append(missing, values.unknown()...)
	}
	switch {
	case s.here["properties"] != nil, s.here["type"] == "array", s.enum() != nil:
	case several:
		if sections[s.key] == nil && !slices.Contains(namedOtherwise, s.key) {
			missing = append(missing, s.key)
		}
	case s.here["minimum"] != nil && s.here["maximum"] != nil:
	case vocabulary[s.key] == nil:
		missing = append(missing, s.key)
	}
	return missing
}

// word is a text or number for a property, or nil when there is none.
func (w *words) word(key string) any {
	choose, known := vocabulary[key]
	if !known {
		panic("variants: nobody knows a word for " + key + ": add it to vocabulary")
	}
	all := choose(w)
	if len(all) == 0 {
		return nil
	}
	return all[w.random.IntN(len(all))]
}

// these are always the same words.
func these[T any](all ...T) func(*words) []any {
	return func(*words) []any { return anys(all) }
}

func anys[T any](all []T) []any {
	made := make([]any, len(all))
	for i, value := range all {
		made[i] = value
	}
	return made
}

// by are words that follow from what a choice beside them is; the empty one is that of nobody's choice.
func by(property string, of map[string][]string) func(*words) []any {
	return func(w *words) []any {
		chosen, _ := w.sibling[property].(string)
		return anys(of[chosen])
	}
}

// classes are the classes of some families: the smallest, and the largest.
func classes(of facts.Classes) []string {
	var all []string
	for _, family := range slices.Sorted(maps.Keys(of)) {
		sizes := of[family]
		all = append(all, family+"."+sizes[0], family+"."+sizes[len(sizes)-1])
	}
	return all
}

// memory are sizes that fit the processor units beside them.
func memory(w *words) []any {
	if units, chosen := w.sibling["cpu"].(int); chosen {
		return anys(facts.FargateMemory(units))
	}
	return nil
}

func account(n int) string { return fmt.Sprintf("%012d", 101010101010*n) }

func days(w *words) []any {
	return []any{
		facts.LogRetentionDays[0],
		facts.LogRetentionDays[len(facts.LogRetentionDays)-1],
		facts.LogRetentionDays[w.random.IntN(len(facts.LogRetentionDays))],
	}
}

func accountNames(w *words) []any { return anys(w.accounts) }

func accountNumber(w *words) []any { return []any{account(1 + len(w.sibling))} }

func users(w *words) []any { return anys([]string{"ana", "ben@example.net", "chi"}) }

func stores(w *words) []any { return anys(w.root().stores) }

// onlyRead are the databases that are used.
func onlyRead(w *words) []any {
	uses, _ := w.sibling["uses"].([]any)
	return slices.DeleteFunc(slices.Clone(uses), func(name any) bool {
		return !slices.Contains(w.root().data, name.(string))
	})
}

func secrets(w *words) []any { return anys(w.root().secrets) }

func clock(hour int) string { return fmt.Sprintf("%02d:30", hour) }

func daily(*words) []any {
	var all []string
	for hour := range 23 {
		all = append(all, clock(hour)+"-"+clock(hour+1))
	}
	return anys(all)
}

func weekly(*words) []any {
	var all []string
	for _, day := range []string{"mon", "wed", "sun"} {
		for hour := range 23 {
			all = append(all, day+":"+clock(hour)+"-"+day+":"+clock(hour+1))
		}
	}
	return anys(all)
}

func image(repository string) func(*words) []any { return these(repository + ":1.0.0") }

// ranges are address ranges that never overlap those of another property.
func ranges(second int) func(*words) []any {
	return these("10."+strconv.Itoa(second)+".0.0/16", "10."+strconv.Itoa(second)+".0.0/20")
}

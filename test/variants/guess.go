package variants

import (
	"fmt"
	"maps"
	"slices"

	"bulkhead/internal/facts"
)

// A choice is a value of an enumeration, or an end of a number.
type choice struct {
	key   string // the definition's name and the property's, such as Network.zones
	value string
}

// The ends of a number.
const (
	least    = "the least"
	greatest = "the most"
)

// guess makes a configuration that may be invalid.
func (g *Generator) guess() Variant {
	v := Variant{Environments: map[string]map[string]any{}}
	v.Organization = g.object(g.organization, g.words(v))
	v.Organization["repositories"] = []any{"api", "web", "otel-collector", "fluent-bit", "cloudwatch-agent"}
	v.Environments[environment] = g.object(g.environment, g.words(v))
	return v
}

// words are the words for a variant, with the names that it has so far.
func (g *Generator) words(v Variant) *words {
	w := &words{random: g.random, accounts: []string{"security", "shared-services", environment}}
	accounts, made := v.Organization["accounts"].(map[string]any)
	if _, apart := accounts["log-archive"]; apart || !made && g.random.IntN(2) == 0 {
		w.accounts = append(w.accounts, "log-archive")
	}
	for _, e := range v.Environments {
		for _, section := range slices.Sorted(maps.Keys(e)) {
			things, _ := e[section].(map[string]any)
			for _, name := range slices.Sorted(maps.Keys(things)) {
				w.made("environment."+section, name, things[name])
			}
		}
	}
	return w
}

// environment is the name of the environment of every variant.
const environment = "one"

// object guesses what has properties of its own.
func (g *Generator) object(s schema, w *words) map[string]any {
	made := map[string]any{}
	// Few things in one file, many in the next.
	often := 0.2 + 0.6*g.random.Float64()
	for _, name := range s.properties() {
		property := s.property(name)
		if !s.requires(name) && g.random.Float64() > often && !g.wanting(property) {
			continue
		}
		if value := g.value(property, w.of(made)); value != nil {
			made[name] = value
		}
	}
	g.join(s, made)
	return made
}

// wanting tells whether a choice has not been seen yet; then it is more likely.
func (g *Generator) wanting(s schema) bool {
	return g.unseen(s) && g.random.IntN(3) == 0
}

// unseen tells whether there is a choice in it that has not been seen.
func (g *Generator) unseen(s schema) bool {
	if slices.ContainsFunc(s.choices(), func(c choice) bool { return !g.seen[c] }) {
		return true
	}
	if below, is := s.values(); is {
		return g.unseen(below)
	}
	return slices.ContainsFunc(s.properties(), func(name string) bool { return g.unseen(s.property(name)) })
}

// choices are what can be chosen for a value.
func (s schema) choices() []choice {
	var all []choice
	for _, value := range s.enum() {
		all = append(all, s.choice(value))
	}
	if _, is := s.here["minimum"]; is {
		all = append(all, choice{s.key, least})
	}
	if _, is := s.here["maximum"]; is {
		all = append(all, choice{s.key, greatest})
	}
	return all
}

// choice is a value of an enumeration. A region is one wherever it stands.
func (s schema) choice(value string) choice {
	if slices.Contains(facts.Regions(), value) {
		return choice{"a region", value}
	}
	return choice{s.key, value}
}

func (s schema) enum() []string {
	list, _ := s.here["enum"].([]any)
	var all []string
	for _, value := range list {
		all = append(all, value.(string))
	}
	return all
}

// value guesses a value; nil is none.
func (g *Generator) value(s schema, w *words) any {
	if s.here["properties"] != nil {
		return g.object(s, w)
	}
	if values, is := s.values(); is {
		if s.here["type"] == "array" {
			return g.list(values, w)
		}
		return g.named(s.key, values, w)
	}
	choices := s.choices()
	g.random.Shuffle(len(choices), func(i, j int) { choices[i], choices[j] = choices[j], choices[i] })
	slices.SortStableFunc(choices, func(a, b choice) int { return order(g.seen[a]) - order(g.seen[b]) })
	if enum := s.enum(); enum != nil {
		if g.random.IntN(3) > 0 {
			return choices[0].value
		}
		return enum[g.random.IntN(len(enum))]
	}
	if s.here["minimum"] != nil && s.here["maximum"] != nil {
		minimum, maximum := int(s.here["minimum"].(float64)), int(s.here["maximum"].(float64))
		switch pick := g.random.IntN(6); {
		case pick < 3 && choices[0].value == least:
			return minimum
		case pick < 3:
			if greatest := s.here["maximum"].(float64); greatest != float64(maximum) {
				return greatest
			}
			return maximum
		case pick == 3:
			return minimum + g.random.IntN(maximum-minimum+1)
		}
		return minimum + g.random.IntN(min(maximum-minimum, 5)+1)
	}
	return w.word(s.key)
}

func order(seen bool) int {
	if seen {
		return 1
	}
	return 0
}

// list guesses one to three values, each once.
func (g *Generator) list(s schema, w *words) any {
	var made []any
	for range 1 + g.random.IntN(3) {
		value := g.value(s, w)
		if value != nil &&
			!slices.ContainsFunc(made, func(other any) bool { return fmt.Sprint(other) == fmt.Sprint(value) }) {
			made = append(made, value)
		}
	}
	if made == nil {
		return nil
	}
	return made
}

// named guesses values under names.
func (g *Generator) named(key string, s schema, w *words) any {
	made := map[string]any{}
	for _, name := range w.names(key) {
		if value := g.value(s, w.of(made)); value != nil {
			made[name] = value
			w.made(key, name, value)
		}
	}
	if len(made) == 0 {
		return nil
	}
	return made
}

// made are the choices that a valid variant has.
func (g *Generator) made(v Variant) map[choice]bool {
	found := map[choice]bool{}
	g.organization.find(v.Organization, found)
	for _, e := range v.Environments {
		g.environment.find(e, found)
	}
	return found
}

// news is how many of the choices of a variant none had before it.
func (g *Generator) news(v Variant) int {
	count := 0
	for made := range g.made(v) {
		if !g.seen[made] {
			count++
		}
	}
	return count
}

// find adds the choices that a value has made.
func (s schema) find(value any, found map[choice]bool) {
	switch value := value.(type) {
	case map[string]any:
		for key, below := range value {
			s.step(key).find(below, found)
		}
	case []any:
		below, _ := s.values()
		for _, v := range value {
			below.find(v, found)
		}
	case string:
		if slices.Contains(s.enum(), value) {
			found[s.choice(value)] = true
		}
	case int: // as it was guessed
		s.findEnd(float64(value), found)
	case uint64: // as YAML has it
		s.findEnd(float64(value), found)
	case float64:
		s.findEnd(value, found)
	}
}

// findEnd adds the end that a number is.
func (s schema) findEnd(number float64, found map[choice]bool) {
	if number == s.here["minimum"] {
		found[choice{s.key, least}] = true
	}
	if number == s.here["maximum"] {
		found[choice{s.key, greatest}] = true
	}
}

// Missing are the choices that no variant so far has made, as Definition.property=value.
func (g *Generator) Missing() []string {
	var missing []string
	for _, s := range []schema{g.organization, g.environment} {
		all := []schema{s}
		for _, name := range slices.Sorted(maps.Keys(s.root["$defs"].(map[string]any))) {
			all = append(all, s.at(map[string]any{"$ref": "#/$defs/" + name}, ""))
		}
		for len(all) > 0 {
			object := all[0]
			all = all[1:]
			for _, name := range object.properties() {
				property := object.property(name)
				for below, is := property.values(); is; below, is = below.values() {
					property = below
				}
				for _, c := range property.choices() {
					if !g.seen[c] {
						missing = append(missing, c.key+"="+c.value)
					}
				}
			}
		}
	}
	return missing
}

package parity

import (
	"slices"
	"strings"

	"bulkhead/config"
)

// storeSections are the sections of the configuration whose items have a stack called data-<name>.
var storeSections = []string{"databases", "caches", "search", "streams", "buckets", "secrets"}

// store is where the configuration has the store that a stack holds, such as databases.orders; empty for other stacks.
func (s subject) store() string {
	name, isStore := strings.CutPrefix(s.stack, "data-")
	if !isStore {
		return ""
	}
	for _, section := range storeSections {
		at := section + "." + name
		if slices.ContainsFunc(s.lines, func(l config.Line) bool { return below(l.Path, at) }) {
			return at
		}
	}
	return ""
}

// item is what a stack is about in the environment's file.
func (s subject) item() string {
	if name, isService := strings.CutPrefix(s.stack, "service-"); isService {
		return "services." + name
	}
	if s.stack == "network" || s.stack == "bastion" {
		return s.stack
	}
	return s.store()
}

// keyOf is the key of the configuration that a difference is about: the one of the item that ends the path, or whose
// value one of the sides has, if there is only one. Else it is the item, when that is known.
func (c *comparison) keyOf(s subject) string {
	item := s.item()
	if item == "" {
		return ""
	}
	var both, byName, byValue []string
	for _, l := range c.lines {
		if !below(l.Path, item) {
			continue
		}
		name := strings.ToLower(letters(l.Path[strings.LastIndex(l.Path, ".")+1:]))
		named := s.path != "" && strings.HasSuffix(strings.ToLower(letters(s.path)), name)
		valued := len(l.Value) > 1 && slices.Contains([]string{text(s.primary), text(s.standby)}, l.Value)
		if named && valued {
			both = append(both, l.Path)
		}
		if named {
			byName = append(byName, l.Path)
		}
		if valued {
			byValue = append(byValue, l.Path)
		}
	}
	for _, likely := range [][]string{both, byName, byValue} {
		if len(likely) == 1 {
			return likely[0]
		}
	}
	return item
}

// below tells whether a path of the configuration is at an item or in it.
func below(path, item string) bool {
	rest, found := strings.CutPrefix(path, item)
	return found && (rest == "" || rest[0] == '.' || rest[0] == '[')
}

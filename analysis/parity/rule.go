package parity

import (
	"path"
	"strings"
)

// rule is a difference that is meant.
type rule struct {
	kind Kind
	// What it is about, as patterns of path.Match; empty for any. The path is none for a resource as a whole, and the
	// id for a stack.
	stack, id, typ, path string
	only                 presence
	when                 func(subject) bool // nil: always
	key                  string             // of the configuration; * is the name of a store
	reason               string
}

// presence is which side alone has something.
type presence string

const (
	either      presence = ""        // both have it, or one
	primaryOnly presence = "primary" // only the primary
	standbyOnly presence = "standby" // only the standby
	activeOnly  presence = "active"  // only the side that takes requests and writes
)

func (r rule) knows(s subject) bool {
	return matches(r.stack, s.stack) && matches(r.id, s.id) && matches(r.typ, s.kind) && matches(r.path, s.path) &&
		s.present(r.only) && (r.when == nil || r.when(s))
}

func (r rule) keyOf(s subject) string {
	if strings.Contains(r.key, "*") {
		return s.store() + strings.TrimPrefix(r.key, "*")
	}
	return r.key
}

func matches(pattern, text string) bool {
	if pattern == "" {
		return true
	}
	if pattern == none {
		return text == ""
	}
	matched, err := path.Match(pattern, text)
	if err != nil {
		panic(err)
	}
	return matched
}

// none as a pattern is nothing: the path of a whole resource, the id of a whole stack.
const none = "[none]"

func (s subject) present(where presence) bool {
	switch where {
	case primaryOnly:
		return s.standby == nil
	case standbyOnly:
		return s.primary == nil
	case activeOnly:
		return s.primary != nil && s.standby == nil && s.activePrimary() ||
			s.standby != nil && s.primary == nil && !s.activePrimary()
	}
	return true
}

package parity

import (
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// unequal is a value that is not the same on both sides.
type unequal struct {
	path             []string
	primary, standby any              // nil where there is none
	because          []correspondence // that explain it; none: nothing does
}

// between compares two values with their references followed. What is absent is nil.
func (c *comparison) between(path []string, primary, standby any) []unequal {
	switch p := primary.(type) {
	case map[string]any:
		if s, same := standby.(map[string]any); same {
			return c.betweenMaps(path, p, s)
		}
	case []any:
		if s, same := standby.([]any); same {
			return c.betweenLists(path, p, s)
		}
	}
	if p, is := primary.([]any); is && hasText(p, standby) { // a policy may say a list of one as a text
		return c.betweenLists(path, p, []any{standby})
	}
	if s, is := standby.([]any); is && hasText(s, primary) {
		return c.betweenLists(path, []any{primary}, s)
	}
	was, is := text(primary), text(standby)
	if was == is && (primary == nil) == (standby == nil) {
		return nil
	}
	if len(path) > 0 && path[len(path)-1] == page {
		return []unequal{{path: path, primary: primary, standby: standby}}
	}
	if p, s := object(primary), object(standby); p != nil && s != nil {
		return c.betweenMaps(path, p, s)
	}
	u := unequal{path: path, primary: primary, standby: standby}
	if primary != nil && standby != nil {
		u.because = c.explain(was, is)
	}
	return []unequal{u}
}

// hasText tells whether a list has such a text.
func hasText(list []any, one any) bool {
	_, is := one.(string)
	return is && slices.Contains(list, one)
}

// page is the property that is not looked into: what a dashboard shows is its side's, and to pair its widgets took
// seconds.
const page = "DashboardBody"

// object is what a text of JSON, such as the input of an event's target, says.
func object(value any) map[string]any {
	written, _ := value.(string)
	var fields map[string]any
	if !strings.HasPrefix(written, "{") || json.Unmarshal([]byte(written), &fields) != nil {
		return nil
	}
	return fields
}

// betweenMaps compares field by field; of two that each choose one field, such as Allow or Block, it tells the choice.
func (c *comparison) betweenMaps(path []string, primary, standby map[string]any) []unequal {
	keys := maps.Clone(primary)
	maps.Copy(keys, standby)
	if len(primary) == 1 && len(standby) == 1 && len(keys) == 2 {
		return []unequal{{path: path, primary: primary, standby: standby}}
	}
	var all []unequal
	for _, key := range slices.Sorted(maps.Keys(keys)) {
		all = append(all, c.between(step(path, key), primary[key], standby[key])...)
	}
	return all
}

// betweenLists pairs the elements of two lists: equal ones, those that a correspondence explains, those of one name,
// and the rest in order. So an element more or less is one difference, wherever it is.
func (c *comparison) betweenLists(path []string, primary, standby []any) []unequal {
	l := lists{of: make([]int, len(primary)), taken: make([]bool, len(standby))}
	for i := range l.of {
		l.of[i] = -1
	}
	as, bs := textsOf(primary, text), textsOf(standby, text)
	l.pair(func(i, j int) bool { return as[i] == bs[j] })
	l.pair(func(i, j int) bool { return len(open(c.between(nil, primary[i], standby[j]))) == 0 })
	moved := l.crosses() && !unordered(path)
	as, bs = textsOf(primary, identity), textsOf(standby, identity)
	l.pair(func(i, j int) bool { return as[i] != "" && as[i] == bs[j] })
	l.pair(func(i, j int) bool { return as[i] == "" || bs[j] == "" })
	var all []unequal
	for i, p := range primary {
		at := step(path, nameOf(p, i))
		if l.of[i] < 0 {
			all = append(all, unequal{path: at, primary: p})
		} else {
			all = append(all, c.between(at, p, standby[l.of[i]])...)
		}
	}
	for j, s := range standby {
		if !l.taken[j] {
			all = append(all, unequal{path: step(path, nameOf(s, j)), standby: s})
		}
	}
	if moved {
		all = append(all, unequal{path: path, primary: primary, standby: standby})
	}
	return all
}

// lists are two lists while their elements are paired.
type lists struct {
	of    []int  // the standby's element of each of the primary's, or -1
	taken []bool // which of the standby's are of one
}

// pair pairs what is alike and has no other, by the numbers of both: elements at the same place first.
func (l *lists) pair(alike func(i, j int) bool) {
	for i := range l.of {
		if l.of[i] < 0 && i < len(l.taken) && !l.taken[i] && alike(i, i) {
			l.of[i], l.taken[i] = i, true
		}
	}
	for i := range l.of {
		for j := range l.taken {
			if l.of[i] < 0 && !l.taken[j] && alike(i, j) {
				l.of[i], l.taken[j] = j, true
			}
		}
	}
}

// textsOf are the elements of a list as what tells them apart.
func textsOf(list []any, text func(any) string) []string {
	all := make([]string, len(list))
	for i, element := range list {
		all[i] = text(element)
	}
	return all
}

// crosses tells whether elements that are paired are in another order.
func (l *lists) crosses() bool {
	last := -1
	for _, j := range l.of {
		if j >= 0 && j < last {
			return true
		}
		last = max(last, j)
	}
	return false
}

// unordered tells whether a list at a path is a set: AWS sorts it, or does not care.
func unordered(path []string) bool {
	return slices.ContainsFunc(path, func(step string) bool {
		return strings.HasSuffix(step, "Policy") || strings.HasSuffix(step, "PolicyDocument") || step == "Tags" ||
			step == "DependsOn"
	})
}

// identities are the fields that tell one element of a list from another.
var identities = []string{"Name", "Key", "Id", "ID", "Sid", "RuleName", "AttributeName", "Field", "ContainerName"}

// identity is what an element of a list is called; empty where it has no name.
func identity(element any) string {
	fields, _ := element.(map[string]any)
	for _, field := range identities {
		if name, isText := fields[field].(string); isText {
			return field + " " + name
		}
	}
	return ""
}

// nameOf is the step to an element of a list: its name, or its number.
func nameOf(element any, number int) string {
	if _, name, named := strings.Cut(identity(element), " "); named {
		return pretty(name)
	}
	return strconv.Itoa(number)
}

// open are those that nothing explains.
func open(all []unequal) []unequal {
	return slices.DeleteFunc(slices.Clone(all), func(u unequal) bool { return len(u.because) > 0 })
}

func step(path []string, key string) []string { return append(slices.Clone(path), key) }

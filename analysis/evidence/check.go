package evidence

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"bulkhead/assembly"
)

// A check decides one control: of each resource of some types, or of each place.
type check struct {
	types []string
	each  judge
	place func(v *view, p place) (by []*assembly.Resource, problem string)
	once  bool // place is asked for all places at once
}

// A judge tells what is wrong with a resource; nothing where it keeps the control, notAbout where it is none of its.
type judge func(v *view, r *assembly.Resource) string

const notAbout = "-"

// checks are all, by name: that of the Security Hub control where there is one.
var checks = map[string]*check{}

// Checks are the names of all checks, which waivers are about.
func Checks() []string { return slices.Sorted(maps.Keys(checks)) }

// of adds a check of resources of one type.
func of(name, typ string, each judge) { ofTypes(name, each, typ) }

// ofTypes adds a check of resources of several types.
func ofTypes(name string, each judge, types ...string) { add(name, &check{types: types, each: each}) }

// inRegions adds a check of every account and region that stacks are in.
func inRegions(name string, place func(v *view, p place) ([]*assembly.Resource, string)) {
	add(name, &check{place: place})
}

// inAccounts adds a check of every account: one of its regions is enough.
func inAccounts(name string, keeps func(v *view, p place) ([]*assembly.Resource, string)) {
	add(name, &check{place: func(v *view, p place) ([]*assembly.Resource, string) {
		problem := ""
		for _, other := range v.places {
			if other.account != p.account {
				continue
			}
			by, wrong := keeps(v, other)
			if wrong == "" {
				return by, ""
			}
			if problem == "" {
				problem = wrong
			}
		}
		return nil, problem
	}})
}

func add(name string, c *check) {
	if checks[name] != nil {
		panic("two checks are called " + name)
	}
	checks[name] = c
}

// at returns what is at a path such as LaunchTemplateData.MetadataOptions.
func at(r *assembly.Resource, path string) any { return r.Get(strings.Split(path, ".")...) }

// is wants one of some literals at a path.
func is(path string, values ...any) judge {
	return func(_ *view, r *assembly.Resource) string { return oneOf(path, at(r, path), values) }
}

// isOrAbsent wants one of some literals at a path, or nothing there: AWS's default is one of them.
func isOrAbsent(path string, values ...any) judge {
	return func(_ *view, r *assembly.Resource) string {
		if at(r, path) == nil {
			return ""
		}
		return oneOf(path, at(r, path), values)
	}
}

func oneOf(path string, value any, values []any) string {
	if value == nil {
		return path + " is not set"
	}
	for _, wanted := range values {
		if fmt.Sprint(value) == fmt.Sprint(wanted) {
			return ""
		}
	}
	if _, literal := value.(map[string]any); literal {
		return path + " is not told by the template"
	}
	return fmt.Sprintf("%s is %v", path, value)
}

// isNot wants anything but some literals at a path; nothing there is fine.
func isNot(path string, values ...any) judge {
	return func(_ *view, r *assembly.Resource) string {
		for _, refused := range values {
			if fmt.Sprint(at(r, path)) == fmt.Sprint(refused) {
				return fmt.Sprintf("%s is %v", path, refused)
			}
		}
		return ""
	}
}

// has wants something at a path.
func has(path string) judge {
	return func(_ *view, r *assembly.Resource) string {
		switch v := at(r, path).(type) {
		case nil:
			return path + " is not set"
		case []any:
			if len(v) == 0 {
				return path + " is empty"
			}
		}
		return ""
	}
}

// atLeast wants a number at a path.
func atLeast(path string, least int) judge {
	return func(_ *view, r *assembly.Resource) string {
		if n, known := number(at(r, path)); !known || n < least {
			return fmt.Sprintf("%s is less than %d", path, least)
		}
		return ""
	}
}

// members wants so many elements in a list.
func members(path string, least int) judge {
	return func(_ *view, r *assembly.Resource) string {
		if len(assembly.List(at(r, path))) < least {
			return fmt.Sprintf("%s has fewer than %d elements", path, least)
		}
		return ""
	}
}

// includes wants literals in a list.
func includes(path string, values ...string) judge {
	return func(_ *view, r *assembly.Resource) string {
		list := assembly.List(at(r, path))
		for _, value := range values {
			if !slices.Contains(list, any(value)) {
				return path + " lacks " + value
			}
		}
		return ""
	}
}

// every asks a judge about each element of a list, as if it were a resource.
func every(path string, each judge) judge {
	return func(v *view, r *assembly.Resource) string {
		for i, element := range assembly.List(at(r, path)) {
			properties, _ := element.(map[string]any)
			part := &assembly.Resource{Type: r.Type, LogicalID: r.LogicalID, Stack: r.Stack, Properties: properties}
			if problem := each(v, part); problem != "" && problem != notAbout {
				return fmt.Sprintf("%s.%d: %s", path, i, problem)
			}
		}
		return ""
	}
}

// all wants every judge satisfied; one that it is none of its is passed over, unless all say so.
func all(judges ...judge) judge {
	return func(v *view, r *assembly.Resource) string {
		about := false
		for _, each := range judges {
			switch problem := each(v, r); problem {
			case "":
				about = true
			case notAbout:
			default:
				return problem
			}
		}
		if !about {
			return notAbout
		}
		return ""
	}
}

// either wants one judge satisfied, and tells the problem of the first.
func either(judges ...judge) judge {
	return func(v *view, r *assembly.Resource) string {
		for _, each := range judges {
			if each(v, r) == "" {
				return ""
			}
		}
		return judges[0](v, r)
	}
}

// where asks only about resources that a condition is true of.
func where(condition func(*assembly.Resource) bool, each judge) judge {
	return func(v *view, r *assembly.Resource) string {
		if !condition(r) {
			return notAbout
		}
		return each(v, r)
	}
}

// with is a condition: one of some literals is at a path.
func with(path string, values ...any) func(*assembly.Resource) bool {
	return func(r *assembly.Resource) bool { return oneOf(path, at(r, path), values) == "" }
}

// without is a condition: nothing is at any of the paths.
func without(paths ...string) func(*assembly.Resource) bool {
	return func(r *assembly.Resource) bool {
		return !slices.ContainsFunc(paths, func(path string) bool { return at(r, path) != nil })
	}
}

// number reads what templates write as 7, 7.0 or "7".
func number(value any) (n int, known bool) {
	_, err := fmt.Sscan(fmt.Sprint(value), &n)
	return n, err == nil
}

package iam

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// condition is one key of a statement's condition.
type condition struct {
	operator string
	key      string // in lower case
	values   []string
}

// operators compare one value of a request with one of a condition. There are those that our templates use.
var operators = map[string]func(got, want string) (bool, error){
	"StringEquals":    func(got, want string) (bool, error) { return got == plain(want), nil },
	"StringNotEquals": func(got, want string) (bool, error) { return got == plain(want), nil }, // turned round in holds
	"StringNotLike":   func(got, want string) (bool, error) { return like(want, got), nil },    // likewise
	"StringLike":      func(got, want string) (bool, error) { return like(want, got), nil },
	"ArnEquals":       arnLike,
	"ArnLike":         arnLike,
	"ArnNotEquals":    arnLike, // turned round in holds
	"ArnNotLike":      arnLike, // likewise
	"Bool":            func(got, want string) (bool, error) { return strings.EqualFold(got, plain(want)), nil },
	"NumericLessThan": lessThan,
}

// holds tells whether a condition is met. When the request is open, a key that is not known meets it or not, as
// suits: a permission's is met, a denial's is not.
func (c condition) holds(context map[string][]string, open, suits bool) (bool, error) {
	if err := c.check(); err != nil {
		return false, err
	}
	got, known := context[c.key]
	if !known && open {
		return suits, nil
	}
	known = len(got) > 0 // a key without values is known not to be there
	if c.operator == "Null" {
		return slices.Contains(c.values, strconv.FormatBool(!known)), nil
	}
	name, ifExists := strings.CutSuffix(c.operator, "IfExists")
	set, name, isSet := cutSet(name)
	negated := strings.Contains(name, "Not")
	if !known {
		return ifExists || negated && !isSet || isSet && set == forAll, nil
	}
	met := 0
	for _, value := range got {
		equal := false
		for _, want := range c.values {
			same, err := operators[name](value, want)
			if err != nil {
				return false, err
			}
			equal = equal || same
		}
		if equal != negated {
			met++
		}
	}
	if isSet && set == forAny {
		return met > 0, nil
	}
	return met == len(got), nil
}

// How many of a key's values have to match.
const (
	forAll = "ForAllValues"
	forAny = "ForAnyValue"
)

func cutSet(operator string) (set, name string, found bool) {
	if set, name, found = strings.Cut(operator, ":"); found {
		return set, name, true
	}
	return "", operator, false
}

// check refuses an operator that is not known.
func (c condition) check() error {
	name, _ := strings.CutSuffix(c.operator, "IfExists")
	set, name, isSet := cutSet(name)
	if c.operator == "Null" || operators[name] != nil && (!isSet || set == forAll || set == forAny) {
		return nil
	}
	return fmt.Errorf("the condition operator %s is not known here", c.operator)
}

// arnLike compares ARNs part by part, so that a * does not go beyond its part.
func arnLike(got, want string) (bool, error) {
	gots, wants := strings.SplitN(got, ":", 6), strings.SplitN(want, ":", 6)
	if len(gots) != len(wants) {
		return false, nil
	}
	for i := range gots {
		if !like(wants[i], gots[i]) {
			return false, nil
		}
	}
	return true, nil
}

func lessThan(got, want string) (bool, error) {
	a, errA := strconv.ParseFloat(got, 64)
	b, errB := strconv.ParseFloat(want, 64)
	if errA != nil || errB != nil {
		return false, fmt.Errorf("%q and %q are not both numbers", got, want)
	}
	return a < b, nil
}

package cloudformation

import (
	"fmt"
	"net/netip"
	"slices"
	"strconv"
	"strings"
)

// functions are those whose value follows from their resolved argument alone.
var functions = map[string]func(any) (any, error){
	"Fn::Join":     join,
	"Fn::Split":    split,
	"Fn::Select":   selected,
	"Fn::Equals":   equals,
	"Fn::Not":      not,
	"Fn::And":      func(a any) (any, error) { return quantify(a, false) },
	"Fn::Or":       func(a any) (any, error) { return quantify(a, true) },
	"Fn::Contains": contains,
	"Fn::GetAZs":   zones,
	"Fn::Cidr":     ranges,
	"Fn::Base64":   func(a any) (any, error) { return "base64 of " + text(a), nil },
}

func parts(argument any, wanted int) ([]any, error) {
	list, ok := argument.([]any)
	if !ok || len(list) != wanted {
		return nil, fmt.Errorf("%v is not a list of %d", argument, wanted)
	}
	return list, nil
}

func join(argument any) (any, error) {
	list, err := parts(argument, 2)
	if err != nil {
		return nil, err
	}
	items, ok := list[1].([]any)
	if !ok {
		return text(list[1]), nil
	}
	var all []string
	for _, item := range items {
		all = append(all, text(item))
	}
	return strings.Join(all, text(list[0])), nil
}

func split(argument any) (any, error) {
	list, err := parts(argument, 2)
	if err != nil {
		return nil, err
	}
	var all []any
	for _, part := range strings.Split(text(list[1]), text(list[0])) {
		all = append(all, part)
	}
	return all, nil
}

func selected(argument any) (any, error) {
	list, err := parts(argument, 2)
	if err != nil {
		return nil, err
	}
	i, err := strconv.Atoi(text(list[0]))
	items, ok := list[1].([]any)
	if err != nil || !ok || i < 0 || i >= len(items) {
		return nil, fmt.Errorf("Fn::Select has no item %v of %v", list[0], list[1])
	}
	return items[i], nil
}

func equals(argument any) (any, error) {
	list, err := parts(argument, 2)
	if err != nil {
		return nil, err
	}
	return text(list[0]) == text(list[1]), nil
}

func not(argument any) (any, error) {
	list, err := parts(argument, 1)
	if err != nil {
		return nil, err
	}
	return list[0] != true, nil
}

// quantify is whether any of a list is true, or all are.
func quantify(argument any, anyOf bool) (any, error) {
	list, ok := argument.([]any)
	if !ok {
		return nil, fmt.Errorf("%v is not a list", argument)
	}
	return slices.ContainsFunc(list, func(one any) bool { return (one == true) == anyOf }) == anyOf, nil
}

func contains(argument any) (any, error) {
	list, err := parts(argument, 2)
	if err != nil {
		return nil, err
	}
	items, _ := list[0].([]any)
	return slices.ContainsFunc(items, func(item any) bool { return text(item) == text(list[1]) }), nil
}

func zones(argument any) (any, error) {
	region := text(argument)
	return []any{region + "a", region + "b", region + "c"}, nil
}

// ranges is Fn::Cidr: so many ranges with so many bits for hosts, one after the other.
func ranges(argument any) (any, error) {
	list, ok := argument.([]any)
	if !ok || len(list) != 3 {
		return nil, fmt.Errorf("Fn::Cidr of %v", argument)
	}
	whole, err := netip.ParsePrefix(text(list[0]))
	if err != nil {
		return nil, err
	}
	count, err := strconv.Atoi(text(list[1]))
	if err != nil {
		return nil, err
	}
	bits, err := strconv.Atoi(text(list[2]))
	if err != nil {
		return nil, err
	}
	if !whole.Addr().Is4() {
		return nil, fmt.Errorf("the model divides IPv4 ranges only, not %s", whole)
	}
	four := whole.Masked().Addr().As4()
	start := uint32(four[0])<<24 | uint32(four[1])<<16 | uint32(four[2])<<8 | uint32(four[3])
	var all []any
	for i := range count {
		at := start + uint32(i)<<bits
		addr := netip.AddrFrom4([4]byte{byte(at >> 24), byte(at >> 16), byte(at >> 8), byte(at)})
		all = append(all, netip.PrefixFrom(addr, 32-bits).String())
	}
	return all, nil
}

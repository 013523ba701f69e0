package rules

import (
	"regexp"
	"strings"
)

// unknownParts are those of a text that are not known, as unknown writes them, with braces within.
var unknownParts = regexp.MustCompile(`\$\{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\}`)

// near tells whether two names are not the same, but one may be a slip of the other: capitals, or a letter more, less
// or other. Digits count in full, since names are numbered.
func near(a, b string) bool {
	if a == b {
		return false
	}
	if strings.EqualFold(a, b) {
		return true
	}
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(a) < 4 || len(b)-len(a) > 1 {
		return false
	}
	start := 0
	for start < len(a) && a[start] == b[start] {
		start++
	}
	end := 0
	for end < len(a)-start && a[len(a)-1-end] == b[len(b)-1-end] {
		end++
	}
	differ := a[start:len(a)-end] + b[start:len(b)-end]
	if len(b)-start-end > 1 && !swapped(a[start:len(a)-end], b[start:len(b)-end]) {
		return false
	}
	return !strings.ContainsAny(differ, "0123456789") && len(differ) > 0 && !single(a, b, start)
}

func swapped(a, b string) bool { return len(a) == 2 && len(b) == 2 && a[0] == b[1] && a[1] == b[0] }

// single tells whether what differs is a word of its own of one letter, such as the A of subnet-A.
func single(a, b string, start int) bool {
	alone := func(text string) bool {
		before := start == 0 || strings.ContainsRune("-_:/.", rune(text[start-1]))
		after := start+1 >= len(text) || strings.ContainsRune("-_:/.", rune(text[start+1]))
		upper := start < len(text) && text[start] >= 'A' && text[start] <= 'Z'
		return start < len(text) && after && (before || upper)
	}
	return len(a) == len(b) && alone(a) && alone(b)
}

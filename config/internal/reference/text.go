package main

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/invopop/jsonschema"
)

var (
	stated  = regexp.MustCompile(`(\S+) \(default:? ([^()]*(?:\([^()]*\)[^()]*)*)\)`)
	marked  = regexp.MustCompile(`(\S+(?: \S+){0,2}) \(default\)|\((\S+), default\)`)
	perTier = regexp.MustCompile(`(\S+) \(default in (production|development)\b[^)]*\)`)
	tierNow = regexp.MustCompile(`^in (production|development)([,:;]|$)`)
)

// split returns what a stated default says, and what else stands in its parentheses: (default disabled; openvpn).
func split(inside string) (text, rest string) {
	text, rest, _ = strings.Cut(inside, "; ")
	if strings.Contains(rest, "development") {
		return inside, "" // the second half of the default
	}
	return text, rest
}

// standard returns a key's default, as the schema or its description says it.
func standard(value *jsonschema.Schema) string {
	if value.Default != nil {
		return fmt.Sprintf("`%v`", value.Default)
	}
	if found := stated.FindStringSubmatch(value.Description); found != nil && !tierNow.MatchString(found[2]) {
		text, _ := split(found[2])
		switch {
		case !slices.Contains(value.Enum, any(found[1])):
			return code(text, value)
		case strings.HasPrefix(text, "where "): // enabled (default where …)
			return "`" + found[1] + "` " + escape(text)
		}
		return "`" + found[1] + "`" // standard (default: what that is)
	}
	var tiers []string
	for _, found := range perTier.FindAllStringSubmatch(value.Description, -1) {
		tiers = append(tiers, fmt.Sprintf("`%s` in %s", found[1], found[2]))
	}
	if len(tiers) > 0 {
		return strings.Join(tiers, ", ")
	}
	if found := marked.FindStringSubmatch(value.Description); found != nil {
		words := strings.Fields(found[1] + found[2])
		slices.Reverse(words)
		for _, word := range words { // "the public load balancer (default)" is the value public
			if slices.Contains(value.Enum, any(word)) {
				return "`" + word + "`"
			}
		}
		return "`" + words[0] + "`"
	}
	return ""
}

// code sets a default that is one word as code, and escapes a sentence.
func code(text string, value *jsonschema.Schema) string {
	if !strings.Contains(text, " ") && (len(value.Enum) > 0 || strings.ContainsAny(text, "0123456789/")) {
		return "`" + text + "`"
	}
	return escape(text)
}

// meaning returns a description without the name of the field that begins it in Go, and without the default.
func meaning(key string, value *jsonschema.Schema) string {
	text := stated.ReplaceAllStringFunc(value.Description, func(found string) string {
		parts := stated.FindStringSubmatch(found)
		if tierNow.MatchString(parts[2]) || slices.Contains(value.Enum, any(parts[1])) {
			return found // its value stands before it
		}
		if _, rest := split(parts[2]); rest != "" {
			return parts[1] + " (" + rest + ")"
		}
		return parts[1]
	})
	words := strings.SplitN(text, " ", 3)
	if len(words) == 3 && (strings.EqualFold(words[0], key) || key == "") {
		switch verb := strings.TrimSuffix(words[1], ","); {
		case verb == "is" || verb == "are":
			text = words[2]
		case strings.HasSuffix(verb, "s") && !slices.Contains(nouns, verb):
			text = words[1] + " " + words[2]
		}
	}
	first, _, _ := strings.Cut(text, " ")
	if strings.ContainsAny(first, "./:") || slices.Contains(value.Enum, any(strings.Trim(first, ","))) {
		return escape(text) // a file, a form or a value
	}
	r, size := utf8.DecodeRuneInString(text)
	return escape(string(unicode.ToUpper(r)) + text[size:])
}

// nouns follow a field's name without being what it does.
var nouns = []string{"addresses", "domains", "variables"}

// escape keeps Markdown from reading a text as anything but text.
func escape(text string) string {
	return strings.NewReplacer("|", `\|`, "<", `\<`, "*", `\*`, "_", `\_`).Replace(text)
}

// anchor returns what GitHub calls the heading of a section.
func anchor(heading string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || r == '-' || r == '_' {
			return unicode.ToLower(r)
		}
		return -1
	}, heading)
}

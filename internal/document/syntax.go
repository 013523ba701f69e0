package document

import (
	"errors"
	"fmt"
	"regexp"
	"strings"

	"github.com/goccy/go-yaml"
)

// explain says where the parser stopped, and why and what to do about it in the words of whoever writes the file.
func explain(text string, err error) (at place, problem, remedy string) {
	syntax := new(yaml.SyntaxError)
	if !errors.As(err, &syntax) {
		return place{1, 1}, "it cannot be made out", "look for brackets and quotes that do not close"
	}
	at = place{1, 1}
	if t := syntax.Token; t != nil && t.Position != nil {
		at = place{t.Position.Line, t.Position.Column}
	}
	lines := strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n")
	if open, found := opened(lines, at); found && strings.Contains(syntax.Message, "must be specified") {
		return open, "the " + lines[open.line-1][open.column-1:open.column] + " here is never closed", "close it on the same line"
	}
	for _, known := range causes {
		if strings.Contains(syntax.Message, known.message) {
			return at, known.problem, known.remedy
		}
	}
	if moved, problem, remedy := blame(lines, at); problem != "" {
		return moved, problem, remedy
	}
	return at, syntax.Message, "look at this line and the one above: indentation, a space after each colon, and quotes"
}

// causes are what the parser says where that alone tells the cause.
var causes = []struct{ message, problem, remedy string }{
	{"flow mapping end token", "the { here is never closed", "add the }"},
	{"sequence end token", "the [ here is never closed", "add the ]"},
	{"',' or '}' must be specified", "a comma or the } is missing before this", "write it as {a: 1, b: 2}"},
	{"',' or ']' must be specified", "a comma or the ] is missing before this", "write it as [a, b]"},
	{"corresponding to ']'", "the ] here closes nothing", "take it out, or add the ["},
	{"corresponding to '}'", "the } here closes nothing", "take it out, or add the {"},
	{"but found ','", "nothing is before this comma", "take it out"},
	{"end character of", "the quote that begins here is never closed", "close it on the same line"},
	{"unknown escape character", "a backslash in double quotes begins nothing that YAML knows", `write \\, or use single quotes`},
	{"brackets are open", fmt.Sprintf("more than %d brackets are open", maxFlowDepth), "close them, or indent instead"},
	{"tab character", "a tab is in the indentation", "use spaces"},
}

var (
	tight   = regexp.MustCompile(`^(\s*(?:- +)?[\w-]+):([^\s:/].*)$`)
	pairOf  = regexp.MustCompile(`^(\s*(?:- +)?)([\w-]+):(?: +(.*))?$`)
	twice   = regexp.MustCompile(`^[^"'{\[|>#]*: `)
	odd     = regexp.MustCompile(`[\x{a0}\x{2000}-\x{200b}\x{202f}\x{205f}\x{3000}]`)
	nothing = regexp.MustCompile(`[\[{][^"']*,\s*,`)
	comment = regexp.MustCompile(`(^|\s+)#.*$`)
)

// blame looks for the cause in the line where the parser stopped, and those above it.
func blame(lines []string, at place) (where place, problem, remedy string) {
	for n := at.line; n >= max(1, at.line-1) && n <= len(lines); n-- {
		line := lines[n-1]
		if found := odd.FindStringIndex(line); found != nil {
			column := len([]rune(line[:found[0]])) + 1
			r := []rune(line)[column-1]
			return place{n, column}, fmt.Sprintf("a space here is none to YAML (%U)", r), "type it anew"
		}
		line = comment.ReplaceAllString(line, "")
		if found := nothing.FindStringIndex(line); found != nil {
			return place{n, len([]rune(line[:found[1]]))}, "nothing is between two commas", "take one out"
		}
		if parts := tight.FindStringSubmatch(line); parts != nil {
			return place{n, len([]rune(parts[1])) + 1}, "a space is missing after the colon", "write " + strings.TrimSpace(parts[1]) + ": " + parts[2]
		}
		if parts := pairOf.FindStringSubmatch(line); parts != nil {
			column := len([]rune(line)) - len([]rune(parts[3])) + 1
			switch value := parts[3]; {
			case value != "" && strings.ContainsRune("@`%", rune(value[0])):
				return place{n, column}, "a value cannot begin with " + value[:1], "write it in quotes"
			case twice.MatchString(value):
				return place{n, column}, "the value has a colon and a space in it", "write it in quotes"
			}
		}
	}
	return misfit(lines, at)
}

// misfit compares the indentation of a line with that of the lines above it.
func misfit(lines []string, at place) (where place, problem, remedy string) {
	n := min(at.line, len(lines))
	depth := func(line string) int { return len(line) - len(strings.TrimLeft(line, " ")) }
	blank := func(line string) bool { return strings.TrimSpace(comment.ReplaceAllString(line, "")) == "" }
	for n > 0 && blank(lines[n-1]) {
		n--
	}
	above := n - 1
	for above > 0 && blank(lines[above-1]) {
		above--
	}
	if n < 1 || above < 1 {
		return at, "", ""
	}
	line, before := lines[n-1], comment.ReplaceAllString(lines[above-1], "")
	where = place{n, depth(line) + 1}
	for below := n; below < len(lines); below++ { // the parser may stop one line early
		if blank(lines[below]) {
			continue
		}
		own := pairOf.FindStringSubmatch(comment.ReplaceAllString(line, ""))
		if own != nil && own[3] != "" && depth(lines[below]) > depth(line) {
			return place{below + 1, depth(lines[below]) + 1}, fmt.Sprintf("this stands below line %d, which has a value already", n), "indent it as that line is"
		}
		break
	}
	parts := pairOf.FindStringSubmatch(before)
	item, list := strings.HasPrefix(strings.TrimSpace(line), "- "), strings.HasPrefix(strings.TrimSpace(before), "- ")
	switch {
	case !item && !strings.Contains(comment.ReplaceAllString(line, ""), ":"):
		return where, "neither a key with a colon nor an entry of a list is here", "write key: value"
	case depth(line) > depth(before) && parts != nil && parts[3] != "":
		return where, fmt.Sprintf("this stands below line %d, which has a value already", above), "indent it as that line is"
	case item != list && depth(line) == depth(before):
		return where, "an entry of a list and a key stand side by side", "indent what is below a key by two spaces more than the key"
	case depth(line) < depth(before):
		return where, "no line above is indented by " + spaces(depth(line)), "indent it as what it stands beside"
	}
	return where, fmt.Sprintf("the indentation by %s does not fit line %d", spaces(depth(line)), above), "indent it as what it stands beside"
}

func spaces(n int) string {
	if n == 1 {
		return "one space"
	}
	return fmt.Sprintf("%d spaces", n)
}

// opened returns the last bracket that was opened on a line above and is still open, outside of quotes and comments.
func opened(lines []string, at place) (open place, found bool) {
	var stack []place
	for n := 1; n <= min(at.line, len(lines)); n++ {
		quote := rune(0)
		for i, r := range comment.ReplaceAllString(lines[n-1], "") {
			switch {
			case quote != 0:
				if r == quote {
					quote = 0
				}
			case r == '"' || r == '\'':
				quote = r
			case r == '{' || r == '[':
				stack = append(stack, place{n, i + 1})
			case (r == '}' || r == ']') && len(stack) > 0:
				stack = stack[:len(stack)-1]
			}
		}
	}
	if len(stack) == 0 || stack[len(stack)-1].line >= at.line {
		return place{}, false
	}
	return stack[len(stack)-1], true
}

package document

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"
)

// What a file may have at most. A configuration is far below; the limits keep
// a wrong or hostile file from exhausting the parser.
const (
	maxFileBytes = 1 << 20
	maxLineBytes = 4096
	maxLines     = 10000
	maxFlowDepth = 32
)

// parse reads a document's file and returns its one YAML value. When it cannot,
// it rejects the root of the document and returns nil.
func parse(doc *Document, name string) ast.Node {
	text, fault := read(doc.reader.FS, name)
	if fault.Problem != "" {
		if fault.Problem == missing {
			fault.Remedy = doc.reader.Empty
		}
		doc.Root().reject(fault.Problem, fault.Remedy)
		return nil
	}
	root := doc.Root()
	root.mark(place{1, 1})
	if line, column, problem, remedy := suspect(text); problem != "" {
		root.mark(place{line, column})
		root.reject(problem, remedy)
		return nil
	}
	file, err := parseYAML(string(text))
	if err != nil {
		at, problem, remedy := explain(string(text), err)
		root.mark(at)
		root.reject("is not YAML: "+problem, remedy)
		return nil
	}
	switch {
	case len(file.Docs) > 1:
		if start := file.Docs[1].Start; start != nil {
			root.mark(place{start.Position.Line, start.Position.Column})
		}
		root.reject("has more than one YAML document", "remove the --- and give each a file of its own")
	case len(file.Docs) == 0 || file.Docs[0].Body == nil || file.Docs[0].Body.Type() == ast.NullType:
		root.reject("is empty", doc.reader.Empty)
	default:
		return file.Docs[0].Body
	}
	return nil
}

// suspect finds what is not worth giving to the parser, because its complaint
// would be less clear or because it would take too long.
func suspect(text []byte) (line, column int, problem, remedy string) {
	if bytes.HasPrefix(text, []byte("\xef\xbb\xbf")) {
		return 1, 1, "begins with a byte order mark", "save it as UTF-8 without BOM"
	}
	lines := bytes.Split(text, []byte("\n"))
	if len(lines) > maxLines {
		return maxLines + 1, 1, fmt.Sprintf("has more than %d lines", maxLines), misplaced
	}
	for i, l := range lines {
		indent := len(l) - len(bytes.TrimLeft(l, " \t"))
		tab, bad := bytes.IndexByte(l[:indent], '\t'), badByte(l)
		switch {
		case bad >= 0:
			problem, remedy = foreign(l[bad:])
			return i + 1, utf8.RuneCount(l[:bad]) + 1, problem, remedy
		case conflict.Match(l):
			return i + 1, 1, "holds both sides of a change that git could not merge",
				"keep one of them, and take out the lines with <<<<<<<, ======= and >>>>>>>"
		case oddSpace.Match(l[indent:]):
			r, _ := utf8.DecodeRune(l[indent:])
			return i + 1, indent + 1, fmt.Sprintf("is indented with a space that is none to YAML (%U)", r), "type the spaces anew"
		case tab >= 0 && len(bytes.TrimSpace(l)) > 0:
			return i + 1, tab + 1, "is indented with a tab", "use spaces"
		case len(l) > maxLineBytes:
			return i + 1, 1, fmt.Sprintf("has a line of more than %d bytes", maxLineBytes), "break the line"
		}
	}
	return 0, 0, "", ""
}

// misplaced is the remedy for what is out of proportion.
const misplaced = "take out what is no configuration"

var (
	// conflict is a line that git leaves where it could not merge.
	conflict = regexp.MustCompile(`^(<{7} |={7}\r?$|>{7} )`)
	// oddSpace is a space at the beginning that looks like one and is not ASCII's.
	oddSpace = regexp.MustCompile(`^[\x{a0}\x{2000}-\x{200b}\x{202f}\x{205f}\x{3000}]`)
)

// foreign says what is wrong with the first byte of what badByte has found.
func foreign(text []byte) (problem, remedy string) {
	if r, size := utf8.DecodeRune(text); r != utf8.RuneError || size > 1 {
		return fmt.Sprintf("holds a character that cannot be seen (%U)", r), "take it out"
	}
	return "holds a byte that is not UTF-8 text", "save it as UTF-8"
}

// badByte is the index of the first byte of a line that is no UTF-8 or a control character, or -1.
func badByte(line []byte) int {
	for i := 0; i < len(line); {
		r, size := utf8.DecodeRune(line[i:])
		last := i == len(line)-1
		if r == utf8.RuneError && size == 1 || r < ' ' && r != '\t' && (r != '\r' || !last) || r == 0x7f ||
			r == 0xfeff {
			return i
		}
		i += size
	}
	return -1
}

// parseYAML runs the YAML parser. A text that makes the parser itself fail is
// reported like any other text that is not YAML.
func parseYAML(text string) (file *ast.File, err error) {
	defer func() {
		if recover() != nil {
			err = errors.New("the parser failed")
		}
	}()
	tokens := lexer.Tokenize(strings.ReplaceAll(text, "\r\n", "\n"))
	if t := tooDeep(tokens); t != nil {
		return nil, &yaml.SyntaxError{Message: fmt.Sprintf("more than %d brackets are open", maxFlowDepth), Token: t}
	}
	return parser.Parse(tokens, 0, parser.AllowDuplicateMapKey())
}

// tooDeep is the token that nests brackets too deeply for a recursive parser, or nil.
func tooDeep(tokens token.Tokens) *token.Token {
	depth := 0
	for _, t := range tokens {
		switch t.Type {
		case token.SequenceStartType, token.MappingStartType:
			if depth++; depth > maxFlowDepth {
				return t
			}
		case token.SequenceEndType, token.MappingEndType:
			depth--
		}
	}
	return nil
}

package document

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
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
	text, err := read(doc.reader.FS, name)
	if err != nil {
		doc.Root().reject(err.Error(), "")
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
		syntax := new(yaml.SyntaxError)
		problem := "is not YAML"
		if errors.As(err, &syntax) {
			problem += ": " + syntax.Message
			if t := syntax.Token; t != nil && t.Position != nil {
				root.mark(place{t.Position.Line, t.Position.Column})
			}
		}
		root.reject(problem, "")
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

// read returns the content of a regular file of bearable size.
func read(fsys fs.FS, name string) ([]byte, error) {
	info, err := fs.Stat(fsys, name)
	if err != nil {
		return nil, unreadable(err)
	}
	if !info.Mode().IsRegular() {
		return nil, errors.New("is not a regular file")
	}
	f, err := fsys.Open(name)
	if err != nil {
		return nil, unreadable(err)
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, maxFileBytes+1))
	if err != nil {
		return nil, unreadable(err)
	}
	if len(text) > maxFileBytes {
		return nil, fmt.Errorf("is larger than %d KiB, which no configuration is", maxFileBytes>>10)
	}
	return text, nil
}

// unreadable returns an error of the file system without the path, which the fault has already.
func unreadable(err error) error {
	if path := new(fs.PathError); errors.As(err, &path) {
		err = path.Err
	}
	if errors.Is(err, fs.ErrNotExist) {
		return errors.New("does not exist")
	}
	return fmt.Errorf("cannot be read: %w", err)
}

// suspect finds what is not worth giving to the parser, because its complaint
// would be less clear or because it would take too long.
func suspect(text []byte) (line, column int, problem, remedy string) {
	if bytes.HasPrefix(text, []byte("\xef\xbb\xbf")) {
		return 1, 1, "begins with a byte order mark", "save it as UTF-8 without BOM"
	}
	lines := bytes.Split(text, []byte("\n"))
	if len(lines) > maxLines {
		return maxLines + 1, 1, fmt.Sprintf("has more than %d lines, which no configuration has", maxLines), ""
	}
	for i, l := range lines {
		indent := len(l) - len(bytes.TrimLeft(l, " \t"))
		tab, bad := bytes.IndexByte(l[:indent], '\t'), badByte(l)
		switch {
		case bad >= 0:
			return i + 1, utf8.RuneCount(l[:bad]) + 1, "holds a byte that is not UTF-8 text", "save it as UTF-8"
		case tab >= 0 && len(bytes.TrimSpace(l)) > 0:
			return i + 1, tab + 1, "is indented with a tab", "use spaces"
		case len(l) > maxLineBytes:
			return i + 1, 1, fmt.Sprintf("has a line of more than %d bytes", maxLineBytes), "break the line"
		}
	}
	return 0, 0, "", ""
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

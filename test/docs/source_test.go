package docs

import (
	"bytes"
	"go/scanner"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
)

// Lines of Go have at most this many columns. A tab counts as four; the text of string literals, which is shown as it
// is, does not count, and neither do preformatted comments and what an example prints.
const (
	columns = 120
	tab     = 4
)

func TestLinesOfGoAreWithin120Columns(t *testing.T) {
	for _, name := range tracked(t) {
		if filepath.Ext(name) != ".go" {
			continue
		}
		content, err := os.ReadFile(filepath.Join(root, name))
		require.NoError(t, err)
		for i, line := range bytes.Split(withoutText(content), []byte("\n")) {
			comment := bytes.TrimLeft(line, "\t")
			if bytes.HasPrefix(comment, []byte("//\t")) ||
				bytes.HasPrefix(comment, []byte("// ")) && filepath.Base(name) == "example_test.go" {
				continue
			}
			if width := utf8.RuneCount(line) + bytes.Count(line, []byte("\t"))*(tab-1); width > columns {
				t.Errorf("%s:%d: %d columns", name, i+1, width)
			}
		}
	}
}

func TestNoFileHasWhatAMergeLeftOpen(t *testing.T) {
	marker := regexp.MustCompile(`(?m)^(<{7}|>{7}|\|{7}) `)
	for _, name := range tracked(t) {
		content, err := os.ReadFile(filepath.Join(root, name))
		require.NoError(t, err)
		require.NotRegexp(t, marker, string(content), name)
	}
}

// withoutText returns Go source without what is in its string literals, line by line as it was.
func withoutText(source []byte) []byte {
	files := token.NewFileSet()
	file := files.AddFile("", files.Base(), len(source))
	var s scanner.Scanner
	s.Init(file, source, nil, 0)
	var out []byte
	copied := 0
	for {
		position, kind, text := s.Scan()
		if kind == token.EOF {
			return append(out, source[copied:]...)
		}
		if kind != token.STRING {
			continue
		}
		begin := file.Offset(position)
		end := begin + len(text)
		if text[0] == '`' { // the scanner leaves carriage returns out
			end = begin + 1 + bytes.IndexByte(source[begin+1:], '`') + 1
		}
		out = append(out, source[copied:begin]...)
		out = append(out, bytes.Repeat([]byte("\n"), bytes.Count(source[begin:end], []byte("\n")))...)
		copied = end
	}
}

func TestTextDoesNotCountAsColumns(t *testing.T) {
	source := "package a\n\nvar b = `c\nd` + \"e\" // f"
	require.Equal(t, "package a\n\nvar b = \n +  // f", string(withoutText([]byte(source))))
}

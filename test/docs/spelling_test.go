package docs

import (
	"bufio"
	"bytes"
	"go/scanner"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/golangci/misspell"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The repository is written in British English, with -ize as AWS and Oxford have it: colour, centre, organization.

// names are not prose: what AWS calls its things, keywords of PostgreSQL and Kubernetes, code, addresses, and words
// joined to others.
var names = regexp.MustCompile(`(?i)identity centers?\b|\bartifacts?\b|\bbehaviors?\b|analyse analyze|"honor"|https?://[^ )]*|\w+[._/-][\w._/-]*\w` + "|`[^`]*`")

// american and british are the rules of two spellings; the first has the common slips as well.
var (
	american = sync.OnceValue(func() *misspell.Replacer { return replacer(misspell.DictBritish, misspell.DictMain) })
	british  = sync.OnceValue(func() *misspell.Replacer { return replacer(misspell.DictAmerican) })
)

func replacer(lists ...[]string) *misspell.Replacer {
	r := &misspell.Replacer{}
	for _, list := range lists {
		r.AddRuleList(list)
	}
	r.Compile()
	return r
}

// misspelt returns the words of a line that are spelt otherwise than here, with what to write.
func misspelt(line string) []string {
	line = names.ReplaceAllStringFunc(line, func(found string) string { return strings.Repeat(" ", len(found)) })
	var faults []string
	_, found := american().Replace(line)
	for _, fault := range found {
		if withS(fault.Original) != strings.ToLower(fault.Corrected) { // not for -ize
			faults = append(faults, fault.Original+": write "+fault.Corrected)
		}
	}
	_, found = british().Replace(line)
	for _, fault := range found {
		if strings.ToLower(fault.Original) == withS(fault.Corrected) { // for -ise only
			faults = append(faults, fault.Original+": write "+fault.Corrected)
		}
	}
	return faults
}

// withS returns a word that has -iz with -is.
func withS(word string) string { return strings.ReplaceAll(strings.ToLower(word), "iz", "is") }

// foreign are files that list other people's words.
var foreign = []string{"go.mod", "go.sum", "package-lock.json", "LICENSE"}

// tracked returns the files of the repository that people write, without data of tests.
func tracked(t testing.TB) []string {
	t.Helper()
	command := exec.Command("git", "ls-files", "--cached", "--others", "--exclude-standard")
	command.Dir = root
	output, err := command.Output()
	require.NoError(t, err)
	var all []string
	for line := range strings.Lines(string(output)) {
		name := strings.TrimSpace(line)
		if strings.Contains(name, "/testdata/") || slices.Contains(foreign, filepath.Base(name)) {
			continue
		}
		if info, err := os.Lstat(filepath.Join(root, name)); err == nil && info.Mode().IsRegular() {
			all = append(all, name)
		}
	}
	require.Greater(t, len(all), 200)
	return all
}

// prose returns what people read in a file, by line: all of it, or a Go file's comments and strings.
func prose(t testing.TB, name string) map[int]string {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(root, name))
	require.NoError(t, err)
	lines := map[int]string{}
	if filepath.Ext(name) != ".go" {
		all := bufio.NewScanner(bytes.NewReader(content))
		all.Buffer(nil, 1<<20)
		for n := 1; all.Scan(); n++ {
			lines[n] = all.Text()
		}
		require.NoError(t, all.Err(), name)
		return lines
	}
	files := token.NewFileSet()
	file := files.AddFile(name, -1, len(content))
	var s scanner.Scanner
	s.Init(file, content, nil, scanner.ScanComments)
	for {
		position, kind, text := s.Scan()
		switch kind {
		case token.EOF:
			return lines
		case token.COMMENT, token.STRING:
			n := files.Position(position).Line
			for line := range strings.Lines(text) {
				lines[n] += " " + strings.TrimSpace(line)
				n++
			}
		}
	}
}

func TestEverythingIsSpeltInBritishEnglishWithIze(t *testing.T) {
	for _, name := range tracked(t) {
		for n, line := range prose(t, name) {
			for _, fault := range misspelt(line) {
				t.Errorf("%s:%d: %s", name, n, fault)
			}
		}
	}
}

func TestSpellingTellsAmericanFromBritish(t *testing.T) {
	list, err := os.ReadFile("testdata/spelling.txt")
	require.NoError(t, err)
	for line := range strings.Lines(string(list)) {
		words, right, found := strings.Cut(strings.TrimSpace(line), ": ")
		require.True(t, found, line)
		assert.Equal(t, right == "right", len(misspelt("a "+words+" here")) == 0, words)
	}
}

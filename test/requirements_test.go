package test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// requirement is a row of docs/requirements.md.
type requirement struct {
	number, sentence, where string
	tests                   []string
}

func requirements(t testing.TB) []requirement {
	t.Helper()
	document, err := os.ReadFile("../docs/requirements.md")
	require.NoError(t, err)
	var rows []requirement
	for line := range strings.Lines(string(document)) {
		cells := strings.Split(strings.TrimSpace(line), " | ")
		if len(cells) < 3 || !regexp.MustCompile(`^\| [A-Z]+-\d+$`).MatchString(cells[0]) {
			continue
		}
		require.Len(t, cells, 4, line)
		rows = append(rows, requirement{
			number:   strings.TrimPrefix(cells[0], "| "),
			sentence: cells[1],
			where:    strings.TrimSpace(cells[2]),
			tests:    regexp.MustCompile(`Test\w+`).FindAllString(cells[3], -1),
		})
	}
	return rows
}

// testFunctions are all test functions of the repository, and whether they may skip themselves.
func testFunctions(t testing.TB) map[string]bool {
	t.Helper()
	skips := map[string]bool{}
	for _, path := range goFiles(t) {
		if !strings.HasSuffix(path, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		require.NoError(t, err)
		for _, declaration := range file.Decls {
			function, ok := declaration.(*ast.FuncDecl)
			if !ok || !strings.HasPrefix(function.Name.Name, "Test") {
				continue
			}
			skips[function.Name.Name] = false
			ast.Inspect(function, func(node ast.Node) bool {
				if call, ok := node.(*ast.SelectorExpr); ok && strings.HasPrefix(call.Sel.Name, "Skip") {
					skips[function.Name.Name] = true
				}
				return true
			})
		}
	}
	return skips
}

// TestEveryRequirementThatIsMetNamesTestsThatExistAndRun: go test runs every
// test function of a package, so one that exists and cannot skip itself runs.
func TestEveryRequirementThatIsMetNamesTestsThatExistAndRun(t *testing.T) {
	rows := requirements(t)
	skips := testFunctions(t)
	seen := map[string]bool{}
	met := 0
	for _, row := range rows {
		assert.False(t, seen[row.number], "%s occurs twice", row.number)
		seen[row.number] = true
		assert.NotEmpty(t, row.sentence, row.number)
		assert.Equal(t, row.where != "", len(row.tests) > 0, "%s: a place needs a test, and a test a place", row.number)
		for _, test := range row.tests {
			met++
			skip, exists := skips[test]
			assert.True(t, exists, "%s names %s, which does not exist", row.number, test)
			assert.False(t, skip, "%s names %s, which may skip itself", row.number, test)
		}
		for _, path := range regexp.MustCompile("`([^`]+)`").FindAllStringSubmatch(row.where, -1) {
			_, err := os.Stat(filepath.Join("..", path[1]))
			assert.NoError(t, err, row.number)
		}
	}
	assert.Equal(t, 70, len(rows), "every number of the requirements")
	assert.Greater(t, met, 50)
}

func TestFilesThatContributorsAreSentToExist(t *testing.T) {
	guide, err := os.ReadFile("../CONTRIBUTING.md")
	require.NoError(t, err)
	seen := 0
	for _, match := range regexp.MustCompile("`([a-z]+/[A-Za-z0-9_./-]+|[a-z]+\\.(?:go|yaml))`").FindAllStringSubmatch(string(guide), -1) {
		seen++
		_, err := os.Stat("../" + match[1])
		assert.NoError(t, err)
	}
	assert.Greater(t, seen, 10)
}

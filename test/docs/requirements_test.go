package docs

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// planned is what stands for the place of a requirement that is not built.
const planned = "planned"

// requirement is a row of docs/requirements.md.
type requirement struct {
	number, sentence, where string
	tests                   []string
}

func requirements(t testing.TB) []requirement {
	t.Helper()
	document, err := os.ReadFile(filepath.Join(root, "docs/requirements.md"))
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

// testFunctions returns all test functions of the repository, and whether they may skip themselves.
func testFunctions(t testing.TB) map[string]bool {
	t.Helper()
	skips := map[string]bool{}
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() && (entry.Name() == "node_modules" || entry.Name() == "testdata") {
			return filepath.SkipDir
		}
		if !strings.HasSuffix(path, "_test.go") {
			return nil
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			return err
		}
		for _, declaration := range file.Decls {
			function, ok := declaration.(*ast.FuncDecl)
			if !ok || !strings.HasPrefix(function.Name.Name, "Test") {
				continue
			}
			skips[function.Name.Name] = false
			ast.Inspect(function, func(node ast.Node) bool {
				if call, ok := node.(*ast.SelectorExpr); ok && slices.Contains([]string{"Skip", "Skipf", "SkipNow"}, call.Sel.Name) {
					skips[function.Name.Name] = true
				}
				return true
			})
		}
		return nil
	})
	require.NoError(t, err)
	return skips
}

// TestARequirementNamesItsPlacesAndTestsOrIsPlanned: go test runs every test function of a package, so one that exists
// and cannot skip itself runs.
func TestARequirementNamesItsPlacesAndTestsOrIsPlanned(t *testing.T) {
	skips := testFunctions(t)
	proofs := 0
	for _, row := range requirements(t) {
		assert.NotEmpty(t, row.sentence, row.number)
		if row.where == planned {
			assert.Empty(t, row.tests, "%s is planned, so no test can prove it", row.number)
			continue
		}
		assert.NotContains(t, row.where, planned, "%s: built in part is \"in part: …\"", row.number)
		places := regexp.MustCompile("`([^`]+)`").FindAllStringSubmatch(row.where, -1)
		assert.NotEmpty(t, places, "%s names no place, and is not planned", row.number)
		assert.NotEmpty(t, row.tests, "%s names no test, and is not planned", row.number)
		for _, place := range places {
			_, err := os.Stat(filepath.Join(root, place[1]))
			assert.NoError(t, err, row.number)
		}
		for _, test := range row.tests {
			proofs++
			skip, exists := skips[test]
			assert.True(t, exists, "%s names %s, which does not exist", row.number, test)
			assert.False(t, skip, "%s names %s, which may skip itself", row.number, test)
		}
	}
	assert.Greater(t, proofs, 50)
}

// numbers are how many requirements each section has. Their numbers are permanent, so these only grow.
var numbers = map[string]int{
	"ORG": 5, "NET": 13, "LB": 3, "CMP": 6, "DATA": 11, "EDGE": 4, "OBS": 6, "SEC": 8, "OPS": 8, "DR": 6,
	"CHG": 6, "BLD": 4, "GRD": 4, "DAY": 3, "NEW": 7,
}

func TestEveryNumberOfTheRequirementsHasOneRow(t *testing.T) {
	var want, got []string
	for section, most := range numbers {
		for n := range most {
			want = append(want, fmt.Sprintf("%s-%d", section, n+1))
		}
	}
	for _, row := range requirements(t) {
		got = append(got, row.number)
		section, n, _ := strings.Cut(row.number, "-")
		assert.Contains(t, want, row.number, "it is new: say %q: %s in numbers of this file", section, n)
	}
	assert.ElementsMatch(t, want, got)
}

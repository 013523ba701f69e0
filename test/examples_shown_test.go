package test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"bulkhead/analysis/price"
	"bulkhead/assembly"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// everyExample are those of examples/README.md, by the directory of the configuration.
var everyExample = map[string]string{
	"minimal": "examples/minimal", "startup": "examples/startup", "private": "examples/private", "full": "config/example",
}

const acceptExamples = "make accept writes it; look at it before you commit it"

// printed is what a command prints, which succeeds.
func printed(t testing.TB, arguments ...string) string {
	t.Helper()
	status, stdout, stderr := run(t, t.TempDir(), nil, binary(t), arguments...)
	require.Equal(t, 0, status, "%v: %s%s", arguments, stdout, stderr)
	return stdout
}

func TestEveryExampleShowsWhatItCosts(t *testing.T) {
	for name, dir := range everyExample {
		file := "../examples/" + name + "/README.md"
		page, err := os.ReadFile(file)
		require.NoError(t, err)
		command := "(?s)```sh\nbin/bulkhead price " + dir + " ([^\n]+)\n```\n\n```text\n(.*?)```"
		shown := regexp.MustCompile(command).FindSubmatchIndex(page)
		require.NotNil(t, shown, file)
		flags := strings.Fields(string(page[shown[2]:shown[3]]))
		costs := printed(t, append([]string{"price", synthesizedExample(t, name)}, flags...)...)
		if *update {
			page = slices.Concat(page[:shown[4]], []byte(costs), page[shown[5]:])
			require.NoError(t, os.WriteFile(file, page, 0o644))
			continue
		}
		assert.Equal(t, costs, string(page[shown[4]:shown[5]]), "%s: %s", file, acceptExamples)
	}
}

func TestEveryExampleShowsThePictureOfItsTemplates(t *testing.T) {
	for name := range everyExample {
		dir, drawn := "../examples/"+name, t.TempDir()
		page, err := os.ReadFile(dir + "/README.md")
		require.NoError(t, err)
		printed(t, "draw", synthesizedExample(t, name), "--out", drawn)
		var shown []string
		for _, picture := range regexp.MustCompile(`!\[[^]]+\]\(([^)]+\.svg)\)`).FindAllSubmatch(page, -1) {
			file := filepath.Join(dir, string(picture[1]))
			shown = append(shown, file)
			want, err := os.ReadFile(filepath.Join(drawn, filepath.Base(file)))
			require.NoError(t, err, "no command draws %s", file)
			if *update {
				require.NoError(t, os.WriteFile(file, want, 0o644))
			}
			is, err := os.ReadFile(file)
			require.NoError(t, err)
			assert.True(t, string(want) == string(is), "%s: %s", file, acceptExamples)
		}
		assert.NotEmpty(t, shown, dir)
		there, err := filepath.Glob(dir + "/*.svg")
		require.NoError(t, err)
		for _, file := range there {
			assert.Contains(t, shown, file, "its README shows it")
		}
	}
}

func TestTheTableOfExamplesSaysHowManyAccountsEachHasAndWhatItCosts(t *testing.T) {
	const file = "../examples/README.md"
	page, err := os.ReadFile(file)
	require.NoError(t, err)
	for name := range everyExample {
		out := synthesizedExample(t, name)
		var report price.Report
		require.NoError(t, json.Unmarshal([]byte(printed(t, "price", out, "--json")), &report))
		a, err := assembly.Load(out)
		require.NoError(t, err)
		accounts := map[string]bool{}
		for _, stack := range a.Stacks {
			accounts[stack.Account] = true
		}
		row := regexp.MustCompile(`(?m)^(\| \[` + name + `\]\(` + name + `/README\.md\) \|[^|]*\|[^|]*\| )([^|]* \| [^|]*)( \|[^|]*\|)$`)
		found := row.FindSubmatch(page)
		require.NotNil(t, found, name)
		want := fmt.Sprintf("%d | %s to %s", len(accounts), whole(report.Least), whole(report.Most))
		if *update {
			page = row.ReplaceAll(page, []byte("${1}"+want+"${3}"))
			continue
		}
		assert.Equal(t, want, string(found[2]), "%s: %s", name, acceptExamples)
	}
	if *update {
		require.NoError(t, os.WriteFile(file, page, 0o644))
	}
}

// whole is an amount in whole dollars: a table is for comparing.
func whole(amount price.USD) string {
	dollars, _, _ := strings.Cut((amount + 500_000).String(), ".")
	return dollars
}

func TestEverySampleIsInTheTableOfExamples(t *testing.T) {
	page, err := os.ReadFile("../examples/README.md")
	require.NoError(t, err)
	entries, err := os.ReadDir("../examples")
	require.NoError(t, err)
	for _, entry := range entries {
		switch name := entry.Name(); {
		case !entry.IsDir():
			continue
		case fileExists("../examples/" + name + "/README.md"):
			assert.Contains(t, string(page), "]("+name+"/README.md)")
		default:
			samples, err := filepath.Glob("../examples/" + name + "/*")
			require.NoError(t, err)
			for _, sample := range samples {
				assert.Contains(t, string(page), "]("+strings.TrimPrefix(sample, "../examples/")+")")
			}
		}
	}
}

func fileExists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

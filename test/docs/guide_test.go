package docs

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestFilesThatContributorsAreSentToExist(t *testing.T) {
	guide := read(t, "CONTRIBUTING.md")
	seen := 0
	for _, span := range guide.spans() {
		if !regexp.MustCompile(`^[a-z]+/[A-Za-z0-9_./-]+$|^[a-z]+\.(go|yaml)$`).MatchString(span) {
			continue
		}
		seen++
		_, err := os.Stat(filepath.Join(root, strings.TrimSuffix(span, "/")))
		assert.NoError(t, err)
	}
	assert.Greater(t, seen, 10)
}

// The first commands of README are what a newcomer and the gate run.
func TestREADMEsTwoCommandsAreMakeSynthAndMakeTest(t *testing.T) {
	blocks := read(t, "README.md").blocks()
	first := slices.IndexFunc(blocks, func(b block) bool { return b.language == "sh" })
	require.GreaterOrEqual(t, first, 0)
	var commands []string
	for line := range strings.Lines(blocks[first].text) {
		command, _, _ := strings.Cut(line, "#")
		commands = append(commands, strings.TrimSpace(command))
	}
	assert.Equal(t, []string{"make synth", "make test"}, commands)
	gate, err := os.ReadFile(filepath.Join(root, ".ci/run"))
	require.NoError(t, err)
	for _, command := range commands {
		assert.Contains(t, string(gate), "\n"+command+"\n", "the gate runs README's own commands")
	}
}

// README is read to its end only if that is near: its prose has about 900 words.
func TestREADMEIsShort(t *testing.T) {
	source := string(read(t, "README.md").source)
	prose := regexp.MustCompile("(?ms)^ *```.*?^ *```$").ReplaceAllString(source, "")
	assert.Less(t, len(strings.Fields(prose)), 1000)
}

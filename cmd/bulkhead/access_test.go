package main

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestThePageOnAccessShowsWhatTheCommandsPrint(t *testing.T) {
	dir := exampleAssembly(t)
	page, err := os.ReadFile("../../docs/operate/access.md")
	require.NoError(t, err)
	shown := regexp.MustCompile("(?s)```sh\n(bin/bulkhead access [^\n]+)\n```\n\n```text\n(.*?)```").FindAllStringSubmatch(string(page), -1)
	require.GreaterOrEqual(t, len(shown), 3)
	for _, example := range shown {
		line, _, _ := strings.Cut(example[1], "#")
		args := append(strings.Fields(line)[1:], "--assembly", dir)
		_, stdout, stderr := command(t, args...)
		assert.Empty(t, stderr, line)
		assert.Equal(t, example[2], stdout, line)
	}
}

func TestAccessSaysWhatIsWrongWithAQuestion(t *testing.T) {
	dir := exampleAssembly(t)
	status, stdout, _ := command(t, "access", "--all", "--assembly", dir)
	assert.Equal(t, 0, status)
	assert.Regexp(t, `(?m)^prod/web +reads \(1\) +prod/payment-key +itself$`, stdout)
	assert.Regexp(t, `(?m)^push@worker +writes \(3\) +prod/events +as \S+, prod/worker$`, stdout)
	for _, c := range []struct {
		args   []string
		status int
		want   string
	}{
		{[]string{"prod/wep"}, 1, "error: there is nobody called \"prod/wep\"; did you mean prod/web?\n"},
		{[]string{"prod/web", "prod/order"}, 1, "error: there is nothing called \"prod/order\"; did you mean prod/orders?\n"},
		{
			[]string{"prod/web", "--to", "prod/orders"},
			2,
			"error: name somebody, or --to something, or --all: one of them; see bulkhead access --help\n",
		},
	} {
		status, stdout, stderr := command(t, append([]string{"access", "--assembly", dir}, c.args...)...)
		assert.Equal(t, c.status, status)
		assert.Empty(t, stdout)
		assert.Equal(t, c.want, stderr)
	}
}

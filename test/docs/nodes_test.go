package docs

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// boots are what instances of stores and of the VPN run when they start.
func boots(t testing.TB) string {
	t.Helper()
	scripts, err := filepath.Glob(filepath.Join(root, "constructs/*/boot/*.sh"))
	require.NoError(t, err)
	require.NotEmpty(t, scripts)
	var all strings.Builder
	for _, script := range scripts {
		text, err := os.ReadFile(script)
		require.NoError(t, err)
		all.Write(text)
	}
	return all.String()
}

func TestUnitsAndCommandsThatPeopleUseOnANodeAreThere(t *testing.T) {
	boot := boots(t)
	seen := 0
	check := func(where, text string) {
		text = strings.Join(strings.Fields(text), " ")
		for _, match := range regexp.MustCompile(`systemctl (?:start|stop|restart|status) ([a-z. -]+)`).FindAllStringSubmatch(text, -1) {
			for unit := range strings.FieldsSeq(match[1]) {
				seen++
				if !strings.Contains(unit, ".") {
					unit += ".service"
				}
				assert.Contains(t, boot, "/etc/systemd/system/"+unit+" ", "%s: no boot makes %s", where, unit)
			}
		}
		if strings.HasPrefix(text, "journalctl ") {
			for _, match := range regexp.MustCompile(`-u ([a-z-]+)`).FindAllStringSubmatch(text, -1) {
				seen++
				assert.Contains(t, boot, "/etc/systemd/system/"+match[1]+".service ", "%s: no boot makes %s", where, match[1])
			}
		}
		for _, match := range regexp.MustCompile(`bulkhead-store ([a-z-]+)`).FindAllStringSubmatch(text, -1) {
			seen++
			assert.Contains(t, boot, `"`+match[1]+`"`, "%s: bulkhead-store knows no %s", where, match[1])
		}
	}
	for _, d := range documents(t) {
		if !strings.HasPrefix(d.path, "docs/") || strings.HasPrefix(d.path, "docs/decisions/") {
			continue
		}
		for _, b := range d.blocks() {
			if b.language == "text" {
				for line := range strings.SplitSeq(b.text, "\n") {
					check(b.where, strings.ReplaceAll(line, ";", " && "))
				}
			}
		}
		for _, span := range d.spans() {
			check(d.path, span)
		}
	}
	assert.Greater(t, seen, 20)
}

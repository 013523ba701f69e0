package dial

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"testing"

	"bulkhead/constructs/node/boot"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// databaseSettings are those of a node that is nowhere.
func databaseSettings(t *testing.T) map[string]string {
	return (&set{kind: ofDatabases, t: &current{t, t}, name: "acme-prod-orders"}).settings(1, nil)
}

func TestAllShellOfADatabasePassesShellcheck(t *testing.T) {
	tool(t, "shellcheck")
	whole := filepath.Join(t.TempDir(), "boot.sh")
	text := "#!/bin/bash\n" + boot.Settings(databaseSettings(t)) + boot.Body(ofDatabases.files)
	require.NoError(t, os.WriteFile(whole, []byte(text), 0o600))
	out, err := exec.Command("shellcheck", whole).CombinedOutput()
	assert.NoError(t, err, string(out))
}

func TestTheBootOfADatabaseReadsItsSettingsAndNoOthers(t *testing.T) {
	read := regexp.MustCompile(`\b(NODE|STORE)_[A-Z]+`).FindAllString(boot.Body(ofDatabases.files), -1)
	slices.Sort(read)
	known := []string{"NODE_PAUSE"} // of tests
	for name := range databaseSettings(t) {
		known = append(known, name)
	}
	slices.Sort(known)
	assert.Equal(t, known, slices.Compact(read))
}

func TestTheBootOfADatabaseLeavesRoomForSettings(t *testing.T) {
	script := boot.Script(databaseSettings(t), ofDatabases.files)
	assert.Less(t, len(script), 15*1024+512, "AWS takes 16 KiB, and ids are longer than here")
}

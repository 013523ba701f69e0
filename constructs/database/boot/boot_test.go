package boot

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"bulkhead/config"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// program is what nodes run, without its settings.
func program(t *testing.T) string {
	t.Helper()
	var text strings.Builder
	for _, name := range []string{"7-server.sh", "8-role.sh"} {
		file, err := Files.ReadFile(name)
		require.NoError(t, err)
		for _, part := range regexp.MustCompile(`(?s)cat >>/usr/local/sbin/bulkhead-store <<'END'\n(.*?)\nEND\n`).FindAllSubmatch(file, -1) {
			text.Write(append(part[1], '\n'))
		}
	}
	path := filepath.Join(t.TempDir(), "program.py")
	require.NoError(t, os.WriteFile(path, []byte(text.String()), 0o600))
	return path
}

func TestTheProgramOfADatabaseIsOfAmazonLinuxsPython(t *testing.T) {
	if _, err := exec.LookPath("python3"); err != nil {
		t.Skip("needs python3")
	}
	out, err := exec.Command("python3", "-c", "import ast, sys; ast.parse(open(sys.argv[1]).read(), feature_version=(3, 9))", program(t)).CombinedOutput()
	assert.NoError(t, err, string(out))
}

// world runs nodes that ship in a world where everything fails at random.
func world(t *testing.T, how string) {
	if _, err := exec.LookPath("python3"); err != nil {
		t.Skip("needs python3")
	}
	path := program(t)
	for seed := range 8 {
		out, err := exec.Command("python3", "testdata/world.py", path, fmt.Sprint(seed), "2000", how).CombinedOutput()
		require.NoError(t, err, "seed %d: %s", seed, out)
		t.Logf("seed %d: %s", seed, out)
	}
}

func TestNeverDoTwoNodesTakeWritesAndNoneIsLostByAPromotion(t *testing.T) { world(t, "keep") }

func TestNeverDoTwoNodesTakeWritesThoughOneIsCutOffAndTheOtherPromoted(t *testing.T) {
	world(t, "lose")
}

func TestMySQLWritesEachCommitToTheDiskAndTakesNoPlainText(t *testing.T) {
	d := config.Database{Engine: config.MySQL, Class: "m7g.large", Parameters: map[string]string{"wait_timeout": "600"}}
	text := Config(d, "orders-2.internal.prod.example.com", 1)
	for _, line := range []string{
		"sync_binlog = 1", "innodb_flush_log_at_trx_commit = 1", "gtid_mode = ON", "enforce_gtid_consistency = ON",
		"require_secure_transport = ON", "tls_version = TLSv1.2,TLSv1.3", "super_read_only = ON", "skip_replica_start = ON",
		"loose_rpl_semi_sync_source_timeout = 10000", "loose_rpl_semi_sync_replica_enabled = ON", "local_infile = OFF",
		"innodb_buffer_pool_size = 4096M", "max_connections = 682", "max_user_connections = 662", "server_id = 2", "wait_timeout = 600",
		"report_host = orders-2.internal.prod.example.com",
	} {
		assert.Contains(t, text, line+"\n")
	}
	d.Parameters["max_connections"] = "900"
	assert.Equal(t, 1, strings.Count(Config(d, "a", 0), "max_connections"))
	assert.Contains(t, Config(d, "a", 0), "max_connections = 900\n")
}

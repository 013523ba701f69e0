package dial

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"bulkhead/config"
	databaseboot "bulkhead/constructs/database/boot"

	"github.com/stretchr/testify/require"
)

// ofDatabases is a database: two nodes, with MariaDB in the place of MySQL.
var ofDatabases = kind{
	files: databaseboot.Files, fakes: []string{"testdata/mariadb"},
	settings: func(s *set, node int) map[string]string {
		database := config.Database{Engine: config.MySQL, Class: "t4g.small", Parameters: map[string]string{"innodb_lock_wait_timeout": "7"}}
		return map[string]string{
			"NODE_PEERS":     s.hostname(1) + "=" + s.address(1) + " " + s.hostname(2) + "=" + s.address(2),
			"NODE_SECRETS":   fmt.Sprintf("login=arn:login-%[1]s node=arn:node-%[1]s root=arn:root-%[1]s", s.name),
			"STORE_CONFIG":   databaseboot.Config(database, s.hostname(node), node-1),
			"STORE_VERSION":  "8.4.10",
			"STORE_DATABASE": "open_orders",
			"STORE_LOGIN":    "bulkhead",
			"STORE_ADDRESS":  "orders-primary.internal.prod.example.com",
			"STORE_ZONE":     "Z0INTERNAL",
		}
	},
}

// needDatabases skips a test whose tools are missing, except in CI.
func needDatabases(t *testing.T) {
	t.Helper()
	needNodes(t)
	for _, name := range []string{"mariadbd", "mariadb", "mariadb-install-db"} {
		tool(t, name)
	}
}

// secretOf is the password of a user of a database.
func (s *set) secretOf(user string) string {
	return "of" + user + strings.ReplaceAll(s.name, "-", "")
}

// newDatabase is a database whose address leads to the first node.
func newDatabase(t *current, name string) *set {
	t.Helper()
	s := newSetOf(t, ofDatabases, name)
	for _, user := range []string{"login", "node", "root"} {
		s.write("secret-arn:"+user+"-"+name, `{"username":"a","password":"`+s.secretOf(user)+`"}`)
	}
	s.lead(1)
	return s
}

// lead leads the address of the primary to a node.
func (s *set) lead(node int) { s.write("leads", s.address(node)) }

// led is the node that the address of the primary leads to.
func (s *set) led() int {
	s.t.Helper()
	text, err := os.ReadFile(filepath.Join(s.aws, "leads"))
	require.NoError(s.t, err)
	for node := 1; node <= 2; node++ {
		if strings.TrimSpace(string(text)) == s.address(node) {
			return node
		}
	}
	return 0
}

// query asks a node from a machine, as services do.
func (s *set) query(from *host, node int, sql string, more ...string) (string, error) {
	s.t.Helper()
	args := append([]string{
		"--no-defaults", "--host=" + s.address(node), "--user=bulkhead", "--password=" + s.secretOf("login"), "--ssl",
		"--connect-timeout=3", "--batch", "--skip-column-names", "--execute=" + sql,
	}, more...)
	out, err := from.command("mariadb", args...).CombinedOutput()
	return strings.TrimSpace(string(out)), err
}

// asks is a query that the test needs an answer to.
func (s *set) asks(node int, sql string) string {
	s.t.Helper()
	out, err := s.query(s.router, node, sql)
	require.NoError(s.t, err, "%s: %s", sql, out)
	return out
}

// takesWrites tells whether a node does.
func (s *set) takesWrites(node int) bool {
	out, err := s.query(s.router, node, "SELECT @@GLOBAL.read_only")
	return err == nil && out == "0"
}

// told is what the program of a node says.
func (s *set) told(node int, command ...string) (string, error) {
	s.t.Helper()
	out, err := s.on(s.nodes[node], "/usr/local/sbin/bulkhead-store", command...).CombinedOutput()
	return string(out), err
}

// whole waits until a node takes writes and the other follows it.
func (s *set) whole(primary int) {
	s.t.Helper()
	defer func() {
		if s.t.Failed() {
			for node, h := range s.nodes {
				s.t.Logf("node %d:\n%s", node, s.log(h))
			}
		}
	}()
	eventually(s.t, fmt.Sprintf("node %d takes writes", primary), patience, func() bool { return s.takesWrites(primary) })
	follower := 3 - primary
	if s.nodes[follower] == nil {
		return
	}
	eventually(s.t, fmt.Sprintf("node %d follows", follower), patience, func() bool {
		out, err := s.told(follower, "report")
		return err == nil && strings.Contains(out, "Writable=0 Replicating=1 ")
	})
	eventually(s.t, "the primary knows that it is followed", patience, func() bool {
		out, err := s.told(primary, "report")
		return err == nil && strings.Contains(out, "Up=1 Writable=1 Replicating=1 LagSeconds=0 ")
	})
}

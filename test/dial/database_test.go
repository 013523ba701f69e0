package dial

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestADatabaseOnInstances(whole *testing.T) {
	needDatabases(whole)
	t := &current{whole, whole}
	s := newDatabase(t, "acme-prod-orders")
	defer func() {
		for node := range s.nodes {
			s.end(node, 0)
		}
	}()

	t.step("the node that follows boots first, takes no writes, and waits", func() {
		s.start(2)
		assert.Contains(t, s.calls(s.nodes[2]), "cfn-signal --exit-code 0 ")
		assert.False(t, s.takesWrites(2))
		out, err := s.query(s.router, 2, "CREATE TABLE open_orders.a (n INT)")
		assert.Error(t, err)
		assert.Contains(t, out, "read-only")
	})
	t.step("the one that the address leads to takes writes, and the other follows it", func() {
		s.start(1)
		s.whole(1)
		s.asks(1, "CREATE TABLE open_orders.sold (n INT PRIMARY KEY); INSERT INTO open_orders.sold VALUES (1)")
		eventually(t, "it is on the other node", patience, func() bool {
			out, err := s.query(s.router, 2, "SELECT n FROM open_orders.sold")
			return err == nil && out == "1"
		})
		assert.Equal(t, "7", s.asks(1, "SELECT @@GLOBAL.innodb_lock_wait_timeout"), "parameters are there")
	})
	t.step("secrets are in memory, for root or the store alone, and on no command line", func() {
		modes := s.nodes[1].run("stat -c '%a %u %n' /run/bulkhead/secrets/* /run/bulkhead/store/*.cnf; findmnt -no FSTYPE -T /run/bulkhead/store")
		for _, want := range []string{"400 0 /run/bulkhead/secrets/root", "400 900 /run/bulkhead/store/client.cnf", "400 900 /run/bulkhead/store/root.cnf", "tmpfs"} {
			assert.Contains(t, modes, want)
		}
		assert.NotContains(t, s.nodes[1].run("ls /run/bulkhead/store"), "accounts.sql")
		for node := 1; node <= 2; node++ {
			for _, user := range []string{"login", "node", "root"} {
				assert.NotContains(t, s.calls(s.nodes[node]), s.secretOf(user))
				out, err := s.nodes[node].command("grep", "-rlF", s.secretOf(user), "/etc/bulkhead", "/etc/systemd", "/usr/local/sbin").CombinedOutput()
				assert.Error(t, err, string(out))
			}
		}
		assert.Contains(t, s.calls(s.nodes[1]), "--network host --read-only --user 900:900 --cap-drop ALL --security-opt no-new-privileges")
	})
	t.step("nobody is answered without TLS, and the master user has its database alone, and users of it", func() {
		s.asks(1, "CREATE USER 'web_1'@'%' IDENTIFIED BY 'x' REQUIRE SSL; GRANT SELECT, INSERT ON `open\\_orders`.* TO 'web_1'@'%'; "+
			"ALTER USER 'web_1'@'%' ACCOUNT LOCK; DROP USER 'web_1'@'%'")
		out, err := s.query(s.router, 1, "SELECT 1", "--skip-ssl")
		assert.Error(t, err)
		assert.Regexp(t, "secure_transport|denied", out)
		for _, sql := range []string{
			"DELETE FROM bulkhead.primaries", "CREATE DATABASE other", "SET GLOBAL read_only = OFF", "SELECT * FROM mysql.user",
			"STOP SLAVE", "CREATE TABLE openXorders.a (n INT)",
		} {
			out, err := s.query(s.router, 1, sql)
			assert.Error(t, err, sql)
			assert.Contains(t, strings.ToLower(out), "denied", sql)
		}
		_, err = s.query(s.router, 1, "SELECT 1", "--user=root", "--password=")
		assert.Error(t, err, "root is on the instance alone")
		_, err = s.query(s.nodes[1], 1, "SELECT 1", "--user=root", "--password=", "--socket=/run/bulkhead/store/mysqld.sock", "--host=localhost")
		assert.Error(t, err, "and has a password there")
		names := s.nodes[2].run("echo | openssl s_client -starttls mysql -connect " + s.address(1) + ":3306 -CAfile /etc/pki/tls/certs/ca-bundle.crt -verify_return_error -verify_hostname " + s.hostname(1) + " 2>&1 | grep 'Verify return code'")
		assert.Contains(t, names, "0 (ok)")
	})
	t.step("CloudWatch hears how both nodes are", func() {
		for node := 1; node <= 2; node++ {
			out, err := s.on(s.nodes[node], "/usr/local/sbin/bulkhead-node-report").CombinedOutput()
			require.NoError(t, err, string(out))
			for _, metric := range []string{"Up,Value=1", "Writable,Value=" + strconv.Itoa(2-node), "Replicating,Value=1", "LagSeconds,Value=0", "ConnectionsPercent,Value=", "DiskPercent"} {
				assert.Contains(t, s.calls(s.nodes[node]), "MetricName="+metric)
			}
		}
	})
	t.step("the primary's next instance is the primary again, with what was written, and the other node takes no writes meanwhile", func() {
		s.end(1, 2*time.Second)
		time.Sleep(2 * time.Second)
		assert.False(t, s.takesWrites(2), "nobody has promoted it")
		out := s.start(1)
		assert.NotContains(t, out, "mke2fs")
		s.whole(1)
		assert.Equal(t, "1", s.asks(1, "SELECT n FROM open_orders.sold"))
	})
	t.step("an instance that boots a second time changes nothing", func() {
		before := s.asks(1, "SELECT @@server_id, COUNT(*) FROM open_orders.sold")
		out, err := s.boot(s.nodes[1], 1, nil)
		require.NoError(t, err, out)
		s.whole(1)
		assert.Equal(t, before, s.asks(1, "SELECT @@server_id, COUNT(*) FROM open_orders.sold"))
	})
	t.step("a promotion moves the address, and loses nothing that a client was told is there", func() { s.promoted(2) })
	t.step("a deployment that leads the address back promotes as well", func() {
		s.lead(1)
		s.whole(1)
	})
	t.step("when the primary is lost, the other node is promoted by who says so, and not without", func() {
		s.asks(1, "INSERT INTO open_orders.sold VALUES (-1)")
		s.end(1, 0)
		out, err := s.told(2, "promote")
		assert.Error(t, err)
		assert.Contains(t, out, "does not answer. What it has and this node has not would be lost")
		assert.Equal(t, 1, s.led())
		out, err = s.told(2, "promote", "--lost")
		require.NoError(t, err, out)
		assert.Contains(t, out, "This node takes writes. Write primary: 2 into the configuration, and deploy.")
		assert.Equal(t, 2, s.led())
		assert.Equal(t, "-1", s.asks(2, "SELECT MIN(n) FROM open_orders.sold"), "the other node had it before the client was told")
	})
	t.step("the one that was lost comes back without writes, and follows", func() {
		s.asks(2, "INSERT INTO open_orders.sold VALUES (-2)")
		s.start(1)
		s.whole(2)
		assert.False(t, s.takesWrites(1))
		eventually(t, "it has what was written without it", patience, func() bool { return s.asks(1, "SELECT MIN(n) FROM open_orders.sold") == "-2" })
	})
	t.step("a certificate that was renewed is in use without a restart", func() {
		begun := s.asks(2, "SHOW GLOBAL STATUS LIKE 'Uptime'")
		s.certify()
		out, err := s.on(s.nodes[2], "/usr/local/sbin/bulkhead-node-secrets").CombinedOutput()
		require.NoError(t, err, string(out))
		answer, err := s.told(2, "renewed")
		require.NoError(t, err, answer)
		served := s.nodes[2].run("echo | openssl s_client -starttls mysql -connect 127.0.0.1:3306 2>/dev/null | openssl x509 -noout -serial")
		assert.Equal(t, s.nodes[2].run("openssl x509 -noout -serial -in /run/bulkhead/tls/tls.crt"), served)
		assert.GreaterOrEqual(t, seconds(t, s.asks(2, "SHOW GLOBAL STATUS LIKE 'Uptime'")), seconds(t, begun))
		// The authority is the same, so that nodes still know each other.
		s.whole(2)
	})
	t.step("a primary that hears neither the other node nor names takes no more writes", func() {
		h := s.nodes[2]
		s.write("no-names-"+h.name, "yes")
		s.router.run("ip link set " + h.name + " down")
		begin := time.Now()
		eventually(t, "it is without writes", patience, func() bool {
			return strings.TrimSpace(h.run("mariadb --no-defaults --user=root --password="+s.secretOf("root")+" --socket=/run/bulkhead/store/mysqld.sock -N -e 'SELECT @@GLOBAL.read_only'")) == "1"
		})
		t.Logf("after %s", time.Since(begin).Round(time.Millisecond))
		require.NoError(t, os.Remove(filepath.Join(s.aws, "no-names-"+h.name)))
		s.router.run("ip link set " + h.name + " up; ip address replace 10.30.2.1/24 dev " + h.name)
		s.whole(2)
	})
	t.step("a node that has to begin anew takes all from the other", func() {
		out, err := s.told(2, "rebuild")
		assert.Error(t, err)
		assert.Contains(t, out, "there is no other node that takes writes")
		out, err = s.told(1, "rebuild")
		require.NoError(t, err, out)
		s.whole(2)
		eventually(t, "it has all", patience, func() bool {
			got, err := s.query(s.router, 1, "SELECT MIN(n) FROM open_orders.sold")
			return err == nil && got == "-2"
		})
	})
	t.step("an image of another version touches nothing", func() {
		s.end(1, 0)
		h := s.instance(1)
		out, err := s.boot(h, 1, map[string]string{"STORE_VERSION": "9.7.2"})
		assert.Error(t, err)
		assert.Contains(t, out, "the image has mysqld  Ver 8.4.10 for Linux on aarch64 (MySQL Community Server - GPL), and the configuration says 9.7.2")
		assert.Contains(t, s.calls(h), "cfn-signal --exit-code 1 ")
		s.kill(h)
	})
}

// promoted promotes a node while a client writes, and demands of it what the client was told.
func (s *set) promoted(node int) {
	s.t.Helper()
	t := s.t
	stop, done := make(chan bool), make(chan []int)
	go func() {
		var told []int
		for n := 1000; ; n++ {
			select {
			case <-stop:
				done <- told
				return
			default:
			}
			at := s.led()
			if _, err := s.query(s.router, at, fmt.Sprintf("INSERT INTO open_orders.sold VALUES (%d)", n)); err == nil {
				told = append(told, n)
			}
		}
	}()
	time.Sleep(time.Second)
	begin := time.Now()
	out, err := s.told(node, "promote")
	took := time.Since(begin)
	time.Sleep(time.Second)
	close(stop)
	told := <-done
	require.NoError(t, err, out)
	s.whole(node)
	require.NotEmpty(t, told)
	has := map[string]bool{}
	for _, n := range strings.Fields(s.asks(node, "SELECT n FROM open_orders.sold")) {
		has[n] = true
	}
	for _, n := range told {
		assert.True(t, has[strconv.Itoa(n)], "%d is lost", n)
	}
	t.Logf("promoted in %s, with %d writes before and after", took.Round(time.Millisecond), len(told))
}

// seconds is the number in a status.
func seconds(t *current, status string) int {
	t.Helper()
	n, err := strconv.Atoi(strings.Fields(status)[1])
	require.NoError(t, err)
	return n
}

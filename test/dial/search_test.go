package dial

import (
	"crypto/tls"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestOpenSearchOnInstances(whole *testing.T) {
	needSearch(whole)
	t := &current{whole, whole}
	c := newCluster(t, "acme-prod-manuals")
	defer func() {
		for node := range c.nodes {
			c.end(node, 0)
		}
	}()
	t.step("the first node founds the cluster, on an empty volume", func() {
		c.start(1, nil)
		assert.Contains(t, c.configuration(1), `cluster.initial_cluster_manager_nodes: ["acme-prod-manuals-1"]`)
		by, err := os.ReadFile(filepath.Join(c.aws, "object-its-bucket-founded"))
		require.NoError(t, err)
		assert.Equal(t, "vol-1", string(by), "the bucket remembers who did")
		assert.Contains(t, c.calls(c.nodes[1]), "cfn-signal --exit-code 0 ")
	})
	t.step("the others join it, and it is whole when they have", func() {
		c.start(2, nil)
		assert.Empty(t, c.state().Settings)
		c.start(3, nil)
		assert.Equal(t, map[string]string{"cluster.metadata.bulkhead": "its-bucket"}, c.state().Settings)
		assert.Equal(t, []string{"acme-prod-manuals-1", "acme-prod-manuals-2", "acme-prod-manuals-3"}, c.state().Nodes)
		for _, node := range []int{2, 3} {
			assert.NotContains(t, c.configuration(node), "initial_cluster_manager_nodes")
			assert.NotContains(t, c.calls(c.nodes[node]), "s3", "they do not ask")
		}
	})
	t.step("services' user is the only one, and not those of demonstrations", func() {
		assert.Equal(t, map[string]string{"bulkhead": loginPassword}, c.state().Users)
	})
	t.step("secrets are in memory, for root or the store alone, and on no command line", func() {
		modes := c.nodes[1].run("stat -c '%a %u %n' /run/bulkhead/secrets/* /run/bulkhead/store/config/tls/*; findmnt -no FSTYPE -T /run/bulkhead/secrets")
		assert.Equal(t, "400 0 /run/bulkhead/secrets/admin.crt\n400 0 /run/bulkhead/secrets/admin.key\n"+
			"400 0 /run/bulkhead/secrets/authority\n400 0 /run/bulkhead/secrets/login\n"+
			"400 900 /run/bulkhead/store/config/tls/authority.crt\n400 900 /run/bulkhead/store/config/tls/http.crt\n"+
			"400 900 /run/bulkhead/store/config/tls/http.key\n400 900 /run/bulkhead/store/config/tls/node.crt\n"+
			"400 900 /run/bulkhead/store/config/tls/node.key\ntmpfs\n", modes)
		calls := c.calls(c.nodes[1])
		for _, secret := range []string{loginPassword, "0123456789abcdef0123456789abcdef", "a-secret"} {
			assert.NotContains(t, calls, secret)
		}
		assert.Contains(t, calls, "--network host --read-only --user 900:900 --cap-drop ALL --security-opt no-new-privileges")
		assert.NotContains(t, calls, " -e ")
	})
	t.step("OpenSearch has half of the memory, and writes nothing into its image", func() {
		options := c.nodes[1].run("cat /run/bulkhead/store/config/jvm.options /run/bulkhead/store/config/jvm.options.d/*")
		assert.Contains(t, options, "-Xms2048m\n-Xmx2048m\n")
		assert.Contains(t, options, "-javaagent:agent/opensearch-agent.jar", "what else its version asks for stays")
		for _, gone := range []string{"-Xlog", "-Xms1g", "logs/", "HeapDump"} {
			assert.NotContains(t, options, gone)
		}
		assert.Contains(t, c.calls(c.nodes[1]), "sysctl -q -p /etc/sysctl.d/91-bulkhead-store.conf")
		assert.Equal(t, "vm.max_map_count = 262144\n", c.nodes[1].run("cat /etc/sysctl.d/91-bulkhead-store.conf"))
	})
	t.step("nodes talk to nodes alone", func() {
		of := func(name string) tls.Certificate {
			pair := strings.Split(c.nodes[1].run("cd /run/bulkhead; cat "+name+".crt; echo =; cat "+name+".key"), "=\n")
			made, err := tls.X509KeyPair([]byte(strings.Join(pair[:len(pair)-1], "=\n")), []byte(pair[len(pair)-1]))
			require.NoError(t, err)
			return made
		}
		said, err := c.greets(2, of("store/config/tls/node"))
		require.NoError(t, err)
		assert.Contains(t, said, "acme-prod-manuals-2")
		_, err = c.greets(2)
		assert.Error(t, err, "without a certificate")
		_, err = c.greets(2, of("tls/tls"))
		assert.Error(t, err, "ACM's is of another authority")
		said, _ = c.greets(2, of("secrets/admin"))
		assert.Empty(t, said, "the administrator is no node")
	})
	t.step("CloudWatch hears how the node and its cluster are", func() {
		out, err := c.on(c.nodes[1], "/usr/local/sbin/bulkhead-node-report").CombinedOutput()
		require.NoError(t, err, string(out))
		for _, metric := range []string{"Up,Value=1", "Nodes,Value=3", "Red,Value=0", "Yellow,Value=0", "HeapPercent,Value=42", "CertificateDays,Value=199"} {
			assert.Contains(t, c.calls(c.nodes[1]), "MetricName="+metric)
		}
		c.health("red")
		out, err = c.on(c.nodes[1], "/usr/local/sbin/bulkhead-store", "report").CombinedOutput()
		require.NoError(t, err, string(out))
		assert.Equal(t, "Up=1 Nodes=3 Red=1 Yellow=0 HeapPercent=42\n", string(out))
		c.health("")
	})
	t.step("the node that manages the cluster takes one snapshot an hour, and forgets those of two weeks ago", func() { c.hours() })
	t.step("a node is not whole while a shard is missing anywhere", func() {
		c.health("yellow")
		out, err := c.does(2, "healthy")
		assert.Error(t, err)
		assert.Contains(t, out, "the cluster has 3 nodes and is yellow")
		c.health("")
	})
	t.step("a node that is stopped waits until the others can do without it", func() {
		c.health("yellow")
		leaving := c.on(c.nodes[2], "/usr/local/sbin/bulkhead-store", "leave")
		require.NoError(t, leaving.Start())
		left := make(chan error, 1)
		go func() { left <- leaving.Wait() }()
		select {
		case err := <-left:
			t.Errorf("it left at once: %v", err)
		case <-time.After(2 * time.Second):
		}
		c.health("")
		select {
		case err := <-left:
			assert.NoError(t, err)
		case <-time.After(20 * time.Second):
			t.Error("it did not leave")
		}
	})
	t.step("the next instance waits until AWS lets go of the volume, keeps what is on it, and joins again", func() {
		had := c.nodes[2].run("cat /srv/bulkhead/store/uuid")
		c.end(2, 3*time.Second)
		out := c.start(2, nil)
		calls := c.calls(c.nodes[2])
		assert.NotContains(t, calls, "detach")
		assert.Greater(t, strings.Count(calls, "describe-volumes"), 5, "it waited")
		assert.NotContains(t, out, "mke2fs")
		assert.Equal(t, had, c.nodes[2].run("cat /srv/bulkhead/store/uuid"))
	})
	t.step("an instance that boots a second time changes nothing", func() {
		before := c.state()
		out, err := c.boot(c.nodes[1], 1, nil)
		require.NoError(t, err, out)
		assert.Equal(t, before, c.state())
		said, err := c.on(c.nodes[1], "systemctl", "restart", "store.service").CombinedOutput()
		require.NoError(t, err, string(said))
		assert.NotContains(t, c.configuration(1), "initial_cluster_manager_nodes", "it has founded one")
		eventually(t, "the node is back", patience, func() bool {
			_, err := c.does(1, "healthy")
			return err == nil
		})
		assert.Equal(t, 1, strings.Count(c.nodes[1].run("cat /etc/fstab"), "/srv/bulkhead"))
	})
	t.step("a certificate and a password that were renewed are in use without a restart", func() {
		running := c.nodes[1].run("cat /run/fake/store.service.pid")
		c.certify()
		c.write("secret-arn:login", `{"username":"bulkhead","password":"another"}`)
		out, err := c.on(c.nodes[1], "/usr/local/sbin/bulkhead-node-secrets").CombinedOutput()
		require.NoError(t, err, string(out))
		said, err := c.does(1, "renewed")
		require.NoError(t, err, said)
		assert.Equal(t, running, c.nodes[1].run("cat /run/fake/store.service.pid"))
		served := c.nodes[1].run("echo | openssl s_client -connect " + c.address(1) + ":9200 2>/dev/null | openssl x509 -noout -serial")
		assert.Equal(t, c.nodes[1].run("openssl x509 -noout -serial -in /run/bulkhead/tls/tls.crt"), served)
		assert.Equal(t, map[string]string{"bulkhead": "another"}, c.state().Users)
		_, err = c.does(3, "healthy")
		assert.NoError(t, err, "nodes take certificates of their authority, whoever made them")
	})
	t.step("a first node on another, empty volume joins the others and founds nothing", func() {
		c.end(1, 0)
		c.disk(9)
		out := c.start(1, map[string]string{"NODE_VOLUME": "vol-9"})
		assert.Contains(t, out, "the cluster was founded on vol-1: this node joins the others on vol-9")
		assert.Len(t, c.state().Nodes, 3, "and there is one cluster")
		c.end(1, 0)
		c.write("vol-9", "")
	})
	t.step("what is left when two nodes are lost answers nothing, and CloudWatch hears of it", func() {
		c.end(2, 0)
		out, err := c.does(3, "report")
		require.NoError(t, err, out)
		assert.Equal(t, "Up=1 Nodes=0 Red=0 Yellow=0 HeapPercent=42\n", out)
	})
}

// configuration is what OpenSearch on a node was started with.
func (c *cluster) configuration(node int) string {
	c.t.Helper()
	return c.nodes[node].run("cat /run/bulkhead/store/config/opensearch.yml")
}

// hours proves what happens from hour to hour.
func (c *cluster) hours() {
	c.t.Helper()
	const told = "MetricName=SnapshotTaken,Value=1,Dimensions=[{Name=Node,Value=1},{Name=Store,Value=acme-prod-manuals}]"
	out, err := c.does(2, "snapshot")
	require.NoError(c.t, err, out)
	assert.NotContains(c.t, c.calls(c.nodes[2]), "SnapshotTaken", "another node does")
	for range 2 {
		out, err = c.does(1, "snapshot")
		require.NoError(c.t, err, out)
	}
	assert.Equal(c.t, 2, strings.Count(c.calls(c.nodes[1]), told))
	newest := c.snapshots("its-bucket")
	require.Len(c.t, newest, 1)
	assert.Regexp(c.t, `^hour-\d{8}-\d{2}$`, newest[0])
	var old []string
	for i := range 400 {
		old = append(old, fmt.Sprintf("hour-2020%04d-00", i))
	}
	c.snapshots("its-bucket", append(old, newest...)...)
	out, err = c.does(1, "snapshot")
	require.NoError(c.t, err, out)
	assert.Equal(c.t, append(old[65:], newest...), c.snapshots("its-bucket"))
	// One that is broken is in nobody's way: not in that of the hour's own, nor for its room.
	c.snapshots("its-bucket", append([]string{"hour-20200001-00"}, newest...)...)
	c.snapshots("its-bucket-partial", append([]string{"hour-20200001-00"}, newest...)...)
	out, err = c.does(1, "snapshot")
	require.NoError(c.t, err, out)
	assert.Equal(c.t, newest, c.snapshots("its-bucket"))
	c.snapshots("its-bucket-partial", "none")
}

func TestOpenSearchBeginsWithWhatABucketHas(whole *testing.T) {
	needSearch(whole)
	t := &current{whole, whole}
	c := newCluster(t, "acme-prod-manuals-b")
	c.snapshots("of-another", "hour-20261127-23", "hour-20261128-03", "hour-20261128-02")
	latest := map[string]string{"STORE_RESTORED": "of-another latest"}
	c.start(1, latest)
	want := [][]string{{"of-another", "hour-20261128-03", "*,-.*"}}
	assert.Equal(t, want, c.state().Restored)
	c.snapshots("of-another", "hour-20261128-03", "hour-20261128-04")
	c.health("red")
	_, failed := c.does(1, "healthy")
	assert.NoError(t, failed, "what is restored takes longer than a deployment waits")
	c.health("")
	c.start(2, latest)
	_, failed = c.does(1, "healthy")
	assert.NoError(t, failed)
	assert.Equal(t, want, c.state().Restored, "once, whatever there is later")
	c.end(2, 0)
	c.end(1, 0)

	// A volume of another cluster is not touched.
	h := c.instance(1)
	out, err := c.boot(h, 1, map[string]string{"NODE_STORE": "acme-prod-manuals-c"})
	assert.Error(t, err)
	assert.Contains(t, out, "vol-1 is a volume of acme-prod-manuals-b")
	c.kill(h)

	// An image that lacks what nodes need fails the deployment, with the reason.
	c.plugins = []string{"opensearch-security"}
	h = c.instance(3)
	out, err = c.boot(h, 3, nil)
	assert.Error(t, err)
	assert.Contains(t, out, "the image lacks the plugin repository-s3")
	assert.Contains(t, c.calls(h), "cfn-signal --exit-code 1 ")
	c.kill(h)
}

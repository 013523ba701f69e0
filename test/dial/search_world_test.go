package dial

import (
	"crypto/tls"
	"encoding/json"
	"maps"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"bulkhead/constructs/node/boot"
	searchboot "bulkhead/constructs/search/boot"

	"github.com/stretchr/testify/require"
)

// cluster is OpenSearch on instances, of which something stands in for OpenSearch itself.
type cluster struct {
	*set
	plugins []string // of its image
}

// needSearch skips a test whose tools are missing, except in CI.
func needSearch(t *testing.T) {
	t.Helper()
	need(t)
	for _, name := range []string{"mkfs.ext4", "blkid", "losetup", "openssl", "setpriv"} {
		tool(t, name)
	}
}

func newCluster(t *current, name string) *cluster {
	t.Helper()
	c := &cluster{newSet(t, name), []string{"opensearch-security", "repository-s3"}}
	c.write("secret-arn:authority", `{"curve":"P-256","key":"`+strings.Repeat("0123456789abcdef", 4)+`"}`)
	shared := filepath.Join(c.aws, "replicated")
	require.NoError(t, os.Mkdir(shared, 0o700))
	require.NoError(t, os.Chmod(shared, 0o777)) // whatever the umask
	for dir := c.aws; dir != filepath.Clean(os.TempDir()); dir = filepath.Dir(dir) {
		require.NoError(t, os.Chmod(dir, 0o711)) // the store's user has a way to it
	}
	return c
}

// settings are those of a node.
func (c *cluster) settings(node int, other map[string]string) map[string]string {
	all := c.set.settings(node, nil)
	delete(all, "STORE_ENGINE")
	delete(all, "STORE_SENTINEL")
	delete(all, "STORE_CONFIG")
	maps.Copy(all, map[string]string{
		"NODE_SECRETS":   "authority=arn:authority login=arn:login",
		"NODE_IMAGE":     "111111111111.dkr.ecr.eu-west-1.amazonaws.com/acme/opensearch:3.3.0",
		"STORE_HEAP":     "2048",
		"STORE_LOGIN":    "bulkhead",
		"STORE_BUCKET":   "its-bucket",
		"STORE_ROLE":     "arn:role",
		"STORE_RESTORED": "",
	})
	maps.Copy(all, other)
	return all
}

// boot runs what an instance of a node does when it starts, with other settings than usual.
func (c *cluster) boot(h *host, node int, other map[string]string) (string, error) {
	c.t.Helper()
	command := c.on(h, "timeout", "60", "bash")
	command.Stdin = strings.NewReader("#!/bin/bash\n" + boot.Script(c.settings(node, other), searchboot.Files))
	out, err := command.CombinedOutput()
	return string(out), err
}

// instance starts an instance with the image of OpenSearch where containers find it.
func (c *cluster) instance(node int) *host {
	c.t.Helper()
	h := c.set.instance(node)
	fake, err := filepath.Abs("testdata/search")
	require.NoError(c.t, err)
	h.run(`mkdir /run/share /run/share-work
mount -t overlay overlay -o lowerdir=/usr/share,upperdir=/run/share,workdir=/run/share-work /usr/share
cd /usr/share; mkdir -p opensearch/bin opensearch/plugins; cp -R ` + fake + `/config opensearch/; chmod -R a+rX opensearch
install -m 755 ` + fake + `/opensearch opensearch/bin/
cd opensearch/plugins; mkdir ` + strings.Join(c.plugins, " "))
	return h
}

// start has a new instance become a node, and returns what its boot says.
func (c *cluster) start(node int, other map[string]string) string {
	c.t.Helper()
	h := c.instance(node)
	begin := time.Now()
	out, err := c.boot(h, node, other)
	require.NoError(c.t, err, "%s\n%s", out, c.log(h))
	c.t.Logf("node %d has booted in %s", node, time.Since(begin).Round(time.Millisecond))
	c.nodes[node] = h
	return out
}

// does runs the program of the store on a node.
func (c *cluster) does(node int, verb string) (string, error) {
	c.t.Helper()
	out, err := c.on(c.nodes[node], "/usr/local/sbin/bulkhead-store", verb).CombinedOutput()
	return string(out), err
}

// replicated is what the nodes of the one cluster that there is replicate.
type replicated struct {
	Nodes    []string
	Users    map[string]string
	Settings map[string]string
	Restored [][]string
}

// state reads it, and demands that there is one cluster and no second.
func (c *cluster) state() (now replicated) {
	c.t.Helper()
	all, err := filepath.Glob(filepath.Join(c.aws, "replicated", "????????????????"))
	require.NoError(c.t, err)
	require.Len(c.t, all, 1, "clusters")
	text, err := os.ReadFile(all[0])
	require.NoError(c.t, err)
	require.NoError(c.t, json.Unmarshal(text, &now))
	return now
}

// snapshots reads and writes what snapshots a bucket has.
func (c *cluster) snapshots(bucket string, names ...string) []string {
	c.t.Helper()
	path := filepath.Join(c.aws, "replicated", "bucket-"+bucket)
	if len(names) > 0 {
		text, err := json.Marshal(names)
		require.NoError(c.t, err)
		require.NoError(c.t, os.WriteFile(path, text, 0o600))
		require.NoError(c.t, os.Chown(path, 900, 900))
	}
	text, err := os.ReadFile(path)
	require.NoError(c.t, err)
	require.NoError(c.t, json.Unmarshal(text, &names))
	return names
}

// health has the cluster say that its shards are so.
func (c *cluster) health(status string) {
	c.t.Helper()
	path := filepath.Join(c.aws, "replicated", "status")
	if status == "" {
		require.NoError(c.t, os.Remove(path))
		return
	}
	require.NoError(c.t, os.WriteFile(path, []byte(status), 0o644))
}

// greets connects to where a node talks to nodes, with a certificate or none, and returns what it says.
func (c *cluster) greets(node int, with ...tls.Certificate) (said string, err error) {
	c.router.inside(func() {
		var connection *tls.Conn
		config := &tls.Config{Certificates: with, InsecureSkipVerify: true}
		connection, err = tls.DialWithDialer(&net.Dialer{Timeout: 2 * time.Second}, "tcp", c.address(node)+":9300", config)
		if err != nil {
			return
		}
		defer connection.Close()
		connection.SetDeadline(time.Now().Add(2 * time.Second))
		line := make([]byte, 1024)
		n, readErr := connection.Read(line)
		said, err = string(line[:n]), readErr
	})
	return said, err
}

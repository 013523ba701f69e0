package dial

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// snapshot makes the volume of a node of another set of that of one here.
func (s *set) snapshot(node int, of *set) {
	s.t.Helper()
	of.nodes[node].run("fsfreeze --freeze /srv/bulkhead; sync")
	defer of.nodes[node].run("fsfreeze --unfreeze /srv/bulkhead")
	image := filepath.Join(s.t.whole.TempDir(), "disk")
	out, err := exec.Command("cp", "--sparse=always", of.images[node], image).CombinedOutput()
	require.NoError(s.t, err, string(out))
	s.diskOf(node, image)
}

// detach takes the volumes of a set away.
func (s *set) detach() {
	for _, image := range s.images {
		device, _ := exec.Command("losetup", "--noheadings", "--output", "NAME", "--associated", image).Output()
		exec.Command("losetup", "--detach", strings.TrimSpace(string(device))).Run()
	}
}

func TestARestoredNodeHasTheDataAndNotTheSentinels(t *testing.T) { restored(t, "acme-prod-basket-b") }

func TestAStoreIsRestoredUnderItsOwnNameToo(t *testing.T) { restored(t, "acme-prod-basket") }

// restored makes a set with a name of a snapshot of another set.
func restored(whole *testing.T, name string) {
	whole.Helper()
	needNodes(whole)
	t := &current{whole, whole}
	was := newSet(t, "acme-prod-basket")
	was.start(1)
	was.start(2)
	was.settled()
	was.at(was.router, 1, "SET", "kept", "yes")
	was.nodes[1].run("sleep 2; sync") // within a second, the engine has it on the disk
	is := newSet(t, name)
	is.snapshot(1, was)
	// Another stack has other passwords and another volume.
	is.write("secret-arn:node", `{"username":"node","password":"of-other-nodes"}`)
	require.NoError(t, os.Rename(filepath.Join(is.aws, "device-vol-1"), filepath.Join(is.aws, "device-vol-9")))
	require.NoError(t, os.Rename(filepath.Join(is.aws, "vol-1"), filepath.Join(is.aws, "vol-9")))
	was.end(2, 0)
	was.end(1, 0)
	was.detach() // no instance has both

	restored := map[string]string{"NODE_RESTORED": "true", "NODE_VOLUME": "vol-9"}
	h := is.instance(1)
	out, err := is.boot(h, 1, restored)
	require.NoError(t, err, "%s\n%s", out, is.log(h))
	is.nodes[1] = h
	assert.Equal(t, "yes", is.at(is.router, 1, "GET", "kept"))
	assert.NotContains(t, h.run("cat /srv/bulkhead/sentinel/sentinel.conf"), "known-replica")
	assert.Equal(t, name+"\nvol-9\n", h.run("cat /srv/bulkhead/node /srv/bulkhead/volume"))

	// The others begin with nothing, and have it from there.
	is.start(2)
	assert.Equal(t, 1, is.settled())
	eventually(t, "the second node has it", patience, func() bool { return is.at(is.router, 2, "GET", "kept") == "yes" })
	is.end(2, 0)
	is.end(1, 0)

	// What was made of a snapshot and cannot be read is for a person to look at.
	is.disk(1)
	h = is.instance(1)
	out, err = is.boot(h, 1, map[string]string{"NODE_RESTORED": "true"})
	assert.Error(t, err)
	assert.Contains(t, out, "vol-1 was made of a snapshot, and there is no file system on it")
	assert.Contains(t, is.calls(h), "cfn-signal --exit-code 1 ")
	assert.Contains(t, is.calls(h), "shutdown -h +10 ", "another instance tries again")
	is.kill(h)
}

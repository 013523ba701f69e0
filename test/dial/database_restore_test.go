package dial

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestARestoredDatabaseHasTheDataAndPasswordsOfItsOwn(whole *testing.T) {
	needDatabases(whole)
	t := &current{whole, whole}
	was := newDatabase(t, "acme-prod-orders")
	was.start(2)
	was.start(1)
	was.whole(1)
	was.asks(1, "CREATE TABLE open_orders.sold (n INT PRIMARY KEY); INSERT INTO open_orders.sold VALUES (5)")
	is := newDatabase(t, "acme-prod-orders-b")
	for node := 1; node <= 2; node++ {
		is.snapshot(node, was) // of each, as it was while it ran
	}
	was.end(2, 0)
	was.end(1, 0)
	was.detach() // no instance has both

	restored := map[string]string{"NODE_RESTORED": "true"}
	for _, node := range []int{2, 1} {
		h := is.instance(node)
		out, err := is.boot(h, node, restored)
		require.NoError(t, err, "%s\n%s", out, is.log(h))
		is.nodes[node] = h
	}
	is.whole(1)
	assert.Equal(t, "5", is.asks(1, "SELECT n FROM open_orders.sold"))
	eventually(t, "the other node has it, too", patience, func() bool { return is.asks(2, "SELECT n FROM open_orders.sold") == "5" })
	_, err := is.query(is.router, 1, "SELECT 1", "--password="+was.secretOf("login"))
	assert.Error(t, err, "the password of then is no longer one")
	is.asks(1, "INSERT INTO open_orders.sold VALUES (6)")
	eventually(t, "the other node has it", patience, func() bool {
		return is.asks(2, "SELECT MAX(n) FROM open_orders.sold") == "6"
	})

	// A second start leaves all as it is.
	h := is.nodes[1]
	out, err := is.boot(h, 1, restored)
	require.NoError(t, err, "%s\n%s", out, is.log(h))
	is.whole(1)
	assert.Equal(t, "6", is.asks(1, "SELECT MAX(n) FROM open_orders.sold"))
	is.end(2, 0)
	is.end(1, 0)
}

func TestANodeThatIsRestoredFromSomethingElseDoesNotBegin(whole *testing.T) {
	needDatabases(whole)
	t := &current{whole, whole}
	s := newDatabase(t, "acme-prod-orders")
	h := s.instance(1)
	h.run("mkfs.ext4 -q /dev/$(cat " + s.aws + "/device-vol-1)")
	out, err := s.boot(h, 1, map[string]string{"NODE_RESTORED": "true"})
	assert.Error(t, err)
	assert.Contains(t, out, "vol-1 was made of a snapshot, and there is no database on it")
	assert.Contains(t, s.calls(h), "cfn-signal --exit-code 1 ")
	s.kill(h)
}

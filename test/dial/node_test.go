package dial

import (
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// patience is for what Sentinels decide: five seconds until they miss somebody, and then an election.
const patience = 40 * time.Second

// settled waits until every node that is there agrees on the primary, and returns it.
func (s *set) settled() int {
	s.t.Helper()
	primary := 0
	defer func() {
		if s.t.Failed() {
			for node, h := range s.nodes {
				s.t.Logf("node %d: the primary is %d; it is %s\n%s", node, primary, s.roleOf(s.router, node), s.log(h))
			}
		}
	}()
	eventually(s.t, "all nodes agree on one primary, and follow it", patience, func() bool {
		primary = 0
		for node := range s.nodes {
			by := s.primaryBy(s.router, node)
			if s.nodes[by] == nil || primary != 0 && by != primary {
				return false
			}
			primary = by
		}
		for node := range s.nodes {
			want := "replica"
			if node == primary {
				want = "primary"
			}
			if s.roleOf(s.router, node) != want {
				return false
			}
		}
		return true
	})
	return primary
}

func TestAStoreOnInstances(whole *testing.T) {
	needNodes(whole)
	t := &current{whole, whole}
	s := newSet(t, "acme-prod-basket")
	defer func() {
		for node := range s.nodes {
			s.end(node, 0)
		}
	}()

	t.step("a node with an empty disk makes a file system, starts, and CloudFormation hears of it", func() {
		s.start(1)
		calls := s.calls(s.nodes[1])
		assert.Contains(t, calls, "aws ec2 attach-volume --region eu-west-1 --volume-id vol-1 --instance-id i1 --device /dev/sdf\n")
		assert.Contains(t, calls, "cfn-signal --exit-code 0 --stack acme-basket --resource Node1 --region eu-west-1\n")
		assert.NotContains(t, calls, "shutdown")
		for _, unit := range []string{"store", "sentinel"} {
			assert.Contains(t, s.nodes[1].run("cat /etc/systemd/system/"+unit+".service"), "[Unit]\nStartLimitIntervalSec=0\n", "it is started for ever")
		}
		assert.Contains(t, s.nodes[1].run("cat /etc/fstab"), " /srv/bulkhead ext4 defaults,noatime,nodev,nosuid,noexec 0 2")
		assert.Equal(t, "primary", s.roleOf(s.router, 1))
	})
	t.step("a primary without a replica takes no writes", func() {
		r, err := s.connectTo(s.router, 1, 6379)
		require.NoError(t, err)
		_, err = r.do("SET", "a", "1")
		assert.ErrorContains(t, err, "NOREPLICAS")
	})
	t.step("the nodes that follow replicate from it", func() {
		s.start(2)
		s.start(3)
		assert.Equal(t, 1, s.settled())
		assert.Equal(t, "OK", s.at(s.router, 1, "SET", "kept", "yes"))
		eventually(t, "it is on another node", patience, func() bool { return s.at(s.router, 3, "GET", "kept") == "yes" })
	})
	t.step("secrets are in memory, for root or the store alone, and on no command line", func() {
		modes := s.nodes[1].run("stat -c '%a %u %n' /run/bulkhead/secrets/* /run/bulkhead/tls/*; findmnt -no FSTYPE -T /run/bulkhead/secrets")
		assert.Equal(t, "400 0 /run/bulkhead/secrets/login\n400 0 /run/bulkhead/secrets/node\n400 900 /run/bulkhead/tls/tls.crt\n400 900 /run/bulkhead/tls/tls.key\ntmpfs\n", modes)
		calls := s.calls(s.nodes[1])
		for _, secret := range []string{loginPassword, nodePassword} {
			assert.NotContains(t, calls, secret)
		}
		assert.Contains(t, calls, "--network host --read-only --user 900:900 --cap-drop ALL --security-opt no-new-privileges")
		assert.NotContains(t, calls, " -e ")
	})
	t.step("nobody is answered without TLS, and nobody does anything without a password", func() {
		for _, port := range []int{6379, 26379} {
			out, _ := s.router.command("bash", "-c", fmt.Sprintf(
				"exec 3<>/dev/tcp/%s/%d; printf 'PING\\r\\n' >&3; timeout 2 head -c 5 <&3", s.address(1), port)).CombinedOutput()
			assert.NotContains(t, string(out), "PONG")
			assert.NotContains(t, string(out), "NOAUTH", "not even that")
			r, err := s.sealed(s.router, 1, port)
			require.NoError(t, err)
			_, err = r.do("PING")
			assert.ErrorContains(t, err, "NOAUTH")
			_, err = r.do("AUTH", "bulkhead", "wrong")
			assert.ErrorContains(t, err, "WRONGPASS")
			_, err = r.do("AUTH", loginPassword)
			assert.ErrorContains(t, err, "WRONGPASS", "there is no default user")
		}
	})
	t.step("services may use the data, and neither administer the nodes nor have Sentinels do so", func() {
		for port, words := range map[int][][]string{
			6379:  {{"CONFIG", "GET", "masterauth"}, {"REPLICAOF", "NO", "ONE"}, {"FLUSHALL"}, {"SHUTDOWN"}, {"ACL", "LIST"}, {"PUBLISH", "__sentinel__:hello", "x"}},
			26379: {{"SENTINEL", "FAILOVER", "main"}, {"SENTINEL", "SET", "main", "quorum", "1"}, {"SENTINEL", "REMOVE", "main"}, {"SHUTDOWN"}},
		} {
			for _, command := range words {
				r, err := s.connectTo(s.router, 1, port)
				require.NoError(t, err)
				_, err = r.do(command...)
				assert.ErrorContains(t, err, "NOPERM", strings.Join(command, " "))
			}
		}
	})
	t.step("services may publish to everybody but Sentinels, who would believe them", func() { s.publish() })
	t.step("what runs in the container does not reach the instance's credentials, and the instance does", func() {
		reach := "timeout 3 bash -c 'exec 3<>/dev/tcp/169.254.169.254/80'"
		s.nodes[1].run(reach)
		_, err := s.nodes[1].command("setpriv", "--reuid=900", "--regid=900", "--clear-groups", "bash", "-c", reach).CombinedOutput()
		assert.Error(t, err)
	})
	t.step("CloudWatch hears how the node is, and that Sentinels could decide", func() {
		for range 2 { // the second knows what the engine did since the first
			out, err := s.on(s.nodes[1], "/usr/local/sbin/bulkhead-node-report").CombinedOutput()
			require.NoError(t, err, string(out))
		}
		assert.Regexp(t, `MetricName=EnginePercent,Value=\d{1,2},`, s.calls(s.nodes[1]))
		for _, metric := range []string{"Up,Value=1", "Quorum,Value=1", "LagSeconds,Value=0", "CertificateDays,Value=199", "DiskPercent", "MemoryPercent", "DataPercent,Value=0"} {
			assert.Contains(t, s.calls(s.nodes[1]), "MetricName="+metric)
		}
		assert.Contains(t, s.calls(s.nodes[1]), "Dimensions=[{Name=Node,Value=1},{Name=Store,Value=acme-prod-basket}]")
	})
	t.step("when the primary is lost, another takes over, and has what was written", func() {
		begin := time.Now()
		s.end(1, 3*time.Second)
		primary := s.settled()
		t.Logf("another primary after %s", time.Since(begin).Round(time.Millisecond))
		assert.NotEqual(t, 1, primary)
		assert.Equal(t, "yes", s.at(s.router, primary, "GET", "kept"))
		assert.Equal(t, "OK", s.at(s.router, primary, "SET", "later", "yes"))
	})
	t.step("the next instance waits until AWS lets go of the volume, keeps what is on it, and follows", func() {
		s.end(2, 0)
		s.start(2) // in any order
		s.write("vol-1", "i1")
		time.AfterFunc(3*time.Second, func() { s.write("vol-1", "") })
		out := s.start(1)
		calls := s.calls(s.nodes[1])
		assert.NotContains(t, calls, "detach")
		assert.Greater(t, strings.Count(calls, "describe-volumes"), 5, "it waited")
		assert.NotContains(t, out, "mke2fs")
		primary := s.settled()
		assert.NotEqual(t, 0, primary)
		eventually(t, "node 1 has what was written while it was away", patience, func() bool { return s.at(s.router, 1, "GET", "later") == "yes" })
	})
	t.step("an instance that boots a second time changes nothing", func() {
		before := s.nodes[2].run("sha256sum /srv/bulkhead/sentinel/sentinel.conf | cut -c1-64; grep ' sentinel myid' /srv/bulkhead/sentinel/sentinel.conf || grep myid /srv/bulkhead/sentinel/sentinel.conf")
		out, err := s.boot(s.nodes[2], 2, nil)
		require.NoError(t, err, out)
		after := s.nodes[2].run("sha256sum /srv/bulkhead/sentinel/sentinel.conf | cut -c1-64; grep ' sentinel myid' /srv/bulkhead/sentinel/sentinel.conf || grep myid /srv/bulkhead/sentinel/sentinel.conf")
		assert.Equal(t, strings.Split(before, "\n")[1], strings.Split(after, "\n")[1])
		assert.Equal(t, 1, strings.Count(s.nodes[2].run("cat /etc/fstab"), "/srv/bulkhead"))
		s.settled()
	})
	t.step("a primary that is cut off loses what it takes for ten seconds, and then takes no more", func() { s.cutOff() })
	t.step("a certificate that was renewed is in use without a restart", func() { s.renew() })
	t.step("a renewed certificate reaches a Sentinel even when the engine has it already", func() { s.renewHalf() })
	t.step("a Sentinel that starts again takes the passwords of that day, and knows what it has learned", func() { s.change() })
	t.step("a node that comes back with an empty disk is not the primary, whatever the others think", func() {
		primary := s.settled()
		s.end(primary, 0)
		s.disk(primary)
		out := s.start(primary)
		assert.Contains(t, out, "this node has no data")
		assert.NotEqual(t, primary, s.settled())
		for node := range s.nodes {
			assert.Equal(t, "yes", s.at(s.router, node, "GET", "kept"), "node %d", node)
		}
	})
	t.step("what is left when two nodes are lost takes no writes, and CloudWatch hears of it", func() {
		primary := s.settled()
		for node := 1; node <= 3; node++ {
			if node != primary {
				s.end(node, 0)
			}
		}
		eventually(t, "it refuses writes", patience, func() bool {
			r, err := s.connectTo(s.router, primary, 6379)
			require.NoError(t, err)
			defer r.connection.Close()
			_, err = r.do("SET", "alone", "1")
			return err != nil && strings.Contains(err.Error(), "NOREPLICAS")
		})
		eventually(t, "its Sentinel misses the others", patience, func() bool {
			out, err := s.on(s.nodes[primary], "/usr/local/sbin/bulkhead-store", "report").CombinedOutput()
			require.NoError(t, err, string(out))
			return strings.Contains(string(out), "Up=1 Quorum=0")
		})
		assert.Equal(t, "yes", s.at(s.router, primary, "GET", "kept"), "it can be read")
	})
}

// cutOff measures for how long a primary without a network takes writes that are lost.
func (s *set) cutOff() {
	s.t.Helper()
	t := s.t
	primary := s.settled()
	h := s.nodes[primary]
	r, err := s.connectTo(h, primary, 6379)
	require.NoError(t, err)
	_, err = r.do("SET", "count", "0")
	require.NoError(t, err)
	both, err := r.do("WAIT", "2", "3000")
	require.NoError(t, err)
	require.Equal(t, "2", both, "both replicas have it")
	s.router.run("ip link set " + h.name + " down")
	begin, taken := time.Now(), 0
	for err == nil && time.Since(begin) < patience {
		if _, err = r.do("SET", "count", strconv.Itoa(taken+1)); err == nil {
			taken++
		}
		time.Sleep(5 * time.Millisecond)
	}
	window := time.Since(begin)
	require.ErrorContains(t, err, "NOREPLICAS")
	assert.Less(t, window, 13*time.Second)
	assert.Positive(t, taken)
	eventually(t, "the others have elected another", patience, func() bool {
		for node := range s.nodes {
			if node != primary && s.roleOf(s.router, node) == "primary" {
				return true
			}
		}
		return false
	})
	s.router.run("ip link set " + h.name + " up; ip address replace 10.30." + strconv.Itoa(primary) + ".1/24 dev " + h.name)
	assert.NotEqual(t, primary, s.settled())
	assert.Equal(t, "0", s.at(s.router, primary, "GET", "count"), "what it took alone is gone")
	t.Logf("the primary that was cut off took %d writes in %s, which are lost", taken, window.Round(100*time.Millisecond))
}

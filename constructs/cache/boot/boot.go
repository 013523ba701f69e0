// Package boot is what the nodes of a cache on instances do when they start, beside what every node does, and how the
// engine and its Sentinels are configured.
package boot

import (
	"embed"
	"fmt"
	"maps"
	"slices"
	"strings"

	"bulkhead/config"
)

// Files are the shell files of this directory.
//
//go:embed *.sh
var Files embed.FS

// Set is what Sentinels call the primary and its replicas, and clients ask them for.
const Set = "main"

// lagSeconds is for how long a primary without a replica that answers goes on taking writes. What a primary takes that
// the others have already given up is lost.
const lagSeconds = 10

// How long a Sentinel hears nothing of a node until it takes it for dead, and how much longer that of each next node
// waits: two that begin an election in the same moment vote for themselves, and begin again after twice the time that a
// failover may take.
const (
	downMilliseconds     = 5000
	laterMilliseconds    = 800
	failoverMilliseconds = 20000
)

// sealed is how both talk to everybody, and to each other.
const sealed = `port 0
tls-cert-file /run/bulkhead/tls/tls.crt
tls-key-file /run/bulkhead/tls/tls.key
tls-ca-cert-file /etc/pki/tls/certs/ca-bundle.crt
tls-auth-clients no
tls-replication yes
tls-protocols "TLSv1.2 TLSv1.3"
user default off
user node on #node# ~* &* +@all
`

// asks is what clients may ask a Sentinel, in words that Redis 7.0 knows. Source: the documentation of Redis, "High
// availability with Redis Sentinel".
const asks = "+auth +hello +ping +role +command +subscribe +unsubscribe +psubscribe +punsubscribe +client|getname " +
	"+client|id +client|setname +sentinel|get-master-addr-by-name +sentinel|master +sentinel|masters " +
	"+sentinel|myid +sentinel|replicas +sentinel|sentinels"

// may is what services may do with the engine. Channels that begin with two underscores are Redis's own: Sentinels
// believe what is said on __sentinel__:hello, also that another machine is the primary, and log in there. Source:
// Redis 7.0, sentinelProcessHelloMessage in src/sentinel.c.
const may = "~* &* +@all -@admin -@dangerous +info -publish (+publish &[^_]* &_[^_]*)"

// Config returns the engine's configuration of a node at a host, but for what is secret and which role it begins with.
func Config(c config.Cache, user, host string) string {
	var text strings.Builder
	fmt.Fprintf(&text, "%stls-port %d\n", sealed, config.CachePort)
	fmt.Fprintf(&text, "user %s on #login# %s\n", user, may)
	text.WriteString("masteruser node\nmasterauth @node@\ndir /srv/bulkhead/store\nappendonly yes\nappendfsync everysec\nsave \"\"\n")
	fmt.Fprintf(&text, "min-replicas-to-write 1\nmin-replicas-max-lag %d\nreplica-announce-ip %s\n", lagSeconds, host)
	fmt.Fprintf(&text, "maxmemory %dmb\n", c.MaxMemoryMiB())
	for _, key := range slices.Sorted(maps.Keys(c.Parameters)) {
		fmt.Fprintf(&text, "%s %s\n", key, c.Parameters[key])
	}
	return text.String()
}

// Sentinel returns what the Sentinel of a node, from 0 on, at a host begins with. It writes there what it learns, so it
// is given to it once.
func Sentinel(user, host string, node int) string {
	return fmt.Sprintf(`%stls-port %d
user %s on #login# ~* &* -@all %s
dir /srv/bulkhead/sentinel
sentinel resolve-hostnames yes
sentinel announce-hostnames yes
sentinel announce-ip %s
sentinel announce-port %[2]d
@monitor@
sentinel auth-user %[6]s node
sentinel auth-pass %[6]s @node@
sentinel down-after-milliseconds %[6]s %[7]d
sentinel failover-timeout %[6]s %[8]d
sentinel parallel-syncs %[6]s 1
sentinel deny-scripts-reconfig yes
sentinel sentinel-user node
sentinel sentinel-pass @node@
`, sealed, config.SentinelPort, user, asks, host, Set,
		downMilliseconds+node*laterMilliseconds, failoverMilliseconds)
}

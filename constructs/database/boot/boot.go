// Package boot is what the nodes of a database on instances do when they start, beside what every node does, and how
// MySQL is configured.
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

const (
	// acknowledged is for how long a commit waits until the other node has it, in milliseconds. Then the primary goes
	// on alone, until the other is back.
	acknowledged = 10_000
	// logSeconds is how long what was changed is kept for a node that was away. One that was away for longer takes all.
	logSeconds = 7 * 24 * 3600
	// kept is how many connections services leave to who follows, and to who looks after the node.
	kept = 20
	// redo is how much InnoDB writes ahead, and what it may have to do again when it starts, in MiB.
	redo = 1024
)

// always is what the configuration of every node says: on each commit, what was changed is on the disk, and the other
// node has it; it begins without writes, and follows nobody until it is told. What belongs to plugins is loose, since
// MySQL does not load them while it makes its files.
const always = `[mysqld]
datadir = /srv/bulkhead/store/data
tmpdir = /srv/bulkhead/store/tmp
socket = /run/bulkhead/store/mysqld.sock
pid_file = /run/bulkhead/store/mysqld.pid
port = %[1]d
loose_mysqlx = OFF
skip_name_resolve = ON
local_infile = OFF
secure_file_priv = NULL
ssl_cert = /run/bulkhead/tls/tls.crt
ssl_key = /run/bulkhead/tls/tls.key
tls_version = TLSv1.2,TLSv1.3
require_secure_transport = ON
super_read_only = ON
skip_replica_start = ON
server_id = %[2]d
report_host = %[3]s
gtid_mode = ON
enforce_gtid_consistency = ON
log_bin = binlog
relay_log = relay
relay_log_recovery = ON
sync_binlog = 1
binlog_expire_logs_seconds = %[4]d
innodb_flush_log_at_trx_commit = 1
innodb_flush_method = O_DIRECT
innodb_redo_log_capacity = %[5]dM
innodb_buffer_pool_size = %[6]dM
plugin_load_add = semisync_source.so
plugin_load_add = semisync_replica.so
plugin_load_add = mysql_clone.so
loose_rpl_semi_sync_source_timeout = %[7]d
loose_rpl_semi_sync_replica_enabled = ON
loose_replica_net_timeout = 10
loose_slave_net_timeout = 10
max_connections = %[8]d
max_user_connections = %[9]d
`

// Config returns the configuration of a node, from 0 on, at a host. It holds nothing secret.
func Config(d config.Database, host string, node int) string {
	var text strings.Builder
	fmt.Fprintf(&text, always, d.Port(), node+1, host, logSeconds, redo, d.BufferPoolMiB(), acknowledged,
		d.MaxConnections(), d.MaxConnections()-min(kept, d.MaxConnections()/2))
	for _, key := range slices.Sorted(maps.Keys(d.Parameters)) {
		if key != config.MaxConnections {
			fmt.Fprintf(&text, "%s = %s\n", key, d.Parameters[key])
		}
	}
	return text.String()
}

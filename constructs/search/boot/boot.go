// Package boot is what the nodes of OpenSearch on instances do when they start, beside what every node does, and how
// OpenSearch is configured.
package boot

import (
	"embed"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"bulkhead/config"
)

// Files are the shell files of this directory.
//
//go:embed *.sh
var Files embed.FS

// Certificate names the administrator, whom OpenSearch knows by a certificate of the cluster's own authority. Only root
// has it, on each node.
const Certificate = "CN=admin"

// Config returns what OpenSearch on a node, from 0 on, is configured with. A node fills in @address@ (its own), @peers@
// (all addresses) and @region@ when it starts, and the first one says that it founds the cluster while there is none.
func Config(cluster string, hosts []string, node int) string {
	var nodes []string
	for _, host := range hosts {
		nodes = append(nodes, "CN="+host)
	}
	var text strings.Builder
	set := func(name string, value any) {
		written, err := json.Marshal(value) // which is YAML as well
		if err != nil {
			panic(err) // of strings and numbers
		}
		fmt.Fprintf(&text, "%s: %s\n", name, written)
	}
	set("cluster.name", cluster)
	set("node.name", cluster+"-"+strconv.Itoa(node+1))
	set("node.roles", []string{"cluster_manager", "data", "ingest", "remote_cluster_client"})
	set("path.data", "/srv/bulkhead/store")
	set("path.logs", "/run/bulkhead/store/logs")
	set("network.host", "@address@")
	set("http.port", config.SearchPort)
	set("transport.port", config.SearchTransportPort)
	text.WriteString("discovery.seed_hosts: @peers@\n")
	set("action.destructive_requires_name", true)
	set("s3.client.default.region", "@region@")
	set("s3.client.default.endpoint", "s3.@region@.amazonaws.com")
	protocols := []string{"TLSv1.3", "TLSv1.2"}
	for _, layer := range []struct{ name, file string }{{"transport", "node"}, {"http", "http"}} {
		prefix := "plugins.security.ssl." + layer.name + "."
		set(prefix+"pemcert_filepath", "tls/"+layer.file+".crt")
		set(prefix+"pemkey_filepath", "tls/"+layer.file+".key")
		set(prefix+"pemtrustedcas_filepath", "tls/authority.crt")
		set(prefix+"enabled_protocols", protocols)
	}
	set("transport.ssl.enforce_hostname_verification", true)
	set("transport.ssl.resolve_hostname", false) // certificates have the addresses, and nodes do without DNS
	set("plugins.security.ssl.http.enabled", true)
	set("plugins.security.ssl.http.clientauth_mode", "OPTIONAL")
	set("plugins.security.ssl_cert_reload_enabled", true)
	// ACM may renew by another authority of Amazon's.
	set("plugins.security.ssl.http.enforce_cert_reload_dn_verification", false)
	set("plugins.security.nodes_dn", nodes)
	set("plugins.security.authcz.admin_dn", []string{Certificate})
	set("plugins.security.allow_default_init_securityindex", true)
	set("plugins.security.restapi.roles_enabled", []string{"all_access"})
	set("plugins.security.system_indices.enabled", true)
	set("plugins.security.audit.type", "log4j")
	return text.String()
}

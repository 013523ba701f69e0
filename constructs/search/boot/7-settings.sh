# shellcheck shell=bash
# Files of another cluster are for a person to look at: two nodes with one past take each other's place.
if [ -n "$former" ] && [ "$former" != "$NODE_STORE" ]; then
	echo "$NODE_VOLUME is a volume of $former" >&2
	exit 1
fi

# How OpenSearch is configured, as YAML that is JSON behind each name. What stands between @ a node fills in when it starts;
# the first one adds that it founds the cluster, while there is none.
mkdir -p /etc/bulkhead
cat >/etc/bulkhead/store.yml <<'END'
cluster.name: "@store@"
node.name: "@name@"
node.roles: ["cluster_manager", "data", "ingest", "remote_cluster_client"]
path.data: "/srv/bulkhead/store"
path.logs: "/run/bulkhead/store/logs"
network.host: "@address@"
http.port: 9200
transport.port: 9300
discovery.seed_hosts: @addresses@
action.destructive_requires_name: true
s3.client.default.region: "@region@"
s3.client.default.endpoint: "s3.@region@.amazonaws.com"
plugins.security.ssl.transport.pemcert_filepath: "tls/node.crt"
plugins.security.ssl.transport.pemkey_filepath: "tls/node.key"
plugins.security.ssl.transport.pemtrustedcas_filepath: "tls/authority.crt"
plugins.security.ssl.transport.enabled_protocols: ["TLSv1.3", "TLSv1.2"]
transport.ssl.enforce_hostname_verification: true
transport.ssl.resolve_hostname: false
plugins.security.ssl.http.enabled: true
plugins.security.ssl.http.pemcert_filepath: "tls/http.crt"
plugins.security.ssl.http.pemkey_filepath: "tls/http.key"
plugins.security.ssl.http.pemtrustedcas_filepath: "tls/authority.crt"
plugins.security.ssl.http.enabled_protocols: ["TLSv1.3", "TLSv1.2"]
plugins.security.ssl.http.clientauth_mode: "OPTIONAL"
plugins.security.ssl.http.enforce_cert_reload_dn_verification: false
plugins.security.ssl_cert_reload_enabled: true
plugins.security.nodes_dn: @nodes@
plugins.security.authcz.admin_dn: ["CN=admin"]
plugins.security.allow_default_init_securityindex: true
plugins.security.restapi.roles_enabled: ["all_access"]
plugins.security.system_indices.enabled: true
plugins.security.audit.type: "log4j"
END

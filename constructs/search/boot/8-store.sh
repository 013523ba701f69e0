# shellcheck shell=bash
# What the program does once OpenSearch runs, and what runs it.
cat >>/usr/local/sbin/bulkhead-store <<'END'


def let_in():
    # Gives services' user the password of the secret, where it has another one or none.
    password = secret("login", "password")
    try:
        call("GET", "/_plugins/_security/authinfo", password=password)
    except Refused as refused:
        if refused.status != 401:
            raise
        call("PUT", "/_plugins/_security/api/internalusers/" + LOGIN, {"password": password, "description": "services"})


def repository(name, bucket, **more):
    call("PUT", "/_snapshot/" + name, {"type": "s3", "settings": dict(more, bucket=bucket, base_path="snapshots")}, wait=120)


def taken(name, *states):
    # The snapshots of a repository that are whole, or in some other state, the newest last.
    answer = call("GET", f"/_snapshot/{name}/_all?verbose=false", wait=300)
    return sorted(one["snapshot"] for one in answer["snapshots"] if one["state"] in (states or ("SUCCESS",)) and one["snapshot"].startswith("hour-"))


def restore():
    # Fills a new cluster from the bucket of another one, once. The cluster goes on with it by itself.
    done = "/srv/bulkhead/restored"
    if NUMBER != 1 or not RESTORED or os.path.exists(done):
        return
    bucket, name = RESTORED
    repository("restored", bucket, readonly=True)
    if name == "latest":
        name = taken("restored")[-1]
    call("POST", f"/_snapshot/restored/{name}/_restore", {"indices": "*,-.*", "include_global_state": True}, wait=300)
    with open(done, "w") as file:
        file.write(f"{bucket} {name}\n")


def healthy():
    # A node is whole when all nodes are there and every shard is everywhere. While the cluster is being made, nodes
    # that come later are not waited for, nor for all that is restored.
    try:
        health = call("GET", "/_cluster/health?timeout=5s")
        with open(FORMED, "w") as file:
            file.write(STORE + "\n")
        let_in()
        # A restore brings the settings of the cluster of before, which had another bucket.
        whole = call("GET", "/_cluster/settings?flat_settings=true")["persistent"].get(WHOLE) == BUCKET
        nodes, status = health["number_of_nodes"], health["status"]
        if whole and (nodes < len(PEERS) or status != "green") or nodes < NUMBER or status == "red" and (whole or not RESTORED):
            sys.exit(f"the cluster has {nodes} nodes and is {status}")
        if not whole:
            restore()
            if nodes == len(PEERS):
                call("PUT", "/_cluster/settings", {"persistent": {WHOLE: BUCKET}})
    except PROBLEMS as problem:
        sys.exit(str(problem))


def leave():
    # Waits, before the node stops, until the others can do without it. Nodes are patched one after the other, by
    # something that knows nothing of them.
    end = time.time() + 600
    while time.time() < end:
        try:
            health = call("GET", "/_cluster/health?timeout=5s")
            if health["status"] == "green" and health["number_of_nodes"] == len(PEERS):
                return
        except ConnectionRefusedError:
            return  # there is nothing to stop
        except PROBLEMS as problem:
            print(problem, file=sys.stderr)
        time.sleep(5)


def renewed():
    certify()
    for layer in "transport", "http":
        call("PUT", f"/_plugins/_security/api/ssl/{layer}/reloadcerts")
    let_in()


def snapshot():
    # Takes the hour's snapshot where the cluster's manager is, and deletes those that are too old.
    if call("GET", "/_cat/cluster_manager?h=node&format=json")[0]["node"] != NAME:
        return
    repository("bulkhead", BUCKET)
    name = datetime.datetime.utcnow().strftime("hour-%Y%m%d-%H")
    for broken in taken("bulkhead", "FAILED", "PARTIAL", "INCOMPATIBLE"):
        call("DELETE", "/_snapshot/bulkhead/" + broken, wait=600)  # it keeps its name and its room
    if name not in taken("bulkhead"):
        answer = call("PUT", f"/_snapshot/bulkhead/{name}?wait_for_completion=true", {"indices": "*,-.opendistro_security*", "include_global_state": True}, wait=3000)
        if answer["snapshot"]["state"] != "SUCCESS":
            sys.exit(f"{name} is {answer['snapshot']['state']}")
    run("aws", "cloudwatch", "put-metric-data", "--region", REGION, "--namespace", NAMESPACE,
        "--metric-data", f"MetricName=SnapshotTaken,Value=1,Dimensions=[{{Name=Node,Value={NUMBER}}},{{Name=Store,Value={STORE}}}]")
    for old in taken("bulkhead")[:-KEPT]:
        call("DELETE", "/_snapshot/bulkhead/" + old, wait=600)


def report():
    # What CloudWatch is told.
    try:
        node = next(iter(call("GET", "/_nodes/_local/stats/jvm")["nodes"].values()))
    except PROBLEMS:
        print("Up=0")
        return
    nodes, status = 0, "unknown"
    try:
        health = call("GET", "/_cluster/health?timeout=5s")
        nodes, status = health["number_of_nodes"], health["status"]
    except PROBLEMS:
        pass
    print("Up=1", f"Nodes={nodes}", f"Red={int(status == 'red')}", f"Yellow={int(status == 'yellow')}", f"HeapPercent={node['jvm']['mem']['heap_used_percent']}")


{"prepare": prepare, "credentials": credentials, "renewed": renewed, "healthy": healthy, "leave": leave, "snapshot": snapshot, "report": report}[sys.argv[1]]()
END
chmod 755 /usr/local/sbin/bulkhead-store

mkdir -p /srv/bulkhead/store
chmod 700 /srv/bulkhead/store
chown "$NODE_USER:$NODE_USER" /srv/bulkhead/store
echo 'vm.max_map_count = 262144' >/etc/sysctl.d/91-bulkhead-store.conf
sysctl -q -p /etc/sysctl.d/91-bulkhead-store.conf

cat >/etc/systemd/system/credentials.service <<END
[Unit]
Description=Credentials of the bucket of $NODE_STORE, for OpenSearch
StartLimitIntervalSec=0
After=network-online.target
[Service]
ExecStart=/usr/local/sbin/bulkhead-store credentials
Restart=always
RestartSec=1
[Install]
WantedBy=multi-user.target
END
cat >/etc/systemd/system/store.service <<END
[Unit]
Description=OpenSearch of $NODE_STORE
Wants=network-online.target credentials.service
Requires=docker.service bulkhead-secrets.service
After=network-online.target docker.service bulkhead-secrets.service credentials.service
RequiresMountsFor=/srv/bulkhead
[Service]
ExecStartPre=/usr/local/sbin/bulkhead-store prepare
ExecStop=-/usr/local/sbin/bulkhead-store leave
$(contain store env OPENSEARCH_PATH_CONF=/run/bulkhead/store/config OPENSEARCH_TMPDIR=/run/bulkhead/store/tmp AWS_CONTAINER_CREDENTIALS_FULL_URI=http://127.0.0.1:9199/ /usr/share/opensearch/bin/opensearch)
TimeoutStopSec=720
[Install]
WantedBy=multi-user.target
END
cat >/etc/systemd/system/snapshot.service <<'END'
[Unit]
Description=Take the hour's snapshot
[Service]
Type=oneshot
ExecStart=/usr/local/sbin/bulkhead-store snapshot
END
cat >/etc/systemd/system/snapshot.timer <<'END'
[Timer]
OnBootSec=600
OnCalendar=hourly
[Install]
WantedBy=timers.target
END
units=(credentials.service store.service snapshot.timer)

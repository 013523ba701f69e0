# shellcheck shell=bash
# Valkey or Redis OSS, and its Sentinel. Who is the primary, Sentinels decide and remember on the volume; the engine's own
# configuration is written at each start, in memory, and begins as they say.
hosts=
for peer in $NODE_PEERS; do
	hosts+="${peer%=*} "
done
cat >/usr/local/sbin/bulkhead-store <<END
#!/usr/bin/python3
ME, HOSTS, USER, AUTHORITIES = "$NODE_HOST", "$hosts".split(), $NODE_USER, "$authorities"
END
cat >>/usr/local/sbin/bulkhead-store <<'END'
import glob, hashlib, json, os, socket, ssl, subprocess, sys, time

ENGINE, SENTINEL, SET = 6379, 26379, "main"
CERTIFICATE, LOADED = "/run/bulkhead/tls/tls.crt", "/run/bulkhead/loaded-"
REMEMBERED, USED = "/srv/bulkhead/sentinel/sentinel.conf", "/run/bulkhead/used"


def password(name):
    with open("/run/bulkhead/secrets/" + name) as file:
        return json.load(file)["password"]


def read(stream):
    """An answer in the protocol of Redis."""
    kind, rest = stream.read(1), stream.readline()[:-2]
    if kind == b"-" or not kind:
        raise RuntimeError(rest.decode() or "the connection has ended")
    if kind == b"*":
        return [read(stream) for _ in range(int(rest))]
    if kind == b"$":
        return None if rest == b"-1" else stream.read(int(rest) + 2)[:-2].decode()
    return rest.decode()


def ask(host, port, *commands):
    """What a server answers to commands, one after the other. It has to prove its name."""
    context = ssl.create_default_context(cafile=AUTHORITIES)
    with socket.create_connection((host, port), timeout=3) as plain, context.wrap_socket(plain, server_hostname=host) as sealed:
        stream, answers = sealed.makefile("rwb"), []
        for command in (("AUTH", "node", password("node")),) + commands:
            stream.write(b"*%d\r\n" % len(command))
            for word in command:
                stream.write(b"$%d\r\n%s\r\n" % (len(word.encode()), word.encode()))
            stream.flush()
            answers.append(read(stream))
    return answers[1:]


def fields(info):
    return dict(line.split(":", 1) for line in info.splitlines() if ":" in line)


def others():
    """Which primary the other nodes' Sentinels know, and since which election."""
    known = []
    for host in HOSTS:
        if host == ME:
            continue
        try:
            answer = ask(host, SENTINEL, ("SENTINEL", "MASTER", SET))[0]
            told = dict(zip(answer[::2], answer[1::2]))
            known.append((int(told["config-epoch"]), told["ip"]))
        except (OSError, RuntimeError) as problem:
            print(f"{host}: {problem}", file=sys.stderr)
    return known


def remembered():
    """The same, as the Sentinel of this node knew it."""
    if not os.path.exists(REMEMBERED):
        return []
    epoch, host = 0, None
    with open(REMEMBERED) as file:
        for words in map(str.split, file):
            if words[:3] == ["sentinel", "monitor", SET]:
                host = words[3]
            if words[:3] == ["sentinel", "config-epoch", SET]:
                epoch = int(words[3])
    return [(epoch, host)] if host else []


def primary():
    """Who is the primary: the first node, as long as no Sentinel knows better. A node that has lost its data is not,
    while others have theirs: replicas that followed it would throw away what they have."""
    while True:
        told = others()
        known = told + remembered()
        host = max(known)[1] if known else HOSTS[0]
        if host != ME or not told or glob.glob("/srv/bulkhead/store/appendonly*"):
            return host
        print("this node has no data, and the others take it for the primary until they elect another", file=sys.stderr)
        time.sleep(1)


def write(path, lines):
    """Writes a file that the engine may change, as it does when roles change."""
    for directory in (os.path.dirname(path), "/srv/bulkhead/" + os.path.basename(os.path.dirname(path))):
        os.makedirs(directory, exist_ok=True)
        os.chmod(directory, 0o700)
        os.chown(directory, USER, USER)
    with open(os.open(path + ".new", os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600), "w") as file:
        os.fchown(file.fileno(), USER, USER)
        file.write("\n".join(lines) + "\n")
        file.flush()
        os.fsync(file.fileno())
    os.replace(path + ".new", path)


def lines(name):
    """The lines of a configuration that hold no secret, and those of who may log in."""
    with open(f"/etc/bulkhead/{name}.conf") as file:
        text = file.read()
    for user in "node", "login":
        text = text.replace(f"#{user}#", "#" + hashlib.sha256(password(user).encode()).hexdigest())
    return text.replace("@node@", password("node")).splitlines()


def digest():
    with open(CERTIFICATE, "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()


def loads(name):
    """Notes with which certificate a program begins."""
    with open(LOADED + name, "w") as file:
        file.write(digest())


def current(name):
    with open(LOADED + name) as file:
        return file.read() == digest()


def prepare_store():
    host = primary()
    role = [] if host == ME else [f"replicaof {host} {ENGINE}"]
    write("/run/bulkhead/store/store.conf", lines("store") + role)
    loads("store")


def logs_in(line):
    """Whether a line says who may log in, or how Sentinels do."""
    words = line.split()
    return words[:1] == ["user"] or words[:1] == ["sentinel"] and words[1] in ("auth-user", "auth-pass", "sentinel-user", "sentinel-pass")


def prepare_sentinel():
    """Sentinels remember what they have learned, but not who may log in."""
    begin = lines("sentinel")
    if remembered():
        with open(REMEMBERED) as file:
            learned = file.read().splitlines()
        write(REMEMBERED, [line for line in learned if not logs_in(line)] + [line for line in begin if logs_in(line)])
    else:
        write(REMEMBERED, [f"sentinel monitor {SET} {primary()} {ENGINE} 2" if line == "@monitor@" else line for line in begin])
    loads("sentinel")


def renewed():
    if not current("store"):
        ask(ME, ENGINE, ("CONFIG", "SET", "tls-cert-file", CERTIFICATE))
        loads("store")
    if not current("sentinel"):
        subprocess.run(["systemctl", "restart", "sentinel.service"], check=True)


def whole(info):
    return info["role"] == "master" or info["master_link_status"] == "up" and info["master_sync_in_progress"] == "0"


def healthy():
    try:
        ask(ME, SENTINEL, ("PING",))
        sys.exit(0 if whole(fields(ask(ME, ENGINE, ("INFO",))[0])) else "it has not all that its primary has")
    except (OSError, RuntimeError) as problem:
        sys.exit(str(problem))


def busy(info):
    """How much of the one core that runs commands the engine has used since the last report."""
    now = [time.monotonic(), sum(float(info[f"used_cpu_{kind}_main_thread"]) for kind in ("sys", "user"))]
    try:
        with open(USED) as file:
            then = json.load(file)
    except OSError:
        then = now
    with open(USED, "w") as file:
        json.dump(now, file)
    if now[1] < then[1] or now[0] == then[0]:
        return []  # it has started anew, or this is the first report
    return [f"EnginePercent={round(100 * (now[1] - then[1]) / (now[0] - then[0]))}"]


def report():
    """What CloudWatch is told: of a replica, for how long it has heard nothing of its primary."""
    try:
        info = fields(ask(ME, ENGINE, ("INFO",))[0])
    except (OSError, RuntimeError):
        print("Up=0")
        return
    lag = 0
    if info["role"] != "master":
        lag = max(int(info["master_last_io_seconds_ago"]), int(info.get("master_link_down_since_seconds", 0)), 0)
    quorum = 1
    try:
        ask(ME, SENTINEL, ("SENTINEL", "CKQUORUM", SET))
    except (OSError, RuntimeError):
        quorum = 0
    print("Up=1", f"Quorum={quorum}", f"LagSeconds={lag}", f"DataPercent={100 * int(info['used_memory']) // int(info['maxmemory'])}", *busy(info))


{"prepare-store": prepare_store, "prepare-sentinel": prepare_sentinel, "renewed": renewed, "healthy": healthy, "report": report}[sys.argv[1]]()
END
chmod 755 /usr/local/sbin/bulkhead-store

mkdir -p /etc/bulkhead /srv/bulkhead/store /srv/bulkhead/sentinel /run/bulkhead/store /run/bulkhead/sentinel
chmod 700 /srv/bulkhead/store /srv/bulkhead/sentinel
chown "$NODE_USER:$NODE_USER" /srv/bulkhead/store /srv/bulkhead/sentinel /run/bulkhead/store /run/bulkhead/sentinel
# What was made of a snapshot has the data, and a Sentinel of another set, even where that had the same name.
if [ "$origin" != "$NODE_VOLUME" ]; then
	rm -rf /srv/bulkhead/sentinel/*
fi
echo "$STORE_CONFIG" >/etc/bulkhead/store.conf
echo "$STORE_SENTINEL" >/etc/bulkhead/sentinel.conf

cat >/etc/systemd/system/store.service <<END
[Unit]
Description=The engine of $NODE_STORE
Wants=network-online.target
Requires=docker.service bulkhead-secrets.service
After=network-online.target docker.service bulkhead-secrets.service
RequiresMountsFor=/srv/bulkhead
[Service]
ExecStartPre=/usr/local/sbin/bulkhead-store prepare-store
$(contain store "$STORE_ENGINE-server" /run/bulkhead/store/store.conf)
[Install]
WantedBy=multi-user.target
END
cat >/etc/systemd/system/sentinel.service <<END
[Unit]
Description=The Sentinel of $NODE_STORE
Requires=docker.service bulkhead-secrets.service
After=docker.service bulkhead-secrets.service store.service
RequiresMountsFor=/srv/bulkhead
[Service]
ExecStartPre=/usr/local/sbin/bulkhead-store prepare-sentinel
$(contain sentinel "$STORE_ENGINE-server" /srv/bulkhead/sentinel/sentinel.conf --sentinel)
[Install]
WantedBy=multi-user.target
END
units=(store.service sentinel.service)

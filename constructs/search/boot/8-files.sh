# shellcheck shell=bash
# OpenSearch. Nodes find each other at addresses that stay. The first one founds the cluster, once; what it founded is on
# the volumes, and how it is configured is written at each start, in memory.
cat >/usr/local/sbin/bulkhead-store <<END
#!/usr/bin/python3
ME, NAME, NUMBER, PEERS, USER = "$NODE_HOST", "$NODE_NAME", $NODE_NUMBER, "$NODE_PEERS".split(), $NODE_USER
STORE, REGION, VOLUME, ADDRESS, IMAGE = "$NODE_STORE", "$NODE_REGION", "$NODE_VOLUME", "$NODE_ADDRESS", "$NODE_IMAGE"
AUTHORITIES, NAMESPACE, BUCKET, ROLE = "$authorities", "$NODE_NAMESPACE", "$STORE_BUCKET", "$STORE_ROLE"
RESTORED, HEAP, LOGIN = "$STORE_RESTORED".split(), $STORE_HEAP, "$STORE_LOGIN"
END
cat >>/usr/local/sbin/bulkhead-store <<'END'
import base64, datetime, glob, http.client, http.server, json, os, shutil, ssl, subprocess, sys, time

RUN, FORMED = "/run/bulkhead/store", "/srv/bulkhead/formed"
CONFIG, SECRETS = RUN + "/config", "/run/bulkhead/secrets"
WHOLE, KEPT = "cluster.metadata.bulkhead", 336
PROBLEMS = (OSError, RuntimeError, http.client.HTTPException)


class Refused(RuntimeError):
    def __init__(self, status, text):
        super().__init__(f"{status}: {text}")
        self.status = status


def secret(name, part):
    with open(SECRETS + "/" + name) as file:
        return json.load(file)[part]


def call(method, path, body=None, password=None, wait=30):
    # What OpenSearch answers to the administrator, or to services' user. It has to prove its name.
    context, headers = ssl.create_default_context(cafile=AUTHORITIES), {"Content-Type": "application/json"}
    if password is None:
        context.load_cert_chain(SECRETS + "/admin.crt", SECRETS + "/admin.key")
    else:
        headers["Authorization"] = "Basic " + base64.b64encode(f"{LOGIN}:{password}".encode()).decode()
    connection = http.client.HTTPSConnection(ME, 9200, timeout=wait, context=context)
    try:
        connection.request(method, path, None if body is None else json.dumps(body), headers)
        answer = connection.getresponse()
        text = answer.read().decode()
    finally:
        connection.close()
    if answer.status >= 300:
        raise Refused(answer.status, text[:500])
    return json.loads(text) if text else {}


def run(*words, **more):
    return subprocess.run(words, check=True, stdout=subprocess.PIPE, text=True, **more).stdout


def assumed():
    # Credentials of the role that may use the bucket, and nothing else. A role that was just made is not known at once.
    for pause in 2, 4, 8, 16, 0:
        try:
            text = run("aws", "sts", "assume-role", "--region", REGION, "--role-arn", ROLE, "--role-session-name", NAME[-64:], "--duration-seconds", "3600", "--output", "json")
            return json.loads(text)["Credentials"]
        except subprocess.CalledProcessError:
            if not pause:
                raise
            time.sleep(pause)


def credentials():
    # Gives OpenSearch those credentials, in the way that it knows from containers: it does not reach the instance's.
    held = {}

    class Answer(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            if time.time() > held.get("until", 0):
                held["keys"], held["until"] = assumed(), time.time() + 2400
            keys = held["keys"]
            text = json.dumps({"AccessKeyId": keys["AccessKeyId"], "SecretAccessKey": keys["SecretAccessKey"], "Token": keys["SessionToken"], "Expiration": keys["Expiration"].replace("+00:00", "Z")}).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        def log_message(self, *_):
            pass

    http.server.ThreadingHTTPServer(("127.0.0.1", 9199), Answer).serve_forever()


def founds():
    # The first node founds the cluster on the volume that it began with, until it has: the bucket remembers which. On
    # another volume it joins the others, who have everything.
    if NUMBER != 1 or os.path.exists(FORMED):
        return False
    keys = assumed()
    with_keys = dict(os.environ, AWS_ACCESS_KEY_ID=keys["AccessKeyId"], AWS_SECRET_ACCESS_KEY=keys["SecretAccessKey"], AWS_SESSION_TOKEN=keys["SessionToken"])

    def of(*words):
        return run("aws", *words, "--region", REGION, env=with_keys)

    if of("s3api", "list-objects-v2", "--bucket", BUCKET, "--prefix", "founded", "--query", "length(Contents || `[]`)", "--output", "text").strip() == "0":
        with open(RUN + "/founded", "w") as file:
            file.write(VOLUME)
        of("s3", "cp", "--only-show-errors", RUN + "/founded", f"s3://{BUCKET}/founded")
    by = of("s3", "cp", "--only-show-errors", f"s3://{BUCKET}/founded", "-").strip()
    if by != VOLUME:
        print(f"the cluster was founded on {by}: this node joins the others on {VOLUME}", file=sys.stderr)
    return by == VOLUME


def own(path):
    # Makes a file or a directory the store's alone.
    os.chown(path, USER, USER)
    os.chmod(path, 0o700 if os.path.isdir(path) else 0o400)


def put(path, text):
    with open(path + ".new", "w") as file:
        file.write(text)
    own(path + ".new")
    os.replace(path + ".new", path)


def certify():
    # Lays down the certificates: ACM's for clients; for nodes among themselves and for the administrator, new ones of
    # the cluster's authority, whose key follows from a secret. ACM's are not for clients, which nodes are to each other.
    tls = CONFIG + "/tls"
    os.makedirs(tls, exist_ok=True)
    own(tls)
    work = SECRETS + "/work"
    shutil.rmtree(work, ignore_errors=True)
    os.makedirs(work, 0o700)
    with open(work + "/key", "wb") as file:  # as RFC 5915 writes a key on the curve P-256
        file.write(bytes.fromhex("30310201010420" + secret("authority", "key") + "a00a06082a8648ce3d030107"))
    authority = work + "/authority"
    run("openssl", "pkey", "-inform", "DER", "-in", work + "/key", "-out", authority + ".key")
    run("openssl", "req", "-x509", "-new", "-key", authority + ".key", "-out", authority + ".crt", "-subj", "/CN=authority", "-days", "3650", "-addext", "keyUsage=critical,keyCertSign")
    for name, subject, usage, more in (
        ("node", ME, "serverAuth,clientAuth", ["-addext", f"subjectAltName=DNS:{ME},IP:{ADDRESS}"]),
        ("admin", "admin", "clientAuth", []),
    ):
        run("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-noenc", "-keyout", f"{work}/{name}.key", "-out", f"{work}/{name}.crt",
            "-subj", "/CN=" + subject, "-days", "400", "-CA", authority + ".crt", "-CAkey", authority + ".key", "-addext", "basicConstraints=critical,CA:FALSE",
            "-addext", "keyUsage=critical,digitalSignature", "-addext", "extendedKeyUsage=" + usage, *more, stderr=subprocess.DEVNULL)
    for name in "admin.crt", "admin.key":
        os.chmod(f"{work}/{name}", 0o400)
        os.replace(f"{work}/{name}", f"{SECRETS}/{name}")
    for source, name in (("/run/bulkhead/tls/tls", "http"), (work + "/node", "node"), (authority, "authority")):
        for end in (".crt", ".key") if name != "authority" else (".crt",):
            with open(source + end) as file:
                put(f"{tls}/{name}{end}", file.read())
    shutil.rmtree(work)


def prepare():
    # Writes the configuration anew: what the image has, and over it what is ours.
    shutil.rmtree(RUN, ignore_errors=True)
    for directory in RUN, CONFIG, RUN + "/tmp", RUN + "/logs":
        os.makedirs(directory, exist_ok=True)
        own(directory)
    home = "/usr/share/opensearch"
    run("docker", "run", "--rm", "--pull", "never", "--network", "none", "--read-only", "--user", f"{USER}:{USER}", "--cap-drop", "ALL", "--security-opt", "no-new-privileges",
        "-v", f"{RUN}:{RUN}", "--entrypoint", "bash", IMAGE, "-c", f"cp -R {home}/config/. {CONFIG}/ && ls {home}/plugins >{RUN}/plugins")
    with open(RUN + "/plugins") as file:
        there = file.read().split()
    for plugin in "opensearch-security", "repository-s3":
        if plugin not in there:
            sys.exit(f"the image lacks the plugin {plugin}")
    certify()
    with open("/etc/bulkhead/store.yml") as file:
        text = file.read()
    hosts, addresses = zip(*(peer.split("=") for peer in PEERS))
    for name, value in (
        ("store", STORE), ("name", NAME), ("address", ADDRESS), ("region", REGION),
        ("addresses", json.dumps(addresses)), ("nodes", json.dumps(["CN=" + host for host in hosts])),
    ):
        text = text.replace(f"@{name}@", value)
    if founds():
        text += f"cluster.initial_cluster_manager_nodes: {json.dumps([NAME])}\n"
    put(CONFIG + "/opensearch.yml", text)
    with open(CONFIG + "/jvm.options") as file:
        options = [line for line in file if not any(word in line for word in ("-Xlog", "-Xms", "-Xmx", "HeapDump", "ErrorFile"))]
    put(CONFIG + "/jvm.options", "".join(options))
    os.makedirs(CONFIG + "/jvm.options.d", exist_ok=True)
    put(CONFIG + "/jvm.options.d/bulkhead.options", f"-Xms{HEAP}m\n-Xmx{HEAP}m\n-XX:+ErrorFileToStderr\n-Dopensearch.cgroups.hierarchy.override=/\n")
    put(CONFIG + "/log4j2.properties", """appender.console.type = Console
appender.console.name = console
appender.console.layout.type = PatternLayout
appender.console.layout.pattern = [%d{ISO8601}][%-5p][%-25c{1.}] [%node_name]%marker %m%n
rootLogger.level = info
rootLogger.appenderRef.console.ref = console
""")
    for kind, name, rest in (
        ("internalusers", "internal_users", {}),
        ("rolesmapping", "roles_mapping", {"all_access": {"users": [LOGIN]}}),
        ("config", "config", {"config": {"dynamic": {"http": {"anonymous_auth_enabled": False}, "authc": {"internal": {
            "http_enabled": True, "order": 0, "http_authenticator": {"type": "basic", "challenge": True}, "authentication_backend": {"type": "intern"}}}}}}),
    ):
        put(f"{CONFIG}/opensearch-security/{name}.yml", json.dumps(dict({"_meta": {"type": kind, "config_version": 2}}, **rest)))
    for path in glob.glob(CONFIG + "/**", recursive=True):
        os.chown(path, USER, USER)
END

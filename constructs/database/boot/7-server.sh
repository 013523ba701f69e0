# shellcheck shell=bash
# MySQL: its files, its passwords and its configuration, which is written at each start, in memory.
if [ "$NODE_RESTORED" = true ] && [ "$former" != "$NODE_STORE" ] && [ ! -d /srv/bulkhead/store/data ]; then
	echo "$NODE_VOLUME was made of a snapshot, and there is no database on it" >&2
	exit 1
fi
cat >/usr/local/sbin/bulkhead-store <<END
#!/usr/bin/python3
ME, NUMBER, PEERS, USER, AUTHORITIES = "$NODE_HOST", "$NODE_NUMBER", "$NODE_PEERS", $NODE_USER, "$authorities"
IMAGE, SECRETS, VERSION, ADDRESS = "$NODE_IMAGE", "$NODE_SECRETS", "$STORE_VERSION", "$STORE_ADDRESS"
ZONE, DATABASE, LOGIN = "$STORE_ZONE", "$STORE_DATABASE", "$STORE_LOGIN"
END
cat >>/usr/local/sbin/bulkhead-store <<'END'
import collections, hashlib, json, os, shlex, shutil, subprocess, sys, time

HOSTS = {address: host for host, address in (peer.split("=") for peer in PEERS.split())}
OTHER = next(host for host in HOSTS.values() if host != ME)
VOLUME, MEMORY = "/srv/bulkhead/store", "/run/bulkhead/store"
DATA, ACCOUNTS, CLAIM = VOLUME + "/data", VOLUME + "/accounts", VOLUME + "/primary"
LOST, LOADED = MEMORY + "/lost", MEMORY + "/loaded"
# A name server may give an answer again for as long as the record says, which is as long as a node waits between looks.
LOOK = float(os.environ.get("NODE_PAUSE", 5))
SETTLED, CUT_OFF, GIVEN_UP = 3 * LOOK, 6 * LOOK, 12 * LOOK


class Problem(Exception):
    pass


Status = collections.namedtuple("Status", "writable executed purged epoch primary")


def say(text):
    print(text, flush=True)


def run(*command, text="", patience=30):
    try:
        done = subprocess.run(command, input=text, capture_output=True, text=True, timeout=patience)
    except subprocess.TimeoutExpired:
        raise Problem(f"{command[0]} does not end")
    if done.returncode:
        raise Problem(done.stderr.strip() or f"{command[0]} fails: {done.returncode}")
    return done.stdout


def sql(host, *statements, patience=30, form="--skip-column-names", more=()):
    """The lines of what a server answers. It has to prove its name."""
    return run("docker", "exec", "-i", "store", "mysql", f"--defaults-file={MEMORY}/client.cnf", "--host=" + host,
               "--batch", form, *more, text=";\n".join(statements) + ";\n", patience=patience).splitlines()


def password(name):
    with open("/run/bulkhead/secrets/" + name) as file:
        return json.load(file)["password"]


def write(path, text):
    with open(os.open(path + ".new", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o400), "w") as file:
        os.fchown(file.fileno(), USER, USER)
        file.write(text)
    os.rename(path + ".new", path)


def read(path):
    try:
        with open(path) as file:
            return file.read()
    except FileNotFoundError:
        return ""


def forget(path):
    if os.path.exists(path):
        os.remove(path)


def status(host):
    """What a server is, and since which promotion: they are counted, and replicated as everything else."""
    row = sql(host, r"SELECT @@GLOBAL.read_only, REPLACE(@@GLOBAL.gtid_executed, '\n', ''), REPLACE(@@GLOBAL.gtid_purged, '\n', ''),"
              " COALESCE((SELECT MAX(epoch) FROM bulkhead.primaries), 0),"
              " COALESCE((SELECT host FROM bulkhead.primaries ORDER BY epoch DESC LIMIT 1), '')")[0].split("\t")
    return Status(row[0] == "0", row[1], row[2], int(row[3]), row[4])


def once(name, *arguments):
    """A command that runs the image as the service does, with other arguments."""
    line = next(line for line in read("/etc/systemd/system/store.service").splitlines() if line.startswith("ExecStart="))
    words = shlex.split(line.partition("=")[2])
    words[words.index("--name") + 1] = name
    subprocess.run(["docker", "rm", "-f", name], capture_output=True)
    return ["docker"] + words[1 : words.index(IMAGE) + 1] + list(arguments)


def accounts():
    """Sets passwords, on a new server and on one that was restored, whose passwords nobody knows. No other node sees it."""
    names = DATABASE.replace("_", "\\_")
    lines = ["SET SESSION sql_log_bin = 0", f"ALTER USER 'root'@'localhost' IDENTIFIED BY '{password('root')}'"]
    for user, secret in ("node", "node"), (LOGIN, "login"):
        for verb in "CREATE USER IF NOT EXISTS", "ALTER USER":
            lines.append(f"{verb} '{user}'@'%' IDENTIFIED BY '{password(secret)}' REQUIRE SSL")
    lines += [
        "GRANT ALL ON *.* TO 'node'@'%' WITH GRANT OPTION", f"CREATE DATABASE IF NOT EXISTS `{DATABASE}`",
        f"GRANT ALL ON `{names}`.* TO '{LOGIN}'@'%' WITH GRANT OPTION", f"GRANT CREATE USER ON *.* TO '{LOGIN}'@'%'",
        "CREATE DATABASE IF NOT EXISTS bulkhead",
        "CREATE TABLE IF NOT EXISTS bulkhead.primaries (epoch INT PRIMARY KEY, host VARCHAR(255) NOT NULL, since TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP)",
        "DELETE FROM bulkhead.primaries",
    ]
    write(MEMORY + "/accounts.sql", ";\n".join(lines) + ";\n")
    forget(CLAIM)
    forget(DATA + "/auto.cnf") # two servers of one snapshot are two
    server = subprocess.Popen(once("accounts", OPTIONS, "--skip-networking", *OPEN, f"--init-file={MEMORY}/accounts.sql"), stdin=subprocess.DEVNULL)
    asks = ["docker", "exec", "-i", "accounts", "mysql", f"--defaults-file={MEMORY}/root.cnf"]
    while subprocess.run(asks + ["-e", "SHUTDOWN"], capture_output=True).returncode:
        if server.poll() is not None:
            sys.exit("passwords could not be set: read the log group")
        time.sleep(1)
    if server.wait():
        sys.exit("the server that set passwords did not end well: read the log group")
    os.remove(MEMORY + "/accounts.sql")
    write(ACCOUNTS, SECRETS)


OPTIONS, OPEN = f"--defaults-file={MEMORY}/my.cnf", ("--read-only=OFF", "--super-read-only=OFF")


def prepare():
    for directory in VOLUME, VOLUME + "/tmp", MEMORY:
        os.makedirs(directory, mode=0o700, exist_ok=True)
        os.chown(directory, USER, USER)
    write(MEMORY + "/my.cnf", read("/etc/bulkhead/store.conf"))
    write(MEMORY + "/client.cnf", f"[client]\nuser=node\npassword={password('node')}\nssl-mode=VERIFY_IDENTITY\nssl-ca={AUTHORITIES}\nconnect-timeout=3\n")
    write(MEMORY + "/root.cnf", f"[client]\nuser=root\npassword={password('root')}\nsocket={MEMORY}/mysqld.sock\n")
    told = run(*once("version", "--version"), patience=120)
    if VERSION not in told.replace("-", " ").split():
        sys.exit(f"the image has {told.strip()}, and the configuration says {VERSION}")
    if not os.path.isdir(DATA):
        new = VOLUME + "/new"
        shutil.rmtree(new, ignore_errors=True)
        os.mkdir(new, 0o700)
        os.chown(new, USER, USER)
        run(*once("initialize", OPTIONS, "--initialize-insecure", "--datadir=" + new, *OPEN), patience=None)
        os.rename(new, DATA)
    if read(ACCOUNTS) != SECRETS:
        accounts()
    write(LOADED, digest())


def digest():
    return hashlib.sha256(read("/run/bulkhead/tls/tls.crt").encode()).hexdigest()


def renewed():
    if read(LOADED) != digest():
        sql(ME, "ALTER INSTANCE RELOAD TLS")
        write(LOADED, digest())
END

# shellcheck shell=bash
# Once a minute the servers get what the secret holds, so a revoked client is out a minute later.
cat >/usr/local/sbin/bulkhead-vpn <<'END'
#!/usr/bin/python3
"""Gives the servers what the secret holds, and tells CloudWatch how they are.

bulkhead-vpn REGION SECRET NAMESPACE SERVER...
"""
import hashlib
import json
import os
import shutil
import subprocess
import sys

DIRECTORY = "/run/bulkhead-vpn"
GROUP = "openvpn"  # what the servers are once they have started
PRIVATE, SHARED = 0o600, 0o640
FILES = {
    "ca": ("ca.crt", PRIVATE),
    "certificate": ("server.crt", PRIVATE),
    "key": ("server.key", PRIVATE),
    "tlsCrypt": ("tls-crypt-v2.key", PRIVATE),
    "crl": ("crl.pem", SHARED),  # read again for each client
}

region, secret, namespace, *servers = sys.argv[1:]


def aws(*arguments):
    return subprocess.run(["aws", *arguments, "--region", region], capture_output=True, text=True, timeout=50)


def fetch():
    """The secret's value, or None as long as nobody has a certificate."""
    done = aws("secretsmanager", "get-secret-value", "--secret-id", secret, "--query", "SecretString", "--output", "text")
    if done.returncode == 0:
        return json.loads(done.stdout)
    if "ResourceNotFoundException" in done.stderr:
        return None
    raise RuntimeError(done.stderr.strip())


def path(name):
    return os.path.join(DIRECTORY, name)


def content(name):
    try:
        with open(path(name)) as file:
            return file.read()
    except FileNotFoundError:
        return ""


def write(name, text, mode):
    """Writes a file so that nobody sees half of it."""
    descriptor = os.open(path(name) + ".new", os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    with open(descriptor, "w") as file:
        os.fchmod(descriptor, mode)
        shutil.chown(descriptor, group=GROUP)
        file.write(text)
    os.replace(path(name) + ".new", path(name))


def use(value):
    """Starts the servers with a value. When it is another one, they start anew, which ends the sessions of revoked clients."""
    os.makedirs(path("used"), exist_ok=True)
    shutil.chown(DIRECTORY, group=GROUP)
    os.chmod(DIRECTORY, 0o750)
    shutil.chown(path("used"), user=GROUP)
    if content("ca.crt") != value["ca"]:  # the first time, and when everybody has lost access
        subprocess.run(["openvpn", "--genkey", "auth-token", path("token.key")], check=True)
    codes = json.dumps(value.get("totp", {}))
    if content("codes.json") != codes:  # read for each client, so nothing has to start anew
        write("codes.json", codes, SHARED)
    running = hashlib.sha256(json.dumps([value[key] for key in FILES]).encode()).hexdigest()
    verb = "start"
    if content("running") != running:
        for key, (name, mode) in FILES.items():
            write(name, value[key], mode)
        verb = "restart"
    for server in servers:
        subprocess.run(["systemctl", verb, f"openvpn-server@{server}"], check=True)
    write("running", running, PRIVATE)


def up():
    """Whether all servers run, or none has to because nobody has a certificate."""
    if not content("running"):
        return fresh
    return all(subprocess.run(["systemctl", "is-active", "-q", f"openvpn-server@{s}"]).returncode == 0 for s in servers)


os.umask(0o077)
fresh = True
try:
    latest = fetch()
    if latest is not None:
        use(latest)
except Exception as problem:  # CloudWatch has to hear of each
    fresh = False
    print(f"bulkhead-vpn: {problem}", file=sys.stderr)
clients = sum(content(f"{s}.status").count("\nCLIENT_LIST,") for s in servers)
told = aws("cloudwatch", "put-metric-data", "--namespace", namespace, "--metric-data",
           f"MetricName=Up,Value={int(up())}", f"MetricName=Refreshed,Value={int(fresh)}",
           f"MetricName=Clients,Value={clients}")
sys.stderr.write(told.stderr)
sys.exit(0 if fresh else 1)
END
chmod 755 /usr/local/sbin/bulkhead-vpn

cat >/etc/systemd/system/bulkhead-vpn.service <<END
[Unit]
Description=Give the VPN's servers what its secret holds
After=network-online.target
[Service]
Type=oneshot
ExecStart=/usr/local/sbin/bulkhead-vpn $VPN_REGION $VPN_SECRET $VPN_NAMESPACE $servers
StandardError=append:/var/log/openvpn/refresh.log
END
cat >/etc/systemd/system/bulkhead-vpn.timer <<'END'
[Timer]
OnBootSec=10
OnCalendar=minutely
AccuracySec=1
[Install]
WantedBy=timers.target
END

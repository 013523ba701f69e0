# shellcheck shell=bash
# Once a minute the servers get what the secret and the levels hold, so a revoked client is out a minute later.
cat >/usr/local/sbin/bulkhead-vpn <<'END'
#!/usr/bin/python3
"""Gives the servers what the secret and the levels hold, and tells CloudWatch how they are.

bulkhead-vpn REGION SECRET LEVELS NAMESPACE SERVER=CLIENTS...
"""
import datetime
import hashlib
import ipaddress
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

region, secret, parameter, namespace, *servers = sys.argv[1:]
servers = {name: ipaddress.ip_network(clients) for name, clients in (s.split("=") for s in servers)}


def aws(*arguments):
    return subprocess.run(["aws", *arguments, "--region", region], capture_output=True, text=True, timeout=50)


def fetch(*arguments):
    """What AWS answers, or None as long as nobody has a certificate."""
    done = aws(*arguments, "--output", "text")
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
    descriptor = os.open(path("new"), os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    with open(descriptor, "w") as file:
        os.fchmod(descriptor, mode)
        shutil.chown(descriptor, group=GROUP)
        file.write(text)
    os.replace(path("new"), path(name))


def place(clients, levels):
    """Each client's address and routes, in a file for each server. Who has no level, or no address in it, has no file,
    and is not admitted."""
    for server, network in servers.items():
        have = {}
        for name, client in clients.items():
            level = levels.get(client["level"], {"routes": []})
            pool = ipaddress.ip_network(level.get(server, "0.0.0.0/32"))
            if client["number"] < pool.num_addresses - 1:
                lines = [f"ifconfig-push {pool[client['number']]} {network.netmask}"]
                for route in map(ipaddress.ip_network, level["routes"]):
                    lines.append(f'push "route {route.network_address} {route.netmask}"')
                have[f"clients/{server}/{name}"] = "\n".join(lines) + "\n"
        os.makedirs(path(f"clients/{server}"), exist_ok=True)
        for directory in ("clients", f"clients/{server}"):
            shutil.chown(path(directory), group=GROUP)
            os.chmod(path(directory), 0o750)
        for name in os.listdir(path(f"clients/{server}")):
            if f"clients/{server}/{name}" not in have:
                os.remove(path(f"clients/{server}/{name}"))
        for name, text in have.items():
            if content(name) != text:
                write(name, text, SHARED)


def admit(levels):
    """Has the firewall let each level through to what it reaches, in one step."""
    pairs = [f"{level[s]} . {route}" for level in levels.values() for s in servers for route in level["routes"]]
    rules = "flush set inet vpn levels\n"
    if pairs:
        rules += "add element inet vpn levels { " + ", ".join(pairs) + " }\n"
    subprocess.run(["nft", "-f", "-"], input=rules, text=True, check=True)


def use(value, levels):
    """Starts the servers with a value. They stop before, which ends the sessions of revoked clients, when it is another
    one, or when levels have other addresses: nobody may have one that is another level's now."""
    os.makedirs(path("used"), exist_ok=True)
    shutil.chown(DIRECTORY, group=GROUP)
    os.chmod(DIRECTORY, 0o750)
    shutil.chown(path("used"), user=GROUP)
    if content("ca.crt") != value["ca"]:  # the first time, and when everybody has lost access
        subprocess.run(["openvpn", "--genkey", "auth-token", path("token.key")], check=True)
    pools = {name: [level[s] for s in servers] for name, level in levels.items()}
    running = hashlib.sha256(json.dumps([pools, [value[key] for key in FILES]], sort_keys=True).encode()).hexdigest()
    if content("running") != running:
        for server in servers:
            subprocess.run(["systemctl", "stop", f"openvpn-server@{server}"], check=True)
        for key, (name, mode) in FILES.items():
            write(name, value[key], mode)
    clients = json.dumps(value["clients"])
    if content("clients.json") != clients:  # read for each client, so nothing has to start anew
        write("clients.json", clients, SHARED)
    place(value["clients"], levels)
    admit(levels)
    for server in servers:
        subprocess.run(["systemctl", "start", f"openvpn-server@{server}"], check=True)
    write("running", running, PRIVATE)


def up():
    """Whether all servers run, or none has to because nobody has a certificate."""
    if not content("running"):
        return fresh
    return all(subprocess.run(["systemctl", "is-active", "-q", f"openvpn-server@{s}"]).returncode == 0 for s in servers)


os.umask(0o077)
fresh, told = True, []
try:
    latest = fetch("secretsmanager", "get-secret-value", "--secret-id", secret, "--query", "SecretString")
    if latest is not None:
        ends = datetime.datetime.strptime(latest["expires"], "%Y-%m-%dT%H:%M:%S%z")
        told = [f"MetricName=CertificateDays,Value={(ends - datetime.datetime.now(datetime.timezone.utc)).days}"]
        use(latest, fetch("ssm", "get-parameter", "--name", parameter, "--query", "Parameter.Value"))
except Exception as problem:  # CloudWatch has to hear of each
    fresh = False
    print(f"bulkhead-vpn: {problem}", file=sys.stderr)
# Who has not shown a certificate is UNDEF, and is no client.
state = "".join(content(f"{s}.status") for s in servers)
clients = state.count("\nCLIENT_LIST,") - state.count("\nCLIENT_LIST,UNDEF,")
said = aws("cloudwatch", "put-metric-data", "--namespace", namespace, "--metric-data",
           f"MetricName=Up,Value={int(up())}", f"MetricName=Refreshed,Value={int(fresh)}",
           f"MetricName=Clients,Value={clients}", *told)
sys.stderr.write(said.stderr)
sys.exit(0 if fresh else 1)
END
chmod 755 /usr/local/sbin/bulkhead-vpn

cat >/etc/systemd/system/bulkhead-vpn.service <<END
[Unit]
Description=Give the VPN's servers what its secret and its levels hold
After=network-online.target
[Service]
Type=oneshot
ExecStart=/usr/local/sbin/bulkhead-vpn $VPN_REGION $VPN_SECRET $VPN_LEVELS $VPN_NAMESPACE $servers
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

# shellcheck shell=bash
# What is secret is in memory only, and read again at every start and every day. The certificate and its key are ACM's.
cat >/usr/local/sbin/bulkhead-node-secrets <<END
#!/bin/bash
# Fetches the node's certificate and secrets.
set -euo pipefail
umask 077
region=$NODE_REGION certificate=$NODE_CERTIFICATE secrets="$NODE_SECRETS" user=$NODE_USER
END
cat >>/usr/local/sbin/bulkhead-node-secrets <<'END'
directory=/run/bulkhead
mkdir -p $directory/tls $directory/secrets
chmod 755 $directory
work=$(mktemp -d -p $directory)
trap 'rm -rf "$work"' EXIT
openssl rand -hex 32 | tr -d '\n' >"$work/passphrase"
aws acm export-certificate --region "$region" --certificate-arn "$certificate" --passphrase "fileb://$work/passphrase" --output json >"$work/answer"
python3 - "$work" <<'PYTHON'
import json, sys
work = sys.argv[1]
with open(work + "/answer") as file:
    answer = json.load(file)
with open(work + "/tls.crt", "w") as file:
    file.write(answer["Certificate"].rstrip() + "\n" + answer["CertificateChain"].rstrip() + "\n")
with open(work + "/sealed", "w") as file:
    file.write(answer["PrivateKey"])
PYTHON
openssl pkey -in "$work/sealed" -passin "file:$work/passphrase" -out "$work/tls.key"
for file in tls.crt tls.key; do
	chmod 400 "$work/$file"
	chown "$user:$user" "$work/$file"
	mv -f "$work/$file" $directory/tls/
done
chown "$user:$user" $directory/tls
for secret in $secrets; do
	aws secretsmanager get-secret-value --region "$region" --secret-id "${secret#*=}" --query SecretString --output text >"$work/secret"
	chmod 400 "$work/secret"
	mv -f "$work/secret" "$directory/secrets/${secret%%=*}"
done
END
chmod 755 /usr/local/sbin/bulkhead-node-secrets
cat >/etc/systemd/system/bulkhead-secrets.service <<'END'
[Unit]
Description=Fetch the node's certificate and secrets
Wants=network-online.target
After=network-online.target
[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=/bin/bash -c 'until /usr/local/sbin/bulkhead-node-secrets; do sleep 15; done'
TimeoutStartSec=infinity
END
cat >/etc/systemd/system/bulkhead-renew.service <<'END'
[Unit]
Description=Fetch the node's certificate and secrets again, and tell the store
[Service]
Type=oneshot
ExecStart=/usr/local/sbin/bulkhead-node-secrets
ExecStart=/usr/local/sbin/bulkhead-store renewed
END
# One node after the other.
cat >/etc/systemd/system/bulkhead-renew.timer <<END
[Timer]
OnCalendar=*-*-* 0$NODE_NUMBER:20:00
[Install]
WantedBy=timers.target
END

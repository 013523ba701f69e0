# shellcheck shell=bash
# Once a minute the node tells how it is: itself, and then the store on it.
cat >/usr/local/sbin/bulkhead-node-report <<END
#!/bin/bash
set -euo pipefail
region=$NODE_REGION namespace=$NODE_NAMESPACE node=$NODE_NUMBER store=$NODE_STORE
END
cat >>/usr/local/sbin/bulkhead-node-report <<'END'
device=$(findmnt -no SOURCE /srv/bulkhead)
resize2fs "$device" 2>/dev/null || true # the volume may have grown
disk=$(df --output=pcent /srv/bulkhead | tail -n 1 | tr -d ' %')
memory=$(awk '/^MemTotal/ {all = $2} /^MemAvailable/ {free = $2} END {printf "%d", 100 * (all - free) / all}' /proc/meminfo)
until=$(date -d "$(openssl x509 -noout -enddate -in /run/bulkhead/tls/tls.crt | cut -d= -f2)" +%s)
days=$(((until - $(date +%s)) / 86400))
told=$(timeout 20 /usr/local/sbin/bulkhead-store report || true)
metrics=()
for metric in "DiskPercent=$disk" "MemoryPercent=$memory" "CertificateDays=$days" $told; do
	metrics+=("MetricName=${metric%=*},Value=${metric#*=},Dimensions=[{Name=Node,Value=$node},{Name=Store,Value=$store}]")
done
aws cloudwatch put-metric-data --region "$region" --namespace "$namespace" --metric-data "${metrics[@]}"
END
chmod 755 /usr/local/sbin/bulkhead-node-report
cat >/etc/systemd/system/bulkhead-report.service <<'END'
[Unit]
Description=Tell CloudWatch how the node is
[Service]
Type=oneshot
ExecStart=/usr/local/sbin/bulkhead-node-report
END
cat >/etc/systemd/system/bulkhead-report.timer <<'END'
[Timer]
OnBootSec=30
OnCalendar=minutely
AccuracySec=1
[Install]
WantedBy=timers.target
END

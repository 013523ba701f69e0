# shellcheck shell=bash
# Logs go to CloudWatch, from files, because its agent does not read the journal; but not what anybody in the internet can
# have the servers log, which would cost as much as they like. The metrics have no name of the
# instance, so that one alarm is for all that ever replace it.
cat >/etc/logrotate.d/bulkhead-vpn <<'END'
/var/log/openvpn/*.log {
	size 10M
	rotate 4
	compress
	copytruncate
	missingok
	notifempty
}
END
mkdir -p /etc/systemd/system/logrotate.timer.d
cat >/etc/systemd/system/logrotate.timer.d/hourly.conf <<'END'
[Timer]
OnCalendar=
OnCalendar=hourly
END
systemctl daemon-reload
systemctl enable --now logrotate.timer

# log FILE STREAM [EXCLUDED] is a log as the agent reads it.
log() {
	local filters=
	if [ -n "${3:-}" ]; then
		filters=", \"filters\": [{\"type\": \"exclude\", \"expression\": \"$3\"}]"
	fi
	echo "{\"file_path\": \"$1\", \"log_group_name\": \"$VPN_LOGS\", \"log_stream_name\": \"{instance_id}/$2\"$filters}"
}
noise='tls.crypt|TLS Error: |Fatal TLS error|tls-error|unsupported key-method|would exceed|Connection reset|connection-reset'
noise+='|Bad encapsulated packet|TCP connection established'
agent=/opt/aws/amazon-cloudwatch-agent
cat >$agent/etc/bulkhead-vpn.json <<END
{
  "agent": {"omit_hostname": true},
  "logs": {"logs_collected": {"files": {"collect_list": [
    $(log /var/log/openvpn/udp.log udp "$noise"),
    $(log /var/log/openvpn/tcp.log tcp "$noise"),
    $(log /var/log/openvpn/refresh.log refresh),
    $(log /var/log/cloud-init-output.log boot)
  ]}}},
  "metrics": {"namespace": "$VPN_NAMESPACE", "metrics_collected": {
    "mem": {"measurement": ["mem_used_percent"]},
    "disk": {"measurement": ["used_percent"], "resources": ["/"], "drop_device": true}
  }}
}
END
$agent/bin/amazon-cloudwatch-agent-ctl -a fetch-config -m ec2 -s -c file:$agent/etc/bulkhead-vpn.json

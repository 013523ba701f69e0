# shellcheck shell=bash
# The instance that follows knows whose data it finds.
echo "$NODE_STORE" >/srv/bulkhead/node
echo "$NODE_VOLUME" >/srv/bulkhead/volume
# Systems Manager patches one instance after the other, and begins with the next when the agent of the last one is back:
# that is when the store is whole again, or has not been for ten minutes.
mkdir -p /etc/systemd/system/amazon-ssm-agent.service.d
printf '%s\n' '[Service]' 'TimeoutStartSec=660' \
	"ExecStartPre=-/usr/bin/timeout 600 /bin/bash -c 'until /usr/local/sbin/bulkhead-store healthy; do sleep 5; done'" \
	>/etc/systemd/system/amazon-ssm-agent.service.d/store.conf
systemctl daemon-reload
systemctl start bulkhead-secrets.service
systemctl enable "${units[@]}"
systemctl start "${units[@]}"
systemctl enable --now bulkhead-report.timer bulkhead-renew.timer
started=yes
# CloudFormation goes on to the next node when the store is whole on this one, and waits for half an hour. A store that
# takes longer goes on by itself.
until_true $((1600 - SECONDS)) /usr/local/sbin/bulkhead-store healthy

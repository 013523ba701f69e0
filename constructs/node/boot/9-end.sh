# shellcheck shell=bash
# The instance that follows knows whose data it finds.
echo "$NODE_STORE" >/srv/bulkhead/node
systemctl daemon-reload
systemctl start bulkhead-secrets.service
systemctl enable "${units[@]}"
systemctl start "${units[@]}"
systemctl enable --now bulkhead-report.timer bulkhead-renew.timer
# CloudFormation goes on to the next node when the store is whole on this one.
until_true 600 /usr/local/sbin/bulkhead-store healthy

# shellcheck shell=bash
# The first time is now, so that CloudFormation hears of what is wrong. Before the first certificate there is nothing to
# start, and the timer waits for it.
systemctl daemon-reload
systemctl start bulkhead-vpn.service
systemctl enable --now bulkhead-vpn.timer

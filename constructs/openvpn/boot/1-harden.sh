# shellcheck shell=bash
# The files of this directory, in their order, are the user data of the VPN's server: an Amazon Linux 2023 that holds
# nothing of its own. Before them come its settings, as lines like export VPN_REGION='eu-west-1'.
set -euo pipefail
umask 022
export PATH=$PATH:/opt/aws/bin

# CloudFormation waits for this. When Auto Scaling replaces the instance later, nobody does, and the signal is refused.
trap 'cfn-signal --exit-code $? --stack "$VPN_STACK" --resource "$VPN_RESOURCE" --region "$VPN_REGION" || true' EXIT

# retry repeats a command that fails when the network does.
retry() {
	local pause
	for pause in 1 2 4 8; do
		"$@" && return
		sleep "$pause"
	done
	"$@"
}

# The public address comes first: taking it breaks connections that are open.
metadata=http://169.254.169.254/latest
token=$(retry curl -fsS -m 5 -X PUT -H 'X-aws-ec2-metadata-token-ttl-seconds: 300' "$metadata/api/token")
instance=$(retry curl -fsS -m 5 -H "X-aws-ec2-metadata-token: $token" "$metadata/meta-data/instance-id")
retry aws ec2 associate-address --region "$VPN_REGION" --allocation-id "$VPN_ADDRESS" --instance-id "$instance" --allow-reassociation

# An image names the release that its packages come from; an instance that replaces another in a year has to look
# further. OpenVPN is not in Amazon Linux's own repository, but in SPAL, which is built from EPEL 9.
retry dnf upgrade -y --security --releasever=latest
retry dnf install -y --releasever=latest spal-release nftables amazon-cloudwatch-agent aws-cfn-bootstrap logrotate
retry dnf install -y --releasever=latest openvpn

# Administrators come through Session Manager. What is not installed cannot be stopped, but is not started later either.
unwanted=(sshd.service sshd.socket rpcbind.service rpcbind.socket)
systemctl mask "${unwanted[@]}"
systemctl stop "${unwanted[@]}" || true

cat >/etc/sysctl.d/90-bulkhead-vpn.conf <<'END'
net.ipv4.ip_forward = 1
net.ipv6.conf.all.forwarding = 0
net.ipv4.conf.all.rp_filter = 1
net.ipv4.conf.default.rp_filter = 1
net.ipv4.conf.all.accept_redirects = 0
net.ipv4.conf.default.accept_redirects = 0
net.ipv6.conf.all.accept_redirects = 0
net.ipv6.conf.default.accept_redirects = 0
net.ipv4.conf.all.send_redirects = 0
net.ipv4.conf.default.send_redirects = 0
net.ipv4.conf.all.accept_source_route = 0
net.ipv4.tcp_syncookies = 1
kernel.kptr_restrict = 2
kernel.dmesg_restrict = 1
kernel.unprivileged_bpf_disabled = 1
fs.suid_dumpable = 0
END
sysctl -q -p /etc/sysctl.d/90-bulkhead-vpn.conf

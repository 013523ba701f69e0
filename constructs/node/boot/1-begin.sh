# shellcheck shell=bash
# The files of this directory, in their order, are the user data of a node: an Amazon Linux 2023 that holds nothing of its
# own. What it is, is on a volume and at an address, which go from instance to instance. Before these files come settings,
# as lines like export NODE_REGION='eu-west-1'; after them, what the store itself does.
set -euo pipefail
umask 022
export PATH=$PATH:/opt/aws/bin

# CloudFormation waits for the signal. When Auto Scaling replaces the instance later, nobody does, and it is refused. An
# instance on which nothing runs makes room for another one; shutdown -c keeps it, for a person who looks.
started=
finish() {
	local code=$?
	cfn-signal --exit-code $code --stack "$NODE_STACK" --resource "$NODE_RESOURCE" --region "$NODE_REGION" || true
	if [ $code != 0 ] && [ -z "$started" ]; then
		shutdown -h +10 "This node has not started, and another instance takes its place"
	fi
}
trap finish EXIT

# retry repeats a command that fails when the network does, for some minutes.
retry() {
	local pause
	for pause in 1 2 4 8 15 30 60 60; do
		"$@" && return
		sleep "$pause"
	done
	"$@"
}

# until_true SECONDS COMMAND... repeats a command until it succeeds.
until_true() {
	local end=$((SECONDS + $1))
	shift
	until "$@"; do
		if [ $SECONDS -ge $end ]; then
			echo "not in time: $*" >&2
			return 1
		fi
		sleep "${NODE_PAUSE:-5}"
	done
}

metadata=http://169.254.169.254/latest
token=$(retry curl -fsS -m 5 -X PUT -H 'X-aws-ec2-metadata-token-ttl-seconds: 300' "$metadata/api/token")
instance=$(retry curl -fsS -m 5 -H "X-aws-ec2-metadata-token: $token" "$metadata/meta-data/instance-id")

# An image names the release that its packages come from; an instance that replaces another in a year looks further.
retry dnf upgrade -y --security --releasever=latest
retry dnf install -y --releasever=latest docker nftables aws-cfn-bootstrap e2fsprogs openssl

# Administrators come through Session Manager. What is not installed cannot be stopped, but is not started later either.
unwanted=(sshd.service sshd.socket rpcbind.service rpcbind.socket)
systemctl mask "${unwanted[@]}"
systemctl stop "${unwanted[@]}" || true
cat >/etc/sysctl.d/90-bulkhead-node.conf <<'END'
vm.overcommit_memory = 1
vm.swappiness = 1
net.core.somaxconn = 4096
net.ipv4.conf.all.accept_redirects = 0
net.ipv4.conf.all.send_redirects = 0
net.ipv4.conf.all.accept_source_route = 0
kernel.kptr_restrict = 2
kernel.dmesg_restrict = 1
kernel.unprivileged_bpf_disabled = 1
fs.suid_dumpable = 0
END
sysctl -q -p /etc/sysctl.d/90-bulkhead-node.conf

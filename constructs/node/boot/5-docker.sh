# shellcheck shell=bash
# Docker runs the store with the host's network, and without rights: so it needs no network of Docker's. The instance's
# metadata has the credentials of its role, which are not for what runs in the container.
getent passwd "$NODE_USER" >/dev/null || useradd --system --uid "$NODE_USER" --user-group --no-create-home --shell /sbin/nologin store
mkdir -p /etc/docker
cat >/etc/docker/daemon.json <<'END'
{"bridge": "none", "iptables": false, "ip6tables": false, "live-restore": true, "no-new-privileges": true, "userland-proxy": false}
END
cat >/etc/sysconfig/nftables.conf <<END
flush ruleset
table inet node {
	chain output {
		type filter hook output priority filter; policy accept;
		meta skuid $NODE_USER ip daddr 169.254.169.254 reject
		meta skuid $NODE_USER ip6 daddr fd00:ec2::254 reject
	}
}
END
nft -f /etc/sysconfig/nftables.conf
systemctl enable nftables.service
systemctl enable --now docker.service
login() {
	aws ecr get-login-password --region "$NODE_REGION" | docker login --username AWS --password-stdin "${NODE_IMAGE%%/*}"
}
retry login
retry docker pull -q "$NODE_IMAGE"

# contain NAME COMMAND... writes how systemd runs a container of that name, again and again when it ends; the image is on
# the disk by then.
contain() {
	local name=$1
	shift
	cat <<END
[Unit]
StartLimitIntervalSec=0
[Service]
ExecStartPre=-/usr/bin/docker rm -f $name
ExecStart=/usr/bin/docker run --rm --name $name --pull never --network host --read-only --user $NODE_USER:$NODE_USER --cap-drop ALL --security-opt no-new-privileges --ulimit nofile=65536:65536 --log-driver awslogs --log-opt awslogs-region=$NODE_REGION --log-opt awslogs-group=$NODE_LOGS --log-opt awslogs-stream=$NODE_NAME/$name --log-opt mode=non-blocking -v /srv/bulkhead/$name:/srv/bulkhead/$name -v /run/bulkhead/tls:/run/bulkhead/tls:ro -v /run/bulkhead/$name:/run/bulkhead/$name -v $authorities:$authorities:ro --entrypoint $1 $NODE_IMAGE ${*:2}
ExecStop=/usr/bin/docker stop -t 60 $name
Restart=always
RestartSec=1
TimeoutStartSec=infinity
TimeoutStopSec=90
END
}
authorities=/etc/pki/tls/certs/ca-bundle.crt

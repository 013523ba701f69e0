# shellcheck shell=bash
# Clients reach what they are routed to, by masquerade, so that nothing behind has to know their addresses. They reach
# neither each other nor this instance, whose metadata has its credentials.
tcp_in=
if [ "$VPN_TCP" = true ]; then
	tcp_in='tcp dport 443 accept'
fi
clients="iifname \"tun*\" ip saddr $VPN_CLIENTS ip daddr"
cat >/etc/sysconfig/nftables.conf <<END
flush ruleset
table inet vpn {
	chain input {
		type filter hook input priority filter; policy drop;
		ct state established,related accept
		iifname "lo" accept
		iifname "tun*" drop
		meta l4proto { icmp, ipv6-icmp } accept
		udp dport 1194 accept
		$tcp_in
	}
	chain forward {
		type filter hook forward priority filter; policy drop;
		ip daddr 169.254.0.0/16 drop
		oifname "tun*" ct state established,related accept
		oifname "tun*" drop
		$clients $VPN_DNS meta l4proto { tcp, udp } th dport 53 accept
		$(for route in $VPN_ROUTES; do echo "$clients $route accept"; done)
	}
	chain postrouting {
		type nat hook postrouting priority srcnat; policy accept;
		ip saddr $VPN_CLIENTS oifname != "tun*" masquerade
	}
}
END
nft -f /etc/sysconfig/nftables.conf
systemctl enable nftables.service

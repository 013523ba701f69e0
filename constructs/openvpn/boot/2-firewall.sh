# shellcheck shell=bash
# Clients reach what their level does, by masquerade, so that nothing behind has to know their addresses: the set levels
# has what clients' addresses may reach, and is filled by the program of 4-refresh.sh. They reach neither each other nor
# this instance, whose metadata has its credentials. Connections that nobody has answered yet are limited: whoever has no
# key for the first packet is never answered. On TCP a connection alone takes the place of a client until the server gives
# it up, so no address may begin many at a time.
tcp_in=
if [ -n "$VPN_TCP" ]; then
	tcp_in='tcp dport 443 update @guests { ip saddr limit rate over 20/minute burst 30 packets } drop
		tcp dport 443 accept'
fi
cat >/etc/sysconfig/nftables.conf <<END
flush ruleset
table inet vpn {
	set levels {
		type ipv4_addr . ipv4_addr
		flags interval
	}
	set guests {
		type ipv4_addr
		flags dynamic
		timeout 5m
	}
	chain input {
		type filter hook input priority filter; policy drop;
		ct state established,related accept
		iifname "lo" accept
		iifname "tun*" drop
		meta l4proto { icmp, ipv6-icmp } accept
		ct state new limit rate over 200/second burst 400 packets drop
		udp dport 1194 accept
		$tcp_in
	}
	chain forward {
		type filter hook forward priority filter; policy drop;
		ip daddr 169.254.0.0/16 drop
		oifname "tun*" ct state established,related accept
		oifname "tun*" drop
		iifname "tun*" ip saddr $VPN_CLIENTS ip daddr $VPN_DNS meta l4proto { tcp, udp } th dport 53 accept
		iifname "tun*" ip saddr . ip daddr @levels accept
	}
	chain postrouting {
		type nat hook postrouting priority srcnat; policy accept;
		ip saddr $VPN_CLIENTS oifname != "tun*" masquerade
	}
}
END
nft -f /etc/sysconfig/nftables.conf
systemctl enable nftables.service

# shellcheck shell=bash
# One server for UDP, and one for TCP if that is wanted, each with its share of the clients' addresses. Their keys are in
# memory only (/run), where the next file puts them. SELinux is permissive, as Amazon Linux 2023 comes.

# mask is a CIDR as OpenVPN writes it: 10.1.0.0/16 is 10.1.0.0 255.255.0.0.
mask() {
	python3 -c 'import ipaddress, sys; print(ipaddress.ip_network(sys.argv[1]).with_netmask.replace("/", " "))' "$1"
}

# server NAME PROTOCOL PORT CLIENTS writes the configuration of a server. TLS 1.3 alone is enough: whoever has a cookie,
# which spares the server the state of clients that never come back, has OpenVPN 2.6 and so TLS 1.3. SPAL's server may be
# older than that, and then has no cookies. It logs who connects and who is refused, and of what repeats itself twenty in
# a row. Its clients are those who have a file in its directory of clients, with their address and their routes, and whose
# certificate the list has: one of the authority alone is not enough.
server() {
	local cookie=force-cookie run=/run/bulkhead-vpn clients domain
	clients=$(mask "$4")
	if [[ $(openvpn --version || true) == "OpenVPN 2.5"* ]]; then
		cookie=
	fi
	cat <<END
proto $2
port $3
dev tun-$1
dev-type tun
topology subnet
server $clients nopool
client-config-dir $run/clients/$1
ccd-exclusive
script-security 2
tls-verify "/usr/local/sbin/bulkhead-vpn-client certificate"
max-clients 250
ca $run/ca.crt
cert $run/server.crt
key $run/server.key
tls-crypt-v2 $run/tls-crypt-v2.key $cookie
crl-verify $run/crl.pem
dh none
verify-client-cert require
remote-cert-tls client
tls-version-min 1.3
tls-cert-profile preferred
data-ciphers AES-256-GCM:CHACHA20-POLY1305
auth SHA256
allow-compression no
keepalive 10 60
user openvpn
group openvpn
persist-key
persist-tun
log-append /var/log/openvpn/$1.log
status $run/$1.status 5
status-version 2
verb 2
mute 20
push "dhcp-option DNS $VPN_DNS"
push "route $VPN_DNS 255.255.255.255"
END
	for domain in $VPN_DOMAINS; do
		echo "push \"dhcp-option DOMAIN-SEARCH $domain\""
	done
	if [ "$2" = udp4 ]; then
		# Each side hears when the other goes: clients are back at once after a restart.
		echo explicit-exit-notify 1
		echo 'push "explicit-exit-notify 1"'
	fi
	if [ "$VPN_MFA" = true ]; then
		# A client is asked for a code once in 12 hours. After that it gives a token, and OpenVPN looks only whether it is the
		# username's: external-auth has the program asked then, too, which looks whose certificate it is.
		cat <<END
auth-user-pass-verify "/usr/local/sbin/bulkhead-vpn-client code" via-file
auth-gen-token 43200 external-auth
auth-gen-token-secret $run/token.key
END
	fi
}

mkdir -p /etc/openvpn/server
install -d -m 750 /var/log/openvpn
servers=udp=$VPN_UDP
server udp udp4 1194 "$VPN_UDP" >/etc/openvpn/server/udp.conf
if [ -n "$VPN_TCP" ]; then
	servers+=" tcp=$VPN_TCP"
	server tcp tcp4-server 443 "$VPN_TCP" >/etc/openvpn/server/tcp.conf
fi

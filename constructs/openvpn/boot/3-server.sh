# shellcheck shell=bash
# One server for UDP, and one for TCP if that is wanted, each with its share of the clients' addresses. Their keys are in
# memory only (/run), where the next file puts them. SELinux is permissive, as Amazon Linux 2023 comes.

# mask is a CIDR as OpenVPN writes it: 10.1.0.0/16 is 10.1.0.0 255.255.0.0.
mask() {
	python3 -c 'import ipaddress, sys; print(ipaddress.ip_network(sys.argv[1]).with_netmask.replace("/", " "))' "$1"
}

# half is the first (0) or second (1) half of a CIDR.
half() {
	python3 -c 'import ipaddress, sys; print(list(ipaddress.ip_network(sys.argv[1]).subnets())[int(sys.argv[2])])' "$1" "$2"
}

# server NAME PROTOCOL PORT CLIENTS writes the configuration of a server. TLS 1.3 alone is enough: whoever has a cookie,
# which spares the server the state of clients that never come back, has OpenVPN 2.6 and so TLS 1.3. SPAL's server may be
# older than that, and then has no cookies. Of packets that nobody can have sent, it logs twenty in a row and then counts.
server() {
	local cookie=force-cookie clients route domain
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
server $clients
max-clients 250
ca /run/bulkhead-vpn/ca.crt
cert /run/bulkhead-vpn/server.crt
key /run/bulkhead-vpn/server.key
tls-crypt-v2 /run/bulkhead-vpn/tls-crypt-v2.key $cookie
crl-verify /run/bulkhead-vpn/crl.pem
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
status /run/bulkhead-vpn/$1.status 5
status-version 2
verb 3
mute 20
push "dhcp-option DNS $VPN_DNS"
push "route $VPN_DNS 255.255.255.255"
END
	for route in $VPN_ROUTES; do
		route=$(mask "$route")
		echo "push \"route $route\""
	done
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
		cat <<'END'
script-security 2
auth-user-pass-verify /usr/local/sbin/bulkhead-vpn-code via-file
auth-gen-token 43200 external-auth
auth-gen-token-secret /run/bulkhead-vpn/token.key
END
	fi
}

mkdir -p /etc/openvpn/server
install -d -m 750 /var/log/openvpn
if [ "$VPN_TCP" = true ]; then
	servers='udp tcp'
	server udp udp4 1194 "$(half "$VPN_CLIENTS" 0)" >/etc/openvpn/server/udp.conf
	server tcp tcp4-server 443 "$(half "$VPN_CLIENTS" 1)" >/etc/openvpn/server/tcp.conf
else
	servers=udp
	server udp udp4 1194 "$VPN_CLIENTS" >/etc/openvpn/server/udp.conf
fi

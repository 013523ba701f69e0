package vpn

import (
	"fmt"
	"strings"
	"time"
)

// Remote is where clients find the server.
type Remote struct {
	Host   string
	UDP    int  // the port
	TCP443 bool // whether it listens on TCP 443, too, for networks that let nothing else out
	Codes  bool // whether it asks for one-time codes
	Linux  bool // whether the client is the OpenVPN command on Linux with systemd-resolved
}

// resolved is the script that gives systemd-resolved the name server of the VPN, as Debian and Ubuntu install it with
// openvpn-systemd-resolved.
const resolved = "/etc/openvpn/update-systemd-resolved"

// profile is a client's whole configuration, keys included, in one file.
//
// TLS 1.3 alone costs nothing: the server admits only OpenVPN 2.6 and later, which all have it.
func profile(organization string, client Client, remote Remote, ca, tlsCrypt string, own identity) []byte {
	var b strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	line("# The VPN of %s, for %s until %s, at the level %s.",
		organization, client.Name, client.Expires.Format(time.DateOnly), client.Level)
	line("# This file holds a private key: whoever has it is %s.", client.Name)
	line("client")
	line("dev tun")
	line("remote %s %d udp", remote.Host, remote.UDP)
	if remote.TCP443 {
		line("remote %s 443 tcp", remote.Host)
		line("connect-timeout 10") // then the other one is tried
	}
	line("nobind")
	line("persist-tun")
	line("remote-cert-tls server")
	line("verify-x509-name %s name", serverName)
	line(`pull-filter ignore "redirect-gateway"`) // what a stolen server would say first; it may still push routes
	line("tls-version-min 1.3")
	line("data-ciphers AES-256-GCM:CHACHA20-POLY1305")
	line("auth SHA256")
	line("allow-compression no")
	line("auth-nocache")
	if remote.Codes {
		line("# The name is %s, the password is the code that the authenticator shows.", client.Name)
		line("auth-user-pass")
	}
	if remote.Linux {
		line("# Before 2.7 OpenVPN leaves names to scripts on Linux: install openvpn-systemd-resolved.")
		line("script-security 2")
		line("up %s", resolved)
		line("up-restart")
		line("down %s", resolved)
		line("down-pre")
	}
	line("verb 3")
	for _, part := range []struct{ tag, text string }{
		{"ca", ca},
		{"cert", own.Certificate},
		{"key", own.Key},
		{"tls-crypt-v2", tlsCrypt},
	} {
		line("<%s>\n%s</%s>", part.tag, part.text, part.tag)
	}
	return []byte(b.String())
}

package config

import "testing"

func TestMistakesInEgressAreFound(t *testing.T) {
	const port = "port: 3000"
	with := func(egress string) string { return port + "\n    egress: [" + egress + "]" }
	const internet = "; stores and services are reached by uses; write public addresses"
	findsMistakes(t, "environments/prod.yaml", []mistake{
		{port, with("{port: 587}"), `services.web.egress[0].to: is missing; add it`},
		{port, with("{to: 203.0.113.0/24}"), `services.web.egress[0].port: is missing; add it`},
		{port, with("{to: smtp.example.net, port: 587}"), `services.web.egress[0].to: "smtp.example.net" is not an IPv4 range; write an address and a mask, such as 10.20.0.0/16`},
		{port, with("{to: 10.30.0.0/16, port: 5432}"), `services.web.egress[0].to: 10.30.0.0/16 is not in the internet alone` + internet},
		{port, with("{to: 8.0.0.0/5, port: 5432}"), `services.web.egress[0].to: 8.0.0.0/5 is not in the internet alone` + internet},
		{port, with("{to: 169.254.169.254/32, port: 80}"), `services.web.egress[0].to: 169.254.169.254/32 is not in the internet alone` + internet},
		{port, with("{to: 203.0.113.0/24, port: 20, lastPort: 10}"), `services.web.egress[0].lastPort: 10 is below port, which is 20; write the lower one as port`},
		{port, with("{to: 0.0.0.0/0, port: 443}"), `services.web.egress[0]: HTTPS is open to every service; leave it out`},
		{port, with("{to: 203.0.113.0/24, port: 587, protocol: icmp}"), `services.web.egress[0].protocol: "icmp" is not offered; choose tcp or udp`},
		{port, with("{to: 203.0.113.0/24, port: 587}, {to: 203.0.113.0/24, port: 587, lastPort: 587}"), `services.web.egress[1]: tcp 587 to 203.0.113.0/24 is listed twice; keep one`},
		{
			port, with("{to: 0.0.0.0/0, port: 1}, {to: 0.0.0.0/0, port: 2}, {to: 0.0.0.0/0, port: 3}, {to: 0.0.0.0/0, port: 4}, {to: 0.0.0.0/0, port: 5}, {to: 0.0.0.0/0, port: 6}, {to: 0.0.0.0/0, port: 7}, {to: 0.0.0.0/0, port: 8}, {to: 0.0.0.0/0, port: 9}"),
			`services: they say 9 different things in egress, and network ACLs have room for 8; say the same ports and ranges where you can, or wider ones`,
		},
	})
	findsMistakesIn(t, "tier: development\nnetwork: {cidr: 10.10.0.0/16, nat: none, endpoints: standard}\n"+
		"services:\n  web:\n    image: web:1.0.0\n", []mistake{
		{"image: web:1.0.0", "image: web:1.0.0\n    egress: [{to: 203.0.113.0/24, port: 587}]", `services.web.egress: without NAT, nothing reaches the internet; leave it out, or choose another network.nat`},
	})
}

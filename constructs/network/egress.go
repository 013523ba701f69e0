package network

import (
	"hash/fnv"

	"bulkhead/config"
)

// The numbers of entries for egress: each follows from what it lets out, so that none changes when others come and go.
const (
	firstEgress = 1000
	egressRange = 20000
)

// egress are the entries of network ACLs that let services out of the private tier and then, from NAT, out of the
// public one. Answers to TCP come in already; those to UDP come in from where they were asked for.
func egress(all []config.Egress) (out, privateIn, publicIn []rule) {
	taken := map[int]bool{}
	for _, g := range all {
		hash := fnv.New32a()
		hash.Write([]byte(g.String()))
		number := firstEgress + int(hash.Sum32()%egressRange)
		for taken[number] {
			number++
		}
		taken[number] = true
		to, udp := g.To.String(), g.Protocol == config.UDP
		out = append(out, rule{number, to, ports{from: g.Port, to: g.LastPort, udp: udp}})
		if udp {
			privateIn = append(privateIn, rule{number, to, ports{from: 32768, to: 65535, udp: true}})
			publicIn = append(publicIn, rule{number, to, ports{from: 1024, to: 65535, udp: true}})
		}
	}
	return out, privateIn, publicIn
}

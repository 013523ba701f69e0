package parity

import (
	"encoding/binary"
	"net/netip"
)

// sameAddress tells whether two addresses are at the same place of each side's network, or two ranges are the same part
// of it: half of a network is larger in a larger one.
func (c *comparison) sameAddress(primary, standby string) bool {
	p, inPrimary := within(primary, c.primary.cidr)
	s, inStandby := within(standby, c.standby.cidr)
	if !inPrimary || !inStandby {
		return false
	}
	if p.single && s.single {
		return p.offset == s.offset
	}
	return p.offset<<p.outer == s.offset<<s.outer && p.bits-p.outer == s.bits-s.outer
}

// part is a part of a network.
type part struct {
	offset      uint32 // from the network's first address
	bits, outer int    // of its mask and of the network's
	single      bool   // an address
}

// within returns which part of a network an address or a range is.
func within(text, network string) (part, bool) {
	outer, err := netip.ParsePrefix(network)
	if err != nil {
		return part{}, false
	}
	inner, err := netip.ParsePrefix(text)
	if err != nil {
		one, err := netip.ParseAddr(text)
		if err != nil {
			return part{}, false
		}
		inner = netip.PrefixFrom(one, one.BitLen())
	}
	if !outer.Contains(inner.Addr()) || inner.Bits() < outer.Bits() {
		return part{}, false
	}
	first, at := outer.Masked().Addr().As4(), inner.Addr().As4()
	offset := binary.BigEndian.Uint32(at[:]) - binary.BigEndian.Uint32(first[:])
	return part{offset, inner.Bits(), outer.Bits(), inner.IsSingleIP()}, true
}

package reach

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestSetsOfPortsAreSets(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	set := func() Ports {
		var p Ports
		for range random.IntN(4) {
			from := random.IntN(40)
			p = p.Or(Span{from, from + random.IntN(8)})
		}
		return p
	}
	for range 2000 {
		p, q := set(), set()
		for port := range 50 {
			assert.Equal(t, p.Has(port) || q.Has(port), p.Or(q...).Has(port), "%v or %v: %d", p, q, port)
			assert.Equal(t, p.Has(port) && q.Has(port), p.And(q).Has(port), "%v and %v: %d", p, q, port)
			assert.Equal(t, p.Has(port) && !q.Has(port), p.Not(q).Has(port), "%v not %v: %d", p, q, port)
		}
	}
}

func TestPortsAreWrittenAsPeopleWriteThem(t *testing.T) {
	assert.Equal(t, "no port", Ports(nil).String())
	assert.Equal(t, "every port", everyPort.String())
	assert.Equal(t, "80, 443-445", Ports{}.Or(Span{444, 445}, Span{80, 80}, Span{443, 443}).String())
}

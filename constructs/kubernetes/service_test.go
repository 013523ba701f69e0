package kubernetes

import (
	"testing"

	"bulkhead/config"
	"bulkhead/constructs/serving"

	"github.com/stretchr/testify/assert"
)

// TestASetOfTargetsThatIsAnotherOneIsBoundAnew: the controller takes no other target group for a binding that it has.
func TestASetOfTargetsThatIsAnotherOneIsBoundAnew(t *testing.T) {
	props := func(balancer string, port int, tls config.Switch) ServiceProps {
		made := ServiceProps{Props: serving.Props{Balancer: serving.Balancer{Name: balancer}}}
		made.Port, made.TLS = port, tls
		return made
	}
	names := map[string]bool{}
	for _, one := range []ServiceProps{
		props("Public", 3000, config.Disabled), props("Public", 3001, config.Disabled), props("Public", 3000, config.Enabled),
		props("Internal", 3000, config.Disabled),
	} {
		for _, set := range []string{"blue", "green"} {
			names[binding(set, one)] = true
			assert.Equal(t, binding(set, one), binding(set, one))
		}
	}
	assert.Len(t, names, 8)
}

package docs

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"bulkhead/internal/facts"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestThePageSaysWhatANodeKeepsAsTheConfigurationCountsIt: whoever chooses classes goes by these numbers.
func TestThePageSaysWhatANodeKeepsAsTheConfigurationCountsIt(t *testing.T) {
	text, err := os.ReadFile("../../docs/kubernetes.md")
	require.NoError(t, err)
	says := func(format string, numbers ...any) {
		row := fmt.Sprintf(format, numbers...)
		assert.True(t, strings.Contains(string(text), row), row)
	}
	kept := func(cpus int) int { units, _ := facts.KeptOfNode(cpus, 0); return units }
	says("all but %d units of `large`, %d of `xlarge`, %d of `2xlarge`, %d of `4xlarge` |", kept(2), kept(4), kept(8), kept(16))
	_, small := facts.KeptOfNode(16, 0)
	_, large := facts.KeptOfNode(32, 0)
	says("92.5 percent, as the operating system sees it, without %d MiB; from `8xlarge` on, without %d MiB |", small, large)
	asks := map[string][2]int{}
	for _, a := range slices.Concat(facts.NodeAddonPods, facts.ClusterAddonPods) {
		name := a.Addon
		if a.Pods > 1 || a.What == "amazon-cloudwatch-observability-controller-manager" {
			name = a.What
		}
		asks[name] = [2]int{asks[name][0] + a.Pods*a.Milli, asks[name][1] + a.Pods*a.MiB}
	}
	for name, row := range map[string]string{
		facts.AddonNetwork:     "`vpc-cni`, with its agent of network policies",
		facts.AddonProxy:       "kube-proxy",
		facts.AddonObservation: "CloudWatch agent, and Fluent Bit",
		facts.AddonSecrets:     "Secrets Store CSI driver, and AWS's provider",
		facts.AddonGuardDuty:   "GuardDuty's agent",
		"coredns":              "two of CoreDNS",
		"metrics-server":       "two of metrics-server",
		"amazon-cloudwatch-observability-controller-manager": "CloudWatch's operator",
		facts.AddonIdentity: "",
	} {
		asked, known := asks[name]
		require.True(t, known, name)
		delete(asks, name)
		if asked == [2]int{} {
			continue
		}
		memory := fmt.Sprintf("%d MiB", asked[1])
		if asked[1] == 0 {
			memory = "–"
		}
		says("| %s | %dm | %s |", row, asked[0], memory)
	}
	assert.Empty(t, asks, "not on the page")
}
